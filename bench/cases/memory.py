"""Bytes per static synapse: how memory grows from a million synapses to ten million."""

from __future__ import annotations

import argparse

from bench.cases import options as shared
from bench.contestants import ours, theirs
from bench.launch import Job
from bench.report import Report, markdown
from bench.samples import Sample, in_turns


def arguments(parser: argparse.ArgumentParser) -> None:
    shared.peers(parser, ["cpp_standalone", "cython"])
    parser.add_argument("--sizes", nargs=2, default=["1000000", "10000000"], metavar="N", help="two numbers of synapses")


def measure(options: argparse.Namespace) -> Report:
    report = Report()
    peers, absent = theirs(options.peers, [1])
    contestants = ours(["cpu"], [1]) + peers
    pairs = [(Job("synapses", size), contestant) for contestant in contestants for size in options.sizes]
    samples = in_turns(pairs, options.repeats, ("warm",), options.limit)
    rows: list[tuple[str, ...]] = [("", "synapses", "bytes per synapse at the peak", "after the run, in this process")]
    for contestant, few, many in zip(contestants, samples[::2], samples[1::2], strict=True):
        if failure := few.failure or many.failure:
            rows.append((contestant.name, "", "failed", failure))
            report.wrong += contestant.kind == "genn_emit"
            continue
        inside = f"{_slope(few, many, 'resident'):.1f}" if contestant.kind in ("genn_emit", "cython") else "-"
        synapses = f"{few.first['synapses']:,} to {many.first['synapses']:,}"
        rows.append((contestant.name, synapses, f"{_slope(few, many, 'peak'):.1f}", inside))
    report.data = {"samples": [sample.results for sample in samples]}
    report.add("the difference of two sizes over the difference of their synapses; largest process of warm runs, so no compiler",
               *(f"absent: {name}: {reason}" for name, reason in absent.items()), "", markdown(rows))  # fmt: skip
    return report


def _slope(few: Sample, many: Sample, what: str) -> float:
    """Bytes, from the least of each size: nothing makes memory smaller by chance."""
    least = [min(result[what] for result in sample.results["warm"]) for sample in (few, many)]
    return float((least[1] - least[0]) * 2**20 / (many.first["synapses"] - few.first["synapses"]))
