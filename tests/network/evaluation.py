"""What a straight line of code computes, with numpy, so that two forms of it can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from brian2.core.functions import timestep
from brian2.units.unitsafefunctions import exprel

from genn_emit.ast import nodes as n

Values = dict[str, Any]
OPERATORS: dict[str, Any] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, ">=": np.greater_equal, "<": np.less, ">": np.greater,
}  # fmt: skip
FUNCTIONS: dict[str, Any] = {
    "exp": np.exp, "pow": np.power, "genn_exprel_f64": exprel, "genn_bernoulli_f64": lambda x: 1 / exprel(x),
    "genn_timestep": timestep,
}  # fmt: skip


def run(block: n.Block, given: Mapping[str, Any]) -> Values:
    """Names and their values after ``block``; arrays are one element, under their names."""
    values = dict(given)
    for statement in block.body:
        if isinstance(statement, n.Declare):
            if statement.init is not None:
                values[statement.var.name] = value(statement.init, values)
            continue
        assert isinstance(statement, n.Assign) and statement.op == "="
        target = statement.target.base if isinstance(statement.target, n.Index) else statement.target
        assert isinstance(target, n.Var)
        values[target.name] = value(statement.value, values)
    return values


def value(e: n.Expr, values: Mapping[str, Any]) -> Any:
    if isinstance(e, n.Literal):
        return e.value
    if isinstance(e, n.Var):
        return values[e.name]
    if isinstance(e, n.Index):
        return value(e.base, values)
    if isinstance(e, n.Unary):
        return {"-": np.negative, "!": np.logical_not}[e.op](value(e.operand, values))
    if isinstance(e, n.Binary):
        return OPERATORS[e.op](value(e.left, values), value(e.right, values))
    if isinstance(e, n.Cast):
        return value(e.operand, values)
    assert isinstance(e, n.Call)
    return FUNCTIONS[e.function](*(value(a, values) for a in e.args))
