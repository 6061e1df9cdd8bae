"""The stages of every contestant as stacked bars, cold above warm."""

from __future__ import annotations

import textwrap
from pathlib import Path

from bench.samples import RUNS, Sample

PARTS = ("import", "codegen", "compile", "setup", "loop")


def plot(measured: dict[str, list[Sample]], machine: str, file: Path) -> None:
    """Write an image to ``file``: for each job the whole script on the left, the loop alone on the right."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    height = 1.2 + sum(0.5 + 0.44 * len(samples) for samples in measured.values())
    figure, axes = plt.subplots(len(measured), 2, figsize=(11, height), layout="constrained", squeeze=False)
    for (whole, loop), (job, samples) in zip(axes, measured.items(), strict=True):
        bars = [(s, run) for s in reversed(samples) if not s.failure for run in reversed(RUNS) if s.results[run]]
        names = [f"{sample.contestant}, {run}" for sample, run in bars]
        left = [0.0] * len(bars)
        for number, part in enumerate(PARTS):
            seconds = [max(sample.median(run, part), 0.0) for sample, run in bars]
            whole.barh(names, seconds, left=left, color=f"C{number}", label=part)
            left = [a + b for a, b in zip(left, seconds, strict=True)]
        loop.barh(names, [sample.median(run, "loop") for sample, run in bars], color="C4")
        loop.set(yticklabels=[])
        whole.set_title(f"{job}: whole script (s)", fontsize=9)
        loop.set_title("loop (s)", fontsize=9)
        for axis in (whole, loop):
            axis.tick_params(labelsize=7)
    axes[0][0].legend(fontsize=7)
    figure.suptitle("\n".join(textwrap.wrap(machine, 130)), fontsize=7)
    figure.savefig(file, dpi=120)
    plt.close(figure)
