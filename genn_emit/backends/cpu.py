"""The CPU backend: loops. One function per kernel, or a few; worker w of n does its share; nothing here is atomic."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CPP
from genn_emit.backends.base import Program, c_declarations, definitions, kernel_signature, print_module
from genn_emit.backends.cpu_parts import lower
from genn_emit.backends.cpu_run import MEMBERS, run_function
from genn_emit.backends.cpu_shares import Function
from genn_emit.backends.includes import includes_for
from genn_emit.backends.lowering import changed_arrays, load_fields
from genn_emit.backends.user_functions import function_header, includes_functions, requirements
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.schedule import Network


class CpuBackend:
    """Lowers networks to C++. Stateless."""

    name = "cpu"

    def emit(self, network: Network) -> Program:
        """The program of ``network``. ``LoweringError`` naming the kernel if one cannot be lowered."""
        table = network.table
        modules: dict[str, list[n.Node]] = {}
        functions: dict[str, tuple[Function, ...]] = {}
        writes: dict[str, tuple[str, ...]] = {}
        for kernel in network.kernels:
            functions[kernel.name] = parts = lower(kernel, table)
            writes[kernel.name] = changed_arrays([part.body for part in parts], table)
            modules.setdefault(kernel.file, []).extend(finished(part, kernel.comment, table) for part in parts)
        if network.schedule:
            modules["runner"] = [run_function(network, functions)]
        signatures = tuple(
            f.signature for items in modules.values() for f in items if isinstance(f, n.Function)
        )
        sources = tuple(
            print_module(n.Module(f"{name}.cc", (*includes_for(items), *includes_functions(network, items), *items)), CPP)
            for name, items in sorted(modules.items())
        )
        return Program(
            network.name,
            self.name,
            sources,
            (definitions(network, signatures, CPP, MEMBERS), *function_header(network)),
            c_declarations(network, signatures, MEMBERS),
            {name: tuple(part.name for part in parts) for name, parts in functions.items()},
            extra=MEMBERS,
            writes=writes,
            requires=requirements(network),
            once=not network.schedule,
        )


def finished(part: Function, comment: tuple[str, ...], table: ArrayTable) -> n.Function:
    """The function with its fields loaded, as it is printed."""
    loads, trees = load_fields((part.body,), table)
    whole = n.Block((*loads.body, *trees))  # type: ignore[arg-type]
    return n.Function(kernel_signature(part.name), whole, part.comment or comment)
