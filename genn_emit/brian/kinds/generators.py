"""Spike generators: given spikes at given times, periodic or not."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.types import i32, i64
from genn_emit.brian.code import KernelBuilder, Kind
from genn_emit.brian.comments import comment
from genn_emit.brian.extents import end_of_events
from genn_emit.network.kernels import ForEach, Kernel


def _generator(b: KernelBuilder) -> tuple[Kernel, ...]:
    """Hand out the spikes of this time bin; they are sorted by time, so only a position has to be kept."""
    events = b.variable("_spikespace")
    spikes, size = b.fields.array(events), end_of_events(b.fields, events)
    bins, neurons = b.array("_timebins"), b.array("neuron_index")
    times = b.variable("_timebins")
    n_spikes = b.computed("n_spikes", i32, lambda: times.size, "spikes in the list")
    period = b.scalar("_period_bins").cast(i64)
    last_index = b.array("_lastindex")
    body = b.body()
    step = body.let("timebin", b.scalar("t_in_timesteps").cast(i64), mutable=True)
    position = body.let("position", last_index[0].cast(i32), mutable=True)
    with body.if_(period > 0):
        body.assign(step, step % period)
        with body.if_(position > 0), body.if_(bins[position - 1].cast(i64) >= step):
            body.assign(position, 0)
    count = body.let("count", n.literal(0, i32), mutable=True)
    with body.while_(position < n_spikes):
        with body.if_(bins[position].cast(i64) > step):
            body.add(n.Break())
        body.assign(spikes[count], neurons[position].cast(i32))
        body.assign(count, 1, "+=")
        body.assign(position, 1, "+=")
    body.assign(last_index[0], position.cast(last_index[0].type))
    body.assign(spikes[size], count)
    once = b.local("once", i32)
    return (
        ForEach(
            b.name, comment(b), "neuron_update", body=body.block(), index=once, extent=n.literal(1, i32), ordered=True
        ),
    )  # fmt: skip


SPIKE_GENERATOR = Kind(
    "spikegenerator",
    _generator,
    frozenset({"_spikespace", "neuron_index", "_timebins", "_period_bins", "_lastindex", "t_in_timesteps"}),
)
