"""Us and the peers on the same models: every stage of the script, cold and warm; ns per neuron-step and synaptic event; memory."""

from __future__ import annotations

import argparse

from bench import roofline
from bench.cases import options as shared
from bench.contestants import PEERS, ours, theirs
from bench.report import Report
from bench.samples import RUNS, Sample, disagreement, in_turns
from bench.table import table


def arguments(parser: argparse.ArgumentParser) -> None:
    shared.models(parser, ["cuba", "cobahh", "stdp"])
    shared.peers(parser, list(PEERS))
    parser.add_argument("--backends", nargs="+", default=["cpu"], help="of cpu, opencl, cuda; ratios are to the first")
    parser.add_argument("--threads", nargs="+", type=shared.threads, default=[1], metavar="T", help="ours and OpenMP's, or auto")
    parser.add_argument("--float32", action="store_true")
    parser.add_argument("--runs", nargs="+", choices=RUNS, default=list(RUNS), help="warm alone compiles once for all repeats")
    parser.add_argument("--plot", metavar="FILE", help="stages and growth of every contestant, as an image")


def measure(options: argparse.Namespace) -> Report:
    report = Report()
    peers, absent = theirs(options.peers, options.threads)
    contestants = ours(options.backends, options.threads) + peers
    report.add(f"medians of {options.repeats}, {options.seconds:g} s of biological time; in brackets: times {contestants[0].name}, "
               "same kind of run")  # fmt: skip
    report.add(*(f"absent: {name}: {reason}" for name, reason in absent.items()))
    roof = roofline.measure()
    groups: list[list[Sample]] = []
    for job in shared.jobs(options, options.float32):
        groups.append(in_turns([(job, contestant) for contestant in contestants], options.repeats, options.runs, options.limit))
    report.add("", table(groups, roof))
    for samples in groups:
        check(samples, report)
    report.data = {
        "absent": absent, "roofline": vars(roof), "jobs": {g[0].job.name: [s.results for s in g] for g in groups if g[0].job},
    }  # fmt: skip
    if options.plot:
        from bench.plot import plot

        plot(groups, options.machine, options.plot)
    return report


def check(samples: list[Sample], report: Report) -> None:
    """Failures of ours, and rates of others that are not ours, are errors."""
    first = samples[0]
    name = first.job.name if first.job else ""
    if first.failure:
        report.fail(f"{name}: {first.failure}")
    for peer in samples[1:]:
        if not (first.failure or peer.failure) and (difference := disagreement(first, peer)):
            report.fail(f"{name}: rates disagree: {difference}")
        elif peer.failure and peer.contestant.startswith("genn_emit"):
            report.fail(f"{name}, {peer.contestant}: {peer.failure}")
