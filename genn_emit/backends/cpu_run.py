"""The run loop of the CPU: all workers go through the schedule together, each with clocks of its own."""

from __future__ import annotations

from collections.abc import Mapping

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import Struct, i64
from genn_emit.backends import team_api
from genn_emit.backends.base import RESERVED, STATE, WORKER, WORKERS, kernel_signature
from genn_emit.backends.cpu_shares import Function, another
from genn_emit.backends.laps import TICKS, Laps
from genn_emit.backends.lowering import load_fields
from genn_emit.backends.ownership import reads
from genn_emit.backends.runner import Add, Call, step_loop
from genn_emit.backends.waiting import Part, Wait, grouped, waits
from genn_emit.network import kernels as k
from genn_emit.network.arrays import Array
from genn_emit.network.schedule import Network

RUN = kernel_signature("run").but(params=(n.Var("shared", STATE.of), *kernel_signature("run").params[1:]))
RUN_PROFILED = RUN.but(name="run_profiled")
MEMBERS = (n.Member("n_steps", i64, "steps that run takes at most"), team_api.MEMBER, TICKS)


def run_function(network: Network, functions: Mapping[str, tuple[Function, ...]], profile: bool = False) -> n.Function:
    """``run(s, worker, workers)``: at most ``s->n_steps`` steps, fewer when a clock reaches its end or a recorder needs room.

    With ``profile`` it is ``run_profiled``, in which the first worker counts the time of each part in ``s->ticks``.
    """
    room, parts = _room(network), grouped(_parts(network, functions))
    top, *chosen = waits((room, *parts), len(network.clocks) == 1)
    called = {function.name for stages in functions.values() for function in stages}
    body = Body(RESERVED | {"shared"} | called | {f.name for f in network.table})
    prologue = (*_own_clocks(network, another(body)).body, *_constants(network, functions))
    laps = Laps(network, part_names(network, functions), WORKER.eq(0)) if profile else None
    calls = [
        Call(part.clock or network.clocks[0].name, _call(wait, part, laps)) for wait, part in zip(chosen, parts, strict=True)
    ]

    def before(into: Body) -> None:
        if laps is not None:
            laps.begin(into)
        into.do(team_api.balance)
        _wait(top, into)

    def after(into: Body) -> None:
        if len(network.clocks) > 1:
            into.do(team_api.meet)
        if laps is not None:
            laps.end(into)

    n_steps = body.let("n_steps", n.Field(STATE, "n_steps", i64))
    step_loop(network, n_steps, calls, body, before=before, after=after)
    loads, trees = load_fields((body.block(),), network.table, restrict=False)
    names = ", ".join(clock.name for clock in network.clocks)
    whole = n.Block((*prologue, *loads.body, *trees))  # type: ignore[arg-type]
    told = ", with the time of each part" if profile else ""
    return n.Function(RUN_PROFILED if profile else RUN, whole, (f"{network.name}: time steps of {names}{told}",))


def part_names(network: Network, functions: Mapping[str, tuple[Function, ...]]) -> tuple[str, ...]:
    """What ``run_profiled`` measures, in the order of ``s->ticks``."""
    in_loop = (f for step in network.schedule for f in functions[step.kernel] if not f.first)
    return tuple(dict.fromkeys(function.name for function in in_loop))


def _room(network: Network) -> Part:
    """At the beginning of a step all look at how much has been recorded."""
    scheduled = {step.kernel for step in network.schedule}
    recorders = [
        kernel.recorded for kernel in network.kernels
        if kernel.name in scheduled and isinstance(kernel, (k.RecordEvents, k.RecordState, k.RecordRate))
    ]  # fmt: skip
    return Part("room", reads(*recorders))


def _parts(network: Network, functions: Mapping[str, tuple[Function, ...]]) -> list[Part]:
    """The schedule. Clocks are everybody's own."""
    clocks = {array.name for clock in network.clocks for array in clock.arrays}
    several = len(network.clocks) > 1
    parts = []
    for step in network.schedule:
        for function in functions[step.kernel]:
            if function.first:
                continue
            seen = frozenset(a for a in function.accesses if a.array not in clocks)
            parts.append(Part(function.name, seen, function.alone, step.clock if several else "", function.ends))
    return parts


def _own_clocks(network: Network, body: Body) -> n.Block:
    """All workers but the first copy State and its clocks: each is at its own time step."""
    shared = RUN.params[0]
    own = n.Var(body.names.fresh("own"), Struct("State"))
    body.add(n.Declare(own, shared[0], const=False))
    for clock in network.clocks:
        for array in clock.arrays[:2]:
            assert isinstance(array, Array)
            value = body.let(f"own_{array.name}", n.Field(shared, array.name, array.var.type)[0], mutable=True)
            body.assign(n.Field(own, array.name, array.var.type), n.AddressOf(value))
    body.add(n.Declare(STATE, n.Select(WORKER.eq(0), shared, n.AddressOf(own))))
    body.do(team_api.gather)
    return body.block()


def _constants(network: Network, functions: Mapping[str, tuple[Function, ...]]) -> tuple[n.Stmt, ...]:
    """What is called before the loop, each worker with its own State."""
    scheduled = dict.fromkeys(step.kernel for step in network.schedule)
    first = (function.name for kernel in scheduled for function in functions[kernel] if function.first)
    return tuple(n.Do(kernel_signature(name)(STATE, WORKER, WORKERS)) for name in first)


def _wait(wait: Wait, body: Body) -> None:
    if wait.gather and wait.release:
        body.do(team_api.meet)
    elif wait.gather:
        body.do(team_api.gather)
    elif wait.release:
        body.do(team_api.release)


def _call(wait: Wait, part: Part, laps: Laps | None) -> Add:
    """A function that cannot fail has nothing to say. Time that is spent waiting before it is its own."""

    def add(body: Body) -> None:
        _wait(wait, body)
        call = kernel_signature(part.name)(STATE, WORKER, WORKERS)
        if not part.ends:
            body.do(call)
        else:
            status = body.let("status", team_api.agree(call))
            with body.if_(status.ne(0)):
                body.return_(status)
        if laps is not None:
            laps.end(body, part.name)

    return add
