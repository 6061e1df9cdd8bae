"""Parameter sweeps: every point is what a run of its own would have been."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms, mV

import genn_emit
from genn_emit import sweep
from genn_emit.errors import SweepError
from genn_emit.runtime.build import launches

from .running import active

EQUATIONS = "dv/dt = (I - v)/tau + 0.2*xi*tau**-0.5 : 1 (unless refractory)\nI : 1"


@pytest.fixture(autouse=True)
def device() -> Iterator[Any]:
    with active("genn_emit", backend="cpu") as found:
        yield found


def network(record: Any = (0, 3)) -> b2.Network:
    """Noisy neurons with Poisson input through plastic synapses whose delays differ, and three kinds of monitors."""
    b2.seed(11)
    G = b2.NeuronGroup(
        20, EQUATIONS, threshold="v > theta", reset="v = 0", refractory=1 * ms, method="euler", name="G",
        namespace={"tau": 10 * ms, "theta": 1.0},
    )
    P = b2.PoissonGroup(10, 100 * Hz, name="P")
    S = b2.Synapses(
        P, G, "w : 1\ndx/dt = -x/(5*ms) : 1 (event-driven)", on_pre="v_post += w*scale\nx += 1\nw = clip(w + 0.01*x, 0, 1)",
        name="S", namespace={"scale": 0.2},
    )
    S.connect(p=0.5)
    S.w = "0.5*rand()"
    S.pre.delay = "3*rand()*ms"
    G.v = "rand()"
    G.I = 0.8
    monitors = [b2.SpikeMonitor(G, name="spikes"), b2.PopulationRateMonitor(G, name="rate")]
    monitors.append(b2.StateMonitor(G, ("v", "I"), record=list(record), name="states"))
    return b2.Network(G, P, S, *monitors)


def one_run(net: b2.Network, duration: Any, seed: int) -> dict[str, Any]:
    b2.seed(seed)
    net.run(duration)
    spikes, rate, states = net["spikes"], net["rate"], net["states"]
    return {
        "spikes.i": np.array(spikes.i), "spikes.t": np.array(spikes.t), "spikes.count": np.array(spikes.count),
        "rate.t": np.array(rate.t), "rate.rate": np.array(rate.rate), "states.t": np.array(states.t),
        "states.v": np.array(states.v), "states.I": np.array(states.I), "S.w": np.array(net["S"].w[:]),
    }  # fmt: skip


def test_points_are_what_single_runs_are() -> None:
    net = network()
    net.run(5 * ms)  # spikes are on their way
    net.store()
    values = {"tau": [5, 10, 20, 40] * ms, "G.I": [0.5, 1.0, 2.0, 4.0], "S.scale": [0.1, 0.2, 0.3, 0.4]}
    names = [*one_run(net, 0 * ms, 1)]
    found = sweep(net, values, 30 * ms, results=names, threads=3)
    assert len(set(found.seeds)) == 4
    for p in range(4):
        net.restore()
        net["G"].namespace["tau"] = values["tau"][p]
        net["S"].namespace["scale"] = values["S.scale"][p]
        net["G"].I = values["G.I"][p]
        want = one_run(net, 30 * ms, found.seeds[p])
        assert want["spikes.i"].size
        for name in names:
            np.testing.assert_array_equal(np.asarray(found[name][p]), want[name], err_msg=f"{name} at point {p}")


def test_assignments_are_made_anew_at_each_point() -> None:
    net = network()
    net.store()
    initial = {"G.v": "theta*rand()", "S.w": "rand()"}
    found = sweep(net, {"theta": [0.5, 1.0, 1.5]}, 2 * ms, results=["states.v", "S.w"], initial=initial)
    for p, theta in enumerate((0.5, 1.0, 1.5)):
        net.restore()
        net["G"].namespace["theta"] = theta
        b2.seed(found.seeds[p])
        net["G"].v = initial["G.v"]
        net["S"].w = initial["S.w"]
        net.run(2 * ms)
        np.testing.assert_array_equal(found["states.v"][p], net["states"].v)
        np.testing.assert_array_equal(found["S.w"][p], net["S"].w[:])


def test_the_network_stays_as_it_is() -> None:
    net = network()
    net.run(3 * ms)
    net.store()
    before = one_run(net, 20 * ms, 5)
    net.restore()
    weights, v = np.array(net["S"].w[:]), np.array(net["G"].v[:])
    sweep(net, {"tau": [1, 2, 3] * ms, "G.v": [2.0, 3.0, 4.0]}, 20 * ms)
    assert net.t == 3 * ms
    np.testing.assert_array_equal(net["S"].w[:], weights)
    np.testing.assert_array_equal(net["G"].v[:], v)
    after = one_run(net, 20 * ms, 5)
    for name, value in before.items():
        np.testing.assert_array_equal(after[name], value, err_msg=name)


def test_one_program_for_all_points(device: Any) -> None:
    net = network()
    sweep(net, {"tau": [1] * ms}, 1 * ms)
    before, stages = launches.count, device.stages.compiled
    sweep(net, {"tau": np.linspace(1, 9, 50) * ms}, 1 * ms)
    net.run(1 * ms)
    assert launches.count == before
    assert device.stages.compiled == stages


def test_threads_do_not_matter() -> None:
    net = network()
    values = {"G.I": np.linspace(0, 3, 17)}
    one, four = (sweep(net, values, 10 * ms, seed=4, threads=n) for n in (1, 4))
    for name in one:
        for a, b in zip(one[name], four[name], strict=True):
            np.testing.assert_array_equal(a, b)


def test_seeds_are_reproducible_and_points_differ() -> None:
    net = network()
    values = {"G.I": [1.0, 1.0, 1.0]}
    b2.seed(8)
    first = sweep(net, values, 10 * ms)
    again = sweep(net, values, 10 * ms)
    b2.seed(8)
    repeated = sweep(net, values, 10 * ms)
    np.testing.assert_array_equal(first["states.v"], repeated["states.v"])
    assert first.seeds != again.seeds
    assert not np.array_equal(first["states.v"][0], first["states.v"][1])


def test_more_is_recorded_than_there_was_room_for() -> None:
    G = b2.NeuronGroup(300, "dv/dt = rate : 1\nrate : Hz", threshold="v > 1", reset="v = 0", name="G")
    net = b2.Network(G, b2.SpikeMonitor(G, name="spikes"), b2.StateMonitor(G, "v", record=[0], name="states"))
    found = sweep(net, {"G.rate": [0, 500, 5000] * Hz}, 200 * ms)
    sizes = [t.size for t in found["spikes.t"]]
    assert sizes[0] == 0 and sizes[1] > 20000 and sizes[2] > 150000
    assert found["states.v"].shape == (3, 1, 2000)
    np.testing.assert_array_equal(found["spikes.count"].sum(axis=1), sizes)


def test_rows_of_values_and_grids() -> None:
    G = b2.NeuronGroup(3, "dv/dt = -v/tau : volt", method="exact", name="G", namespace={"tau": 10 * ms})
    net = b2.Network(G)
    starts = np.array([[1, 2, 3], [4, 5, 6]]) * mV
    found = sweep(net, {"G.v": starts, "tau": [5, 10, 20] * ms}, 5 * ms, results=["G.v"], grid=True)
    assert found.shape == (2, 3)
    assert found["G.v"].shape == (6, 3)
    assert b2.have_same_dimensions(found["G.v"], mV)
    for p in range(6):
        want = starts[p // 3] * np.exp(-5 * ms / found.points["tau"][p])
        np.testing.assert_allclose(np.asarray(found["G.v"][p]), np.asarray(want), rtol=1e-12)


def test_refractory_periods() -> None:
    G = b2.NeuronGroup(1, "dv/dt = 1/ms : 1 (unless refractory)", threshold="v > 1", reset="v = 0", refractory=1 * ms, name="G")
    net = b2.Network(G, b2.SpikeMonitor(G, name="spikes"))
    found = sweep(net, {"G.refractory_period": [1, 4] * ms}, 20 * ms)
    assert found["spikes.t"][0].size > found["spikes.t"][1].size > 1
    assert np.diff(found["spikes.t"][1]).min() >= 4 * ms


def test_progress_is_reported() -> None:
    told: list[tuple[int, int]] = []
    sweep(network(), {"G.I": np.arange(9.0)}, 1 * ms, report=lambda done, total: told.append((done, total)))
    assert told[-1] == (9, 9)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_progress_bar(capsys: pytest.CaptureFixture[str]) -> None:
    sweep(network(), {"G.I": np.arange(3.0)}, 1 * ms, report=True)
    assert "3/3" in capsys.readouterr().err


def test_an_interrupt_ends_all_runs() -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sweep(network(), {"G.I": np.arange(1000.0)}, 1000 * ms, report=interrupt)


@pytest.mark.parametrize(("values", "message"), [
    ({"speed": [1.0]}, r"speed: the network's code has no such constant.*tau"),
    ({"G.speed": [1.0]}, r"G.speed: the code of G has no such variable or constant.*theta"),
    ({"H.v": [1.0]}, r"no object 'H', only G"),
    ({"G.N": [1]}, "G.N cannot be changed"),
    ({"G.i": [1]}, "G.i is read-only"),
    ({"S.delay": [1] * ms}, "S.delay: delays cannot be swept"),
    ({"tau": 5 * ms}, "tau: a sweep needs a sequence"),
    ({"tau": "5*ms"}, "tau: a sweep needs a sequence"),
    ({"tau": [] * ms}, "tau: a sweep needs at least one value"),
    ({}, "at least one variable"),
    ({"tau": [1, 2] * ms, "G.I": [1.0]}, "tau has 2, G.I has 1"),
    ({"tau": np.ones((2, 3)) * ms}, r"tau is a constant.*\(3,\)"),
    ({"G.v": np.ones((2, 7))}, r"G.v has the shape \(20,\).*\(7,\)"),
])  # fmt: skip
def test_mistakes_name_the_variable(values: dict[str, Any], message: str) -> None:
    with pytest.raises(SweepError, match=message):
        sweep(network(), values, 1 * ms)


def test_more_mistakes() -> None:
    net = network()
    with pytest.raises(b2.DimensionMismatchError, match="the values of tau have the wrong unit"):
        sweep(net, {"tau": [1, 2] * mV}, 1 * ms)
    with pytest.raises(b2.DimensionMismatchError, match="duration"):
        sweep(net, {"tau": [1] * ms}, 1.0)
    with pytest.raises(SweepError, match="negative"):
        sweep(net, {"tau": [1] * ms}, -1 * ms)
    with pytest.raises(SweepError, match=r"G\.x cannot be a result"):
        sweep(net, {"tau": [1] * ms}, 1 * ms, results=["G.x"])
    with pytest.raises(SweepError, match=r"initial: G has no variable x"):
        sweep(net, {"tau": [1] * ms}, 1 * ms, initial={"G.x": "rand()"})
    with pytest.raises(SweepError, match=r"initial: G\.v needs a string"):
        sweep(net, {"tau": [1] * ms}, 1 * ms, initial={"G.v": 1.0})
    with pytest.raises(SweepError, match=r"Network\(collect\(\)\)"):
        sweep(b2.magic_network, {"tau": [1] * ms}, 1 * ms)
    with pytest.raises(SweepError, match="not NeuronGroup"):
        sweep(net["G"], {"tau": [1] * ms}, 1 * ms)
    with pytest.raises(SweepError, match="no monitors"):
        sweep(b2.Network(b2.NeuronGroup(1, "v : 1\ndx/dt = v/ms : 1", method="euler", name="H")), {"H.v": [1.0]}, 1 * ms)


def test_python_in_the_schedule_is_refused() -> None:
    @b2.network_operation(name="watcher")
    def watch() -> None:
        raise AssertionError("a sweep must not run this")

    net = network()
    net.add(watch)
    with pytest.raises(SweepError, match="'watcher': it is Python code"):
        sweep(net, {"tau": [1] * ms}, 1 * ms)


def test_an_integer_stays_one() -> None:
    many = 3
    G = b2.NeuronGroup(2, "dx/dt = many/ms : 1", method="euler", name="G")
    net = b2.Network(G)
    found = sweep(net, {"many": [1, 2]}, 1 * ms, results=["G.x"])
    np.testing.assert_allclose(found["G.x"], [[1, 1], [2, 2]])
    with pytest.raises(SweepError, match=r"many is an integer in the model.*0\.5"):
        sweep(net, {"many": [1, 0.5]}, 1 * ms, results=["G.x"])


def test_the_example_runs() -> None:
    root = Path(genn_emit.__file__).parents[1]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH"))))}
    done = subprocess.run(
        [sys.executable, str(root / "examples" / "sweep.py"), "9"], env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "points  9" in done.stdout
