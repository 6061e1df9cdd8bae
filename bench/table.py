"""Medians as a Markdown table, the peers' with their ratios to ours."""

from __future__ import annotations

from collections.abc import Sequence

from bench.report import markdown
from bench.roofline import Roofline
from bench.samples import RUNS, STAGES, Sample

HEADER = (
    "model", "", "run", *(f"{stage} s" for stage in STAGES), "ns per neuron and step", "ns per event", "of roofline", "peak MiB",
    "rate Hz",
)  # fmt: skip


def table(groups: Sequence[Sequence[Sample]], roofline: Roofline | None = None) -> str:
    """One row per job, contestant and run. The first sample of each group is ours; the others have their ratios to it in
    brackets."""
    rows: list[tuple[str, ...]] = [HEADER]
    for samples in groups:
        ours = samples[0]
        for sample in samples:
            name = sample.job.name if sample.job else ""
            if sample.failure:
                rows.append((name, sample.contestant, "failed", *("" for _ in HEADER[4:]), sample.failure))
                continue
            for run in RUNS:
                if sample.results[run]:
                    compared = None if sample is ours or not ours.results[run] else ours
                    rows.append((name, sample.contestant, run, *_row(sample, run, compared, roofline)))
    return markdown(rows)


def ratio(seconds: float, ours: float) -> str:
    """A ratio in brackets; nothing where both are next to nothing."""
    return f" ({seconds / ours:.2f})" if ours >= 1e-4 else ""


def _row(sample: Sample, run: str, ours: Sample | None, roofline: Roofline | None) -> tuple[str, ...]:
    cells = []
    for stage in STAGES:
        seconds = sample.median(run, stage)
        compared = ratio(seconds, ours.median(run, stage)) if ours is not None else ""
        cells.append(f"{seconds:.{4 if stage == 'loop' else 3}f}{compared}")
    rates = " / ".join(f"{sum(r) / len(r):.1f}" for r in map(sample.rates, sample.populations))
    event = sample.nanoseconds_per_event(run)
    return (
        *cells, f"{sample.nanoseconds(run):.2f}", "" if event == float("inf") else f"{event:.2f}", _share(sample, run, roofline),
        f"{sample.peak(run):.0f}", rates,
    )  # fmt: skip


def _share(sample: Sample, run: str, roofline: Roofline | None) -> str:
    if roofline is None or sample.job is None or sample.job.float32 or sample.median(run, "loop") <= 0:
        return ""
    least = roofline.seconds(sample.job.model, sample.results[run][0])
    return f"{least / sample.median(run, 'loop'):.0%}"
