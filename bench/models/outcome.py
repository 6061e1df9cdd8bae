"""What a benchmark model hands back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Spike counts and sizes of the populations, and how much biological time and how many steps were run."""

    sizes: dict[str, int]
    spikes: dict[str, int]
    synapses: int
    seconds: float
    steps: int

    @property
    def rates(self) -> dict[str, float]:
        """Spikes per neuron and second."""
        return {name: count / self.sizes[name] / self.seconds for name, count in self.spikes.items()}

    @property
    def neuron_steps(self) -> int:
        """Neuron updates in all."""
        return sum(self.sizes.values()) * self.steps
