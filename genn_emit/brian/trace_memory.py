"""Traces that a run kept per neuron, given back to the synapses when somebody looks at them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from genn_emit.runtime.memory import HostArray


@dataclass
class Side:
    """Neurons at one end of a pathway: ``ends`` names the neuron of each synapse, ``times`` are those of the neurons' last
    spikes (second)."""

    ends: HostArray
    times: HostArray


@dataclass
class KeptTrace:
    """``values`` of the synapses; of the neurons ``now``, as of the last time step, and ``then``, as of their last spikes."""

    values: HostArray
    side: Side
    rate: float
    now: HostArray
    then: HostArray


@dataclass
class TraceMemory:
    """All traces of one object of synapses. ``stale``: the neurons know better than the synapses. ``seen``: Python may have
    changed what belongs to the synapses since."""

    last_update: HostArray
    sides: tuple[Side, ...]
    traces: tuple[KeptTrace, ...]
    first: float
    stale: bool = False
    seen: bool = False
    arrays: tuple[HostArray, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.arrays = (self.last_update, *(trace.values for trace in self.traces))

    def give_back(self) -> None:
        """Values and times of the synapses as of their last spikes."""
        if self.stale:
            self.stale = False
            for array, values in zip(self.arrays, self._of_synapses(), strict=True):
                array.view[:] = values

    def _of_synapses(self) -> list[NDArray[Any]]:
        # Synapses may just have been made: their ends come first.
        size = self.last_update.size
        last = np.full(size, self.first)
        for side in self.sides:
            np.maximum(last, side.times.view[side.ends.view[:size]], out=last)
        found = [last]
        for trace in self.traces:
            neuron = trace.side.ends.view[:size]
            found.append(trace.then.view[neuron] * np.exp(-trace.rate * (last - trace.side.times.view[neuron])))
        return found

    def begin(self, t: float, dt: float) -> None:
        """Neurons' values one step before time ``t`` (second)."""
        for trace in self.traces:
            trace.now.view[:] = trace.then.view * np.exp(-trace.rate * (t - dt - trace.side.times.view))

    def holds(self) -> bool:
        """Whether the neurons still know what the synapses have."""
        if not self.seen or self.stale:
            return True
        known = self._of_synapses()
        return all(bool(np.array_equal(array.view, values)) for array, values in zip(self.arrays, known, strict=True))


def uniform(array: HostArray) -> bool:
    """Whether all elements are the same number."""
    view = array.view
    return bool(view.size) and bool(np.isfinite(view[0])) and bool(np.all(view == view[0]))
