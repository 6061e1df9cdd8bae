"""Loops over lists of events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.network.kernels import EventSource


def in_range(source: EventSource, index: n.Expr) -> n.Expr | None:
    """Whether an event belongs to the source; None where all do."""
    low = index >= source.first.cast(index.type) if source.first is not None else None
    high = index < source.last.cast(index.type) if source.last is not None else None
    if low is not None and high is not None:
        return low & high
    return low if low is not None else high


@contextmanager
def for_listed(body: Body, source: EventSource, index: n.Var) -> Iterator[tuple[n.Var, n.Var]]:
    """``for each event: index = events[event]; if it is in the range: ...``; the position of the event, and their number."""
    count = body.let("count", source.events[source.extent])
    with body.for_("event", 0, count) as event:
        body.add(n.Declare(index, source.events[event]))
        condition = in_range(source, index)
        if condition is None:
            yield event, count
        else:
            with body.if_(condition):
                yield event, count


def relative(source: EventSource, index: n.Expr) -> n.Expr:
    """The event's number within its source."""
    return index if source.first is None else index - source.first.cast(index.type)
