"""Brian2's code generator hook: keep the Statements; kernels are made of them when a program is put together."""

from __future__ import annotations

from typing import Any

from brian2.codegen.generators.cpp_generator import CPPCodeGenerator


class EmitGenerator(CPPCodeGenerator):  # type: ignore[misc]
    """Stops Brian2's translation at the level of Statements. It derives from the C++ generator so that functions
    implemented in C++ are found."""

    class_name = "genn_emit"

    def translate_statement_sequence(self, sc_statements: Any, ve_statements: Any) -> tuple[Any, Any, dict[str, Any]]:
        return sc_statements, ve_statements, {}
