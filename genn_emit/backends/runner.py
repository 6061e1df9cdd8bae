"""The run loop: the schedule as a function of State."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import reduce
from itertools import groupby

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import boolean, f64, i32, i64
from genn_emit.backends.base import RESERVED, RUN, STATE, kernel_signature
from genn_emit.backends.cpu_record import lacks_room, most_rows
from genn_emit.backends.lowering import load_fields
from genn_emit.network import kernels as k
from genn_emit.network.arrays import Clock
from genn_emit.network.schedule import Network
from genn_emit.network.status import GROW

_SAME_TIME = 1e-4
_SAME_LISTED_TIME = 1e-14  # second
RoomCheck = Callable[[k.Kernel, Body], bool]
Add = Callable[[Body], None]


def nothing(body: Body) -> None:
    """Add nothing."""


@dataclass(frozen=True, slots=True)
class Call:
    """What happens when a clock ticks: ``add`` adds it to the loop."""

    clock: str
    add: Add


def run_loop(
    network: Network,
    functions: Mapping[str, tuple[str, ...]],
    signature: Signature = RUN,
    check_room: RoomCheck | None = None,
) -> n.Function:
    """``run(s, n_steps)``: at most ``n_steps`` steps, fewer when a clock reaches its end or a recorder needs room."""
    called = {name for stages in functions.values() for name in stages}
    body = Body(RESERVED | {f.name for f in network.table} | called | {"n_steps"})

    calls = [Call(step.clock, _calls(functions[step.kernel])) for step in network.schedule]
    step_loop(network, n.Var("n_steps", i64), calls, body, check_room)
    loads, trees = load_fields((body.block(),), network.table, restrict=False)
    names = ", ".join(clock.name for clock in network.clocks)
    comment = (f"{network.name}: time steps of {names}",)
    return n.Function(signature, n.Block((*loads.body, *trees)), comment)  # type: ignore[arg-type]


def step_loop(
    network: Network,
    n_steps: n.Expr,
    calls: Sequence[Call],
    body: Body,
    check_room: RoomCheck | None = None,
    before: Add = nothing,
    after: Add = nothing,
) -> None:
    """The loop over time steps, and its return.

    ``check_room`` may take over the check for a recorder: it says whether it did. ``before`` and ``after`` add to what happens
    in each step.
    """
    body.assign(n.Field(STATE, "steps_done", i64), 0)
    with body.for_("k", 0, n_steps):
        before(body)
        active = _active(network, body)
        _check_room(network, check_room, body)
        for name, together in groupby(calls, lambda call: call.clock):
            ticks = active[name]
            with body.if_(ticks) if ticks is not None else nullcontext():
                for call in together:
                    call.add(body)
        for clock in network.clocks:
            clock_active = active[clock.name]
            if clock_active is None:
                _advance(clock, body)
            else:
                with body.if_(clock_active):
                    _advance(clock, body)
        body.assign(n.Field(STATE, "steps_done", i64), 1, "+=")
        after(body)
    body.return_(n.literal(0, i32))


def _fields(clock: Clock) -> tuple[n.Expr, n.Expr, n.Expr, n.Expr]:
    step, t, dt = (a.var[0] for a in clock.arrays)
    return step, t, dt, n.Field(STATE, f"{clock.name}_end", i64)


def _active(network: Network, body: Body) -> dict[str, n.Expr | None]:
    """Which clocks tick now: all whose time is the earliest one, up to a ten-thousandth of the smallest dt (the rule of
    Brian2's Network). None stands for always."""
    if len(network.clocks) == 1:
        step, _, _, end = _fields(network.clocks[0])
        with body.if_(step >= end):
            body.add(n.Break())
        return {network.clocks[0].name: None}
    times = [_fields(clock)[1] for clock in network.clocks]
    now = body.let("now", reduce(lambda a, b: n.Call("fmin", (a, b), f64), times))
    active: dict[str, n.Expr | None] = {}
    tolerance: n.Expr = n.literal(_SAME_LISTED_TIME, f64)
    dts = [_fields(clock)[2] for clock in network.clocks if not clock.listed]
    if dts:
        tolerance = _SAME_TIME * body.let("finest_dt", reduce(lambda a, b: n.Call("fmin", (a, b), f64), dts))
    finished: n.Expr = n.literal(False, boolean)
    for clock in network.clocks:
        step, t, _, end = _fields(clock)
        active[clock.name] = body.let(f"{clock.name}_ticks", t - now < tolerance)
        finished = finished | (n.Binary("<=", t, now) & (step >= end))
    with body.if_(finished):
        body.add(n.Break())
    return active


def _check_room(network: Network, check_room: RoomCheck | None, body: Body) -> None:
    """Nothing of a step has happened when a recorder asks for room, so the step can be taken again."""
    scheduled = {step.kernel for step in network.schedule}
    for kernel in network.kernels:
        if kernel.name in scheduled and isinstance(kernel, (k.RecordEvents, k.RecordState, k.RecordRate)):
            if check_room is not None and check_room(kernel, body):
                continue
            full = lacks_room(kernel, most_rows(kernel))
            if full is not None:
                with body.if_(full):
                    body.return_(n.literal(GROW, i32))


def _calls(functions: tuple[str, ...]) -> Add:
    def add(body: Body) -> None:
        for name in functions:
            status = body.let("status", kernel_signature(name)(STATE, n.literal(0, i32), n.literal(1, i32)))
            with body.if_(status.ne(0)):
                body.return_(status)

    return add


def _advance(clock: Clock, body: Body) -> None:
    step, t, dt, _ = _fields(clock)
    body.assign(step, 1, "+=")
    body.assign(t, clock.arrays[2].var[step] if clock.listed else step.cast(f64) * dt)
