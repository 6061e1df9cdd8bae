"""Repeated measurements of one contestant on one job."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, field
from math import hypot, sqrt
from pathlib import Path
from statistics import mean, median, stdev
from typing import Any

from bench.contestants import Contestant
from bench.launch import Job, MeasurementFailed, measure

RUNS = ("cold", "warm")
STAGES = ("import", "codegen", "compile", "setup", "loop", "whole")
Variant = tuple[Job, Contestant]


@dataclass
class Sample:
    """Results by run: ``cold`` with nothing kept from before, ``warm`` the second time."""

    contestant: str
    results: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {run: [] for run in RUNS})
    failure: str = ""
    job: Job | None = None

    def median(self, run: str, stage: str) -> float:
        return float(median(result["stages"][stage] for result in self.results[run]))

    def peak(self, run: str) -> float:
        """MiB of the largest process."""
        return float(max(result["peak"] for result in self.results[run]))

    def nanoseconds(self, run: str) -> float:
        """Loop time per neuron and time step."""
        return self.median(run, "loop") / float(self.results[run][0]["neuron_steps"]) * 1e9

    def nanoseconds_per_event(self, run: str) -> float:
        """Loop time per spike that reached a synapse, infinite if none did. Events differ with the seed, so each result has
        its own."""
        each = [result["stages"]["loop"] / result["events"] for result in self.results[run] if result["events"]]
        return float(median(each)) * 1e9 if each else float("inf")

    def rates(self, population: str) -> list[float]:
        """One rate per seed: cold and warm runs of a pair share theirs."""
        one = next(results for results in self.results.values() if results)
        return [result["rates"][population] for result in one]

    def error(self, population: str) -> float:
        """Standard error of the mean rate."""
        rates = self.rates(population)
        counting = sqrt(mean(rates) / self.first["neuron_seconds"][population] / len(rates))
        return max(counting, stdev(rates) / sqrt(len(rates)) if len(rates) > 2 else 0.0)

    @property
    def first(self) -> dict[str, Any]:
        return next(result for results in self.results.values() for result in results)

    @property
    def populations(self) -> tuple[str, ...]:
        return tuple(self.first["rates"])


def in_turns(
    variants: Sequence[Variant],
    repeats: int,
    runs: Sequence[str] = RUNS,
    limit: float | None = None,
    meanwhile: Sequence[Callable[[], AbstractContextManager[None]]] = (),
) -> list[Sample]:
    """Measure in turns, so that whatever else the machine does falls on everyone. ``meanwhile`` is, for each variant, what goes
    on beside its runs.

    For a cold run every repeat starts with nothing kept, and its warm run follows. Warm runs alone share what one run before
    them left, and the seed, so that nothing is compiled again.
    """
    samples = [Sample(contestant.name, job=job) for job, contestant in variants]
    beside = meanwhile or [nullcontext] * len(variants)
    with ExitStack() as stack:
        kept = [Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench"))) for _ in variants]
        for number in range(repeats):
            for (job, contestant), sample, place, going_on in zip(variants, samples, kept, beside, strict=True):
                if sample.failure:
                    continue
                progress(f"{job.name}: {number + 1} of {repeats}, {contestant.name}")
                try:
                    if "cold" in runs:
                        with tempfile.TemporaryDirectory(prefix="bench") as fresh:
                            for run in runs:
                                with going_on():
                                    sample.results[run].append(measure(job, contestant, 1 + number, Path(fresh), limit))
                    else:
                        if number == 0:
                            measure(job, contestant, 1, place, limit)
                        with going_on():
                            sample.results["warm"].append(measure(job, contestant, 1, place, limit))
                except MeasurementFailed as error:
                    sample.failure = str(error)
    progress("")
    return samples


def progress(text: str) -> None:
    """What is being measured, on one line of a terminal."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def disagreement(ours: Sample, peer: Sample, spreads: float = 4.0, least: float = 0.02) -> str:
    """Where the rates of two contestants differ by more than a few standard errors; empty if nowhere.

    The error is that which the seeds show, and at least that of counting independent spikes. Differences below
    ``least`` of the rate pass, or five times that when there are fewer than three seeds to tell an error from (warm runs
    share theirs).
    """
    found = []
    for population in ours.populations:
        a, b = ours.rates(population), peer.rates(population)
        few = min(len(set(a)), len(set(b))) < 3
        error = hypot(ours.error(population), peer.error(population))
        if abs(mean(a) - mean(b)) > max(spreads * error, (5 * least if few else least) * mean(a)):
            found.append(f"{population}: {mean(a):.2f} Hz ({ours.contestant}), {mean(b):.2f} Hz ({peer.contestant})")
    return "; ".join(found)
