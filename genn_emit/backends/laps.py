"""The run loop with a stop watch: which part of the schedule takes how much of the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import i32, i64, ptr
from genn_emit.backends.base import STATE
from genn_emit.network.schedule import Network

TICKS = n.Member("ticks", ptr(i64), "of each part of a step, and of what is left of it, when it is profiled")
PROFILE = "profile"
_NONE = n.literal(0, i64)


@dataclass
class Laps:
    """Adds the readings of the clock to a run loop under construction. ``parts`` are the functions that it calls, in order; what
    is left of a step is counted behind them. A worker that ``watches`` measures."""

    network: Network
    parts: Sequence[str]
    watches: n.Expr | None = None
    _lap: n.Var = field(init=False)

    def begin(self, body: Body) -> None:
        """At the beginning of a step: one of eight is measured."""
        step = self.network.clocks[0].arrays[0].var[0]
        begin: n.Expr = n.Call("genn_lap_begin", (step,), i64)
        if self.watches is not None:
            begin = n.Select(self.watches, begin, _NONE)
        self._lap = body.let("lap", begin, mutable=True)

    def end(self, body: Body, part: str | None = None) -> None:
        """Behind a part, or, without one, at the end of the step."""
        which = n.literal(len(self.parts) if part is None else list(self.parts).index(part), i32)
        lap = n.Call("genn_lap", (n.Field(STATE, TICKS.name, TICKS.type), which, self._lap), i64)
        body.assign(self._lap, lap)
