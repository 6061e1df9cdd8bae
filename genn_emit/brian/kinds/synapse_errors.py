"""Which connections may turn out to be errors of the model: these are not put off, the error belongs to the call."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import numpy as np
from brian2.core.variables import Constant

if TYPE_CHECKING:
    from genn_emit.brian.codeobject import EmitCodeObject


def may_fail(code: EmitCodeObject) -> bool:
    """Whether an index of these synapses may be outside of its group, or a sample larger than what it is drawn from. False
    only where a glance at the expressions tells. ``code`` is of the kind ``synapses_create_generator``."""
    kw = code.template_kwds
    kinds = kw["iterator_kwds"]
    if kinds.get("sample_size") == "fixed" and not kw["skip_if_invalid"] and not _fits(code):
        return True
    return not (kw["skip_if_invalid"] or _inside(code))


def _fits(code: EmitCodeObject) -> bool:
    """Whether a sample of fixed size from the whole group is no larger than the group."""
    kw = code.template_kwds
    size = _value(code, kw["iterator_kwds"]["size"])
    return _covers_group(code) and size is not None and 0 <= size <= _size(code, kw["result_index_size"])


def _inside(code: EmitCodeObject) -> bool:
    kw = code.template_kwds
    element = ast.parse(kw["element"].strip(), mode="eval").body
    if isinstance(element, ast.BinOp) and isinstance(element.op, ast.Mod):
        return isinstance(element.right, ast.Name) and element.right.id == kw["result_index_size"]
    if not isinstance(element, ast.Name):
        return False
    if element.id == kw["outer_index"]:
        return _size(code, kw["outer_index_size"]) <= _size(code, kw["result_index_size"])
    return element.id == kw["inner_variable"] and _covers_group(code)


def _covers_group(code: EmitCodeObject) -> bool:
    """Whether the iterator goes over the indices of the group, and no others."""
    kw = code.template_kwds
    return _value(code, kw["iterator_kwds"]["low"]) == 0 and kw["iterator_kwds"]["high"] == kw["result_index_size"]


def _size(code: EmitCodeObject, name: str) -> int:
    return int(np.asarray(code.variables[name].get_value()).flat[0])


def _value(code: EmitCodeObject, text: str) -> float | None:
    """What a number or the name of a constant stands for."""
    variable = code.variables.get(text)
    if isinstance(variable, Constant):
        return float(variable.value)
    return float(text) if text.isdecimal() else None
