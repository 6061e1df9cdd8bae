"""Our compile stage with an empty cache against that of Brian2's cpp_standalone: ``python -m bench.cold_compile``."""

from __future__ import annotations

import argparse
import sys

from bench import machine
from bench.contestants import Contestant
from bench.launch import Job
from bench.samples import in_turns

TARGET = 12


def main(given: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.cold_compile", description=__doc__)
    parser.add_argument("--model", default="cuba")
    parser.add_argument("--size", default="4000")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args(given)
    where = machine.line(machine.describe())
    job = Job(options.model, options.size, seconds=0.01)
    ours, peer = in_turns([(job, Contestant("genn_emit", "cpu")), (job, Contestant("cpp_standalone"))], options.repeats, ("cold",))
    if failure := ours.failure or peer.failure:
        print(failure, file=sys.stderr)
        return 1
    print(where)
    print(f"{job.name}, cold compile stage, medians of {options.repeats}")
    for sample in (ours, peer):
        every = ", ".join(f"{result['stages']['compile']:.3f}" for result in sample.results["cold"])
        print(f"  {sample.contestant:20}{sample.median('cold', 'compile'):8.3f} s   ({every})")
    first = ours.results["cold"][0]["stages"]
    print(f"  ours: {first['compiled']:.0f} files in {first['commands']:.0f} compiler commands")
    ratio = peer.median("cold", "compile") / ours.median("cold", "compile")
    print(f"ratio {ratio:.1f} (target: at least {TARGET})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
