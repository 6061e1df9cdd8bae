"""How many elements a kernel runs over."""

from __future__ import annotations

from brian2.core.variables import Constant

from genn_emit.ast import nodes as n
from genn_emit.ast.types import i32
from genn_emit.brian.code import KernelBuilder


def extent(b: KernelBuilder, name: str = "N") -> n.Expr:
    """The number of elements of the owner: a constant for neurons, an array of one element for synapses."""
    variable = b.variable(name)
    if isinstance(variable, Constant):
        size = int(variable.value)
        return b.fields.computed(b.owner, name, i32, lambda: size, "number of elements", id(variable))
    return b.fields.on_host(variable)[0]
