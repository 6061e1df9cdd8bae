"""What may change without a compiler being started: everything but the structure of the model."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms, mV

from genn_emit import programs
from genn_emit.programs import Options
from genn_emit.runtime.build import launches
from genn_emit.runtime.request import BuildRequest
from genn_emit.runtime.toolchain import SETUP_FLAGS, loop_flags

from .running import active

PLAIN: dict[str, Any] = {
    "n": 40, "tau": 10.0, "w": 0.3, "p": 0.1, "seed": 1, "start": -60.0, "duration": 5.0, "dt": 0.1, "refractory": 2.0,
    "own_refractory": 1.0, "delay": 1.5, "rate": 50.0, "threshold": -50.0, "record": 2, "period": 1.0, "input": 3,
    "literal": 0.25, "weight": 0.3, "spikes": 3, "runs": 1, "size": 3,
}  # fmt: skip


def model(**changes: Any) -> float:
    """A network with a bit of everything; its parameters are what may change."""
    a = {**PLAIN, **changes}
    b2.seed(a["seed"])
    b2.defaultclock.dt = a["dt"] * ms
    tau, w, p, vt, start, size = a["tau"] * ms, a["w"] * mV, a["p"], a["threshold"] * mV, a["start"] * mV, a["size"]
    G = b2.NeuronGroup(
        a["n"], "dv/dt = (-55*mV - v)/tau : volt (unless refractory)\ndg/dt = -g/tau : 1", threshold="v > vt", reset="v = start",
        refractory=a["refractory"] * ms, method="exact", name="G",
    )  # fmt: skip
    own = a["own_refractory"] * ms
    H = b2.NeuronGroup(a["n"], "dv/dt = -v/tau : volt (unless refractory)", threshold="v > vt", reset="v = start",
                       refractory="own", method="exact", name="H")  # fmt: skip
    G.v = "start + rand()*10*mV"
    G.g = a["literal"]
    P = b2.PoissonGroup(a["n"] // 2, rates=a["rate"] * Hz, name="P")
    Q = b2.SpikeGeneratorGroup(10, np.arange(a["spikes"]), np.arange(a["spikes"]) * ms, name="Q")
    b2_input = b2.PoissonInput(G, "v", N=a["input"], rate=a["rate"] * Hz, weight=a["weight"] * mV)
    S = b2.Synapses(P, G, "x : 1", on_pre="v_post += w*x", delay=a["delay"] * ms, name="S")
    S.connect(p=p)
    S.x = "0.5 + rand()"
    T = b2.Synapses(G, H, on_pre="v_post += w", name="T")
    T.connect(j="k for k in sample(N_post, size=size)")
    T.delay = a["delay"] * ms
    U = b2.Synapses(Q, H, on_pre="v_post += w", name="U")
    U.connect(i=np.arange(a["spikes"]), j=np.arange(a["spikes"]))
    G.run_regularly("g = g*0.9", dt=a["period"] * ms, name="decay")
    spikes = b2.SpikeMonitor(G, name="spikes")
    trace = b2.StateMonitor(G, "v", record=list(range(a["record"])), name="trace")
    net = b2.Network(G, H, P, Q, b2_input, S, T, U, spikes, trace, name="net")
    for _ in range(a["runs"]):
        net.run(a["duration"] * ms)
    return float(G.v_[:].sum()) + len(S) + len(T)


CHANGES: dict[str, Any] = {
    "n": 57, "tau": 7.5, "w": 0.11, "p": 0.25, "seed": 2, "start": -61.5, "duration": 9.0, "dt": 0.05, "refractory": 3.0,
    "own_refractory": 4.0, "delay": 2.5, "rate": 80.0, "threshold": -51.0, "record": 5, "period": 0.5, "input": 7, "literal": 0.75, "weight": 1.1,
    "spikes": 6, "runs": 3, "size": 5,
}  # fmt: skip


@pytest.fixture(scope="module")
def built() -> float:
    with active("genn_emit"):
        return model()


def test_nothing_changed(built: float) -> None:
    before = launches.count
    with active("genn_emit"):
        assert model() == built
    assert launches.count == before


@pytest.mark.parametrize("what", sorted(CHANGES))
def test_in_the_same_process(what: str, built: float) -> None:
    before = launches.count
    with active("genn_emit"):
        result = model(**{what: CHANGES[what]})
    assert launches.count == before, f"{what} is in the text"
    if what not in ("own_refractory", "record", "period", "literal", "spikes"):
        # The model spikes too late for another refractory period to be seen.
        assert result != built or what == "refractory", "the change had no effect"


def test_all_at_once_in_another_process(built: float, tmp_path: Path) -> None:
    log = tmp_path / "launches"
    code = "from brian.running import active\nfrom brian.test_compilations import model, CHANGES\nwith active('genn_emit'):\n    print(repr(model(**CHANGES)))"
    here = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here.parent), str(here)]), "GENN_EMIT_LAUNCH_LOG": str(log)}
    done = subprocess.run([sys.executable, "-c", code], check=True, env=environment, cwd=tmp_path, timeout=300, capture_output=True, text=True)
    assert not log.exists(), log.read_text()
    with active("genn_emit"):
        assert repr(model(**CHANGES)) == done.stdout.split()[-1]


def test_structure_starts_the_compiler(tmp_path: Path) -> None:
    """The count counts."""
    before = launches.count
    with active("genn_emit", cache_directory=tmp_path):
        G = b2.NeuronGroup(3, "dv/dt = -v/(3*ms) : 1", method="euler", name="G")
        b2.Network(G, name="net").run(1 * ms)
    assert launches.count > before


def test_loop_of_runs_starts_it_once(built: float) -> None:
    before = launches.count
    with active("genn_emit"):
        for tau in (2.0, 3.0, 4.0):
            model(tau=tau, n=int(tau * 10))
    assert launches.count == before


def test_names_that_brian_numbers(tmp_path: Path) -> None:
    """Groups of an earlier simulation that are still in memory do not matter."""

    def script(n: int) -> Any:
        G = b2.NeuronGroup(n, "dv/dt = (drive(t) - v)/(9*ms) : 1", threshold="v > 1", reset="v = 0", method="euler",
                           namespace={"drive": b2.TimedArray([1.2, 1.3], dt=n * ms)})  # fmt: skip
        H = b2.NeuronGroup(n, "v : 1")
        G.run_regularly("v += 0.001", dt=1 * ms)
        S = b2.Synapses(G, H[: n // 2], on_pre="v += 1")
        S.connect(p=0.2)
        source = b2.PoissonInput(H, "v", 3, n * Hz, weight=1)
        net = b2.Network(G, H, S, source, b2.SpikeMonitor(G), b2.StateMonitor(H, "v", record=[0]))
        net.run(2 * ms)
        return net

    with active("genn_emit", cache_directory=tmp_path):
        alive = [script(10)]
        before = launches.count
        alive += [script(n) for n in (12, 14)]
        assert len({net.name for net in alive}) == 3
    assert launches.count == before


@pytest.fixture
def emitted_networks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the networks that code is made for, as it is made."""
    from genn_emit.brian import assembly

    seen: list[str] = []
    emit = assembly.emit

    def remember(network: Any, *arguments: Any) -> Any:
        seen.append(network.name)
        return emit(network, *arguments)

    monkeypatch.setattr(assembly, "emit", remember)
    return seen


