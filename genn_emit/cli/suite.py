"""``genn-emit test-brian2``."""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from genn_emit.cli.run import FAILED, tell


def suite(chosen: argparse.Namespace) -> int:
    """Run Brian2's own tests on the device, print tables of what happened; 1 if anything is not as it must be."""
    if find_spec("brian2") is None:
        tell("Brian2 is not installed: pip install brian2")
        return FAILED
    from genn_emit.brian.suite.phases import named
    from genn_emit.brian.suite.report import problems, summary
    from genn_emit.brian.suite.run import Choice, missing, run

    if missing():
        tell(f"Brian2's tests need {' and '.join(missing())}: pip install 'genn_emit[suite]'")
        return FAILED
    choice = Choice(chosen.float32, chosen.keyword, chosen.jobs, tuple(chosen.arguments))
    results = []
    for phase in named(chosen.phase):
        print(f"phase {phase.name}: {phase.what}", flush=True)
        results.append(run(phase, choice))
    print(f"\n{summary(results)}\n")
    wrong = problems(results, whole=choice.whole and chosen.phase == "all")
    for line in wrong:
        print(f"not as it must be: {line}")
    return 1 if wrong else 0
