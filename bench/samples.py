"""Repeated measurements of one contestant on one job."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import hypot, sqrt
from statistics import mean, median, stdev
from typing import Any

RUNS = ("cold", "warm")
STAGES = ("import", "codegen", "compile", "setup", "loop", "whole")


@dataclass
class Sample:
    """Results by run: ``cold`` with nothing kept from before, ``warm`` the second time."""

    contestant: str
    results: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {run: [] for run in RUNS})
    failure: str = ""

    def median(self, run: str, stage: str) -> float:
        return float(median(result["stages"][stage] for result in self.results[run]))

    def peak(self, run: str) -> float:
        """MiB of the largest process."""
        return float(max(result["peak"] for result in self.results[run]))

    def nanoseconds(self, run: str) -> float:
        """Loop time per neuron and time step."""
        return self.median(run, "loop") / float(self.results[run][0]["neuron_steps"]) * 1e9

    def rates(self, population: str) -> list[float]:
        """One rate per seed: cold and warm runs of a pair share theirs."""
        one = next(results for results in self.results.values() if results)
        return [result["rates"][population] for result in one]

    def error(self, population: str) -> float:
        """Standard error of the mean rate."""
        rates = self.rates(population)
        counting = sqrt(mean(rates) / self._first["neuron_seconds"][population] / len(rates))
        return max(counting, stdev(rates) / sqrt(len(rates)) if len(rates) > 2 else 0.0)

    @property
    def _first(self) -> dict[str, Any]:
        return next(result for results in self.results.values() for result in results)

    @property
    def populations(self) -> tuple[str, ...]:
        return tuple(self._first["rates"])


def disagreement(ours: Sample, peer: Sample, spreads: float = 4.0, least: float = 0.02) -> str:
    """Where the rates of two contestants differ by more than a few standard errors; empty if nowhere.

    The error is that which the seeds show, and at least that of counting independent spikes. Differences below
    ``least`` of the rate pass, or five times that when there are fewer than three seeds to tell an error from.
    """
    found = []
    for population in ours.populations:
        a, b = ours.rates(population), peer.rates(population)
        few = min(len(a), len(b)) < 3
        error = hypot(ours.error(population), peer.error(population))
        if abs(mean(a) - mean(b)) > max(spreads * error, (5 * least if few else least) * mean(a)):
            found.append(f"{population}: {mean(a):.2f} Hz ({ours.contestant}), {mean(b):.2f} Hz ({peer.contestant})")
    return "; ".join(found)
