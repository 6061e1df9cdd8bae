"""Propagation on the CPU: rows of synapses, with or without delays, shared out by one of their ends."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import i32, i64, void
from genn_emit.ast.walk import rewrite, walk
from genn_emit.backends.base import WORKERS
from genn_emit.backends.cpu_shares import (
    Function,
    Listed,
    another,
    element_part,
    find_end,
    finish,
    may_fail,
    one_worker,
    own_events,
    own_runs,
    own_spikes,
    scalar_part,
    slice_of,
)
from genn_emit.backends.events import for_listed, relative
from genn_emit.backends.lowering import written
from genn_emit.backends.ownership import Access, Places, accesses, places_of, reads, writes
from genn_emit.network.kernels import End, Propagate

AHEAD = 24
ROWS_AHEAD = 2


def propagate(kernel: Propagate, body: Body) -> tuple[Function, ...]:
    """Functions that carry out the kernel. Workers share synapses by the far end (each takes a stretch of every row) or by the
    spiking end (each takes the rows of its neurons); where writes allow neither, the first worker does everything."""
    end = find_end(kernel)
    shared = _Shared(kernel, end)
    if kernel.delay is None:
        shared.start(body)
        shared.deliver_now(body)
        return (shared.function(kernel.name, body),)
    push = another(body)
    one_worker(push)
    pushed = _push(kernel, push)
    carried = another(body)
    shared.start(carried)
    shared.deliver_carried(carried)
    shared.start(body)
    shared.deliver_delayed(body)
    return (
        Function(f"{kernel.name}_push", finish(push), pushed, True, False, (f"{kernel.name}: spikes of this step join the ring",)),
        shared.function(f"{kernel.name}_carried", carried, f"{kernel.name}: spikes that were on their way before this run"),
        shared.function(kernel.name, body),
    )


def _push(kernel: Propagate, body: Body) -> frozenset[Access]:
    """Spikes of this step join the ring."""
    assert kernel.delay is not None
    delay = kernel.delay
    pushed = body.let("pushed", delay.pushed[0])
    slot = body.let("slot", pushed % delay.depth.cast(i64))
    arrived = body.let("arrived", n.literal(0, i32), mutable=True)
    source = n.Var(body.names.fresh("source"), i32)
    with for_listed(body, kernel.source, source):
        body.assign(delay.ring[slot * delay.stride.cast(i64) + arrived.cast(i64)], relative(kernel.source, source))
        body.assign(arrived, 1, "+=")
    body.assign(delay.counts[slot], arrived)
    body.assign(delay.pushed[0], pushed + 1)
    return reads(kernel.source.events) | writes(delay.ring, delay.counts, delay.pushed)


def _later(event: n.Expr, count: n.Expr) -> n.Expr:
    """The position of a spike that comes a little later; of this one near the end."""
    return n.Select(event + ROWS_AHEAD < count, event + ROWS_AHEAD, event)


class _Shared:
    """The synapses of one kernel, shared out by ``end``; all are the first worker's without it."""

    def __init__(self, kernel: Propagate, end: End | None) -> None:
        self.kernel, self.end = kernel, end
        self.element = element_part(kernel, kernel.index)

    def function(self, name: str, body: Body, comment: str = "") -> Function:
        kernel, delay = self.kernel, self.kernel.delay
        places: Places = places_of(self.end, kernel.index) if self.end is not None else {}
        found = accesses((kernel.scalar,), {}) | accesses((kernel.body,), places) | reads(kernel.source.events)
        if delay is not None:
            found |= reads(delay.ring, delay.counts, delay.pushed)
        return Function(name, finish(body), found, self.end is None, may_fail(kernel), (comment,) if comment else ())

    def start(self, body: Body) -> None:
        """What is the same for all synapses."""
        if self.end is None:
            one_worker(body)
        else:
            slice_of(body, self.end.extent)
        body.add(scalar_part(self.kernel))

    def _ascending(self, body: Body, always: bool = False) -> n.Expr:
        """Whether this worker's part of a row is one stretch: always, if there is only one worker."""
        alone = WORKERS.eq(1)
        return body.let("ascending", alone if always else alone | self.kernel.ascending.ne(0))

    def _row(self, begin: n.Expr, end: n.Expr, order: n.Expr | None, split: Listed | None, body: Body) -> None:
        """The synapses at positions [begin, end), or those of them that this worker owns."""
        if split is not None:
            with own_runs(body, split, begin, end) as (start, stop):
                self._stretch(start, stop, order, body)
        elif order is None:
            self._stretch(begin, end, None, body)
        else:
            self._stretch(begin, body.let("row_end", end), order, body)

    def _stretch(self, begin: n.Expr, end: n.Expr, order: n.Expr | None, body: Body) -> None:
        index = self.kernel.index
        if order is None:
            body.add(n.For(index, begin.cast(i32), end.cast(i32), self.element))
            return
        with body.for_("place", begin, end) as place:
            self._fetch_ahead(place, end, order, body)
            body.add(n.Declare(index, order[place]), self._at(place, order))

    def _at(self, place: n.Var, order: n.Expr) -> n.Block:
        """The code for the synapse at a position."""
        targets = self.kernel.targets
        if targets is None or order != self.kernel.synapses:
            return self.element
        own = n.Index(targets.indices, self.kernel.index)
        return rewrite(self.element, lambda node: targets.listed[place] if node == own else node)

    def _fetch_ahead(self, place: n.Var, end: n.Expr, order: n.Expr, body: Body) -> None:
        """Ask for what a later synapse of the row will change: that is anywhere in memory, so the processor does not foresee it."""
        changed = written((self.kernel.body,))
        mine = {e.base for e in walk(self.element) if isinstance(e, n.Index) and e.index == self.kernel.index}
        own = [base for base in mine if isinstance(base, n.Var) and base.name in changed]
        if own:
            later = body.let("later", order[n.Select(place + AHEAD < end, place + AHEAD, place)])
            for array in sorted(own, key=lambda v: v.name):
                body.do(n.Call("genn_fetch", (array, later), void))

    def _far(self, body: Body) -> Listed | None:
        """How rows are split: by their far ends, or not."""
        if self.end is None or self.end.spiking:
            return None
        targets = self.kernel.targets
        if targets is not None and targets.indices == self.end.indices:
            return Listed(targets.listed, self.end.extent, self._ascending(body))
        return Listed(self.end.indices, self.end.extent, self._ascending(body), self.kernel.synapses)

    def deliver_now(self, body: Body) -> None:
        """Spikes of this step reach their synapses in this step."""
        kernel, far = self.kernel, self._far(body)
        if self.end is not None and self.end.spiking:
            with own_events(body, kernel.source) as event:
                source = body.let("source", event)
                self._of_source(relative(kernel.source, source), None, body)
            return
        source = n.Var(body.names.fresh("source"), i32)
        with for_listed(body, kernel.source, source) as (event, count):
            if kernel.source.first is None and kernel.source.last is None:
                self._fetch_row(kernel.source.events[_later(event, count)], body)
            self._of_source(relative(kernel.source, source), far, body)

    def _number(self, source: n.Expr, which: n.Expr | None) -> n.Expr:
        """Of the row for a source and one of its delays."""
        delay = self.kernel.delay
        if delay is None or which is None:
            return source
        return source.cast(i64) * delay.n_delays.cast(i64) + which.cast(i64)

    def _fetch_row(self, source: n.Expr, body: Body, which: n.Expr | None = None) -> None:
        """Ask for where the synapses of a later spike lead: its row is anywhere in memory."""
        kernel, rows = self.kernel, self.kernel.rows
        listed = kernel.targets.listed if kernel.targets is not None else kernel.synapses
        far = [end.indices for end in kernel.ends if not end.spiking]
        if listed is not None or far:
            later = body.let("later", self._number(source, which))
            body.do(n.Call("genn_fetch_row", (listed if listed is not None else far[0], rows[later], rows[later + 1]), void))

    def _of_source(self, row: n.Expr, far: Listed | None, body: Body) -> None:
        rows = self.kernel.rows
        self._row(rows[row], rows[row + 1], self.kernel.synapses, far, body)

    def deliver_carried(self, body: Body) -> None:
        """Spikes that were on their way before this run reach their synapses first."""
        delay = self.kernel.delay
        assert delay is not None
        step = body.let("step", delay.pushed[0] - 1)
        split = None
        if self.end is not None:
            split = Listed(self.end.indices, self.end.extent, self._ascending(body, always=True), delay.carried)
        with body.if_(step < delay.n_carried):
            self._row(delay.carried_rows[step], delay.carried_rows[step + 1], delay.carried, split, body)

    def deliver_delayed(self, body: Body) -> None:
        """Spikes whose delay is over reach their synapses, the oldest first."""
        delay, source = self.kernel.delay, self.kernel.source
        assert delay is not None
        far = self._far(body)
        step = body.let("step", delay.pushed[0] - 1)
        with body.for_("k", 0, delay.n_delays) as k, body.if_(delay.delays[k].cast(i64) <= step):
            emitted = body.let("emitted", (step - delay.delays[k].cast(i64)) % delay.depth.cast(i64))
            start, count = emitted * delay.stride.cast(i64), delay.counts[emitted]
            if self.end is not None and self.end.spiking:
                with own_spikes(body, delay.ring, start, count, source) as spike:
                    self._delayed_row(spike, k, None, body)
            else:
                spikes = body.let("count", count)
                with body.for_("spike", 0, spikes) as which:
                    self._fetch_row(delay.ring[start + _later(which, spikes).cast(i64)], body, k)
                    self._delayed_row(delay.ring[start + which.cast(i64)], k, far, body)

    def _delayed_row(self, source: n.Expr, which: n.Expr, far: Listed | None, body: Body) -> None:
        rows, row = self.kernel.rows, body.let("row", self._number(source, which))
        self._row(rows[row], rows[row + 1], self.kernel.synapses, far, body)