def test_one_program_for_the_setup_and_one_for_the_run(emitted_networks: list[str]) -> None:
    """A script that reads nothing before it runs is built in two pieces, in whatever order it makes its objects."""
    with active("genn_emit"):
        G = b2.NeuronGroup(10, "dv/dt = -v/(5*ms) : 1", threshold="v > 1", reset="v = 0", method="exact", name="G")
        G.v = "rand()"
        S = b2.Synapses(G, G, "w : 1", on_pre="v += w", name="S")
        S.connect(p=0.5)
        S.w = "rand()"
        T = b2.Synapses(G, G, on_pre="v -= 0.1", name="T")
        T.connect("i != j")
        T.delay = "i*0.1*ms"
        spikes = b2.SpikeMonitor(G, name="spikes")
        b2.Network(G, S, T, spikes, name="net").run(2 * ms)
    assert emitted_networks == ["setup", "net"]


def test_only_set_up_code_is_compiled_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    flagged: dict[str, dict[str, tuple[str, ...]]] = {}

    def remember(name: str, sources: Any, *rest: Any) -> BuildRequest:
        flagged[name] = {source.name: source.flags for source in sources}
        return BuildRequest(name, sources, *rest)

    monkeypatch.setattr(programs, "BuildRequest", remember)
    with active("genn_emit"):
        G = b2.NeuronGroup(10, "dv/dt = -v/(5*ms) : 1", method="exact", name="G")
        G.v = "rand()"
        b2.Network(G, name="net").run(1 * ms)
    compiler, _ = programs.toolchain("cpu", Options())
    assert flagged["setup"] == {"init.cc": SETUP_FLAGS}
    own = {"init.cc": SETUP_FLAGS, "neuron_update.cc": loop_flags(compiler)}
    assert flagged["net"] == {name: own.get(name, ()) for name in flagged["net"]} and "neuron_update.cc" in flagged["net"]


