"""Any number of threads gives the same bits."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms

from genn_emit.programs import open_team
from genn_emit.runtime import pace
from genn_emit.runtime.build import launches
from genn_emit.runtime.team import Team

from . import networks
from .running import active, copied, expected

Results = dict[str, Any]
SIZE = 1900
"""Large enough for four slices, and no multiple of what they are made of."""


def cuba() -> Results:
    return networks.cuba(SIZE, duration=40 * ms)


def cobahh() -> Results:
    return networks.cobahh(SIZE, duration=10 * ms)


def stdp() -> Results:
    """Delays of their own for every synapse, on both pathways."""
    return networks.stdp(SIZE, duration=40 * ms, posts=600)


def unordered() -> Results:
    """Rows whose targets do not ascend, from parts of groups; spikes on their way from one run to the next."""
    rng = np.random.RandomState(4)
    G = b2.NeuronGroup(SIZE, "dv/dt = -v/(10*ms) + 1.2/(10*ms) : 1\ng : 1", threshold="v > 1", reset="v = 0", method="euler")
    G.v = rng.random_sample(SIZE)
    S = b2.Synapses(G[100:900], G[300:], "w : 1", on_pre="g += w; w *= 1.0001", delay=2 * ms)
    S.connect(i=rng.randint(0, 800, 20000), j=rng.randint(0, SIZE - 300, 20000))
    S.w = rng.random_sample(20000)
    spikes = b2.SpikeMonitor(G)
    network = b2.Network(G, S, spikes)
    network.run(11.3 * ms)
    network.run(10 * ms)
    return {"g": G.g[:], "w": S.w[:], "i": spikes.i[:], "t": spikes.t_[:]}


def both_ends() -> Results:
    """Effects on sources, on targets, on both, and on a shared variable; a synapse per pair and many on a target."""
    rng = np.random.RandomState(5)
    G = b2.NeuronGroup(SIZE, "dv/dt = 1.1/(5*ms) - v/(5*ms) : 1\na : 1\nb : 1\nc : 1", threshold="v > 1", reset="v = 0",
                       method="euler")  # fmt: skip
    H = b2.NeuronGroup(SIZE + 7, "x : 1\ny : 1")
    G.v = rng.random_sample(SIZE)
    i, j = rng.randint(0, SIZE, 30000), rng.randint(0, SIZE + 7, 30000)
    S = b2.Synapses(G, H, "w : 1", on_pre={"pre": "x_post += w", "back": "a_pre += 2*w + b_pre", "both": "b_pre += w; y_post += 2*w"},
                    on_post=None)  # fmt: skip
    S.connect(i=i, j=j)
    S.w = rng.random_sample(30000)
    network = b2.Network(G, H, S)
    network.run(15 * ms)
    return {"a": G.a[:], "b": G.b[:], "x": H.x[:], "y": H.y[:]}


def summed() -> Results:
    """Sums over synapses into targets and into sources, and equations of synapses."""
    rng = np.random.RandomState(6)
    G = b2.NeuronGroup(SIZE, "dv/dt = (s + r - v)/(10*ms) : 1\ns : 1\nr : 1", method="euler")
    G.v = rng.random_sample(SIZE)
    S = b2.Synapses(
        G, G,
        """dq/dt = -q/(20*ms) : 1 (clock-driven)
        s_post = q*v_pre : 1 (summed)
        r_pre = 0.5*q*sin(v_post) : 1 (summed)""",
        method="euler",
    )  # fmt: skip
    S.connect(i=rng.randint(0, SIZE, 25000), j=rng.randint(0, SIZE, 25000))
    S.q = rng.random_sample(25000) / 10
    trace = b2.StateMonitor(G, "v", record=[0, 1000, SIZE - 1], dt=0.3 * ms)
    network = b2.Network(G, S, trace)
    network.run(5 * ms)
    return {"v": G.v[:], "q": S.q[:], "trace": trace.v[:]}


def monitored() -> Results:
    """All kinds of monitors, events of one's own, and a group whose clock is slower."""
    G = b2.NeuronGroup(
        SIZE, "dv/dt = (2 - v)/tau : 1\ntau : second\nn : 1", threshold="v > 1", reset="v = 0", events={"half": "v > 0.5"},
        refractory=1 * ms, method="euler",
    )  # fmt: skip
    G.tau = np.linspace(3, 30, SIZE) * ms
    G.run_on_event("half", "n += 1")
    slow = b2.NeuronGroup(SIZE, "dw/dt = -w/(5*ms) : 1", threshold="w > 0.9", reset="w *= 0.5", method="euler", dt=0.5 * ms)
    slow.w = np.linspace(0, 2, SIZE)
    spikes = b2.SpikeMonitor(G, variables=["v", "n"])
    some = b2.SpikeMonitor(G[333:1500])
    half = b2.EventMonitor(G, "half")
    rate = b2.PopulationRateMonitor(G)
    trace = b2.StateMonitor(G, ["v", "n"], record=True, dt=0.7 * ms)
    slowly = b2.SpikeMonitor(slow)
    G.run_regularly("v = v*0.99", dt=1.1 * ms)
    network = b2.Network(G, slow, spikes, some, half, rate, trace, slowly)
    network.run(6 * ms)
    return {
        "i": spikes.i[:], "t": spikes.t_[:], "v": spikes.v[:], "n": spikes.n[:], "some": some.i[:], "half": half.i[:],
        "rate": rate.rate_[:], "trace": trace.v[:], "trace_n": trace.n[:], "slowly": slowly.i[:], "counts": spikes.count[:],
    }  # fmt: skip


