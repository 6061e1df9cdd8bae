"""Scripts as they are written for cpp_standalone: building by hand, several runs, arguments of runs, the device's own functions."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms
from brian2.devices.device import get_device, reset_device, set_device

from .running import active, check, expected, same


def firing(n: int = 8) -> Any:
    G = b2.NeuronGroup(n, "dv/dt = (drive - v)/tau : 1\ndrive : 1\ntau : second (constant, shared)", threshold="v > 1", reset="v = 0",
                       method="exact", name="G")  # fmt: skip
    G.drive, G.tau = "1.5 + 0.1*i", 10 * ms
    return G


def test_building_by_hand(backend: str, tmp_path: Any) -> None:
    """``build_on_run=False``, two runs, then ``device.build``: nothing is simulated before, all of it then."""

    def script(device: Any) -> dict[str, Any]:
        G = firing()
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post += w", name="S", delay=0.5 * ms)
        S.connect(j="(i + 1) % N_post")
        S.w = "0.01*i"
        spikes = b2.SpikeMonitor(G, name="spikes")
        b2.run(10 * ms)
        G.drive = "drive + 0.1"
        b2.run(15 * ms)
        if device is not None:
            device.build(directory=str(tmp_path / "code"), compile=True, run=True, debug=False, clean=True, with_output=False,
                         additional_source_files=None, run_args=None, direct_call=True)  # fmt: skip
            assert device.has_been_run and device._last_run_completed_fraction == pytest.approx(1)
            device.delete(code=False)
        return {"t": spikes.t_[:], "i": spikes.i[:], "v": G.v[:], "drive": G.drive[:]}

    want = expected(lambda: script(None))
    with active("genn_emit", backend=backend, build_on_run=False, directory=str(tmp_path / "other")) as device:
        same({name: np.array(value) for name, value in script(device).items()}, want)
        assert device.fallbacks == []


def test_build_without_arguments(backend: str) -> None:
    with active("genn_emit", backend=backend, build_on_run=False) as device:
        assert not device.has_been_run
        G = firing()
        G.v = "0.01*i"
        b2.run(5 * ms)
        device.build(**device.build_options)
        assert device.has_been_run
        assert G.v[3] > 0.03 and device._last_run_time >= 0


def test_compiled_code_in_a_directory(backend: str, tmp_path: Any) -> None:
    """``directory`` is where other devices put their code; a readable copy of ours goes there."""
    with active("genn_emit", backend=backend, directory=str(tmp_path / "output")) as device:
        G = firing()
        b2.run(1 * ms)
        assert device.fallbacks == [] and G.v[0] > 0


def test_scripts_that_reset_the_device(backend: str) -> None:
    """``device.reinit(); device.activate()`` in a loop over parameters."""
    found = []
    set_device("genn_emit", backend=backend, build_on_run=False)
    try:
        for k in range(3):
            device = get_device()
            device.reinit()
            device.activate(build_on_run=False, backend=backend)
            b2.start_scope()
            G = firing()
            G.drive = 1.5 + k
            spikes = b2.SpikeMonitor(G, name="spikes")
            net = b2.Network(G, spikes, name="net")
            net.run(20 * ms)
            device.build(directory=None, run=True)
            found.append(spikes.count[:].copy())
            assert device.build_options["backend"] == backend
    finally:
        get_device().reinit()
        reset_device()
    assert found[0].sum() < found[1].sum() < found[2].sum()


def test_several_parts_of_one_simulation(backend: str) -> None:
    """``device.build`` between: what is there can be read and changed."""

    def script() -> dict[str, Any]:
        G = firing()
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        net = b2.Network(G, trace, name="net")
        net.run(5 * ms)
        get_device().build()
        middle = G.v[:].copy()
        G.v = "v/2"
        net.run(5 * ms)
        return {"v": trace.v[:], "middle": middle}

    check(script, backend)


def test_arguments_of_a_run(backend: str, tmp_path: Any) -> None:
    """``device.run(run_args=...)`` carries out the script again, with other values from the first run on."""
    drive = np.array([0.5, 1.0, 3.0, 0.2])

    def script(start: float, tau: float, values: np.ndarray, weight: float) -> dict[str, Any]:
        G = b2.NeuronGroup(5, "dv/dt = (1 + stimulus(t) - v)/tau : 1\ntau : second (constant, shared)", threshold="v > 1", reset="v = 0",
                           method="euler", name="G")  # fmt: skip
        stimulus = b2.TimedArray(values, dt=2 * ms, name="stimulus")
        G.v, G.tau = start, tau * ms
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post += w", name="S")
        S.connect(condition="i != j")
        S.w = weight
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        net = b2.Network(G, S, trace, name="net")
        net.run(8 * ms)
        parts.update(G=G, S=S, stimulus=stimulus, trace=trace)
        return {"v": trace.v[:], "t": trace.t_[:]}

    parts: dict[str, Any] = {}
    first = expected(lambda: script(0.0, 5.0, drive, 0.01))
    second = expected(lambda: script(0.4, 3.0, drive * 2, 0.02))
    with active("genn_emit", backend=backend, build_on_run=False) as device:
        script(0.0, 5.0, drive, 0.01)
        device.build(run=False)
        G, S, stimulus, trace = (parts[name] for name in ("G", "S", "stimulus", "trace"))
        device.run()
        same({"v": np.array(trace.v[:]), "t": np.array(trace.t_[:])}, first)
        device.run(run_args={G.v: 0.4, G.tau: 3 * ms, stimulus: drive * 2, S.w: np.full(20, 0.02)})
        same({"v": np.array(trace.v[:]), "t": np.array(trace.t_[:])}, second)
        np.full(20, 0.02).tofile(tmp_path / "weights")
        device.run(run_args=["G.v=0.4", "G.tau=0.003", f"S.w={tmp_path / 'weights'}"])
        assert trace.v[0, 0] == pytest.approx(second["v"][0, 0]) and trace.v[0, -1] != pytest.approx(first["v"][0, -1])
        device.run(results_directory="elsewhere", with_output=False)
        same({"v": np.array(trace.v[:]), "t": np.array(trace.t_[:])}, first)
        device.build(run=True, run_args={stimulus: 2.5})
        assert stimulus.values.tolist() == [2.5] * 4
        device.run()
        same({"v": np.array(trace.v[:]), "t": np.array(trace.t_[:])}, first)
        for arguments, error in (({G.v: 3 * ms}, b2.DimensionMismatchError), ({G.v: [1, 2]}, TypeError), ({"x": 1}, ValueError),
                                 (["G.w=3"], ValueError), (["G.v"], ValueError), ({G.i: 3}, TypeError), ({3: 4}, TypeError),
                                 ({stimulus: [1, 2]}, TypeError)):  # fmt: skip
            with pytest.raises(error):
                device.run(run_args=arguments)
        device.run()
        same({"v": np.array(trace.v[:]), "t": np.array(trace.t_[:])}, first)


def test_what_follows_a_run_is_repeated(backend: str) -> None:
    """Assignments of every sort, synapses, spikes and time steps between two runs, whose spikes are still on their way."""

    def script(start: float) -> tuple[Any, ...]:
        G = firing()
        gen = b2.SpikeGeneratorGroup(3, [0, 1, 2, 0], [1, 2, 3, 9] * ms, name="gen")
        S = b2.Synapses(gen, G, "w : 1", on_pre="v_post += w", name="S", delay=1.5 * ms)
        S.connect(i=[0, 1], j=[1, 2])
        S.w = 0.1
        G.v = start
        spikes, trace = b2.SpikeMonitor(G, name="spikes"), b2.StateMonitor(G, "v", record=True, name="trace")
        net = b2.Network(G, gen, S, spikes, trace, name="net")
        net.run(6 * ms)
        G.v = "v*0.5 + 0.01*i"
        G.v[2:4] = [0.1, 0.2]
        G[5:].drive = "2 + 0.1*i"
        G.tau = 5 * ms
        S.connect(condition="i == 2 and j > 4")
        S.w[2:] = 0.3
        gen.set_spikes([0, 2, 2], [6.5, 7, 9.5] * ms)
        b2.defaultclock.dt = 0.05 * ms
        net.run(8 * ms)
        return G, S, spikes, trace, gen, net

    def results(parts: tuple[Any, ...]) -> dict[str, Any]:
        G, S, spikes, trace, *_ = parts
        return {"i": np.array(spikes.i[:]), "t": np.array(spikes.t_[:]), "v": np.array(trace.v[:]), "w": np.array(S.w[:]), "j": np.array(S.j[:])}

    first, second = expected(lambda: results(script(0.0))), expected(lambda: results(script(0.5)))
    with active("genn_emit", backend=backend, build_on_run=False) as device:
        parts = script(0.0)
        same(results(parts), first)
        for value, want in ((0.5, second), (0.0, first), (0.5, second)):
            device.run(run_args={parts[0].v: value})
            same(results(parts), want)
        assert device.fallbacks == []


def test_where_arguments_are_applied(backend: str) -> None:
    """What follows ``apply_run_args`` sees the values: other variables, synapses of objects that are made later."""
    with active("genn_emit", backend=backend, build_on_run=False) as device:
        G = b2.NeuronGroup(6, "x : 1\ny : 1\nv : 1", name="G")
        G.x = 1
        device.apply_run_args()
        G.y = "x*2 + i"
        S = b2.Synapses(G, G, "w : 1", name="S")
        S.connect(condition="j < x_pre")
        S.w = "x_pre + y_post"
        G.run_regularly("v += y", name="add")
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        net = b2.Network(G, S, trace, name="net")
        net.run(0.3 * ms)
        assert len(S) == 6
        for x in (3, 1, 2):
            device.run(run_args={G.x: x})
            assert len(S) == 6 * x and S.w[:].tolist() == (x + G.y[:][S.j[:]]).tolist()
            np.testing.assert_allclose(trace.v[:, -1], 3 * (2 * x + np.arange(6)))
        with pytest.raises(RuntimeError, match="only be called once"):
            device.apply_run_args()


@pytest.mark.parametrize("seeded", [False, True])
def test_random_numbers_of_a_run_again(seeded: bool, backend: str) -> None:
    """The same with a seed, others without, as when a program is started again."""
    with active("genn_emit", backend=backend, build_on_run=False) as device:
        b2.seed(5 if seeded else None)
        G = b2.NeuronGroup(20, "dv/dt = xi/sqrt(ms) : 1", method="euler", name="G")
        b2.Network(G, name="net").run(1 * ms)
        first = np.array(G.v[:])
        device.run()
        assert np.array_equal(G.v[:], first) == seeded
        device.run()
        assert np.array_equal(G.v[:], first) == seeded


def test_nothing_to_run_again() -> None:
    with active("genn_emit") as device:
        G = firing()
        b2.Network(G, name="net").run(1 * ms)
        with pytest.raises(RuntimeError, match="build_on_run=False"):
            device.run()
