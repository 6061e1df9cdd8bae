"""One thread or many: whichever was faster."""

from __future__ import annotations

from typing import Any

import pytest

from genn_emit.runtime.pace import PATIENCE, Pace


class Clockwork:
    """Steps that take as long as they are told to."""

    def __init__(self, alone: float, shared: float) -> None:
        self.opened = 0
        self.seconds = {False: 0.0, True: 0.0}
        self.steps = {False: 0, True: 0}
        self.cost = {False: alone, True: shared}
        self.pace = Pace(self.open)

    def open(self) -> Any:
        self.opened += 1
        return "the team"

    def run(self, stretches: int, n_steps: int = 1000) -> None:
        for _ in range(stretches):
            team, now = self.pace.choose(n_steps)
            shared = team is not None
            assert 1 <= now <= n_steps
            self.steps[shared] += now
            self.seconds[shared] += now * self.cost[shared]
            self.pace.took(now, now * self.cost[shared])


def test_threads_are_not_tried_for_short_work() -> None:
    work = Clockwork(50e-6, 25e-6)
    work.run(int(PATIENCE / 50e-3) - 1)
    assert work.opened == 0
    assert Clockwork(50e-6, 25e-6).pace.choose(7) == (None, 7)


def test_threads_are_not_tried_for_short_steps() -> None:
    work = Clockwork(5e-6, 1e-6)
    work.run(10_000)
    assert work.opened == 0


def test_the_faster_takes_most_steps() -> None:
    work = Clockwork(50e-6, 30e-6)
    work.run(2000)
    assert work.opened == 1
    assert work.steps[True] > 0.97 * sum(work.steps.values())


@pytest.mark.parametrize("slower", [1.01, 2, 5])
def test_trying_costs_little(slower: float) -> None:
    work = Clockwork(50e-6, slower * 50e-6)
    for _ in range(40):
        work.run(50)
        alone = sum(work.steps.values()) * 50e-6
        assert sum(work.seconds.values()) < 1.05 * alone


def test_it_changes_its_mind() -> None:
    work = Clockwork(50e-6, 30e-6)
    work.run(500)
    work.cost[True] = 90e-6
    work.run(300)
    before = dict(work.steps)
    work.run(100)
    assert work.steps[True] - before[True] < 0.02 * (work.steps[False] - before[False])
