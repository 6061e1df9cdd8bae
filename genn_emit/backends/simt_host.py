"""Host code around device kernels, the same for OpenCL and CUDA but for how a launch is spelt.

Per kernel of the network: ``launch_<name>`` enqueues, for the run loop; ``<name>`` is what others call: it binds what
the launches need, makes sure of room, launches and waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import i32, i64, void
from genn_emit.ast.walk import walk
from genn_emit.backends import device_api
from genn_emit.backends.base import RESERVED, RUN, STATE, STEPS, WORKER, WORKERS, kernel_signature
from genn_emit.backends.lowering import load_fields, written
from genn_emit.backends.runner import run_loop
from genn_emit.backends.simt_parts import DeviceKernel, Parameter, Plan, Room, parameters
from genn_emit.errors import LoweringError
from genn_emit.network import kernels as k
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.schedule import Network
from genn_emit.network.status import DEVICE_FAILED, GROW

ERROR_VALUE = n.Field(STATE, "error_value", i64)
CHUNK = 64
"""Steps between two waits for the device."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A device kernel with its parameters found."""

    kernel: DeviceKernel
    parameters: tuple[Parameter, ...]
    body: n.Block


@dataclass(frozen=True, slots=True)
class Carried:
    """A kernel of the network and all that carries it out."""

    name: str
    comment: tuple[str, ...]
    plan: Plan
    ready: tuple[Ready, ...]


class Launcher(Protocol):
    """How one kind of device is told what to do."""

    def bind(self, ready: Ready, body: Body) -> None:
        """Hand over what stays the same during a run."""

    def launch(self, ready: Ready, body: Body) -> n.Expr:
        """Enqueue one launch; its code, not zero when it failed."""


def carry_out(kernel: k.Kernel, plan: Plan, table: ArrayTable) -> Carried:
    """``plan`` with parameters."""
    ready = tuple(Ready(device, *parameters(device, table)) for device in plan.kernels)
    return Carried(kernel.name, kernel.comment, plan, ready)


def check_host_reads(kernels: tuple[Carried, ...]) -> None:
    """``LoweringError`` if the size of a launch depends on an array that kernels on the device change."""
    changed = frozenset[str]().union(*(written((ready.body,)) for carried in kernels for ready in carried.ready))
    for carried in kernels:
        for ready in carried.ready:
            reads = [e for e in (ready.kernel.items, ready.kernel.when) if e is not None]
            for name in sorted(_names(reads) & changed):
                raise LoweringError(f"{carried.name}: its number of elements is {name}, which changes on the device")


def _names(trees: list[n.Expr]) -> frozenset[str]:
    return frozenset(node.name for tree in trees for node in walk(tree) if isinstance(node, n.Var))


def bound_name(kernel: str) -> str:
    """The field of State with an upper bound of a recorder's rows."""
    return f"most_rows_{kernel}"


def _bound(kernel: str) -> n.Field:
    return n.Field(STATE, bound_name(kernel), i64)


def launch_signature(name: str) -> Signature:
    return kernel_signature(f"launch_{name}")


def bind_signature(name: str) -> Signature:
    return Signature(f"bind_{name}", (STATE,))


def extra_members(kernels: tuple[Carried, ...], table: ArrayTable, typed: bool, handles: bool) -> tuple[n.Member, ...]:
    """What State holds besides: the device, its copies of arrays (typed pointers or handles), its kernels, bounds."""
    members = [n.Member("device", device_api.ADDRESS, "the open device")]
    for array in table.arrays:
        if array.space != "host":
            of = array.var.type if typed else device_api.ADDRESS
            members.append(n.Member(device_api.buffer_name(array.name), of, "the device's copy"))
    for carried in kernels:
        if handles:
            for ready in carried.ready:
                members.append(n.Member(device_api.kernel_symbol(ready.kernel.name), device_api.ADDRESS, "a kernel"))
        if carried.plan.room is not None:
            members.append(n.Member(bound_name(carried.name), i64, "no more rows than this are recorded"))
    return tuple(members)


def host_functions(carried: Carried, launcher: Launcher, table: ArrayTable) -> tuple[n.Function, ...]:
    """``bind_<name>``, ``launch_<name>``, ``<name>``."""
    bind = _new_body(table)
    for ready in carried.ready:
        launcher.bind(ready, bind)
    functions = []
    if bind.block().body:
        functions.append(
            _function(bind_signature(carried.name), bind, table, (f"What {carried.name} keeps during a run.",))
        )
    launch = _new_body(table)
    _ignore(launch)
    launch.add(carried.plan.before)
    for ready in carried.ready:
        _launch(ready, launcher, launch)
    launch.add(carried.plan.after)
    if carried.plan.room is not None:
        launch.assign(_bound(carried.name), carried.plan.room.rows.cast(i64), "+=")
    launch.return_(n.literal(0, i32))
    functions.append(_function(launch_signature(carried.name), launch, table, carried.comment))
    call = _new_body(table)
    if bind.block().body:
        call.do(bind_signature(carried.name)(STATE))
    if carried.plan.room is not None:
        call.assign(_bound(carried.name), carried.plan.room.capacity.cast(i64))
        call.add(room_check(carried.name, carried.plan.room, call))
    status = call.let("status", launch_signature(carried.name)(STATE, WORKER, WORKERS))
    with call.if_(status.ne(0)):
        call.return_(status)
    _check(device_api.FINISH(device_api.DEVICE), call)
    call.return_(n.literal(0, i32))
    functions.append(
        _function(kernel_signature(carried.name), call, table, (f"{carried.name}, done when it returns.",))
    )
    return tuple(functions)


