"""Making synapses: from a rule, or from pairs of indices."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.symbols import mangle
from genn_emit.ast.types import boolean, f64, i32, i64
from genn_emit.ast.unused import without_unused
from genn_emit.brian.code import KernelBuilder, Kind
from genn_emit.brian.comments import comment
from genn_emit.network import kernels as k
from genn_emit.network.status import INVALID_SYNAPSE

if TYPE_CHECKING:
    from genn_emit.brian.codeobject import EmitCodeObject

_MANY = 1 << 16


def _size(b: KernelBuilder, name: str) -> n.Expr:
    variable = b.variable(name)
    return b.computed(name, i32, lambda: int(np.asarray(variable.get_value()).flat[0]), "neurons")


def _offset(b: KernelBuilder, name: str) -> n.Expr:
    variable = b.code.variables.get(name)
    if variable is None:
        return n.literal(0, i32)
    return b.computed(name.strip("_"), i32, lambda: int(np.asarray(variable.get_value()).flat[0]))


def _generator(b: KernelBuilder) -> tuple[k.Kernel, ...]:
    """``connect('condition')``, ``connect(j='expression for k in ...')``: see Brian2's documentation of Synapses.connect."""
    kw = b.code.template_kwds
    outer_name, result_name = kw["outer_index"], kw["result_index"]
    outer_array, result_array = kw["outer_index_array"], kw["result_index_array"]
    outer = b.local(outer_name, i64)
    names = b.scope.given
    setup = b.body()
    names[f"_{outer_name}"] = setup.let(mangle(f"{outer_name}_"), outer.cast(i32))
    names[f"_raw{outer_array}"] = setup.let(mangle(f"raw{outer_array}"), outer.cast(i32) + _offset(b, kw["outer_index_offset"]))
    names[outer_array] = names[f"_raw{outer_array}"]
    scalar: list[n.Stmt] = []
    checked_early = not kw["result_index_condition"] and kw["if_expression"] not in (None, "True")
    if checked_early:
        _check(b, setup, scalar, outer)
    bounds = b.block(outer, "setup_iterator")
    scalar += bounds.scalar.block().body
    setup.add(bounds.vector.block())
    choose = _choice(kw, bounds)
    inner = b.local(kw["inner_variable"], i64)
    each = b.body()
    names[kw["inner_variable"]] = inner.cast(i32)
    generated = b.block(outer, "generator_expr")
    scalar += generated.scalar.block().body
    each.add(generated.vector.block())
    result = each.let(mangle(f"{result_name}_"), generated.value(f"_{result_name}").cast(i32))
    names[f"_{result_name}"] = result
    names[f"_raw{result_array}"] = each.let(mangle(f"raw{result_array}"), result + _offset(b, kw["result_index_offset"]))
    names[result_array] = names[f"_raw{result_array}"]
    if kw["result_index_condition"]:
        if kw["result_index_used"]:
            _check_range(b, each, result)
        _check(b, each, scalar, outer)
    if not kw["result_index_used"]:
        _check_range(b, each, result)
    update = b.block(outer, "update")
    scalar += update.scalar.block().body
    each.add(update.vector.block())
    pre, post, copies = names["_raw_pre_idx"], names["_raw_post_idx"], update.value("_n")
    bound = [value for f in fields(choose) if isinstance(value := getattr(choose, f.name), n.Node)]
    once, setup_block, each_block = without_unused(
        (n.Block(tuple(scalar)), setup.block(), each.block()), (pre, post, copies, *bound)
    )
    random = b.random(once, setup_block, each_block, n.Draw("uniform", (), 0, f64))
    made, position = b.code.counters
    synapses = b.code.owner.variables
    return (
        k.Connect(
            b.name, comment(b), "init", once, setup_block, random, outer, _size(b, kw["outer_index_size"]), choose, inner,
            each_block, pre, post, copies,
            b.fields.array(synapses["_synaptic_pre"]), b.fields.array(synapses["_synaptic_post"]),
            b.fields.scratch(b.name, "made", made, i64, "host", "synapses made so far"),
            b.fields.scratch(b.name, "position", position, i64, "host", "next neuron to make synapses for"),
            b.computed("capacity", i64, lambda: _room(b.code), "synapses that fit"),
        ),
    )  # fmt: skip


def _check(b: KernelBuilder, body: Body, scalar: list[n.Stmt], outer: n.Var) -> None:
    """Go on to the next pair where the condition does not hold."""
    test = b.block(outer, "create_cond")
    scalar += test.scalar.block().body
    body.add(test.vector.block())
    condition = b.scope.translator(test.names).convert(test.value("_cond"), boolean)
    with body.if_(n.Unary("!", condition)):
        body.add(n.Continue())