def test_flags_of_the_user_have_the_last_word() -> None:
    compiler, _ = programs.toolchain("cpu", Options())
    own = programs.source_flags("init.cc", compiler, Options(extra_flags=("-fno-schedule-insns", "-DNAME")))
    assert own == (*SETUP_FLAGS, "-fno-schedule-insns")
    assert programs.source_flags("neuron_update.cc", compiler, Options(extra_flags=("-O2",))) == ()
    assert programs.source_flags("runner.cc", compiler, Options(extra_flags=("-g",))) == ()


def test_what_does_not_concern_the_setup_lets_it_wait(emitted_networks: list[str]) -> None:
    """Looking at clocks, sizes and indices, and assigning what nothing that waits uses."""
    with active("genn_emit"):
        G = b2.NeuronGroup(10, "dv/dt = -v/(5*ms) : 1\nx : 1\ny : 1", threshold="v > 1", reset="v = 0", method="exact", name="G")
        S = b2.Synapses(G, G, "w : 1", on_pre="v += w", name="S")
        S.connect("i != j")
        S.w = "x_pre*0.1"
        G.v = np.linspace(0, 2, 10)
        G.y = 3
        assert list(G.i[:3]) == [0, 1, 2]
        assert "100" in repr(G.clock)
        assert (len(G), G.y[2], G.clock.variables["t"].get_value().size) == (10, 3, 1)
        assert emitted_networks == []
        b2.Network(G, S, name="net").run(2 * ms)
        assert emitted_networks == ["setup", "net"]
        assert len(S) == 90


def test_what_concerns_the_setup_carries_it_out(emitted_networks: list[str]) -> None:
    """What an assignment that waits uses may not change before it."""
    with active("genn_emit"):
        G = b2.NeuronGroup(3, "x : 1\ny : 1\nz : 1", threshold="x > 9", name="G")
        G.x = 2
        G.y = "x + i"
        G.x = 3
        assert emitted_networks == ["setup"]
        G.z = "x"
        G.x[1] = 5
        assert len(emitted_networks) == 2
        assert (list(G.y), list(G.z), list(G.x)) == ([2, 3, 4], [3, 3, 3], [3, 5, 3])
        S = b2.Synapses(G, G, "w : 1", on_pre="x += w", delay=1 * ms, name="S")
        S.connect(i=[0, 1], j=[1, 2])
        assert len(S) == 2
        S.w = "y_pre"
        G.y = 7
        assert (list(S.w), list(S.N_outgoing_pre)) == ([2, 3], [1, 1, 0])


def test_a_change_of_the_clock_waits_for_what_uses_it() -> None:
    with active("genn_emit"):
        G = b2.NeuronGroup(2, "v : second", name="G")
        G.v = "dt*i"
        b2.defaultclock.dt = 0.5 * ms
        np.testing.assert_allclose(G.v_[:], [0, 1e-4])