def drawn() -> Results:
    """Random numbers in every place that can draw: set-up, connections, equations, spikes, input."""
    b2.seed(7)
    G = b2.NeuronGroup(SIZE, "dv/dt = -v/(10*ms) + 0.6*xi/sqrt(10*ms) : 1", threshold="v > 0.8 + 0.2*rand()", reset="v = rand()",
                       method="euler")  # fmt: skip
    G.v = "randn()"
    P = b2.PoissonGroup(SIZE, rates=100 * Hz)
    S = b2.Synapses(P, G, "w : 1", on_pre="v_post += w*rand()")
    S.connect(p=0.01)
    S.w = "0.1*rand()"
    T = b2.Synapses(G, G, on_pre="v_post += 0.01", delay=1 * ms)
    T.connect("i != j", p=0.005)
    T.delay = "2*ms*rand()"
    U = b2.Synapses(G, P)
    U.connect(j="k for k in sample(N_post, size=3)")
    given = b2.PoissonInput(G, "v", 20, 50 * Hz, 0.1)
    spikes, inputs = b2.SpikeMonitor(G), b2.SpikeMonitor(P)
    network = b2.Network(G, P, S, T, given, spikes, inputs)
    network.run(10 * ms)
    return {
        "v": G.v[:], "i": spikes.i[:], "t": spikes.t_[:], "inputs": inputs.i[:], "pre": S.i[:], "post": S.j[:], "w": S.w[:],
        "T": T.j[:], "delay": T.delay_[:], "U": U.j[:],
    }  # fmt: skip


SCRIPTS: dict[str, Callable[[], Results]] = {
    f.__name__: f for f in (cuba, cobahh, stdp, unordered, both_ends, summed, monitored, drawn)
}


def with_threads(script: Callable[[], Results], threads: Any) -> Results:
    with active("genn_emit", threads=threads) as device:
        results = copied(script())
        assert not device.fallbacks
        return results


@pytest.mark.parametrize("name", SCRIPTS)
def test_same_bits(name: str) -> None:
    alone = with_threads(SCRIPTS[name], 1)
    assert all(values.size for values in alone.values())
    for threads in (2, 3, 4):
        shared = with_threads(SCRIPTS[name], threads)
        for key, values in alone.items():
            np.testing.assert_array_equal(shared[key], values, err_msg=f"{key}, {threads} threads")


