"""A network: fields, kernels, and which kernel runs in which order on which clock."""

from __future__ import annotations

from dataclasses import dataclass

from genn_emit.network.arrays import Array, ArrayTable, Clock, Constant
from genn_emit.network.functions import UserFunction
from genn_emit.network.kernels import Kernel


@dataclass(frozen=True, slots=True)
class Step:
    """Run a kernel in each time step of a clock."""

    kernel: str
    clock: str


@dataclass(frozen=True, slots=True)
class Network:
    """Data, nothing else: two equal networks give the same bytes of generated code.

    ``schedule`` is the order within a time step. Kernels that are not in it are callable by name only. ``functions`` are
    C++ functions that a user wrote. Sizes and values are not part of a network: they are given to the simulation.
    """

    name: str
    fields: tuple[Array | Constant, ...]
    kernels: tuple[Kernel, ...]
    clocks: tuple[Clock, ...] = ()
    schedule: tuple[Step, ...] = ()
    functions: tuple[UserFunction, ...] = ()

    def __post_init__(self) -> None:
        kernels = [k.name for k in self.kernels]
        clocks = [c.name for c in self.clocks]
        for names, what in ((kernels, "kernel"), (clocks, "clock")):
            for name in names:
                if names.count(name) > 1:
                    raise ValueError(f"network {self.name} has two {what}s called {name}")
        for step in self.schedule:
            if step.kernel not in kernels:
                raise ValueError(f"network {self.name}: the schedule names kernel {step.kernel}, which does not exist")
            if step.clock not in clocks:
                raise ValueError(f"network {self.name}: the schedule names clock {step.clock}, which does not exist")

    @property
    def table(self) -> ArrayTable:
        """All fields, those of the clocks first."""
        mine = {f.name for f in self.fields}
        clocks = tuple(a for c in self.clocks for a in c.arrays if a.name not in mine)
        return ArrayTable(clocks + self.fields)
