"""One lowering for OpenCL and CUDA: kernels become grids, groups that share barriers, or one work-item."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import ArrayOf, i32, i64, ptr, u8, u64
from genn_emit.backends import cable, simt_record, simt_synapses
from genn_emit.backends.base import RESERVED
from genn_emit.backends.lowering import SCALAR_ELEMENT, declared_names, lower_draws, written
from genn_emit.backends.simt_parts import (
    GRID,
    GROUP,
    LOCAL_ID,
    ONE,
    TILE,
    DeviceKernel,
    Plan,
    barrier,
    for_events,
    touches_others,
)
from genn_emit.errors import LoweringError
from genn_emit.network import kernels as k
from genn_emit.network.arrays import ArrayTable

_BYTE_SUM = 0x0101010101010101


def plan(kernel: k.Kernel, table: ArrayTable) -> Plan:
    """The launches that carry out ``kernel``, fields not yet parameters."""
    method: Callable[[Any, Body], Plan] | None = _LOWERING.get(type(kernel))
    if method is None:
        raise LoweringError(f"devices cannot carry out {type(kernel).__name__} ({kernel.name})")
    extra = (kernel.then,) if isinstance(kernel, k.Threshold) else ()
    taken = RESERVED | {f.name for f in table} | declared_names((kernel.scalar, kernel.body, *extra))
    return method(kernel, Body(frozenset(taken)))


def scalar_part(kernel: k.Kernel) -> n.Block:
    """The code that is the same for all elements, draws lowered; every work-item does it."""
    return lower_draws(kernel.scalar, kernel.random, n.Literal(SCALAR_ELEMENT, i64))


def element_part(kernel: k.Kernel, index: n.Expr, block: n.Block | None = None) -> n.Block:
    """The code per element, draws lowered."""
    return lower_draws(kernel.body if block is None else block, kernel.random, index)


def _for_each(kernel: k.ForEach, body: Body) -> Plan:
    index = kernel.index
    if kernel.ordered or written((kernel.scalar,)):
        body.add(scalar_part(kernel))
        if kernel.body.body:
            start = n.literal(0, index.type)
            body.add(n.For(index, start, kernel.extent.cast(index.type), element_part(kernel, index)))
        return Plan((DeviceKernel(kernel.name, body.block(), ONE, 1),))
    body.add(n.Declare(index, GRID.cast(index.type)))
    with body.if_(index < kernel.extent.cast(index.type)):
        body.add(scalar_part(kernel), element_part(kernel, index))
    return Plan((DeviceKernel(kernel.name, body.block(), kernel.extent),))


def _threshold(kernel: k.Threshold, body: Body) -> Plan:
    assert kernel.condition is not None
    index = kernel.index
    body.add(n.Declare(index, GRID.cast(index.type)))
    with body.if_(index < kernel.extent.cast(index.type)):
        body.add(scalar_part(kernel), element_part(kernel, index))
        body.assign(kernel.flags[index], kernel.condition.cast(u8))
    flags = DeviceKernel(f"{kernel.name}_flags", body.block(), kernel.extent)
    return Plan((flags, DeviceKernel(kernel.name, _compaction(kernel, body), n.literal(GROUP, i32), GROUP)))


def _compaction(kernel: k.Threshold, flagged: Body) -> n.Block:
    """Each work-item counts the flags of its stretch, eight at a time; a scan over the group tells it where its events
    start, so that the list is ascending however the group runs."""
    body = Body()
    body.names = flagged.names
    ends = body.declare("ends", ArrayOf(i32, GROUP, "local"))
    item = body.let("item", LOCAL_ID)
    extent = kernel.extent.cast(i32)
    words = body.let("n_words", (extent + 7) / 8)
    share = body.let("share", (words + (GROUP - 1)) / GROUP)
    first = body.let("first_word", _least(item * share, words))
    last = body.let("last_word", _least(first + share, words))
    word = body.let("word", n.Cast(kernel.flags, ptr(u64, const=True, space="global")))
    found = body.let("found", n.literal(0, i32), mutable=True)
    with body.for_("w", first, last) as w:
        body.assign(found, n.Binary(">>", word[w] * n.literal(_BYTE_SUM, u64), n.literal(56, u64)).cast(i32), "+=")
    _scan(ends, item, found, body)
    slot = body.let("slot", ends[item] - found, mutable=True)
    with body.for_("w", first, last) as w:
        bits = body.let("bits", word[w])
        with body.if_(bits.ne(0)), body.for_("b", 0, n.literal(8, i32)) as b:
            bit = n.Binary("&", n.Binary(">>", bits, (b * 8).cast(u64)), n.literal(1, u64))
            with body.if_(bit.ne(0)):
                body.assign(kernel.events[slot], w * 8 + b)
                body.assign(slot, 1, "+=")
    total = body.let("count", ends[GROUP - 1])
    with body.if_(item.eq(0)):
        body.assign(kernel.events[extent], total)
    if kernel.then.body:
        barrier(body)
        _consequences(kernel, item, total, body)
    return body.block()


def _least(a: n.Expr, b: n.Expr) -> n.Expr:
    return n.Select(a < b, a, b)


def _scan(ends: n.Var, item: n.Var, found: n.Var, body: Body) -> None:
    """``ends[item]`` becomes the sum of ``found`` over the items up to and with ``item`` (Hillis and Steele 1986)."""
    body.assign(ends[item], found)
    barrier(body)
    shift = n.Var(body.names.fresh("shift"), i32)
    with body.nested() as loop:
        before = body.let("before", n.literal(0, i32), mutable=True)
        with body.if_(item >= shift):
            body.assign(before, ends[item - shift])
        barrier(body)
        body.assign(ends[item], before, "+=")
        barrier(body)
    body.add(n.For(shift, n.literal(1, i32), n.literal(GROUP, i32), loop(), shift))


def _consequences(kernel: k.Threshold, item: n.Var, total: n.Var, body: Body) -> None:
    """What happens to those that crossed: all at once where each touches only its own memory, else one by one."""
    then = element_part(kernel, kernel.index, kernel.then)
    if not touches_others((then,), kernel.index):
        with body.for_("event", item, total, GROUP) as event:
            body.add(n.Declare(kernel.index, kernel.events[event].cast(kernel.index.type)), then)
        return
    with body.if_(item.eq(0)), body.for_("event", 0, total) as event:
        body.add(n.Declare(kernel.index, kernel.events[event].cast(kernel.index.type)), then)


def _for_events(kernel: k.ForEvents, body: Body) -> Plan:
    size = 1 if kernel.ordered or written((kernel.scalar,)) else GROUP
    body.add(scalar_part(kernel))
    with for_events(body, kernel.source, kernel.index, size):
        body.add(element_part(kernel, kernel.index))
    return Plan((DeviceKernel(kernel.name, body.block(), n.literal(size, i32), size),))


def _propagate(kernel: k.Propagate, body: Body) -> Plan:
    return simt_synapses.propagate(kernel, scalar_part(kernel), element_part(kernel, kernel.index), body)


def _record(kernel: simt_record.Recorder, body: Body) -> Plan:
    element = n.Block() if isinstance(kernel, k.RecordRate) else element_part(kernel, kernel.index)
    return simt_record.record(kernel, scalar_part(kernel), element, body)


def _cable(kernel: k.Cable, body: Body) -> Plan:
    section, tree, combine = (cable.stage_body(body) for _ in range(3))
    index, sections = kernel.index, cable.system_of(kernel).n_sections
    body.add(n.Declare(index, GRID.cast(index.type)))
    with body.if_(index < kernel.extent.cast(index.type)):
        body.add(scalar_part(kernel))
        cable.membrane(kernel, element_part(kernel, index), body)
    _own_section(kernel, cable.section, section)
    cable.tree(kernel, tree)
    _own_section(kernel, cable.combine, combine)
    names = cable.stage_names(kernel)
    bodies = (body.block(), section.block(), tree.block(), combine.block())
    items = ((kernel.extent, TILE), (sections, TILE), (ONE, 1), (sections, TILE))
    return Plan(tuple(DeviceKernel(name, block, *size) for name, block, size in zip(names, bodies, items, strict=True)))


def _own_section(kernel: k.Cable, stage: cable.SectionStage, body: Body) -> None:
    """``stage`` for the section of this work-item."""
    section = body.let("section", GRID)
    with body.if_(section < cable.system_of(kernel).n_sections):
        stage(kernel, section, body)


_LOWERING: dict[type[k.Kernel], Any] = {
    k.ForEach: _for_each, k.Threshold: _threshold, k.ForEvents: _for_events, k.Propagate: _propagate,
    k.RecordEvents: _record, k.RecordState: _record, k.RecordRate: _record, k.Cable: _cable,
}  # fmt: skip
