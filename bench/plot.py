"""The stages of every contestant as stacked bars, and how the loop grows with the size of the model."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from math import prod
from pathlib import Path

from bench.samples import RUNS, Sample

PARTS = ("import", "codegen", "compile", "setup", "loop")


def plot(groups: Sequence[Sequence[Sample]], machine: str, file: str | Path) -> None:
    """Write an image to ``file``: for each job the whole script on the left, the loop alone on the right; below them the growth of
    every model that was measured at several sizes."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    growing = _growing(groups)
    bars = [0.5 + 0.22 * sum(len([r for r in RUNS if s.results[r]]) for s in samples) for samples in groups]
    heights = bars + [2.6] * ((len(growing) + 1) // 2)
    figure = plt.figure(figsize=(11, 1.2 + sum(heights)), layout="constrained")
    grid = figure.add_gridspec(len(heights), 2, height_ratios=heights)
    for row, samples in enumerate(groups):
        whole, loop = figure.add_subplot(grid[row, 0]), figure.add_subplot(grid[row, 1])
        _stages(whole, loop, samples)
        if row == 0:
            whole.legend(fontsize=7)
    for number, (model, curves) in enumerate(growing.items()):
        _growth(figure.add_subplot(grid[len(groups) + number // 2, number % 2]), model, curves)
    figure.suptitle("\n".join(textwrap.wrap(machine, 130)), fontsize=7)
    figure.savefig(file, dpi=120)
    plt.close(figure)


def _stages(whole, loop, samples: Sequence[Sample]) -> None:  # type: ignore[no-untyped-def]
    bars = [(s, run) for s in reversed(samples) if not s.failure for run in reversed(RUNS) if s.results[run]]
    names = [f"{sample.contestant}, {run}" for sample, run in bars]
    left = [0.0] * len(bars)
    for number, part in enumerate(PARTS):
        seconds = [max(sample.median(run, part), 0.0) for sample, run in bars]
        whole.barh(names, seconds, left=left, color=f"C{number}", label=part)
        left = [a + b for a, b in zip(left, seconds, strict=True)]
    loop.barh(names, [sample.median(run, "loop") for sample, run in bars], color="C4")
    loop.set(yticklabels=[])
    job = samples[0].job.name if samples[0].job else ""
    whole.set_title(f"{job}: whole script (s)", fontsize=9)
    loop.set_title("loop (s)", fontsize=9)
    for axis in (whole, loop):
        axis.tick_params(labelsize=7)


Curves = dict[str, list[tuple[int, float]]]


def _growing(groups: Sequence[Sequence[Sample]]) -> dict[str, Curves]:
    """Size and loop time of each contestant, for the models with several sizes."""
    found: dict[str, Curves] = {}
    for samples in groups:
        for sample in samples:
            if sample.failure or sample.job is None:
                continue
            run = next(run for run in reversed(RUNS) if sample.results[run])
            size = prod(int(part) for part in sample.job.size.split("x"))
            curves = found.setdefault(sample.job.model, {})
            curves.setdefault(sample.contestant, []).append((size, sample.median(run, "loop")))
    return {model: curves for model, curves in found.items() if any(len(curve) > 1 for curve in curves.values())}


def _growth(axis, model: str, curves: Curves) -> None:  # type: ignore[no-untyped-def]
    for name, curve in curves.items():
        axis.loglog(*zip(*sorted(curve), strict=True), "o-", label=name, markersize=3, linewidth=1)
    axis.set_title(f"{model}: loop (s) by size", fontsize=9)
    axis.tick_params(labelsize=7)
    axis.legend(fontsize=6)
