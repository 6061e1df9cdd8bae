"""Clocks that tick at given times, in the run loop of every backend."""

from __future__ import annotations

import numpy as np
import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.types import f64, i32
from genn_emit.instance import Instance
from genn_emit.network.arrays import Array, Clock
from genn_emit.network.kernels import ForEach, Kernel
from genn_emit.network.schedule import Network, Step
from genn_emit.programs import Options, Stages, build, emit, open_device
from genn_emit.runtime.memory import HostArray

pytestmark = pytest.mark.compile


def note(name: str, sum_: Array, clock: Clock) -> Kernel:
    """Add the clock's time to ``sum_``."""
    add = n.Assign(sum_.var[0], clock.arrays[1].var[0], "+=")
    return ForEach(name, (f"{name}: add up its time",), "neuron_update", body=n.Block((add,)), index=n.Var("once", i32),
                   extent=n.literal(1, i32), ordered=True)  # fmt: skip


@pytest.mark.parametrize("regular", [False, True])
def test_ticks(regular: bool, backend: str) -> None:
    """Each clock ticks at its times that lie before its end, both at one that they share."""
    times = {"first": [1.0, 2.0, 5.0, np.inf], "second": [0.5, 2.0, 2.0 + 1e-10, np.inf]}
    clocks = {name: Clock(name, listed=True) for name in times}
    if regular:
        clocks["third"] = Clock("third")
    sums = {name: Array(f"sum_{name}", f64) for name in clocks}
    kernels = tuple(note(f"note_{name}", sums[name], clock) for name, clock in clocks.items())
    network = Network("ticks", tuple(sums.values()), kernels, tuple(clocks.values()), tuple(Step(f"note_{c}", c) for c in clocks))
    arrays = {}
    for field in network.table.arrays:
        size = 4 if field.name.endswith("_times") else 1
        arrays[field.name] = HostArray(field.name, "f8" if field.type == f64 else "i8", size)
    for name, values in times.items():
        arrays[f"{name}_times"].view[:] = values
        arrays[f"{name}_t"].view[0] = values[0]
    if regular:
        arrays["third_dt"].view[0] = 0.5
    stages = Stages()
    built = build(emit(network, backend, stages), Options(), stages)
    mirrors = open_device(built)
    instance = Instance(built, network, arrays, {}, mirrors)
    for name, end in (("first", 2), ("second", 3), ("third", 6)):
        if name in clocks:
            instance.stop_at(name, end)
    instance.run(100)
    for name in sums:
        if mirrors is not None:
            mirrors.to_host(arrays[f"sum_{name}"])
    found = {name: float(arrays[f"sum_{name}"].view[0]) for name in clocks}
    assert found["first"] == 3.0
    assert found["second"] == pytest.approx(4.5, rel=1e-9)
    assert instance.steps_done == (7 if regular else 4)
    assert not regular or found["third"] == 7.5
