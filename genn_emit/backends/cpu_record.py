"""Recording in host memory: append rows; ask for room before anything is written."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import f64, i32, i64
from genn_emit.backends.events import for_listed, in_range, relative
from genn_emit.network import kernels as k
from genn_emit.network.status import GROW

Recorder = k.RecordEvents | k.RecordState | k.RecordRate


def lacks_room(kernel: Recorder, rows: n.Expr) -> n.Expr | None:
    """Whether ``rows`` more rows might not fit; None for a recorder that only counts."""
    if kernel.capacity is None:
        return None
    return kernel.capacity - kernel.recorded[0].cast(i64) < rows.cast(i64)


def most_rows(kernel: Recorder) -> n.Expr:
    """The most rows that one step can add."""
    return kernel.source.extent if isinstance(kernel, k.RecordEvents) else n.literal(1, i32)


def record(kernel: Recorder, scalar: n.Block, element: n.Block, body: Body) -> None:
    """The body of the kernel's function."""
    rows = kernel.source.events[kernel.source.extent] if isinstance(kernel, k.RecordEvents) else n.literal(1, i32)
    full = lacks_room(kernel, rows)
    if full is not None:
        with body.if_(full):
            body.return_(n.literal(GROW, i32))
    if isinstance(kernel, k.RecordEvents):
        _events(kernel, scalar, element, body)
    elif isinstance(kernel, k.RecordState):
        _state(kernel, scalar, element, body)
    else:
        _rate(kernel, body)


def _events(kernel: k.RecordEvents, scalar: n.Block, element: n.Block, body: Body) -> None:
    body.add(scalar)
    row = body.let("row", kernel.recorded[0], mutable=True)
    with for_listed(body, kernel.source, kernel.index):
        body.add(element)
        for column in kernel.columns:
            body.assign(column.array[row], column.value)
        if kernel.counts is not None:
            body.assign(kernel.counts[relative(kernel.source, kernel.index)], 1, "+=")
        body.assign(row, 1, "+=")
    body.assign(kernel.recorded[0], row)


def _state(kernel: k.RecordState, scalar: n.Block, element: n.Block, body: Body) -> None:
    row = body.let("row", kernel.recorded[0])
    body.add(scalar)
    for column in kernel.once:
        body.assign(column.array[row], column.value)
    extent = kernel.extent.cast(i32)
    base = body.let("base", row.cast(i64) * extent.cast(i64))
    if kernel.columns:
        assert kernel.indices is not None
        with body.for_("k", 0, extent) as position:
            body.add(n.Declare(kernel.index, kernel.indices[position]), element)
            for column in kernel.columns:
                body.assign(column.array[base + position.cast(i64)], column.value)
    body.assign(kernel.recorded[0], row + 1)


def _rate(kernel: k.RecordRate, body: Body) -> None:
    spikes = body.let("spikes", n.literal(0, i32), mutable=True)
    if in_range(kernel.source, n.Var("i", i32)) is None:
        body.assign(spikes, kernel.source.events[kernel.source.extent])
    else:
        index = n.Var(body.names.fresh("i"), i32)
        with for_listed(body, kernel.source, index):
            body.assign(spikes, 1, "+=")
    row = body.let("row", kernel.recorded[0])
    body.assign(kernel.times[row], kernel.time)
    body.assign(kernel.rates[row], spikes.cast(f64) / kernel.dt / kernel.width.cast(f64))
    body.assign(kernel.recorded[0], row + 1)
