"""Medians as a Markdown table, the peers' with their ratios to ours."""

from __future__ import annotations

from bench.samples import RUNS, STAGES, Sample

HEADER = ("", "run", *(f"{stage} s" for stage in STAGES), "ns per neuron and step", "peak MiB", "rate Hz")


def table(samples: list[Sample]) -> str:
    """One row per contestant and run. The first sample is ours; the others have their ratios to it in brackets."""
    ours = samples[0]
    rows = [HEADER]
    for sample in samples:
        if sample.failure:
            rows.append((sample.contestant, "failed", sample.failure, *("" for _ in HEADER[3:])))
            continue
        for run in RUNS:
            if sample.results[run]:
                rows.append(_row(sample, run, None if sample is ours or not ours.results[run] else ours))
    columns = range(len(HEADER))
    widths = [max(len(row[column]) for row in rows if row[1] != "failed" or column < 2) for column in columns]
    lines = [_line(rows[0], widths), "|" + "|".join("-" * (width + 2) for width in widths) + "|"]
    return "\n".join(lines + [_line(row, widths) for row in rows[1:]])


def _row(sample: Sample, run: str, ours: Sample | None) -> tuple[str, ...]:
    cells = []
    for stage in STAGES:
        seconds = sample.median(run, stage)
        cells.append(f"{seconds:.3f}")
        # A ratio of two times that are next to nothing says nothing.
        if ours is not None and ours.median(run, stage) >= 1e-3:
            cells[-1] += f" ({seconds / ours.median(run, stage):.2f})"
    rates = " / ".join(f"{sum(r) / len(r):.1f}" for r in map(sample.rates, sample.populations))
    return (sample.contestant, run, *cells, f"{sample.nanoseconds(run):.2f}", f"{sample.peak(run):.0f}", rates)


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
