"""A busy machine: the loop while a process spins on every core, against the loop on an idle machine."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial

from bench.cases import options as shared
from bench.contestants import ours, theirs
from bench.report import Report, markdown
from bench.samples import in_turns


def arguments(parser: argparse.ArgumentParser) -> None:
    shared.models(parser, ["cuba", "stdp"])
    shared.peers(parser, ["cpp_standalone_openmp"])
    parser.add_argument("--threads", nargs="+", type=shared.threads, default=[1, 2], metavar="T")
    parser.add_argument("--spinning", type=int, default=len(os.sched_getaffinity(0)), help="processes (default: one per core)")
    # Many turns of the scheduler: these take milliseconds.
    parser.set_defaults(seconds=1.0)


def measure(options: argparse.Namespace) -> Report:
    report = Report()
    peers, absent = theirs(options.peers, options.threads)
    contestants = ours(["cpu"], options.threads) + peers
    rows: list[tuple[str, ...]] = [("model", "", "idle loop s", "busy loop s", "busy / idle")]
    for job in shared.jobs(options):
        pairs = [(job, contestant) for contestant in contestants]
        # In turns: on a shared host processors are at times near each other and at times far apart, for minutes.
        meanwhile = [nullcontext] * len(pairs) + [partial(spinning, options.spinning)] * len(pairs)
        both = in_turns(pairs + pairs, options.repeats, ("warm",), options.limit, meanwhile)
        idle, busy = both[: len(pairs)], both[len(pairs) :]
        for contestant, quiet, loud in zip(contestants, idle, busy, strict=True):
            if quiet.failure or loud.failure:
                rows.append((job.name, contestant.name, quiet.failure or f"{quiet.median('warm', 'loop'):.4f}", loud.failure))
                if contestant.kind == "genn_emit":
                    report.fail(f"{job.name}, {contestant.name}: {quiet.failure or loud.failure}")
                continue
            a, b = quiet.median("warm", "loop"), loud.median("warm", "loop")
            rows.append((job.name, contestant.name, f"{a:.4f}", f"{b:.4f}", f"{b / a:.2f}"))
        report.data[job.name] = {"idle": [s.results for s in idle], "busy": [s.results for s in busy]}
    report.add(f"medians of {options.repeats} warm runs, {options.seconds:g} s of biological time; {options.spinning} spinning",
               *(f"absent: {name}: {reason}" for name, reason in absent.items()), "", markdown(rows))  # fmt: skip
    return report


@contextmanager
def spinning(count: int) -> Iterator[None]:
    """``count`` processes that do nothing, as fast as they can."""
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
        for process in processes:
            process.wait()
