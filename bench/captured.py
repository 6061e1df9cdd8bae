"""What our device makes of a standard model: its networks, and its run loop ready to be stepped."""

from __future__ import annotations

from functools import cache
from typing import Any
from unittest.mock import patch

from bench.models import MODELS

# What a commit changes shows at these sizes. Emission and builds do not depend on size, the loop is measured at each.
SIZES = {
    "cuba": ("400", "4000", "40000"),
    "cobahh": ("400", "4000", "40000"),
    "stdp": ("1000x1", "1000x1000"),
    "brunel_hakim": ("500", "5000"),
    "brunel_hakim_heterogeneous": ("500", "5000"),
    "mushroom_body": ("250", "2500"),
    "microcircuit": ("772", "3858"),
}
ENDLESS = 1 << 40


class Captured:
    """A model that has been run for two steps."""

    def __init__(self, model: str, size: str, profile: bool = False) -> None:
        import brian2

        import genn_emit  # noqa: F401
        from genn_emit import programs
        from genn_emit.brian import assembly, runloop

        brian2.device.reinit()
        brian2.start_scope()
        brian2.set_device("genn_emit", profile=profile)
        brian2.seed(1)
        self.networks: list[Any] = []
        runs: list[Any] = []
        emit, prepare = programs.emit, runloop.Run.prepare

        def emitting(network: Any, *more: Any) -> Any:
            self.networks.append(network)
            return emit(network, *more)

        def preparing(run: Any) -> None:
            runs.append(run)
            prepare(run)

        with patch.object(assembly, "emit", emitting), patch.object(runloop.Run, "prepare", preparing):
            MODELS[model].run(size, duration=0.2 * brian2.ms)
        assert not brian2.get_device().fallbacks
        self._run = runs[-1]
        assert self._run.compiled
        self.measured = self._run.assembly.instance.built.program.measured
        for clock in self._run.clocks:
            clock._i_end = ENDLESS

    def step(self, n_steps: int) -> int:
        """Steps of the compiled loop; how many there were."""
        return int(self._run.steps_in_c(n_steps))


@cache
def captured(model: str, size: str = "") -> Captured:
    """The model at a size, the smallest if none is given."""
    return Captured(model, size or SIZES[model][0])
