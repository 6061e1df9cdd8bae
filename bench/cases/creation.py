"""Synapse creation: 10 million synapses between 10,000 neurons, each pair with the same probability."""

from __future__ import annotations

import argparse

from bench.cases import options as shared
from bench.contestants import ours, theirs
from bench.launch import Job
from bench.report import Report, markdown
from bench.samples import in_turns


def arguments(parser: argparse.ArgumentParser) -> None:
    shared.peers(parser, ["cpp_standalone", "cython"])
    parser.add_argument("--sizes", nargs="+", default=["10000000"], metavar="N", help="synapses")


def measure(options: argparse.Namespace) -> Report:
    report = Report()
    peers, absent = theirs(options.peers, [1])
    contestants = ours(["cpu"], [1]) + peers
    rows: list[tuple[str, ...]] = [("synapses", "", "set-up s", "times ours", "ns per synapse", "peak MiB")]
    for size in options.sizes:
        job = Job("synapses", size)
        samples = in_turns([(job, contestant) for contestant in contestants], options.repeats, ("warm",), options.limit)
        first = samples[0]
        for sample in samples:
            if sample.failure:
                rows.append((size, sample.contestant, "failed", sample.failure))
                report.wrong += sample is first
                continue
            seconds = sample.median("warm", "setup")
            times = f"{seconds / first.median('warm', 'setup'):.2f}" if not first.failure else ""
            made = sample.first["synapses"]
            each, peak = f"{seconds / made * 1e9:.1f}", f"{sample.peak('warm'):.0f}"
            rows.append((f"{made:,}", sample.contestant, f"{seconds:.3f}", times, each, peak))
        report.data[size] = {sample.contestant: sample.results for sample in samples}
    report.add(f"medians of {options.repeats} warm runs; the set-up of the whole model, which is its synapses",
               *(f"absent: {name}: {reason}" for name, reason in absent.items()), "", markdown(rows))  # fmt: skip
    return report