def _check_range(b: KernelBuilder, body: Body, result: n.Expr) -> None:
    """An index outside of the group is skipped, or an error."""
    kw = b.code.template_kwds
    size = _size(b, kw["result_index_size"])
    with body.if_((result < 0) | (result >= size)):
        body.add(n.Continue() if kw["skip_if_invalid"] else n.Fail(INVALID_SYNAPSE, result.cast(i64)))


def _choice(kw: dict[str, object], bounds: object) -> k.Steps:
    low, high, step = (bounds.value(f"_iter_{name}").cast(i64) for name in ("low", "high", "step"))  # type: ignore[attr-defined]
    if kw["iterator_func"] == "range":
        return k.Steps(low, high, step)
    if kw["iterator_kwds"]["sample_size"] == "fixed":  # type: ignore[index]
        return k.Sample(low, high, step, bounds.value("_iter_size").cast(i64), bool(kw["skip_if_invalid"]))  # type: ignore[attr-defined]
    return k.Chance(low, high, step, bounds.value("_iter_p").cast(f64))  # type: ignore[attr-defined]


def _room(code: EmitCodeObject) -> int:
    return min(array.capacity for array in code.synapse_arrays())


def start(code: EmitCodeObject) -> None:
    """Begin behind the synapses that are there."""
    made, position = code.counters
    pre, post = code.synapse_arrays()
    made.view[0] = code.existing = pre.size
    position.view[0] = 0
    for array in (pre, post):
        array.reserve(pre.size + _MANY)


def more_room(code: EmitCodeObject, needed: int) -> None:
    """Room for ``needed`` synapses, and for those that the other neurons make if they are like the first. Memory that is never
    touched costs nothing, but there is an end to what may be asked for."""
    done = int(code.counters[1].view[0])
    neurons = int(code.variables[code.template_kwds["outer_index_size"]].get_value())
    expected = code.existing + int(1.05 * (needed - code.existing) * neurons / (done + 1))
    for array in code.synapse_arrays():
        array.reserve(max(2 * needed, min(expected, 16 * needed)))


def finish(code: EmitCodeObject) -> None:
    """Tell Brian2 how many synapses there are: all their variables grow, and their counts are updated."""
    made, _ = code.counters
    total = int(made.view[0])
    for array in code.synapse_arrays():
        array.expose((total,))
    for name in ("_synaptic_pre", "_synaptic_post"):
        code.owner.variables[name].size = total
    code.owner._resize(total)
    code.owner._update_synapse_numbers(code.existing)


def _array(b: KernelBuilder) -> tuple[k.Kernel, ...]:
    """``connect(i=..., j=...)``"""
    index = b.local("k", i32)
    block = b.block(index)
    sources = b.variable("sources")
    count = b.computed("n_pairs", i32, lambda: sources.size, "pairs")
    existing = b.computed("existing", i64, lambda: b.code.existing, "synapses that were there")
    body = b.body()
    body.add(block.vector.block())
    place = body.let("place", existing + index.cast(i64))
    synapses = b.code.owner.variables
    body.assign(b.fields.array(synapses["_synaptic_pre"])[place], block.value("_real_sources").cast(i32))
    body.assign(b.fields.array(synapses["_synaptic_post"])[place], block.value("_real_targets").cast(i32))
    return (k.ForEach(b.name, comment(b), "init", block.scalar.block(), body.block(), None, index, count),)


def start_pairs(code: EmitCodeObject) -> None:
    pre, post = code.synapse_arrays()
    code.existing = pre.size
    total = pre.size + code.variables["sources"].size
    code.counters[0].view[0] = total
    for array in (pre, post):
        array.reserve(total)


CREATE_GENERATOR = Kind(
    "synapses_create_generator",
    _generator,
    frozenset({"_synaptic_pre", "_synaptic_post", "N", "N_pre", "N_post", "_source_offset", "_target_offset"}),
    on_host=True,
    writes_read_only=frozenset({"_synaptic_pre", "_synaptic_post", "N", "N_incoming", "N_outgoing"}),
    prepare=start,
    settle=finish,
)
CREATE_ARRAY = Kind(
    "synapses_create_array",
    _array,
    frozenset(
        {"_synaptic_pre", "_synaptic_post", "sources", "targets", "N", "N_pre", "N_post", "_source_offset", "_target_offset"}
    ),
    iterate_all=frozenset({"_idx"}),
    writes_read_only=frozenset({"_synaptic_pre", "_synaptic_post", "N"}),
    prepare=start_pairs,
    settle=finish,
)
