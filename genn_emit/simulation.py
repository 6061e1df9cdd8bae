"""A network in this process: built once, stepped from Python, its arrays read and written as numpy views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from genn_emit.ast.types import stored, to_numpy
from genn_emit.errors import GennEmitError
from genn_emit.instance import Instance
from genn_emit.network.arrays import Array
from genn_emit.network.schedule import Network
from genn_emit.network.status import GROW
from genn_emit.points import Start
from genn_emit.programs import Built, Options, Stages, build, emit, open_device, open_team, optimised
from genn_emit.runtime.memory import HostArray


class Simulation:
    """One simulation of a ``Network``.

    ``values`` gives every array of the network its content (numpy array; for growing arrays the memory they may use) and every
    constant its value; ``dt`` is the time step of its clocks in seconds. ``backend`` is cpu, opencl or cuda; on the cpu ``threads``
    share the work. Further simulations of the same network are built from the cache: ``sim.another(values)`` shares the code
    without looking it up.

    On a backend with memory of its own ``pull(name)`` fetches an array and ``push(name)`` sends it; on the cpu both do nothing.
    """

    def __init__(
        self,
        network: Network,
        values: Mapping[str, Any],
        dt: float = 1e-4,
        backend: str = "cpu",
        options: Options | None = None,
        built: Built | None = None,
        threads: int = 1,
    ) -> None:
        self.network, self.dt, self.backend = network, dt, backend
        self.stages = Stages()
        chosen = options or Options()
        self.built = built or build(emit(optimised(network, chosen), backend, self.stages), chosen, self.stages)
        self._arrays: dict[str, HostArray] = {}
        self._constants: dict[str, Any] = {}
        clocks = {a.name for clock in network.clocks for a in clock.arrays}
        for field in network.table:
            if field.name in clocks:
                self._arrays[field.name] = _filled(field, np.array([dt if field.name.endswith("_dt") else 0]))
            elif field.name not in values:
                raise GennEmitError(f"network {network.name}: no value is given for {field.name}")
            elif isinstance(field, Array):
                self._arrays[field.name] = _filled(field, np.atleast_1d(values[field.name]))
            else:
                self._constants[field.name] = values[field.name]
        unknown = sorted(set(values) - set(self._arrays) - set(self._constants))
        if unknown:
            raise GennEmitError(f"network {network.name} has no {', '.join(unknown)}")
        self._mirrors = open_device(self.built)
        readers = {name: _reader(self._constants, name) for name in self._constants}
        self._options, self._threads = chosen, threads
        team = open_team(threads, chosen, self.stages) if threads > 1 and backend == "cpu" else None
        self._instance = Instance(self.built, network, self._arrays, readers, self._mirrors, team)

    def another(self, values: Mapping[str, Any]) -> Simulation:
        """A second simulation with memory of its own and the same code."""
        return Simulation(self.network, values, self.dt, self.backend, self._options, self.built, self._threads)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """An array as numpy sees it: no copy, and writing to it is allowed. ``KeyError`` naming those there are."""
        return self._array(name).view

    def set(self, name: str, value: float) -> None:
        """Change a constant, from the next step on."""
        if name not in self._constants:
            raise KeyError(f"network {self.network.name} has no constant {name}: it has {', '.join(self._constants)}")
        self._constants[name] = value

    def pull(self, *names: str) -> None:
        """Fetch arrays from the device (all, if none is named)."""
        if self._mirrors is not None:
            for name in names or tuple(self._arrays):
                self._mirrors.to_host(self._array(name))

    def push(self, *names: str) -> None:
        """Send arrays to the device before the next step."""
        if self._mirrors is not None:
            for name in names or tuple(self._arrays):
                self._mirrors.host_wrote(self._array(name))

    def step(self, n: int = 1) -> None:
        """``n`` time steps of the first clock; other clocks go as far as their time does."""
        for clock, end in self.ends(n).items():
            self._instance.stop_at(clock, end)
        if self._instance.run(n) == GROW:
            raise GennEmitError(f"network {self.network.name}: a recorder is full, give its arrays more room")

    def ends(self, n: int) -> dict[str, int]:
        """The time step of each clock after ``n`` more of the first. ``ValueError`` for a negative number."""
        if n < 0:
            raise ValueError(f"the number of steps is {n}: it cannot be negative")
        t_end = (int(self[f"{self.network.clocks[0].name}_timestep"][0]) + n) * self.dt
        return {clock.name: round(t_end / float(self[f"{clock.name}_dt"][0])) for clock in self.network.clocks}

    def start(self, n: int) -> Start:
        """What ``n`` steps from here begin with, for ``points.run_points``."""
        instance = self._instance
        return Start(self.built, self.network, instance.arrays, instance.values, self.ends(n))

    def call(self, kernel: str) -> None:
        """Carry out one kernel of the network now, whether it is scheduled or not."""
        if self._instance.call(kernel) == GROW:
            raise GennEmitError(f"{kernel} needs more room than its arrays have")

    @property
    def t(self) -> float:
        """Time of the first clock in seconds."""
        return float(self[f"{self.network.clocks[0].name}_t"][0])

    def close(self) -> None:
        """Free the memory on the device; arrays keep what was pulled."""
        if self._mirrors is not None:
            self._mirrors.close()

    def _array(self, name: str) -> HostArray:
        if name not in self._arrays:
            raise KeyError(f"network {self.network.name} has no array {name}: it has {', '.join(self._arrays)}")
        return self._arrays[name]


def _filled(field: Any, values: NDArray[Any]) -> HostArray:
    array = HostArray(field.name, to_numpy(stored(field.type)), values.shape)
    array.view[...] = values
    return array


def _reader(constants: dict[str, Any], name: str) -> Any:
    return lambda: constants[name]
