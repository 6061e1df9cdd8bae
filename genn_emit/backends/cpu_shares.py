"""How workers share out the elements of a kernel, and the function that comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import i32, i64, ptr, void
from genn_emit.ast.walk import walk
from genn_emit.backends import team_api
from genn_emit.backends.base import WORKER, WORKERS
from genn_emit.backends.lowering import SCALAR_ELEMENT, lower_draws, lower_failures, written
from genn_emit.backends.ownership import Access, accesses, bare, places_of, separable
from genn_emit.network import kernels as k

FIRST, LAST = n.Var("first", i32), n.Var("last", i32)
NO_LIST = n.Cast(n.Literal(0, i64), ptr(i32, const=True))


@dataclass(frozen=True, slots=True)
class Function:
    """One of the functions that carry out a kernel, fields not yet loaded. ``accesses``, ``alone``, ``ends`` as in
    ``waiting.Part``. ``first``: it is called before the loop, by everybody. ``comment`` stands above it where it is not the
    kernel's."""

    name: str
    body: n.Block
    accesses: frozenset[Access]
    alone: bool = False
    ends: bool = False
    comment: tuple[str, ...] = ()
    first: bool = False


def another(body: Body) -> Body:
    """A body for one more function of the same kernel."""
    more = Body()
    more.names = body.names
    return more


def slice_of(body: Body, extent: n.Expr) -> None:
    """Declare the slice [first, last) of [0, extent) that belongs to this worker."""
    size = extent.cast(i32)
    body.add(n.Declare(FIRST, slice_begin(size, WORKER, WORKERS)), n.Declare(LAST, slice_begin(size, WORKER + 1, WORKERS)))


def slice_begin(size: n.Expr, worker: n.Expr, workers: n.Expr) -> n.Expr:
    """Where the slice of ``worker`` begins."""
    return n.Call("genn_slice", (team_api.TEAM, size, worker, workers), i32)


def fetch_border(body: Body, index: n.Var, parts: Iterable[n.Node]) -> None:
    """Fetch the beginning of what ``parts`` change in the slice that they go through with ``index``."""
    targets = (node.target for part in parts for node in walk(part) if isinstance(node, n.Assign))
    changed = {t.base: None for t in targets if isinstance(t, n.Index) and isinstance(t.base, n.Var) and bare(t.index) == index}
    for array in changed:
        body.do(n.Call("genn_fetch_border", (array, FIRST, LAST), void))


def one_worker(body: Body) -> None:
    """Only the first worker does what follows."""
    body.do(n.Cast(WORKERS, void))
    with body.if_(WORKER.ne(0)):
        body.return_(n.literal(0, i32))


def finish(body: Body) -> n.Block:
    body.return_(n.literal(0, i32))
    return body.block()


def scalar_part(kernel: k.Kernel) -> n.Block:
    """The code that runs once per call, draws lowered."""
    return lower_failures(lower_draws(kernel.scalar, kernel.random, n.Literal(SCALAR_ELEMENT, i64)))


def element_part(kernel: k.Kernel, index: n.Expr, block: n.Block | None = None) -> n.Block:
    """The code per element, draws lowered."""
    return lower_failures(lower_draws(kernel.body if block is None else block, kernel.random, index))


def may_fail(kernel: k.Kernel) -> bool:
    """Whether the kernel may find something wrong with the model."""
    return any(isinstance(node, n.Fail) for block in (kernel.scalar, kernel.body) for node in walk(block))


def find_end(kernel: k.ForEach | k.Propagate) -> k.End | None:
    """The end by which workers can share the kernel's synapses without meeting."""
    if written((kernel.scalar,)):
        return None
    for end in kernel.ends:
        if separable(accesses((kernel.body,), places_of(end, kernel.index))):
            return end
    return None


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of elements of [0, extent), maybe through an index array. ``ascending`` is a boolean."""

    elements: n.Expr
    extent: n.Expr
    ascending: n.Expr
    order: n.Expr | None = None


@contextmanager
def own_runs(body: Body, listed: Listed, begin: n.Expr, end: n.Expr) -> Iterator[tuple[n.Var, n.Var]]:
    """Stretches of the positions [begin, end) of a list whose elements this worker owns: one, if the list ascends."""
    stop = body.let("row_end", end.cast(i64))
    position = body.let("position", begin.cast(i64), mutable=True)
    through = NO_LIST if listed.order is None else listed.order
    with body.while_(position < stop):
        own = (FIRST, LAST, listed.extent.cast(i32), listed.ascending)
        start = body.let("run", n.Call("genn_run_begin", (listed.elements, through, position, stop, *own), i64))
        done = body.let("run_end", n.Call("genn_run_end", (listed.elements, through, start, stop, *own), i64))
        yield start, done
        body.assign(position, n.Select(listed.ascending, stop, done))


@contextmanager
def own_events(body: Body, source: k.EventSource) -> Iterator[n.Expr]:
    """The events that belong to this worker: a stretch of the list, since that ascends."""
    count = source.events[source.extent]
    low: n.Expr = FIRST
    high: n.Expr = LAST
    if source.first is not None:
        low = body.let("low", n.Select(source.first.cast(i32) > FIRST, source.first.cast(i32), FIRST))
    if source.last is not None:
        high = body.let("high", n.Select(source.last.cast(i32) < LAST, source.last.cast(i32), LAST))
    start = body.let("own", _at_least(low, source.events, n.literal(0, i64), count.cast(i64), source))
    stop = body.let("own_end", _at_least(high, source.events, n.literal(0, i64), count.cast(i64), source))
    with body.for_("event", start, stop) as event:
        yield source.events[event]


def _at_least(bound: n.Expr, listed: n.Expr, begin: n.Expr, end: n.Expr, source: k.EventSource) -> n.Expr:
    """The first of the positions [begin, end) of an ascending list whose element is not below ``bound``."""
    return n.Call("genn_at_least", (listed, NO_LIST, begin, end, bound, source.extent.cast(i32)), i64)


@contextmanager
def own_spikes(body: Body, ring: n.Expr, start: n.Expr, count: n.Expr, source: k.EventSource) -> Iterator[n.Expr]:
    """Spikes in a slot of a ring that belong to this worker: sources counted from the first of them."""
    offset = source.first.cast(i32) if source.first is not None else n.literal(0, i32)
    begin = body.let("spikes", start)
    end = body.let("spikes_end", begin + count.cast(i64))
    own = body.let("own", _at_least(FIRST - offset, ring, begin, end, source))
    own_end = body.let("own_end", _at_least(LAST - offset, ring, begin, end, source))
    with body.for_("spike", own, own_end) as spike:
        yield ring[spike]
