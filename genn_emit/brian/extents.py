"""How many elements there are."""

from __future__ import annotations

from typing import Any

from brian2.core.variables import Constant

from genn_emit.ast import nodes as n
from genn_emit.ast.types import i32
from genn_emit.brian.code import KernelBuilder
from genn_emit.brian.fields import Fields, owner_name


def extent(b: KernelBuilder, name: str = "N") -> n.Expr:
    """The number of elements that a kernel runs over."""
    return number_of(b.fields, b.owner, b.variable(name), name)


def number_of(fields: Fields, owner: str, variable: Any, name: str = "N") -> n.Expr:
    """The number of elements of a group: a constant for neurons, an array of one element for synapses."""
    if isinstance(variable, Constant):
        size = int(variable.value)
        return fields.computed(owner, name, i32, lambda: size, "number of elements", id(variable))
    return fields.on_host(variable)[0]


def end_of_events(fields: Fields, eventspace: Any) -> n.Expr:
    """Where an event space keeps its count: behind its last possible event, hence at the number of neurons."""
    return number_of(fields, owner_name(eventspace), eventspace.owner.variables["N"])
