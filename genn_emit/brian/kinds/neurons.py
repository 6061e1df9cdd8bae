"""State update, threshold, reset."""

from __future__ import annotations

from brian2.core.variables import DynamicArrayVariable

from genn_emit.ast.types import boolean, from_numpy, i32, u8
from genn_emit.brian.code import KernelBuilder, Kind, byte_flags
from genn_emit.brian.comments import comment
from genn_emit.brian.errors import NotEmitted
from genn_emit.brian.extents import end_of_events, extent
from genn_emit.brian.statements import aliased
from genn_emit.network.kernels import EventSource, ForEach, ForEvents, Kernel, Threshold
from genn_emit.runtime.memory import HostArray


def _state_update(b: KernelBuilder) -> tuple[Kernel, ...]:
    copies = tuple(_copy(b, name) for name in _read_elsewhere(b))
    i = b.local("i", i32)
    block = b.block(i)
    scalar, body = block.scalar.block(), block.vector.block()
    return (
        *copies,
        ForEach(
            b.name, comment(b), "neuron_update", scalar, body, b.random(scalar, body), i, extent(b), ordered=b.writes_shared()
        ),
    )  # fmt: skip


def _read_elsewhere(b: KernelBuilder) -> list[str]:
    """Variables through which neurons see what is being updated, of other neurons: all see it as it was before."""
    found: set[str] = set()
    for vector in b.code.vector.values():
        reads, writes, _, _ = b.code.generator.arrays_helper(vector)
        shared = set(aliased(b.code.variables, reads, writes))
        found |= shared - writes
        if any(b.code.generator.variable_indices[name] != "_idx" for name in shared & writes):
            raise NotEmitted("changing other elements of what is being updated")
    if any(isinstance(b.variable(name), DynamicArrayVariable) for name in found):
        raise NotEmitted("reading other elements of what is being updated")
    return sorted(found)


def _copy(b: KernelBuilder, name: str) -> Kernel:
    """Keep a variable as it is before the update."""
    variable, k = b.variable(name), b.local("k", i32)
    array = b.fields.array(variable)
    kept = HostArray(f"{b.name}_{name}_before", variable.dtype, variable.size)
    before = b.fields.scratch(b.name, f"{name}_before", kept, from_numpy(variable.dtype), unit=f"{variable.name} before the update")
    size = b.computed(f"{name}_size", i32, lambda: variable.size)
    b.scope.before[name] = before
    body = b.body()
    body.assign(before[k], array[k])
    lines = (f"{b.owner}: {variable.name} before the update, which reads it through {name}",)
    return ForEach(f"{b.name}_keeps_{name}", lines, "neuron_update", body=body.block(), index=k, extent=size)


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
