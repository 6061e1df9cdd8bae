"""Whether threads are worth their waits for a program: found out by trying, and now and then again."""

from __future__ import annotations

from collections.abc import Callable

from genn_emit.runtime.team import Team

PATIENCE = 0.5
"""Seconds of work before threads are tried at all."""
LEAST_STEP = 10e-6
"""Seconds of a step that may be worth sharing."""
TRIAL = 8
"""A trial takes the eighth part of the steps that are asked for."""
MOST_STRETCHES = 256


class Pace:
    """Chooses between one thread and a team for each stretch of steps; ``open_team`` is called when it is tried first.

    The results do not depend on the choice, so it may depend on the clock. A stretch is what one call of ``run`` is asked for; a
    trial of what was slower is short, and rarer each time it was slower again, so that it costs little.
    """

    def __init__(self, open_team: Callable[[], Team]) -> None:
        self._open_team = open_team
        self._team: Team | None = None
        self._cost: dict[bool, float] = {}
        self._spent = 0.0
        self._pause = 16
        self._until_trial = 0
        self._shared = self._trial = False

    def choose(self, n_steps: int) -> tuple[Team | None, int]:
        """Who takes the next steps, and how many of ``n_steps``."""
        alone = self._cost.get(False)
        if alone is None or self._spent < PATIENCE or (alone < LEAST_STEP and not self._shared):
            self._shared = self._trial = False
            return None, n_steps
        better = self._cost.get(True, alone) < alone
        self._until_trial -= 1
        self._trial = self._until_trial < 0
        self._shared = better != self._trial
        if self._shared and self._team is None:
            self._team = self._open_team()
        return (self._team if self._shared else None), max(1, n_steps // TRIAL) if self._trial else n_steps

    def took(self, n_steps: int, seconds: float) -> None:
        """What was chosen last took ``seconds`` for ``n_steps`` steps."""
        self._spent += seconds
        if n_steps == 0:
            return
        known = self._cost.get(self._shared)
        new = seconds / n_steps
        self._cost[self._shared] = new if known is None else (known + new) / 2
        if self._trial:
            won = new < self._cost[not self._shared]
            self._pause = 16 if won else min(2 * self._pause, MOST_STRETCHES)
            self._until_trial = self._pause
