"""What a benchmark model hands back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Outcome:
    """Spike counts and sizes of the populations, and how much biological time and how many steps were run. ``events`` is the number
    of times that a spike reached a synapse: once for each pathway."""

    sizes: dict[str, int]
    spikes: dict[str, int]
    synapses: int
    seconds: float
    steps: int
    events: int

    @property
    def rates(self) -> dict[str, float]:
        """Spikes per neuron and second."""
        return {name: count / self.sizes[name] / self.seconds for name, count in self.spikes.items()}

    @property
    def neuron_steps(self) -> int:
        """Neuron updates in all."""
        return sum(self.sizes.values()) * self.steps


def events(monitor: Any, synapses: Any, along: str = "N_outgoing") -> int:
    """Spikes that ``monitor`` counted, times the synapses of each neuron: those that it sends to, or with ``N_incoming``
    those that reach it."""
    fan = np.asarray(synapses.variables[along].get_value(), dtype=np.int64)
    return int(np.dot(np.asarray(monitor.count, dtype=np.int64), fan))
