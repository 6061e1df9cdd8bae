"""State update, threshold, reset."""

from __future__ import annotations

from genn_emit.ast.types import boolean, i32, u8
from genn_emit.brian.code import KernelBuilder, Kind, byte_flags
from genn_emit.brian.comments import comment
from genn_emit.brian.errors import NotEmitted
from genn_emit.brian.extents import end_of_events, extent
from genn_emit.brian.statements import aliased
from genn_emit.network.kernels import EventSource, ForEach, ForEvents, Kernel, Threshold
from genn_emit.runtime.memory import HostArray


def _state_update(b: KernelBuilder) -> tuple[Kernel, ...]:
    for vector in b.code.vector.values():
        reads, writes, _, _ = b.code.generator.arrays_helper(vector)
        if aliased(b.code.variables, reads, writes):
            raise NotEmitted("reading other elements of what is being updated")
    i = b.local("i", i32)
    block = b.block(i)
    scalar, body = block.scalar.block(), block.vector.block()
    return (
        ForEach(
            b.name, comment(b), "neuron_update", scalar, body, b.random(scalar, body), i, extent(b), ordered=b.writes_shared()
        ),
    )  # fmt: skip


def _threshold(b: KernelBuilder) -> tuple[Kernel, ...]:
    i = b.local("i", i32)
    block = b.block(i)
    condition = block.scope.translator(block.names).convert(block.value("_cond"), boolean)
    eventspace = b.code.template_kwds["eventspace_variable"]
    events = b.fields.array(eventspace)
    flags = b.fields.scratch(b.name, "flags", HostArray(f"{b.name}_flags", "u1", byte_flags(eventspace.size)), u8)
    found = b.fields.scratch(b.name, "found", HostArray(f"{b.name}_found", "i4", eventspace.size), i32)
    after = b.body()
    if b.code.template_kwds.get("_uses_refractory"):
        after.assign(b.array("lastspike")[i], b.scalar("t").cast(b.array("lastspike")[i].type))
        after.assign(b.array("not_refractory")[i], 0)
    scalar, body = block.scalar.block(), block.vector.block()
    return (
        Threshold(
            b.name, comment(b), "neuron_update", scalar, body, b.random(scalar, body), i, extent(b), condition, events,
            flags, found, after.block(), b.scope.stateful,
        ),
    )  # fmt: skip


def _reset(b: KernelBuilder) -> tuple[Kernel, ...]:
    i = b.local("i", i32)
    block = b.block(i)
    eventspace = b.code.template_kwds["eventspace_variable"]
    source = EventSource(b.fields.array(eventspace), end_of_events(b.fields, eventspace))
    scalar, body = block.scalar.block(), block.vector.block()
    return (
        ForEvents(
            b.name, comment(b), "neuron_update", scalar, body, b.random(scalar, body), i, source, ordered=b.writes_shared()
        ),
    )  # fmt: skip


def clear_events(code: object) -> None:
    """No events are left behind after a run: a group that is switched off must not go on spiking."""
    eventspace = code.template_kwds["eventspace_variable"]  # type: ignore[attr-defined]
    eventspace.get_value()[-1] = 0


STATE_UPDATE = Kind("stateupdate", _state_update, frozenset({"N"}), allows_scalar_write=True)
THRESHOLD = Kind("threshold", _threshold, frozenset({"N"}), reset=clear_events)
RESET = Kind("reset", _reset)
