"""Propagation on the CPU: rows of synapses, with or without delays."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import i32, i64
from genn_emit.backends.events import for_listed, relative
from genn_emit.network.kernels import Propagate


def _row(kernel: Propagate, element: n.Block, begin: n.Expr, end: n.Expr, synapses: n.Var | None, body: Body) -> None:
    """``element`` for the synapses at positions [begin, end)."""
    if synapses is None:
        body.add(n.For(kernel.index, begin.cast(i32), end.cast(i32), element))
        return
    last = body.let("row_end", end)
    with body.for_("position", begin, last) as position:
        body.add(n.Declare(kernel.index, synapses[position]), element)


def deliver_now(kernel: Propagate, element: n.Block, body: Body) -> None:
    """Spikes of this step reach their synapses in this step."""
    source = n.Var(body.names.fresh("source"), i32)
    with for_listed(body, kernel.source, source):
        row = relative(kernel.source, source)
        _row(kernel, element, kernel.rows[row], kernel.rows[row + 1], kernel.synapses, body)


def deliver_carried(kernel: Propagate, element: n.Block, body: Body) -> None:
    """Spikes that were on their way before this run reach their synapses first."""
    assert kernel.delay is not None
    delay = kernel.delay
    pushed = body.let("pushed", delay.pushed[0])
    with body.if_(pushed < delay.n_carried):
        _row(kernel, element, delay.carried_rows[pushed], delay.carried_rows[pushed + 1], delay.carried, body)


def deliver_delayed(kernel: Propagate, element: n.Block, body: Body) -> None:
    """Spikes of this step join the ring; those whose delay is over reach their synapses, the oldest first."""
    assert kernel.delay is not None
    delay = kernel.delay
    pushed = body.let("pushed", delay.pushed[0])
    depth = delay.depth.cast(i64)
    slot = body.let("slot", pushed % depth)
    arrived = body.let("arrived", n.literal(0, i32), mutable=True)
    source = n.Var(body.names.fresh("source"), i32)
    with for_listed(body, kernel.source, source):
        body.assign(delay.ring[slot * delay.stride.cast(i64) + arrived.cast(i64)], relative(kernel.source, source))
        body.assign(arrived, 1, "+=")
    body.assign(delay.counts[slot], arrived)
    with body.for_("k", 0, delay.n_delays) as k, body.if_(delay.delays[k].cast(i64) <= pushed):
        emitted = body.let("emitted", (pushed - delay.delays[k].cast(i64)) % depth)
        with body.for_("spike", 0, delay.counts[emitted]) as spike:
            row = delay.ring[emitted * delay.stride.cast(i64) + spike.cast(i64)].cast(i64)
            where = body.let("row", row * delay.n_delays.cast(i64) + k.cast(i64))
            _row(kernel, element, kernel.rows[where], kernel.rows[where + 1], kernel.synapses, body)
    body.assign(delay.pushed[0], pushed + 1)
