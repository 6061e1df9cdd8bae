"""Propagation of spikes along a pathway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from genn_emit.ast.types import i32, i64
from genn_emit.brian.code import KernelBuilder, Kind
from genn_emit.brian.comments import comment
from genn_emit.brian.ends import ends_of
from genn_emit.brian.extents import end_of_events
from genn_emit.network.kernels import DelayRing, EventSource, Kernel, Listing, Propagate

if TYPE_CHECKING:
    from genn_emit.brian.codeobject import EmitCodeObject


def _no_kernel(b: KernelBuilder) -> tuple[Kernel, ...]:
    """Pushing spikes is part of the pathway's Propagate kernel."""
    return ()


def _propagate(b: KernelBuilder) -> tuple[Kernel, ...]:
    pathway = b.code.template_kwds["pathway"]
    queue = pathway.queue
    c = b.local("synapse", i32)
    block = b.block(c)
    eventspace = pathway.source.variables[f"_{pathway.event}space"]
    whole = queue.first == 0 and queue.last >= eventspace.size - 1
    source = EventSource(
        b.fields.array(eventspace),
        end_of_events(b.fields, eventspace),
        None if whole else b.computed("first", i32, lambda: queue.first, "first source"),
        None if whole else b.computed("last", i32, lambda: queue.last, "end of the sources"),
    )
    ring = None
    if queue.delayed:
        ring = DelayRing(
            ring=b.fields.scratch(b.name, "ring", queue.ring, i32, unit="sources that spiked, by time step"),
            counts=b.fields.scratch(b.name, "ring_counts", queue.counts, i32, unit="spikes of each time step"),
            pushed=b.fields.scratch(b.name, "pushed", queue.pushed, i64, "host", "steps since the run began"),
            depth=b.computed("depth", i32, lambda: queue.depth, "time steps that the ring keeps"),
            stride=b.computed("stride", i32, lambda: queue.stride, "most spikes of a time step"),
            delays=b.fields.scratch(b.name, "delays", queue.delays, i32, unit="distinct delays in time steps, descending"),
            n_delays=b.computed("n_delays", i32, lambda: queue.delays.size),
            carried=b.fields.scratch(b.name, "carried", queue.carried, i32, unit="synapses whose spikes were on their way"),
            carried_rows=b.fields.scratch(b.name, "carried_rows", queue.carried_rows, i64),
            n_carried=b.computed("n_carried", i64, lambda: queue.n_carried),
        )
    rows = b.fields.scratch(b.name, "rows", queue.rows, i64, unit="where the synapses of each source begin")
    order = targets = None
    if not queue.contiguous:
        order = b.fields.scratch(b.name, "order", queue.order, i32, unit="synapses by source")
    if not queue.contiguous and b.code.device.options.backend == "cpu":
        listed = b.fields.scratch(b.name, "targets", queue.targets, i32, unit="where they lead, in the same order")
        targets = Listing(b.fields.array(pathway.synapse_targets), listed)
    scalar, body = block.scalar.block(), block.vector.block()
    in_order, independent = _why_in_order(b), not b.writes_shared()
    shares = b.code.device.options.backend != "cpu" and not independent
    why = (f"one synapse after the other: {in_order}",) if shares and in_order else ()
    return (
        Propagate(
            b.name, comment(b, *why), "synapse_update", scalar, body, b.random(scalar, body), c, source, rows, order, targets, ring,
            exclusive=not in_order, independent=independent, ends=ends_of(b, pathway),
            ascending=b.computed("ascending", i32, lambda: _ascending(b.code), "whether targets ascend within rows"),
        ),
    )  # fmt: skip


def _ascending(code: EmitCodeObject) -> bool:
    """Whether the ends that do not spike ascend within each row; asked for only where workers share rows."""
    pathway = code.template_kwds["pathway"]
    if code.device.team is None:
        return False
    return bool(pathway.queue.ascending(pathway.synapse_targets.get_value()))


def _why_in_order(b: KernelBuilder) -> str:
    """Why the synapses of a row have to be taken one after the other; empty if no two of them write to the same place: what they
    write belongs to the synapse, or to the other end, and no row meets the same other end twice."""
    pathway = b.code.template_kwds["pathway"]
    far = "_postsynaptic_idx" if pathway.prepost == "pre" else "_presynaptic_idx"
    if b.scope.stateful:
        return "a function has a state"
    reason = next((why for effect in b.effects() if (why := effect.why_they_meet(far))), "")
    # On the cpu synapses of one target stay in order whoever takes them, so nobody needs to know.
    if not reason and b.code.device.options.backend != "cpu" and not _distinct(pathway):
        return "two neurons have several synapses between them"
    return reason


def _distinct(pathway: Any) -> bool:
    """Whether no two synapses have the same source and the same target."""
    ends = (pathway.synapses.variables[name].get_value().astype(np.int64) for name in ("_synaptic_pre", "_synaptic_post"))
    pre, post = ends
    pairs = pre * (int(post.max()) + 1 if post.size else 1) + post
    return bool(np.unique(pairs).size == pairs.size)


def prepare_queue(code: EmitCodeObject) -> None:
    """Delays and synapses may have changed since the last run."""
    code.owner.initialise_queue()
    if code.device.options.backend == "cpu":
        code.owner.queue.list_targets(code.owner.synapse_targets.get_value())


PUSH_SPIKES = Kind("synapses_push_spikes", _no_kernel, prepare=prepare_queue)
SYNAPSES = Kind("synapses", _propagate)
