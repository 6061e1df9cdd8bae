"""A network put together by hand: built, stepped, read and written, with Brian2 not installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from genn_emit import Neurons, Simulation, Synapses, assemble
from genn_emit.errors import BackendUnavailable, EmitError, GennEmitError
from genn_emit.runtime.build import launches
from genn_emit.runtime.devices import check_backend

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.compile
WITHOUT_BRIAN2 = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split('.')[0] == 'brian2':
            raise ModuleNotFoundError("No module named 'brian2'", name='brian2')
sys.meta_path.insert(0, Missing())
"""


def backends() -> list[object]:
    try:
        check_backend("opencl")
        reason = ""
    except BackendUnavailable as error:
        reason = str(error)
    return ["cpu", pytest.param("opencl", marks=[pytest.mark.opencl, pytest.mark.skipif(bool(reason), reason=reason or "there")])]


def leaky(n: int = 10) -> tuple[Neurons, dict[str, object]]:
    cells = Neurons(
        "cells", ("v", "I"), {"v": "v + dt*(I - v)/tau"}, threshold="v > 1", reset={"v": "0.0"}, constants=("tau",)
    )
    return cells, cells.memory(n, tau=10e-3, I=np.linspace(0.5, 3.0, n))


def reference(n: int, steps: int, tau: float = 10e-3) -> np.ndarray:
    v, drive = np.zeros(n), np.linspace(0.5, 3.0, n)
    for _ in range(steps):
        v = v + 1e-4 * (drive - v) / tau
        v[v > 1] = 0.0
    return v


@pytest.mark.parametrize("backend", ["cpu", pytest.param("opencl", marks=pytest.mark.opencl)])
def test_example_runs_without_brian2(backend: str, tmp_path: Path) -> None:
    if backend == "opencl":
        try:
            check_backend("opencl")
        except BackendUnavailable as error:
            pytest.skip(str(error))
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_BRIAN2)
    env = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    probe = "import genn_emit, sys\ntry:\n    genn_emit.device\nexcept ImportError as error:\n    print(error)"
    told = subprocess.run([sys.executable, "-c", probe], env=env, capture_output=True, text=True, timeout=120)
    assert "pip install brian2" in told.stdout, told.stderr
    done = subprocess.run(
        [sys.executable, str(ROOT / "examples" / "stepping.py"), backend], env=env, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert f"backend    {backend}" in done.stdout


@pytest.mark.parametrize("backend", backends())
@pytest.mark.parametrize("n", [1, 7, 8, 9, 64, 100])
def test_steps_as_numpy_does(backend: str, n: int) -> None:
    cells, values = leaky(n)
    sim = Simulation(assemble("leaky", [cells]), values, backend=backend)
    for _ in range(3):
        sim.step(100)
    sim.pull()
    np.testing.assert_array_equal(sim["cells_v"], reference(n, 300))
    assert sim.t == pytest.approx(0.03)
    sim.close()


@pytest.mark.parametrize("backend", backends())
def test_arrays_are_read_and_written_between_steps(backend: str) -> None:
    cells, values = leaky(10)
    sim = Simulation(assemble("leaky", [cells]), values, backend=backend)
    sim["cells_v"][:] = 2.0
    sim.push("cells_v")
    sim.step(1)
    sim.pull("cells_v", "cells_spikes")
    assert sim["cells_spikes"][-1] == 10
    np.testing.assert_array_equal(sim["cells_spikes"][:10], np.arange(10))
    np.testing.assert_array_equal(sim["cells_v"], 0.0)
    sim.close()


@pytest.mark.parametrize("backend", backends())
def test_several_instances_of_one_build(backend: str) -> None:
    cells, values = leaky(20)
    first = Simulation(assemble("leaky", [cells]), values, backend=backend)
    before = launches.count
    second = first.another({**values, "cells_tau": 20e-3})
    second.step(150)
    first.step(150)
    assert launches.count == before
    for sim, tau in ((first, 10e-3), (second, 20e-3)):
        sim.pull()
        np.testing.assert_array_equal(sim["cells_v"], reference(20, 150, tau))
        sim.close()


def test_other_values_and_sizes_compile_nothing() -> None:
    cells, values = leaky(10)
    Simulation(assemble("leaky", [cells]), values).step(1)
    before = launches.count
    other = cells.memory(333, tau=5e-3, I=2.0)
    Simulation(assemble("leaky", [cells]), other, dt=2e-4).step(10)
    assert launches.count == before


def test_synapses_add_to_their_targets() -> None:
    cells = Neurons("cells", ("v", "g"), {}, threshold="v > 1")
    syn = Synapses("syn", cells, cells, {"g": "w*k"}, constants=("k",))
    i, j = np.array([2, 0, 2, 1]), np.array([0, 1, 1, 0])
    values = {**cells.memory(3, v=[2.0, 0.0, 2.0]), **syn.memory(i, j, 3, w=[1.0, 2.0, 3.0, 4.0], k=10.0)}
    sim = Simulation(assemble("net", [cells], [syn]), values)
    sim.step(1)
    np.testing.assert_array_equal(sim["cells_g"], [10.0, 50.0, 0.0])


def test_a_constant_changes_between_steps() -> None:
    cells, values = leaky(4)
    sim = Simulation(assemble("leaky", [cells]), values)
    sim.set("cells_tau", 20e-3)
    sim.step(50)
    np.testing.assert_array_equal(sim["cells_v"], reference(4, 50, 20e-3))


def test_mistakes_name_what_is_wrong() -> None:
    cells, values = leaky(4)
    network = assemble("leaky", [cells])
    with pytest.raises(GennEmitError, match="cells_tau"):
        Simulation(network, {k: v for k, v in values.items() if k != "cells_tau"})
    with pytest.raises(GennEmitError, match="cells_x"):
        Simulation(network, {**values, "cells_x": 1})
    with pytest.raises(BackendUnavailable, match=r"gpu.*cpu, opencl, cuda"):
        Simulation(network, values, backend="gpu")
    with pytest.raises(KeyError, match="cells_v"):
        _ = Simulation(network, values)["v"]
    with pytest.raises(ValueError, match="tau"):
        cells.memory(4)
    with pytest.raises(ValueError, match="w, which is not one of its variables"):
        Neurons("cells", ("v",), {"w": "1.0"})
    with pytest.raises(EmitError, match="tau_x"):
        assemble("net", [Neurons("cells", ("v",), {"v": "v/tau_x"})])
    with pytest.raises(ValueError, match="cannot be negative"):
        Simulation(network, values).step(-1)
