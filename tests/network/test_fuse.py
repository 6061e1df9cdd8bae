"""A state update and its threshold in one pass, where nobody can tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from genn_emit import Neurons, Simulation, Synapses, assemble
from genn_emit.ast import nodes as n
from genn_emit.ast.types import boolean, f64, i32
from genn_emit.network.fuse import fused
from genn_emit.network.kernels import ForEach, Kernel, Random, Threshold
from genn_emit.network.schedule import Network, Step
from genn_emit.programs import Options

CELLS = Neurons(
    "cells", variables=("v", "g"), constants=("tau",), update={"v": "v + dt*(g + 2 - v)/tau", "g": "g*0.99"}, threshold="v > 1",
    reset={"v": "0.0"},
)  # fmt: skip
OTHERS = replace(CELLS, name="others")


def network(*groups: Neurons) -> Network:
    cells, last = groups[0], groups[-1]
    return assemble("test", groups, [Synapses("s", cells, last, on_spike={"g": "-w"})])


def names(schedule: tuple[Step, ...]) -> list[str]:
    return [step.kernel for step in schedule]


def changed(whole: Network, name: str, change: dict[str, object]) -> Network:
    kernels = tuple(replace(k, **change) if k.name == name else k for k in whole.kernels)  # type: ignore[arg-type]
    return replace(whole, kernels=kernels)


def test_one_kernel_in_the_place_of_two() -> None:
    after = fused(network(CELLS), keep=False)
    assert names(after.schedule) == ["cells_update_and_threshold", "s_spikes", "cells_reset"]
    assert [k.name for k in after.kernels] == ["cells_update_and_threshold", "s_spikes", "cells_reset"]
    whole = after.kernels[0]
    assert isinstance(whole, Threshold)
    assert "cells: update" in whole.comment and "cells: threshold v > 1" in whole.comment
    # The threshold takes v as the update leaves it, from no memory.
    assert whole.condition == (n.Var("v_next", f64) > 1.0)
    assert [type(s) for s in whole.body.body[-2:]] == [n.Assign, n.Assign]


def test_the_parts_may_stay_callable() -> None:
    after = fused(network(CELLS), keep=True)
    assert {"cells_update", "cells_threshold", "cells_update_and_threshold"} <= {k.name for k in after.kernels}
    assert "cells_update" not in names(after.schedule)


def test_each_population_of_several() -> None:
    after = fused(network(CELLS, OTHERS), keep=False)
    assert names(after.schedule)[:2] == ["cells_update_and_threshold", "others_update_and_threshold"]


def _between(whole: Network, kernel: Kernel) -> Network:
    at = names(whole.schedule).index("cells_threshold")
    schedule = (*whole.schedule[:at], Step(kernel.name, whole.clocks[0].name), *whole.schedule[at:])
    return replace(whole, kernels=(*whole.kernels, kernel), schedule=schedule)


@pytest.mark.parametrize(("target", "source", "joined"), [
    ("others_v", "others_g", True), ("cells_v", "others_g", False), ("cells_g", "others_g", False),
    ("others_v", "cells_v", False), ("others_v", "cells_g", False),
])  # fmt: skip
def test_what_happens_between_them_must_not_notice(target: str, source: str, joined: bool) -> None:
    whole = network(CELLS, OTHERS)
    i = n.Var("i", i32)
    arrays = {a.name: a.var for a in whole.table.arrays}
    body = n.Block((n.Assign(arrays[target][i], arrays[source][i]),))
    extent = whole.table["others_N"]
    other = ForEach("other", (), "neuron_update", body=body, index=i, extent=n.Var(extent.name, i32))
    after = fused(_between(whole, other), keep=False)
    assert ("cells_update_and_threshold" in names(after.schedule)) == joined


def test_left_apart() -> None:
    whole = network(CELLS)
    update = next(k for k in whole.kernels if k.name == "cells_update")
    assert isinstance(update, ForEach)
    random = Random(n.Var("key", i32), n.literal(0, i32))
    exp = n.Declare(n.Var("decay", f64), n.Call("exp", (n.Var("cells_tau", f64),), f64))
    changes: list[dict[str, object]] = [
        {"ordered": True}, {"extent": n.Var("cells_N", i32) - 1}, {"body": n.Block((exp, *update.body.body))},
        {"body": n.Block((*update.body.body, exp))}, {"body": n.Block((n.If(n.literal(True, boolean), update.body),))},
    ]  # fmt: skip
    for change in changes:
        before = changed(whole, "cells_update", change)
        assert fused(before, keep=False) == before, change
    both = changed(changed(whole, "cells_update", {"random": random}), "cells_threshold", {"random": random})
    assert fused(both, keep=False) == both


def test_twice_in_a_step_is_not_once() -> None:
    whole = network(CELLS)
    before = replace(whole, schedule=(whole.schedule[0], *whole.schedule))
    assert fused(before, keep=False) == before


@pytest.mark.compile
@pytest.mark.parametrize("size", [0, 1, 7, 8, 9, 1000])
def test_same_results(size: int) -> None:
    start = np.random.default_rng(1).random(size)
    pairs = np.arange(size), (np.arange(size) * 7) % max(size, 1)
    found = []
    for fuse in (True, False):
        cells = network(CELLS)
        synapses = Synapses("s", CELLS, CELLS, on_spike={"g": "-w"})
        values = {**CELLS.memory(size, v=start, g=start[::-1], tau=0.01), **synapses.memory(*pairs, size, w=0.1)}
        simulation = Simulation(cells, values, options=Options(fuse=fuse))
        spikes = []
        for _ in range(200):
            simulation.step()
            count = simulation["cells_spikes"][size]
            spikes.append(simulation["cells_spikes"][:count].tolist())
        found.append((spikes, simulation["cells_v"].tolist(), simulation["cells_g"].tolist()))
        simulation.call("cells_update")  # by name, as before
    assert found[0] == found[1]
    assert size == 0 or any(found[0][0])
