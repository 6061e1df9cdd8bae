"""A program with its memory, which runs: what a network needs beside its code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from genn_emit.errors import GennEmitError
from genn_emit.network.schedule import Network
from genn_emit.network.status import GROW, OK
from genn_emit.programs import Built
from genn_emit.runtime.memory import HostArray
from genn_emit.runtime.mirrors import DeviceMirrors
from genn_emit.runtime.pace import Pace
from genn_emit.runtime.team import Team

Value = Callable[[], "bool | int | float"]


class KernelError(GennEmitError):
    """A kernel found something wrong with the model: ``status`` (see ``network.status``) and the offending ``value``."""

    def __init__(self, kernel: str, status: int, value: int) -> None:
        super().__init__(f"{kernel} failed with status {status} (value {value})")
        self.kernel, self.status, self.value = kernel, status, value


@dataclass
class Instance:
    """One State of a built program, with the memory that stands behind it.

    ``arrays`` maps every Array of the network to its memory, ``values`` every Constant to what computes it. ``mirrors`` is the
    device that the program runs on, None for the cpu. ``team`` are threads that share the work on the cpu; without them the
    caller does it alone; ``pace`` chooses for each run between both. ``ticks`` are the shares of the program's measured
    functions, and of the rest, in ``elapsed`` seconds.
    """

    built: Built
    network: Network
    arrays: Mapping[str, HostArray]
    values: Mapping[str, Value]
    mirrors: DeviceMirrors | None = None
    team: Team | None = None
    pace: Pace | None = None
    elapsed: float = field(init=False, default=0.0)
    ticks: NDArray[np.int64] = field(init=False)
    state: Any = field(init=False)
    _versions: dict[str, tuple[int, int]] = field(init=False, default_factory=dict)
    _on_device: dict[str, HostArray] = field(init=False, default_factory=dict)
    _scheduled: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        library, program = self.built.library, self.built.program
        self.state = library.ffi.new("struct State *")
        self.ticks = np.zeros(len(program.measured) + 1, np.int64)
        missing = [f.name for f in self.network.table if f.name not in self.arrays and f.name not in self.values]
        if missing:
            raise GennEmitError(f"network {self.network.name}: nothing is given for {', '.join(missing)}")
        if self.mirrors is not None:
            self._on_device = {f.name: self.arrays[f.name] for f in self.network.table.arrays if f.space == "device"}
            text = "\n".join(file.text for file in program.device)
            self.mirrors.attach(library, self.state, text, program.kernels)
        written = {name for step in self.network.schedule for name in program.writes.get(step.kernel, ())}
        self._scheduled = tuple(sorted(written))

    def bind(self) -> None:
        """Pointers and constants as they are now."""
        ffi = self.built.library.ffi
        for name, array in self.arrays.items():
            seen = (id(array), array.version)
            if self._versions.get(name) != seen:
                self._versions[name] = seen
                setattr(self.state, name, ffi.cast("void *", array.address))
        for name, value in self.values.items():
            setattr(self.state, name, value())
        if self.mirrors is not None:
            for name, array in self._on_device.items():
                self.mirrors.bind(self.state, name, array)

    def call(self, kernel: str) -> int:
        """Carry out one kernel; OK or GROW. ``KernelError`` for an error of the model."""
        self.bind()
        program = self.built.program
        on_host = kernel in program.host
        self._hand_over(to_host=on_host)
        status = OK
        for function in program.functions[kernel]:
            status = self._share(function, self.team)
            if status != OK:
                break
        if on_host and self.mirrors is not None:
            for array in self._on_device.values():
                self.mirrors.host_wrote(array)
        else:
            self._device_wrote(program.writes.get(kernel, ()))
        return self._checked(kernel, status)

    def run(self, n_steps: int) -> int:
        """Up to ``n_steps`` steps; OK or GROW. ``steps_done`` says how many there were: it may be fewer."""
        team, n_steps = (self.team, n_steps) if self.pace is None else self.pace.choose(n_steps)
        self.bind()
        self._hand_over(to_host=False)
        if self.mirrors is None:
            status = self._run(team, n_steps)
        else:
            status = int(self.built.library.call("run", self.state, n_steps))
        self._device_wrote(self._scheduled)
        return self._checked("run", status)

    def _run(self, team: Team | None, n_steps: int) -> int:
        measured = bool(self.built.program.measured)
        if measured:
            self.state.ticks = self.built.library.ffi.cast("int64_t *", self.ticks.ctypes.data)
        self.state.n_steps = n_steps
        start = time.perf_counter()
        status = self._share("run_profiled" if measured else "run", team)
        elapsed = time.perf_counter() - start
        self.elapsed += elapsed
        if self.pace is not None:
            self.pace.took(self.steps_done, elapsed)
        return status

    @property
    def seconds(self) -> dict[str, float]:
        """The time that each measured function has taken of all runs."""
        tick = self.elapsed / max(int(self.ticks.sum()), 1)
        return {name: tick * count for name, count in zip(self.built.program.measured, self.ticks.tolist(), strict=False)}

    def _share(self, function: str, team: Team | None) -> int:
        """Let all workers call a function of the program; its status."""
        library, ffi = self.built.library, self.built.library.ffi
        if team is None or self.mirrors is not None:
            return int(library.call(function, self.state, 0, 1))
        self.state.team = ffi.cast("void *", team.address)
        try:
            address = ffi.cast("uintptr_t", ffi.addressof(library.lib, function))
            return team.carry_out(int(address), int(ffi.cast("uintptr_t", self.state)))
        finally:
            self.state.team = ffi.NULL

    def _hand_over(self, to_host: bool) -> None:
        """The newest content of every array to the side that is going to use it."""
        if self.mirrors is None:
            return
        for array in self._on_device.values():
            if to_host:
                self.mirrors.to_host(array)
            else:
                self.mirrors.to_device(array)

    def _device_wrote(self, names: Iterable[str]) -> None:
        if self.mirrors is not None:
            for name in names:
                self.mirrors.device_wrote(self.arrays[name])

    def stop_at(self, clock: str, timestep: int) -> None:
        """The time step at which ``run`` ends."""
        setattr(self.state, f"{clock}_end", timestep)

    @property
    def steps_done(self) -> int:
        return int(self.state.steps_done)

    @property
    def needed(self) -> int:
        """What the last kernel that returned GROW asked for."""
        return int(self.state.error_value)

    def _checked(self, kernel: str, status: int) -> int:
        if status in (OK, GROW):
            return status
        raise KernelError(kernel, status, int(self.state.error_value))
