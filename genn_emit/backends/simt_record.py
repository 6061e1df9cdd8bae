"""Recording on a device. Rows of events are counted there; rows of state and rate are counted by the host."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import f64, i32, i64
from genn_emit.backends.events import relative
from genn_emit.backends.simt_parts import GRID, GROUP, LOCAL_ID, ONE, DeviceKernel, Plan, Room, barrier, bounds
from genn_emit.network import kernels as k
from genn_emit.network.status import GROW

Recorder = k.RecordEvents | k.RecordState | k.RecordRate


def record(kernel: Recorder, scalar: n.Block, element: n.Block, body: Body) -> Plan:
    """The launches of the kernel."""
    if isinstance(kernel, k.RecordEvents):
        return _events(kernel, scalar, element, body)
    row = kernel.recorded[0]
    if isinstance(kernel, k.RecordState):
        kernels = (_state(kernel, scalar, element, body),)
    else:
        kernels = (_rate(kernel, scalar, body),)
    before: tuple[n.Stmt, ...] = ()
    if kernel.capacity is not None:
        full = kernel.capacity - row.cast(i64) < n.literal(1, i64)
        before = (n.If(full, n.Block((n.Return(n.literal(GROW, i32)),))),)
    return Plan(kernels, n.Block(before), n.Block((n.Assign(row, n.literal(1, row.type), "+="),)))


def _events(kernel: k.RecordEvents, scalar: n.Block, element: n.Block, body: Body) -> Plan:
    """The group takes the events in turns; a row's place follows from the event's place in the list."""
    body.add(scalar)
    low, high = bounds(body, kernel.source)
    item = body.let("item", LOCAL_ID)
    base = body.let("base", kernel.recorded[0])
    barrier(body)
    with body.for_("event", low + item, high, GROUP) as event:
        body.add(n.Declare(kernel.index, kernel.source.events[event].cast(kernel.index.type)), element)
        row = body.let("row", base + (event - low).cast(base.type))
        for column in kernel.columns:
            body.assign(column.array[row], column.value)
        if kernel.counts is not None:
            body.assign(kernel.counts[relative(kernel.source, kernel.index)], 1, "+=")
    with body.if_(item.eq(0)):
        body.assign(kernel.recorded[0], base + (high - low).cast(base.type))
    room = None
    if kernel.capacity is not None:
        room = Room(kernel.recorded, kernel.capacity, kernel.source.extent)
    return Plan((DeviceKernel(kernel.name, body.block(), n.literal(GROUP, i32), GROUP),), room=room)


def _state(kernel: k.RecordState, scalar: n.Block, element: n.Block, body: Body) -> DeviceKernel:
    row = kernel.recorded[0]
    extent = kernel.extent.cast(i32)
    position = body.let("k", GRID)
    body.add(scalar)
    with body.if_(position.eq(0)):
        for column in kernel.once:
            body.assign(column.array[row], column.value)
    if not kernel.columns:
        return DeviceKernel(kernel.name, body.block(), ONE, 1)
    assert kernel.indices is not None
    with body.if_(position < extent):
        body.add(n.Declare(kernel.index, kernel.indices[position].cast(kernel.index.type)), element)
        place = body.let("place", row.cast(i64) * extent.cast(i64) + position.cast(i64))
        for column in kernel.columns:
            body.assign(column.array[place], column.value)
    items = n.Select(extent > 0, extent, ONE) if kernel.once else extent
    return DeviceKernel(kernel.name, body.block(), items)


def _rate(kernel: k.RecordRate, scalar: n.Block, body: Body) -> DeviceKernel:
    body.add(scalar)
    low, high = bounds(body, kernel.source)
    row = kernel.recorded[0]
    body.assign(kernel.times[row], kernel.time)
    body.assign(kernel.rates[row], (high - low).cast(f64) / kernel.dt / kernel.width.cast(f64))
    return DeviceKernel(kernel.name, body.block(), ONE, 1)
