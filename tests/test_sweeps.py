"""Sweeps of networks put together by hand."""

from __future__ import annotations

import numpy as np
import pytest

from genn_emit import Neurons, Simulation, assemble, sweep
from genn_emit.ast import nodes as n
from genn_emit.ast.types import f64, i32, i64, u64
from genn_emit.errors import SweepError
from genn_emit.network.arrays import Array, Clock, Constant
from genn_emit.network.kernels import ForEach, Random
from genn_emit.network.keys import RandomState
from genn_emit.network.schedule import Network, Step
from genn_emit.runtime.build import launches

pytestmark = pytest.mark.compile


def leaky() -> Simulation:
    cells = Neurons(
        "cells", ("v", "I"), {"v": "v + dt*(I - v)/tau"}, threshold="v > 1", reset={"v": "0.0"}, constants=("tau",)
    )
    return Simulation(assemble("leaky", [cells]), cells.memory(5, tau=10e-3, I=np.linspace(0.5, 3.0, 5)))


def drawing() -> Simulation:
    """x is a fresh uniform number in each step."""
    clock, i = Clock("clock"), n.Var("i", i32)
    x, size, key = Array("x", f64), Constant("N", i32), Constant("key", u64)
    draw = n.Assign(x.var[i], n.Draw("uniform", (), 0, f64))
    kernel = ForEach(
        "draw", ("x is drawn",), "neuron_update", body=n.Block((draw,)), random=Random(key.var, clock.arrays[0].var[0].cast(i64)),
        index=i, extent=size.var,
    )
    network = Network("drawing", (size, key, x), (kernel,), (clock,), (Step("draw", "clock"),))
    return Simulation(network, {"N": 4, "key": 1, "x": np.zeros(4)})


def test_points_are_what_single_runs_are() -> None:
    sim = leaky()
    sim.step(20)
    taus = np.array([5e-3, 10e-3, 20e-3])
    starts = np.array([0.0, 0.5, 0.9])
    before = launches.count
    found = sweep(sim, {"cells_tau": taus, "cells_v": starts}, 30e-3, results=["cells_v", "cells_I"], threads=2)
    assert launches.count == before
    for p in range(3):
        v, current = np.full(5, starts[p]), np.array(sim["cells_I"])
        for _ in range(300):
            v = v + 1e-4 * (current - v) / taus[p]
            v[v > 1] = 0.0
        np.testing.assert_array_equal(found["cells_v"][p], v)
        np.testing.assert_array_equal(found["cells_I"][p], current)
    assert sim.t == pytest.approx(2e-3)


def test_keys_are_drawn_for_each_point() -> None:
    sim = drawing()
    found = sweep(sim, {"N": [4, 4, 4]}, 1e-3, results=["x"], seed=3)
    again = sweep(sim, {"N": [4, 4, 4]}, 1e-3, results=["x"], seed=3)
    np.testing.assert_array_equal(found["x"], again["x"])
    assert np.unique(found["x"]).size == 12
    sim.set("key", RandomState(found.seeds[1]).key()[0])
    sim.step(10)
    np.testing.assert_array_equal(sim["x"], found["x"][1])


def test_a_key_may_be_swept() -> None:
    found = sweep(drawing(), {"key": [5, 5]}, 1e-3, results=["x"])
    np.testing.assert_array_equal(found["x"][0], found["x"][1])


def test_mistakes_name_the_variable() -> None:
    sim = leaky()
    with pytest.raises(SweepError, match=r"tau: network leaky has no such variable, only .*cells_tau"):
        sweep(sim, {"tau": [1.0]}, 1e-3, results=["cells_v"])
    with pytest.raises(SweepError, match=r"w: network leaky has no such result, only .*cells_v"):
        sweep(sim, {"cells_tau": [1.0]}, 1e-3, results=["w"])
    with pytest.raises(SweepError, match="network leaky records nothing"):
        sweep(sim, {"cells_tau": [1.0]}, 1e-3)
    with pytest.raises(SweepError, match=r"cells_v has the shape \(5,\).*\(2,\)"):
        sweep(sim, {"cells_v": np.zeros((3, 2))}, 1e-3, results=["cells_v"])
    with pytest.raises(SweepError, match=r"cells_N is an integer"):
        sweep(sim, {"cells_N": [2.5]}, 1e-3, results=["cells_v"])
    with pytest.raises(SweepError, match="initial"):
        sweep(sim, {"cells_tau": [1.0]}, 1e-3, results=["cells_v"], initial={"cells_v": "1.0"})
    with pytest.raises(KeyError, match="cells_I"):
        _ = sweep(sim, {"cells_tau": [1.0]}, 1e-3, results=["cells_I"])["cells_v"]
    with pytest.raises(ValueError, match="negative"):
        sweep(sim, {"cells_tau": [1.0]}, -1e-3, results=["cells_v"])
