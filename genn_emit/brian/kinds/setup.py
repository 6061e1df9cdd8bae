"""Assignments with string expressions."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.types import boolean, i32
from genn_emit.brian.code import KernelBuilder, Kind
from genn_emit.brian.comments import comment
from genn_emit.brian.extents import extent
from genn_emit.network.kernels import ForEach, Kernel


def _set(b: KernelBuilder) -> tuple[Kernel, ...]:
    """``G.v[indices] = 'expression'``"""
    k = b.local("k", i32)
    i = b.local("i", i32)
    indices = b.variable("_group_idx")
    b.scope.given["_target_idx"] = k
    block = b.block(i)
    body = n.Block((n.Declare(i, b.fields.array(indices)[k].cast(i32)), *block.vector.block().body))
    scalar = block.scalar.block()
    count = b.computed("n_indices", i32, lambda: indices.size, "elements to set")
    return (ForEach(b.name, comment(b), "init", scalar, body, b.random(scalar, body), k, count, ordered=True),)


def _set_conditional(b: KernelBuilder) -> tuple[Kernel, ...]:
    """``G.v = 'expression'``, ``G.v['condition'] = 'expression'``"""
    i = b.local("i", i32)
    choose = b.block(i, "condition")
    condition = choose.scope.translator(choose.names).convert(choose.value("_cond"), boolean)
    assign = b.block(i, "statement")
    scalar = n.Block(choose.scalar.block().body + assign.scalar.block().body)
    always = b.code.always
    inner = assign.vector.block()
    body = inner if always else n.Block((*choose.vector.block().body, n.If(condition, inner)))
    if always:
        scalar = assign.scalar.block()
    return (
        ForEach(b.name, comment(b), "init", scalar, body, b.random(scalar, body), i, extent(b), ordered=b.writes_shared()),
    )  # fmt: skip


SET = Kind("group_variable_set", _set, frozenset({"_group_idx", "N"}), frozenset({"_target_idx"}), allows_scalar_write=True)
SET_CONDITIONAL = Kind("group_variable_set_conditional", _set_conditional, frozenset({"N"}), allows_scalar_write=True)