def moving() -> Results:
    """Long enough for shares to change, if nobody sleeps."""
    return networks.cuba(SIZE, duration=200 * ms)


@pytest.mark.parametrize("name", [*SCRIPTS, "moving"])
def test_same_bits_with_uneven_shares(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever does more, as where processors are of different speeds."""

    def open_unevenly(workers: int, *arguments: Any) -> Team:
        team = open_team(workers, *arguments)
        second_member = team.address + ctypes.sizeof(ctypes.c_void_p)
        shares = ctypes.cast(ctypes.c_void_p.from_address(second_member).value, ctypes.POINTER(ctypes.c_int32))
        for worker in range(1, workers):
            shares[worker] = 65536 * (2 * worker - 1) // (2 * workers - 1) + 77
        return team

    monkeypatch.setattr(f"{__name__}.SIZE", 6300)
    monkeypatch.setattr("genn_emit.brian.device.open_team", open_unevenly)
    script = {**SCRIPTS, "moving": moving}[name]
    alone = with_threads(script, 1)
    for threads in (2, 4):
        for key, values in with_threads(script, threads).items():
            np.testing.assert_array_equal(values, alone[key], err_msg=f"{key}, {threads} threads")


@pytest.mark.parametrize("name", ["unordered", "both_ends", "summed", "monitored"])
def test_as_numpy(name: str) -> None:
    """The scripts that no other test compares with Brian2's own runtime."""
    want, got = expected(SCRIPTS[name]), with_threads(SCRIPTS[name], 3)
    for key, values in want.items():
        np.testing.assert_allclose(got[key], values, rtol=1e-12, atol=1e-300, err_msg=key)


def operated() -> Results:
    """Python looks and acts between steps, stops the run, and goes on."""
    G = b2.NeuronGroup(SIZE, "dv/dt = (drive - v)/(5*ms) : 1\ndrive : 1", threshold="v > 1", reset="v = 0", method="euler")
    G.drive = np.linspace(0, 3, SIZE)
    spikes = b2.SpikeMonitor(G)
    seen = []

    @b2.network_operation(dt=1 * ms)
    def look(t: Any) -> None:
        seen.append(float(np.sum(G.v[:])))
        G.drive[: SIZE // 2] *= 1.01
        if abs(t - 4 * ms) < 0.01 * ms:
            b2.stop()

    network = b2.Network(G, spikes, look)
    network.run(6 * ms)
    stopped = float(network.t)
    network.run(2 * ms)
    return {"seen": np.array(seen), "i": spikes.i[:], "t": spikes.t_[:], "v": G.v[:], "stopped": np.array(stopped)}


def test_python_between_steps() -> None:
    alone, shared = with_threads(operated, 1), with_threads(operated, 3)
    assert alone["stopped"] < 5e-3
    for key, values in alone.items():
        np.testing.assert_array_equal(shared[key], values, err_msg=key)


def test_the_number_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is chosen when, the results are the same, and both are tried."""
    chosen: set[bool] = set()
    choose = pace.Pace.choose

    def watched(self: pace.Pace, n_steps: int) -> Any:
        team, now = choose(self, n_steps)
        chosen.add(team is not None)
        return team, now

    monkeypatch.setattr(pace, "PATIENCE", 0.0)
    monkeypatch.setattr(pace, "LEAST_STEP", 0.0)
    monkeypatch.setattr(pace.Pace, "choose", watched)
    monkeypatch.setattr("genn_emit.brian.device.processors", lambda: 3)
    alone, found = with_threads(cuba, 1), with_threads(cuba, "auto")
    assert chosen == {False, True}
    for key, values in alone.items():
        np.testing.assert_array_equal(found[key], values, err_msg=key)


def test_changing_the_number_compiles_nothing() -> None:
    with_threads(cuba, 2)
    before = launches.count
    for threads in (1, 3, "auto"):
        with_threads(cuba, threads)
    assert launches.count == before
