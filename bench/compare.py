"""Us and the peers on the same models in the same run: ``python -m bench.compare --help``."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench import machine
from bench.contestants import PEERS, Contestant, ours, theirs
from bench.launch import Job, MeasurementFailed, measure
from bench.models import MODELS
from bench.samples import RUNS, Sample, disagreement
from bench.table import table


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__)
    parser.add_argument("--models", type=_list, default=["cuba", "cobahh", "stdp"], help=f"of {', '.join(MODELS)}")
    parser.add_argument("--sizes", type=_list, default=[], help="4000 or 1000x1, each for the models that it fits")
    parser.add_argument("--seconds", type=float, default=1.0, help="biological time (default 1)")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--peers", type=_list, default=list(PEERS), help=f"of {', '.join(PEERS)}; - for none")
    parser.add_argument("--backends", type=_list, default=["cpu"], help="of cpu, opencl; ratios are to the first")
    parser.add_argument("--threads", type=_numbers, default=[1], help="for our cpu backend and OpenMP")
    parser.add_argument("--float32", action="store_true")
    parser.add_argument("--json", type=Path, metavar="FILE", help="all measurements")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="stages of every contestant, as an image")
    chosen = parser.parse_args(given)
    for kind, names, known in (("model", chosen.models, MODELS), ("peer", chosen.peers, PEERS)):
        if unknown := [name for name in names if name not in known]:
            parser.error(f"unknown {kind} {unknown[0]!r}: choose from {', '.join(known)}")
    return chosen


def _list(text: str) -> list[str]:
    return [part for part in text.split(",") if part not in ("", "-")]


def _numbers(text: str) -> list[int]:
    return [int(part) for part in _list(text)]


def jobs(options: argparse.Namespace) -> list[Job]:
    """Every model at every size that it can have."""
    made = []
    for name in options.models:
        sizes = [size for size in options.sizes if MODELS[name].fits(size)] or MODELS[name].sizes
        made += [Job(name, size, options.seconds, options.float32) for size in sizes]
    return made


def samples_of(job: Job, contestants: list[Contestant], repeat: int) -> list[Sample]:
    """Measure in turns, so that whatever else the machine does falls on everyone."""
    samples = [Sample(contestant.name) for contestant in contestants]
    for number in range(repeat):
        for contestant, sample in zip(contestants, samples, strict=True):
            if sample.failure:
                continue
            _progress(f"{job.name}: {number + 1} of {repeat}, {contestant.name}")
            with tempfile.TemporaryDirectory(prefix="bench") as place:
                try:
                    for run in RUNS:
                        sample.results[run].append(measure(job, contestant, 1 + number, Path(place)))
                except MeasurementFailed as error:
                    sample.failure = str(error)
    _progress("")
    return samples


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def main(given: list[str] | None = None) -> int:
    """1 when rates disagree or ours failed."""
    options = arguments(given)
    peers, absent = theirs(options.peers, options.threads)
    contestants = ours(options.backends, options.threads) + peers
    where = machine.describe()
    print(machine.line(where))
    print(f"medians of {options.repeat}; in brackets: times ours ({contestants[0].name}), same kind of run")
    for name, reason in absent.items():
        print(f"absent: {name}: {reason}")
    wrong = 0
    measured: dict[str, list[Sample]] = {}
    for job in jobs(options):
        measured[job.name] = samples = samples_of(job, contestants, options.repeat)
        print(f"\n### {job.name}, {options.seconds:g} s\n\n{table(samples)}", flush=True)
        wrong += bool(samples[0].failure)
        for peer in samples[1:]:
            if not (samples[0].failure or peer.failure) and (difference := disagreement(samples[0], peer)):
                wrong += 1
                print(f"\nERROR: rates disagree: {difference}")
    if options.json:
        everything = {"machine": where, "absent": absent, "repeat": options.repeat, "jobs": {}}
        everything["jobs"] = {name: [vars(sample) for sample in samples] for name, samples in measured.items()}
        options.json.write_text(json.dumps(everything, indent=1))
    if options.plot:
        from bench.plot import plot

        plot(measured, machine.line(where), options.plot)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