def _new_body(table: ArrayTable) -> Body:
    return Body(RESERVED | {f.name for f in table})


def _ignore(body: Body) -> None:
    for name in (WORKER, WORKERS):
        body.do(n.Cast(name, void))


def _function(signature: Signature, body: Body, table: ArrayTable, comment: tuple[str, ...]) -> n.Function:
    loads, trees = load_fields((body.block(),), table, restrict=False)
    return n.Function(signature, n.Block((*loads.body, *trees)), comment)  # type: ignore[arg-type]


def _launch(ready: Ready, launcher: Launcher, body: Body) -> None:
    if ready.kernel.when is None:
        _check(launcher.launch(ready, body), body)
    else:
        with body.if_(ready.kernel.when):
            _check(launcher.launch(ready, body), body)


def _check(code: n.Expr, body: Body) -> None:
    """Return ``DEVICE_FAILED`` unless ``code`` is zero."""
    failed = body.let("failed", code)
    with body.if_(failed.ne(0)):
        body.assign(ERROR_VALUE, failed.cast(i64))
        body.return_(n.literal(DEVICE_FAILED, i32))


def room_check(name: str, room: Room, names: Body) -> n.Block:
    """``GROW`` unless one step's rows fit. The device is asked for the count only when the bound says they may not."""
    body = Body()
    body.names = names.names
    bound = _bound(name)
    lacking = room.capacity.cast(i64) - bound < room.rows.cast(i64)
    with body.if_(lacking):
        buffer = n.Field(STATE, device_api.buffer_name(room.recorded.name), device_api.ADDRESS)
        body.assign(bound, device_api.COUNT(device_api.DEVICE, buffer))
        with body.if_(bound < 0):
            body.assign(ERROR_VALUE, bound)
            body.return_(n.literal(DEVICE_FAILED, i32))
        with body.if_(lacking):
            body.return_(n.literal(GROW, i32))
    return body.block()


def run_functions(network: Network, kernels: Mapping[str, Carried], binds: frozenset[str]) -> tuple[n.Function, ...]:
    """``run_steps`` enqueues the schedule; ``run`` binds, calls it in stretches and waits for the device after each, so
    that the queue stays short."""
    for step in network.schedule:
        if step.kernel not in kernels:
            raise LoweringError(f"{step.kernel} runs on the host and cannot be part of the schedule of a device")
    launches = {name: (launch_signature(name).name,) for name in kernels}
    rooms = {name: carried.plan.room for name, carried in kernels.items() if carried.plan.room is not None}
    steps = run_loop(network, launches, STEPS, lambda kernel, body: _step_room(kernel, rooms, body))
    scheduled = sorted({step.kernel for step in network.schedule}, key=list(kernels).index)
    body = _new_body(network.table)
    wanted = n.Var("n_steps", i64)
    for name in scheduled:
        if name in binds:
            body.do(bind_signature(name)(STATE))
        room = rooms.get(name)
        if room is not None:
            body.assign(_bound(name), room.capacity.cast(i64))
    done = body.let("done", n.literal(0, i64), mutable=True)
    status = body.let("status", n.literal(0, i32), mutable=True)
    more = body.let("stretch", n.literal(CHUNK, i64), mutable=True)
    steps_done = n.Field(STATE, "steps_done", i64)
    with body.while_(status.eq(0) & more.eq(CHUNK) & (done < wanted)):
        body.assign(status, STEPS(STATE, n.Select(wanted - done < CHUNK, wanted - done, n.literal(CHUNK, i64))))
        body.assign(more, steps_done)
        body.assign(done, more, "+=")
        failed = body.let("failed", device_api.FINISH(device_api.DEVICE))
        with body.if_(status.eq(0) & failed.ne(0)):
            body.assign(ERROR_VALUE, failed.cast(i64))
            body.assign(status, DEVICE_FAILED)
    body.assign(steps_done, done)
    body.return_(status)
    run = _function(RUN, body, network.table, (f"{network.name}: run, in stretches of {CHUNK} time steps",))
    return steps, run


def _step_room(kernel: k.Kernel, rooms: Mapping[str, Room], body: Body) -> bool:
    room = rooms.get(kernel.name)
    if room is not None:
        body.add(room_check(kernel.name, room, body))
    return isinstance(kernel, k.RecordEvents)
