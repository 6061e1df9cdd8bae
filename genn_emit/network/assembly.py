"""A network from parts put together by hand."""

from __future__ import annotations

from collections.abc import Sequence

from genn_emit.network.arrays import Clock
from genn_emit.network.neurons import Neurons
from genn_emit.network.schedule import Network, Step
from genn_emit.network.synapses import Synapses

CLOCK = Clock("clock")


def assemble(name: str, neurons: Sequence[Neurons], synapses: Sequence[Synapses] = ()) -> Network:
    """In each step: all updates, all thresholds, propagation, resets. ``ValueError`` if a projection's population is missing."""
    for projection in synapses:
        for end in (projection.source, projection.target):
            if end not in neurons:
                raise ValueError(f"{projection.name} needs {end.name}, which is not in the network {name}")
    kernels = {part.name: part.kernels(CLOCK) for part in neurons}
    stages = [[ks[stage] for ks in kernels.values() if len(ks) > stage] for stage in range(3)]
    propagation = [kernel for projection in synapses for kernel in projection.kernels()]
    ordered = [*stages[0], *stages[1], *propagation, *stages[2]]
    fields = tuple(f for part in neurons for f in part.fields) + tuple(f for part in synapses for f in part.fields)
    return Network(name, fields, tuple(ordered), (CLOCK,), tuple(Step(k.name, CLOCK.name) for k in ordered))
