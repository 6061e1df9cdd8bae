"""Kernels as functions that all workers call: each does the elements that it owns; what cannot be shared out is worker 0's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import i32, i64, ptr, u8, u64
from genn_emit.backends import cable, cpu_record
from genn_emit.backends.base import RESERVED, WORKERS
from genn_emit.backends.connect import connect
from genn_emit.backends.cpu_chances import flag_by_chance
from genn_emit.backends.cpu_shares import (
    FIRST,
    LAST,
    Function,
    Listed,
    another,
    element_part,
    fetch_border,
    find_end,
    finish,
    may_fail,
    one_worker,
    own_events,
    own_runs,
    scalar_part,
    slice_begin,
    slice_of,
)
from genn_emit.backends.cpu_synapses import propagate
from genn_emit.backends.events import for_listed
from genn_emit.backends.fission import split_flags
from genn_emit.backends.lowering import declared_names, written
from genn_emit.backends.ownership import Places, Slice, accesses, bare, places_of, reads, separable, writes
from genn_emit.errors import LoweringError
from genn_emit.network import kernels as k
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.chances import chance_of


def lower(kernel: k.Kernel, table: ArrayTable) -> tuple[Function, ...]:
    """The functions that carry out ``kernel``, in order."""
    method: Callable[[Any, Body], tuple[Function, ...]] | None = _LOWERING.get(type(kernel))
    if method is None:
        raise LoweringError(f"cpu cannot carry out {type(kernel).__name__} ({kernel.name})")
    taken = RESERVED | {f.name for f in table} | declared_names((kernel.scalar, kernel.body))
    return method(kernel, Body(frozenset(taken)))


def _for_each(kernel: k.ForEach, body: Body) -> tuple[Function, ...]:
    scalar, index = scalar_part(kernel), kernel.index
    parts = split_flags(element_part(kernel, index), index) if kernel.body.body else ()
    alone = kernel.ordered or bool(written((kernel.scalar,)))
    end = find_end(kernel) if alone else None
    if end is not None:
        slice_of(body, end.extent)
        body.add(scalar)
        listed = Listed(end.indices, end.extent, body.let("whole", WORKERS.eq(1)))
        with own_runs(body, listed, n.literal(0, i64), kernel.extent.cast(i64)) as (start, stop):
            body.add(*(n.For(index, start.cast(i32), stop.cast(i32), part) for part in parts))
        places: Places = places_of(end, index)
    elif alone:
        one_worker(body)
        body.add(scalar)
        stop_at = kernel.extent.cast(i32)
        body.add(*(n.For(index, n.literal(0, i32), stop_at, part, independent=not kernel.ordered) for part in parts))
        places = {}
    else:
        slice_of(body, kernel.extent)
        if kernel.file != "init":  # what runs once has nothing to gain
            fetch_border(body, index, parts)
        body.add(scalar)
        body.add(*(n.For(index, FIRST, LAST, part, independent=True) for part in parts))
        places = {index: Slice(bare(kernel.extent))}
    found = accesses((kernel.scalar,), {}) | accesses((kernel.body,), places)
    return (Function(kernel.name, finish(body), found, alone and end is None, may_fail(kernel)),)


def _threshold(kernel: k.Threshold, body: Body) -> tuple[Function, ...]:
    assert kernel.condition is not None
    place = Slice(bare(kernel.extent))
    own: Places = {kernel.index: place}
    condition = accesses((kernel.body, n.Do(kernel.condition)), own)
    then = accesses((kernel.then,), own)
    alone = kernel.ordered or bool(written((kernel.scalar,))) or not separable(condition | then)
    _own_slice(kernel, alone, body)
    chance = None if alone else chance_of(kernel)
    if chance is not None:
        body.add(scalar_part(kernel))
        flag_by_chance(kernel, chance, body)
    else:
        element = element_part(kernel, kernel.index)
        flag = n.Assign(kernel.flags[kernel.index], kernel.condition.cast(u8))
        parts = split_flags(n.Block((*element.body, flag)), kernel.index, together=flag)
        if not alone:
            fetch_border(body, kernel.index, parts)
        body.add(scalar_part(kernel))
        for part in parts:
            body.add(n.For(kernel.index, FIRST, LAST, part, independent=not kernel.ordered))
    flags = accesses((kernel.scalar,), {}) | condition | writes(kernel.flags, place=place)
    found = reads(kernel.flags, place=place) | writes(kernel.found, place=place) | then
    together = reads(kernel.found) | writes(kernel.events)
    of_all = f"{kernel.name}: all that crossed their threshold"
    of_found = f"{kernel.name}: the elements that crossed it, those of each worker apart"
    return (
        Function(f"{kernel.name}_flags", finish(body), flags, alone, may_fail(kernel)),
        Function(f"{kernel.name}_found", _find(kernel, alone, another(body)), found, alone, False, (of_found,)),
        Function(kernel.name, _put_together(kernel, alone, another(body)), together, True, False, (of_all,)),
    )


def _own_slice(kernel: k.Threshold, alone: bool, body: Body) -> None:
    """The slice of this worker, or everything for the first."""
    if alone:
        one_worker(body)
        body.add(n.Declare(FIRST, n.literal(0, i32)), n.Declare(LAST, kernel.extent.cast(i32)))
    else:
        slice_of(body, kernel.extent)


def _find(kernel: k.Threshold, alone: bool, body: Body) -> n.Block:
    """Visit only the words of eight flags that are not zero; then what happens to those that crossed the threshold. The
    list ends with -1 where it does not fill the slice."""
    _own_slice(kernel, alone, body)
    word = body.let("word", n.Cast(kernel.flags, ptr(u64, const=True)))
    end = body.let("end", FIRST, mutable=True)
    with body.for_("block", FIRST, LAST, 8) as block:
        bits = body.let("bits", word[block / 8], mutable=True)
        with body.while_(bits.ne(0)):
            position = n.Call("__builtin_ctzll", (bits,), i32) >> 3
            body.assign(kernel.found[end], block + position)
            body.assign(end, 1, "+=")
            body.assign(bits, n.Binary("&", bits, bits - 1))
    with body.if_(end < LAST):
        body.assign(kernel.found[end], -1)
    if kernel.then.body:
        with body.for_("event", FIRST, end) as event:
            index = n.Declare(kernel.index, kernel.found[event])
            body.add(index, element_part(kernel, kernel.index, kernel.then))
    return finish(body)


def _put_together(kernel: k.Threshold, alone: bool, body: Body) -> n.Block:
    """What the workers found, one after the other: ascending, since their slices are."""
    one_worker(body)
    extent = kernel.extent.cast(i32)
    finders = n.literal(1, i32) if alone else WORKERS
    count = body.let("count", n.literal(0, i32), mutable=True)
    with body.for_("finder", 0, finders) as finder:
        start = slice_begin(extent, finder, finders)
        end = body.let("end", slice_begin(extent, finder + 1, finders))
        with body.for_("event", start, end) as event:
            with body.if_(kernel.found[event] < 0):
                body.add(n.Break())
            body.assign(kernel.events[count], kernel.found[event])
            body.assign(count, 1, "+=")
    body.assign(kernel.events[extent], count)
    return finish(body)


def _for_events(kernel: k.ForEvents, body: Body) -> tuple[Function, ...]:
    source = kernel.source
    places: Places = {kernel.index: Slice(bare(source.extent))}
    own = accesses((kernel.body,), places)
    listed = reads(source.events) | accesses((kernel.scalar,), {})
    fails = may_fail(kernel)
    if kernel.ordered or not separable(own) or written((kernel.scalar,)):
        one_worker(body)
        body.add(scalar_part(kernel))
        with for_listed(body, source, kernel.index):
            body.add(element_part(kernel, kernel.index))
        return (Function(kernel.name, finish(body), listed | accesses((kernel.body,), {}), True, fails),)
    slice_of(body, source.extent)
    body.add(scalar_part(kernel))
    with own_events(body, source) as event:
        body.add(n.Declare(kernel.index, event), element_part(kernel, kernel.index))
    return (Function(kernel.name, finish(body), listed | own, False, fails),)


def _record(kernel: k.RecordEvents | k.RecordState | k.RecordRate, body: Body) -> tuple[Function, ...]:
    one_worker(body)
    element = element_part(kernel, kernel.index) if not isinstance(kernel, k.RecordRate) else n.Block()
    cpu_record.record(kernel, scalar_part(kernel), element, body)
    block = finish(body)
    return (Function(kernel.name, block, accesses((block,), {}), True),)


def _connect(kernel: k.Connect, body: Body) -> tuple[Function, ...]:
    one_worker(body)
    connect(kernel, body)
    block = finish(body)
    return (Function(kernel.name, block, accesses((block,), {}), True, True),)


def _cable(kernel: k.Cable, body: Body) -> tuple[Function, ...]:
    """Compartments are shared out, then sections; the tree between them is worker 0's."""
    section, tree, combine = (cable.stage_body(body) for _ in range(3))
    slice_of(body, kernel.extent)
    body.add(scalar_part(kernel))
    with body.nested() as loop:
        cable.membrane(kernel, element_part(kernel, kernel.index), body)
    body.add(n.For(kernel.index, FIRST, LAST, loop(), independent=True))
    own: Places = {kernel.index: Slice(bare(kernel.extent))}
    _for_sections(kernel, cable.section, section)
    one_worker(tree)
    cable.tree(kernel, tree)
    _for_sections(kernel, cable.combine, combine)
    functions = []
    for name, stage in zip(cable.stage_names(kernel), (body, section, tree, combine), strict=True):
        block = finish(stage)
        found = accesses((block,), own if stage is body else {})
        comment = cable.stage_comment(kernel, name)
        functions.append(Function(name, block, found, stage is tree, may_fail(kernel) and stage is body, comment))
    return tuple(functions)


def _for_sections(kernel: k.Cable, stage: cable.SectionStage, body: Body) -> None:
    """``stage`` for each section of this worker."""
    slice_of(body, cable.system_of(kernel).n_sections)
    with body.for_("section", FIRST, LAST) as section:
        stage(kernel, section, body)


_LOWERING: dict[type[k.Kernel], Any] = {
    k.ForEach: _for_each, k.Threshold: _threshold, k.ForEvents: _for_events, k.Propagate: propagate,
    k.RecordEvents: _record, k.RecordState: _record, k.RecordRate: _record, k.Connect: _connect, k.Cable: _cable,
}  # fmt: skip
