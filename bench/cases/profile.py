"""What measuring costs: the loop of ``run(profile=True)`` against the loop without, in turns in one process."""

from __future__ import annotations

import argparse
import time
from typing import Any

from bench.cases import options as shared
from bench.report import Report, markdown
from bench.samples import progress

STEPS_SECONDS = 0.02


def arguments(parser: argparse.ArgumentParser) -> None:
    shared.models(parser, ["cuba", "stdp"])
    parser.add_argument("--rounds", type=int, default=200, help="turns of each (default 200)")
    parser.set_defaults(seconds=0.0)


def measure(options: argparse.Namespace) -> Report:
    report = Report()
    rows: list[tuple[str, ...]] = [("model", "parts", "us per step", "with profile", "tenth percentile", "least")]
    for job in shared.jobs(options):
        progress(job.name)
        plain, profiled = (_loop(job.model, job.size, profile) for profile in (False, True))
        steps, times = _times(plain, profiled, options.rounds)
        least, tenth = (tuple(sorted(t)[len(t) // part] for t in times) for part in (10**9, 10))
        rows.append((job.name, str(len(profiled.measured)), *(f"{t / steps * 1e6:.3f}" for t in tenth),
                     f"{tenth[1] / tenth[0]:.3f}", f"{least[1] / least[0]:.3f}"))  # fmt: skip
        report.data[job.name] = {"steps": steps, "plain": times[0], "profiled": times[1]}
    progress("")
    report.add(f"{options.rounds} turns; the last two columns are ratios of the loop with it to that without", "", markdown(rows))
    return report


def _loop(model: str, size: str, profile: bool) -> Any:
    from bench.captured import Captured

    loop = Captured(model, size, profile=profile)
    loop.step(1000)
    return loop


def _times(plain: Any, profiled: Any, rounds: int) -> tuple[int, tuple[list[float], list[float]]]:
    """Steps of a turn, and the seconds of each turn without and with profile."""
    hundred = min(_seconds(plain, 100) for _ in range(20))
    steps = max(100, round(100 * STEPS_SECONDS / hundred))
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for loop, taken in zip((plain, profiled), times, strict=True):
            taken.append(_seconds(loop, steps))
    return steps, times


def _seconds(loop: Any, steps: int) -> float:
    start = time.perf_counter()
    loop.step(steps)
    return time.perf_counter() - start
