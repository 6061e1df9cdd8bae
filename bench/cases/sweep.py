"""A parameter sweep of CUBA: ``genn_emit.sweep`` against a Python loop of cpp_standalone with ``run_args``."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench.launch import ROOT, MeasurementFailed, run_process
from bench.report import Report, markdown
from bench.samples import progress

CONTESTANTS = ("genn_emit", "cpp_standalone")
STAGES = ("import", "model", "first", "points", "whole")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--size", type=int, default=400, help="neurons (default 400)")
    parser.add_argument("--seconds", type=float, default=0.1, help="biological time of each point (default 0.1)")
    parser.add_argument("--threads", type=int, default=0, help="runs at a time of genn_emit (default: all processors)")


def measure(options: argparse.Namespace) -> Report:
    report = Report()
    results: dict[str, list[dict[str, Any]]] = {kind: [] for kind in CONTESTANTS}
    for number in range(options.repeats):
        for kind in CONTESTANTS:
            progress(f"{number + 1} of {options.repeats}, {kind}")
            results[kind].append(_one(kind, options))
    progress("")
    rows: list[tuple[str, ...]] = [("", *(f"{stage} s" for stage in STAGES), "points per s", "mean rate Hz")]
    whole = {kind: median(r["whole"] for r in found) for kind, found in results.items()}
    for kind, found in results.items():
        cells = [f"{median(r[stage] for r in found):.3f}" for stage in STAGES]
        cells[-1] += f" ({whole[kind] / whole['genn_emit']:.2f})"
        rows.append((kind, *cells, f"{options.points / whole[kind]:.1f}", f"{mean(r['rate'] for r in found):.2f}"))
    rates = [mean(r["rate"] for r in found) for found in results.values()]
    if abs(rates[0] - rates[1]) > 0.1 * max(rates):
        report.fail(f"rates disagree: {rates[0]:.2f} and {rates[1]:.2f} Hz")
    report.data = {"results": results}
    report.lines[:0] = [
        f"{options.points} points of CUBA-{options.size}, {options.seconds:g} s each, nothing compiled before",
        f"medians of {options.repeats}; in brackets: times ours; *first*: until the first point is done",
        "genn_emit draws initial values anew at each point and makes its synapses once, cpp_standalone makes both anew",
        "",
        markdown(rows),
    ]
    return report


def _one(kind: str, options: argparse.Namespace) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="bench") as place:
        spec = {"kind": kind, **{name: getattr(options, name) for name in ("points", "size", "seconds", "threads")}}
        result_file = Path(place, "result.json")
        path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        environment = {**os.environ, "PYTHONPATH": path, "GENN_EMIT_CACHE": str(Path(place, "kept"))}
        command = [sys.executable, "-m", "bench.sweep_child", json.dumps(spec), str(result_file)]
        status, output = run_process(command, Path(place), environment, options.limit)
        if status:
            raise MeasurementFailed(output.strip().splitlines()[-1])
        found: dict[str, Any] = json.loads(result_file.read_text())
        return found
