"""What pytest tells the process that started the tests: an outcome per test, a tally per process."""

from __future__ import annotations

from collections import Counter
from typing import Any

from genn_emit.brian.suite.plugin import TALLY
from genn_emit.brian.tally import Tally, from_data

_WORST_LAST = ("passed", "skipped", "failed")


class Collector:
    """A pytest plugin for the one process that starts the others."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}
        self.reasons: Counter[str] = Counter()
        self.tally = Tally()

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A test is what the worst of its set-up, call and clean-up is."""
        before = self.outcomes.get(report.nodeid, "passed")
        self.outcomes[report.nodeid] = max(before, report.outcome, key=_WORST_LAST.index)
        if report.skipped:
            self.reasons[_reason(report)] += 1

    def pytest_testnodedown(self, node: Any, error: Any) -> None:
        """A process has ended; one that crashed has no tally, and its test has failed."""
        data = getattr(node, "workeroutput", {}).get(TALLY)
        if data is not None:
            self.tally.add(from_data(data))

    def count(self, outcome: str) -> int:
        """Tests with this outcome."""
        return sum(found == outcome for found in self.outcomes.values())


def _reason(report: Any) -> str:
    """Why a test was skipped, in one line."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return " ".join(str(text).split()).removeprefix("Skipped: ")
