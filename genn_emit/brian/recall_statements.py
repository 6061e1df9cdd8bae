"""Brian2's Statements, remembered from one process to the next: which lines define, which add, what is the same in every loop."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from functools import wraps
from typing import Any

import numpy as np
from brian2.codegen import translation
from brian2.codegen.generators import base
from brian2.codegen.statements import Statement
from brian2.core.preferences import prefs
from brian2.core.variables import Subexpression
from brian2.utils.caching import cached
from brian2.utils.stringtools import get_identifiers

from genn_emit.brian.facts import ValueNeeded, without_values
from genn_emit.brian.recall import Store, key

_PREFERENCES = ("core.default_float_dtype", "codegen.loop_invariant_optimisations")
_PYTHON_TYPES: dict[str, type] = {kind.__name__: kind for kind in (bool, int, float)}
Sequence = list[Statement]


def used(code: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables that decide what becomes of ``code``, in alphabetical order: those that it names, all subexpressions (Brian2
    checks even those that are not used), and those that these name."""
    wanted = get_identifiers(code)
    for variable in variables.values():
        if isinstance(variable, Subexpression):
            wanted = wanted | {variable.name} | get_identifiers(variable.expr)
    named = {name for name, variable in variables.items() if isinstance(variable, Subexpression)}
    return {name: variables[name] for name in sorted((wanted | named) & variables.keys())}


def remember_statements(store: Store) -> None:
    """Remember what Brian2 makes of abstract code."""
    original = translation.make_statements.__wrapped__

    @wraps(original)
    def remembering(code: str, variables: Any, dtype: Any, optimise: bool = True, blockname: str | None = "") -> Any:
        kept = store()
        if kept is None:
            return original(code, variables, dtype, optimise, blockname)
        needed = used(code, variables)
        note = key("statements", code, needed, dtype, optimise, blockname, [prefs[name] for name in _PREFERENCES])
        if note is None:
            return original(code, variables, dtype, optimise, blockname)
        found = kept.get_note(note)
        if found is not None:
            return tuple([_statement(entry) for entry in entries] for entries in json.loads(found))
        made: tuple[Sequence, Sequence] | None = None
        with suppress(ValueNeeded):
            made = original(code, without_values(needed), dtype, optimise, blockname)
        if made is None:
            return original(code, variables, dtype, optimise, blockname)
        kept.put_note(note, json.dumps([[_entry(statement) for statement in sequence] for sequence in made]))
        return made

    for module in (translation, base):
        module.make_statements = cached(remembering)


def _entry(statement: Statement) -> dict[str, Any]:
    """A statement as plain data."""
    entry = dict(vars(statement))
    entry["dtype"] = _type_name(statement.dtype)
    for name in ("boolean_simplified_expressions", "complexities"):
        if entry.get(name) is not None:
            entry[name] = list(entry[name].items())
    return entry


def _statement(entry: dict[str, Any]) -> Statement:
    made = object.__new__(Statement)
    for name in ("boolean_simplified_expressions", "complexities"):
        if entry.get(name) is not None:
            entry[name] = {tuple(map(tuple, choice)): value for choice, value in entry[name]}
    entry["dtype"] = _type(entry["dtype"])
    made.__dict__.update(entry)
    return made


def _type_name(dtype: Any) -> list[str]:
    """Brian2 has Python's types, numpy's, and numpy's descriptions of types."""
    if isinstance(dtype, np.dtype):
        return ["dtype", dtype.str]
    name = str(dtype.__name__)
    if _PYTHON_TYPES.get(name) is dtype:
        return ["python", name]
    return ["numpy", np.dtype(dtype).name]


def _type(name: list[str]) -> Any:
    kind, described = name
    if kind == "python":
        return _PYTHON_TYPES[described]
    as_dtype = np.dtype(described)
    return as_dtype if kind == "dtype" else as_dtype.type
