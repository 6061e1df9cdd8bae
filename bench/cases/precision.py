"""The loop in single precision against the loop in double precision."""

from __future__ import annotations

import argparse
from dataclasses import replace

from bench.cases import options as shared
from bench.contestants import ours, theirs
from bench.report import Report, markdown
from bench.samples import in_turns


def arguments(parser: argparse.ArgumentParser) -> None:
    shared.models(parser, ["cobahh"])
    shared.peers(parser, ["cpp_standalone"])
    parser.add_argument("--threads", nargs="+", type=int, default=[1])


def measure(options: argparse.Namespace) -> Report:
    report = Report()
    peers, absent = theirs(options.peers, options.threads)
    contestants = ours(["cpu"], options.threads) + peers
    rows: list[tuple[str, ...]] = [("model", "", "float64 loop s", "float32 loop s", "float64 / float32", "times our float64")]
    for job in shared.jobs(options):
        pairs = [(j, contestant) for contestant in contestants for j in (job, replace(job, float32=True))]
        samples = in_turns(pairs, options.repeats, ("warm",), options.limit)
        first = samples[0]
        for contestant, double, single in zip(contestants, samples[::2], samples[1::2], strict=True):
            if failure := double.failure or single.failure:
                report.fail(f"{job.name}, {contestant.name}: {failure}")
                continue
            a, b = double.median("warm", "loop"), single.median("warm", "loop")
            ours64 = first.median("warm", "loop") if not first.failure else float("nan")
            rows.append((job.name, contestant.name, f"{a:.4f}", f"{b:.4f}", f"{a / b:.2f}", f"{ours64 / b:.2f}"))
        report.data[job.name] = [s.results for s in samples]
    report.add(f"medians of {options.repeats} warm runs, {options.seconds:g} s of biological time",
               *(f"absent: {name}: {reason}" for name, reason in absent.items()), "", markdown(rows))  # fmt: skip
    return report
