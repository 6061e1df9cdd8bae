"""Propagation on a device, in the order of the CPU: delays as listed, sources ascending, positions ascending.

``independent`` synapses: many groups, each takes every so many spikes and strides along their rows. ``exclusive``
rows: one group strides along a row, a barrier between rows. Else one work-item does everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import i32, i64
from genn_emit.backends.events import relative
from genn_emit.backends.simt_parts import GROUP, GROUP_ID, GROUPS, LOCAL_ID, TILE, DeviceKernel, Plan, barrier, bounds
from genn_emit.network.kernels import DelayRing, Propagate

MANY_GROUPS = 64


@dataclass(frozen=True, slots=True)
class _Team:
    """Who does the work: ``groups`` work-groups of ``size`` work-items."""

    groups: int
    size: int

    @property
    def items(self) -> n.Expr:
        return n.literal(self.groups * self.size, i32)

    def row(
        self, kernel: Propagate, element: n.Block, begin: n.Expr, end: n.Expr, synapses: n.Var | None, body: Body
    ) -> None:
        """``element`` for the synapses at positions [begin, end); then the group is together again."""
        first = body.let("row_begin", begin)
        last = body.let("row_end", end)
        start = first if self.size == 1 else first + LOCAL_ID.cast(first.type)
        with body.for_("position", start, last, None if self.size == 1 else self.size) as position:
            index = position if synapses is None else synapses[position]
            body.add(n.Declare(kernel.index, index.cast(kernel.index.type)), element)
        if self.groups == 1 and self.size > 1:
            barrier(body)


def _team(kernel: Propagate) -> _Team:
    if kernel.independent:
        return _Team(MANY_GROUPS, TILE)
    return _Team(1, GROUP) if kernel.exclusive else _Team(1, 1)


def propagate(kernel: Propagate, scalar: n.Block, element: n.Block, body: Body) -> Plan:
    """The launches of the kernel."""
    team = _team(kernel)
    if kernel.delay is None:
        body.add(scalar)
        low, high = bounds(body, kernel.source)
        with _spikes(team, body, low, high) as spike:
            row = body.let("row", relative(kernel.source, kernel.source.events[spike]))
            team.row(kernel, element, kernel.rows[row], kernel.rows[row + 1], kernel.synapses, body)
        return Plan((DeviceKernel(kernel.name, body.block(), team.items, team.size),))
    delay = kernel.delay
    pushing, arriving, carrying = (_same_names(body) for _ in range(3))
    kernels = [_carried(kernel, delay, scalar, element, carrying)]
    push = arriving if team.groups == 1 else pushing
    if team.groups == 1:
        arriving.add(scalar)
    _push(kernel, delay, push, GROUP if team.groups > 1 else team.size)
    if team.groups > 1:
        kernels.append(DeviceKernel(f"{kernel.name}_push", pushing.block(), n.literal(GROUP, i32), GROUP))
        arriving.add(scalar)
    elif team.size > 1:
        barrier(arriving)
    _arrive(kernel, delay, team, element, arriving)
    kernels.append(DeviceKernel(kernel.name, arriving.block(), team.items, team.size))
    after = n.Block((n.Assign(delay.pushed[0], n.literal(1, delay.pushed[0].type), "+="),))
    return Plan(tuple(kernels), after=after)


def _same_names(body: Body) -> Body:
    other = Body()
    other.names = body.names
    return other


@contextmanager
def _spikes(team: _Team, body: Body, first: n.Expr, last: n.Expr) -> Iterator[n.Var]:
    """The loop over spikes [first, last) that a group takes part in."""
    step = None if team.groups == 1 else GROUPS.cast(last.type)
    start = first if team.groups == 1 else first + GROUP_ID.cast(last.type)
    with body.for_("spike", start, last, step) as spike:
        yield spike


def _carried(kernel: Propagate, delay: DelayRing, scalar: n.Block, element: n.Block, body: Body) -> DeviceKernel:
    """Spikes that were on their way before this run: a list of synapses of many rows, so that only ``independent``
    allows more than one work-item."""
    team = _Team(1, GROUP if kernel.independent else 1)
    pushed = delay.pushed[0]
    body.add(scalar)
    team.row(kernel, element, delay.carried_rows[pushed], delay.carried_rows[pushed + 1], delay.carried, body)
    when = pushed < delay.n_carried.cast(pushed.type)
    return DeviceKernel(f"{kernel.name}_carried", body.block(), team.items, team.size, when)


def _push(kernel: Propagate, delay: DelayRing, body: Body, size: int) -> None:
    """Spikes of this step join the ring."""
    low, high = bounds(body, kernel.source)
    slot = body.let("slot", delay.pushed[0] % delay.depth.cast(i64))
    base = body.let("base", slot * delay.stride.cast(i64))
    many = size > 1
    start = low + LOCAL_ID if many else low
    with body.for_("event", start, high, size if many else None) as event:
        source = relative(kernel.source, kernel.source.events[event])
        target = delay.ring[base + (event - low).cast(i64)]
        body.assign(target, source.cast(target.type))
    count = n.Assign(delay.counts[slot], (high - low).cast(delay.counts[slot].type))
    if many:
        with body.if_(LOCAL_ID.eq(0)):
            body.add(count)
    else:
        body.add(count)


def _arrive(kernel: Propagate, delay: DelayRing, team: _Team, element: n.Block, body: Body) -> None:
    """Spikes whose delay is over reach their synapses, the oldest first."""
    pushed = delay.pushed[0]
    with body.for_("k", 0, delay.n_delays) as k, body.if_(delay.delays[k].cast(i64) <= pushed):
        emitted = body.let("emitted", (pushed - delay.delays[k].cast(i64)) % delay.depth.cast(i64))
        with _spikes(team, body, n.literal(0, i32), delay.counts[emitted].cast(i32)) as spike:
            source = delay.ring[emitted * delay.stride.cast(i64) + spike.cast(i64)].cast(i64)
            where = body.let("row", source * delay.n_delays.cast(i64) + k.cast(i64))
            team.row(kernel, element, kernel.rows[where], kernel.rows[where + 1], kernel.synapses, body)
