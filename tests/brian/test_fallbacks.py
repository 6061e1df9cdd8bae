"""What has no C++ form yet runs in numpy, in its place in the schedule, and says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms
from brian2.core.functions import DEFAULT_FUNCTIONS
from brian2.utils.logger import BrianLogger

from .running import active, copied, expected, same

Script = Callable[[], dict[str, Any]]


@b2.implementation("numpy", discard_units=True)
@b2.check_units(x=1, result=1)
def only_numpy(x: Any) -> Any:
    return np.maximum(x, 0.25) * 2


@b2.check_units(x=1, result=1)
def only_python(x: Any) -> Any:
    return np.minimum(x, 0.75)


def summed_variable() -> dict[str, Any]:
    G = b2.NeuronGroup(8, "dv/dt = (1.5 + total - v)/(5*ms) : 1\ntotal : 1", threshold="v > 1", reset="v = 0", method="euler", name="G")
    G.v = "i*0.1"
    S = b2.Synapses(G, G, "w : 1\ntotal_post = w*v_pre : 1 (summed)", name="S")
    S.connect("(i + j) % 3 == 0")
    S.w = "0.01*i - 0.005*j"
    trace = b2.StateMonitor(G, ["v", "total"], record=True, name="trace")
    spikes = b2.SpikeMonitor(G, name="spikes")
    net = b2.Network(G, S, trace, spikes, name="net")
    net.run(10 * ms)
    net.run(10 * ms)
    return {"v": trace.v[:], "total": trace.total[:], "t": spikes.t_[:], "i": spikes.i[:]}


def spike_generator() -> dict[str, Any]:
    P = b2.SpikeGeneratorGroup(5, [0, 3, 3, 4, 1], [0, 1, 2.05, 2.05, 7] * ms, period=8 * ms, name="P")
    G = b2.NeuronGroup(5, "dv/dt = -v/(5*ms) : 1", method="exact", name="G")
    S = b2.Synapses(P, G, on_pre="v_post += 1 + i", delay=0.4 * ms, name="S")
    S.connect("i == j")
    trace = b2.StateMonitor(G, "v", record=True, name="trace")
    spikes = b2.SpikeMonitor(P, name="spikes")
    net = b2.Network(P, G, S, trace, spikes, name="net")
    net.run(11 * ms)
    P.set_spikes([2, 4], [1, 2] * ms, period=3 * ms)
    net.run(9 * ms)
    return {"v": trace.v[:], "t": spikes.t_[:], "i": spikes.i[:]}


def timed_array() -> dict[str, Any]:
    drive = b2.TimedArray(np.array([[0, 1], [2, 1.5], [3, 0]]), dt=3 * ms)
    scale = b2.TimedArray(np.array([1, 2, 0.5]), dt=1 * ms)
    G = b2.NeuronGroup(2, "dv/dt = (drive(t, i)*scale(t) - v)/(5*ms) : 1", threshold="v > 1", reset="v = 0", method="euler", name="G")
    trace = b2.StateMonitor(G, "v", record=True, name="trace")
    net = b2.Network(G, trace, name="net")
    net.run(12 * ms, namespace={"drive": drive, "scale": scale})
    return {"v": trace.v[:]}


def user_function(function: Any) -> dict[str, Any]:
    G = b2.NeuronGroup(6, "dv/dt = (fun(v) - v + 0.5)/(5*ms) : 1\nx : 1", threshold="v > 1", reset="v = 0", method="euler",
                       name="G", namespace={"fun": function})  # fmt: skip
    G.v = "i*0.1"
    G.x = "fun(v)"
    trace = b2.StateMonitor(G, "v", record=True, name="trace")
    b2.Network(G, trace, name="net").run(10 * ms)
    return {"v": trace.v[:], "x": G.x[:]}


def as_synapses_are_made() -> dict[str, Any]:
    G = b2.NeuronGroup(6, "total : 1", name="G")
    S = b2.Synapses(G, G, "w : 1\ntotal_post = w : 1 (summed)", name="S")
    S.connect("i != j")
    S.w = "only_numpy(0.1*j)"
    S.connect("i == j")
    S.w["i == j"] = "only_numpy(1.0*i)"
    b2.Network(G, S, name="net").run(0.1 * ms)
    return {"w": S.w[:], "total": G.total[:]}


def in_a_synapse() -> dict[str, Any]:
    G = b2.NeuronGroup(6, "dx/dt = (50 + 10*i)*Hz : 1\nv : 1", threshold="x > 1", reset="x = 0", method="euler", name="G")
    S = b2.Synapses(G, G, "w : 1", on_pre={"ours": "v_post += 1", "theirs": "v_post += only_numpy(w)"}, name="S",
                    delay={"theirs": 1 * ms})  # fmt: skip
    S.connect("i != j")
    S.w = "0.1*j"
    trace = b2.StateMonitor(G, "v", record=True, name="trace")
    net = b2.Network(G, S, trace, name="net")
    net.run(22 * ms)
    net.run(23 * ms)
    return {"v": trace.v[:]}


def poisson_input() -> dict[str, Any]:
    G = b2.NeuronGroup(50, "dv/dt = -v/(10*ms) : 1", method="exact", name="G")
    source = b2.PoissonInput(G, "v", N=10, rate=0 * Hz, weight=1, when="synapses")
    G.v = 1
    b2.Network(G, source, name="net").run(5 * ms)
    return {"v": G.v[:]}


CASES: dict[str, tuple[Script, str, str, str]] = {
    "summed variable": (summed_variable, "summed_variable", "S", "the kind summed_variable"),
    "spike generator": (spike_generator, "spikegenerator", "P", "the kind spikegenerator"),
    "timed array": (timed_array, "stateupdate", "G", "the function drive"),
    "numpy function": (lambda: user_function(only_numpy), "stateupdate", "G", "the function fun"),
    "python function": (lambda: user_function(only_python), "stateupdate", "G", "the function fun"),
    "function in a synapse": (in_a_synapse, "synapses", "S", "the function only_numpy"),
    "function as synapses are made": (as_synapses_are_made, "group_variable_set_conditional", "S", "the function only_numpy"),
    "Poisson input": (poisson_input, "stateupdate", "G", "the function poisson_input"),
}

EMITTED = {"summed variable", "spike generator", "timed array", "Poisson input"}


@pytest.mark.parametrize("name", sorted(CASES))
def test_same_results(name: str, backend: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    """In numpy or emitted, the results are the reference's. What runs in numpy is named, with the reason, and warned of once."""
    script, kind, owner, reason = CASES[name]
    # Brian2 remembers what it has warned of.
    monkeypatch.setattr(BrianLogger, "_log_messages", set())
    want = expected(script)
    caplog.clear()
    with active("genn_emit", backend=backend) as device:
        got = copied(script())
        found = list(device.fallbacks)
    same(got, want, rtol=1e-11)
    if name in EMITTED:
        assert found == []
        return
    assert any(f.kind == kind and f.owner == owner and f.reason == reason for f in found), found
    about = [r.getMessage() for r in caplog.records if "has no C++ form" in r.getMessage()]
    assert any(f"'{owner}'" in text and reason in text for text in about), about
    assert len(about) == len(set(about))


def test_a_function_in_the_place_of_brian2s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    half = b2.Function(lambda vectorisation_idx: 0.5 * np.ones_like(vectorisation_idx), arg_units=[], return_unit=1,
                       stateless=False, auto_vectorise=True)  # fmt: skip
    with active("genn_emit"):
        monkeypatch.setitem(DEFAULT_FUNCTIONS, "randn", half)
        G = b2.NeuronGroup(2, "v : 1", name="G")
        G.run_regularly("v += randn()", dt=0.1 * ms)
        b2.Network(G).run(0.4 * ms)
        np.testing.assert_array_equal(G.v, [2, 2])
