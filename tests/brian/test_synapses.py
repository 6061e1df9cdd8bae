"""Pathways, delays, plasticity: spike for spike."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms

from .running import check

N = 24


def sources(n: int = N, name: str = "G") -> Any:
    """Neurons that fire at fixed times, a few of them in the same step."""
    G = b2.NeuronGroup(n, "dx/dt = rate : 1\nrate : Hz\nv : 1\nu : 1", threshold="x > 1", reset="x -= 1", method="euler", name=name)
    G.x = (np.arange(n) * 7 % n) / n
    G.rate = (80 + 10 * (np.arange(n) % 5)) * Hz
    return G


def connected(n: int = N, out: int = 5) -> tuple[Any, Any]:
    i = np.repeat(np.arange(n), out)
    return i, (i * 3 + np.tile(np.arange(out), n) ** 2) % n


DELAYS = {"none": None, "one": 1.3 * ms, "zero": 0 * ms, "rounded": 0.16 * ms}


@pytest.mark.parametrize("delay", sorted(DELAYS))
def test_one_delay(delay: str, backend: str) -> None:
    def script() -> dict[str, Any]:
        G = sources()
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post = v_post*0.9 + w", delay=DELAYS[delay], name="S")
        S.connect(i=connected()[0], j=connected()[1])
        S.w = "1 + 0.1*i + 0.01*j"
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        b2.Network(G, S, trace, name="net").run(30 * ms)
        return {"v": trace.v[:]}

    check(script, backend)


@pytest.mark.parametrize("kind", ["array", "string", "scalar set later"])
def test_heterogeneous_delays(kind: str, backend: str) -> None:
    """Different delays for each synapse and each pathway; effects that do not commute."""

    def script() -> dict[str, Any]:
        G = sources()
        S = b2.Synapses(
            G, G, "w : 1\nk : 1", on_pre="v_post = v_post*0.9 + w\nw = clip(w + k*0.01, 0, 3)",
            on_post="k += 0.1\nu_pre = u_pre*0.5 + w", name="S",
        )  # fmt: skip
        i, j = connected()
        S.connect(i=i, j=j)
        if kind == "array":
            S.pre.delay = (np.arange(len(i)) * 37 % 50) * 0.1 * ms
            S.post.delay = (np.arange(len(i)) * 11 % 20) * 0.1 * ms
        elif kind == "string":
            S.delay = "0.3*ms + 0.21*ms*((i + 2*j) % 9)"
            S.post.delay = "abs(i - j)*0.05*ms"
        else:
            S.delay = 2 * ms
            S.delay[5:9] = 1 * ms
        S.w = "1 + 0.1*i + 0.01*j"
        trace = b2.StateMonitor(G, ["v", "u"], record=True, name="trace")
        weights = b2.StateMonitor(S, ["w", "k"], record=[0, 7, 100], dt=1 * ms, name="weights")
        net = b2.Network(G, S, trace, weights, name="net")
        net.run(17.7 * ms)
        net.run(12.3 * ms)
        return {"v": trace.v[:], "u": trace.u[:], "w": weights.w[:], "k": weights.k[:], "end": S.w[:], "delay": S.delay_[:]}

    check(script, backend)


def test_several_pathways(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = sources()
        S = b2.Synapses(
            G, G, "a : 1\nb : 1", on_pre={"fast": "v_post += 0.1\na += 1", "slow": "v_post *= 0.7\nb += a"},
            on_post={"back": "a *= 0.5", "forth": "u_pre += b"},
            delay={"slow": 2 * ms, "forth": 0.5 * ms}, name="S",
        )  # fmt: skip
        S.connect(i=connected()[0], j=connected()[1])
        S.fast.delay = "i*0.1*ms"
        S.slow.order = -1
        trace = b2.StateMonitor(G, ["v", "u"], record=True, name="trace")
        b2.Network(G, S, trace, name="net").run(30 * ms)
        return {"v": trace.v[:], "u": trace.u[:], "a": S.a[:], "b": S.b[:]}

    check(script, backend)


def test_event_driven_and_clock_driven(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = sources()
        S = b2.Synapses(
            G, G,
            """w : 1
            dApre/dt = -Apre/(10*ms) : 1 (event-driven)
            dApost/dt = -Apost/(12*ms) : 1 (event-driven)
            dg/dt = -g/(3*ms) : 1 (clock-driven)
            tau : second (shared, constant)
            since = t - lastupdate : second""",
            on_pre="v_post += w\nApre += 0.1\nw = clip(w + Apost, 0, 2)\ng += 1",
            on_post="Apost -= 0.05\nw = clip(w + Apre, 0, 2)", method="exact", name="S",
        )  # fmt: skip
        S.connect(i=connected()[0], j=connected()[1])
        S.w = 0.5
        S.pre.delay = 0.4 * ms
        G.run_regularly("v *= 0.99", name="leak")
        weights = b2.StateMonitor(S, ["w", "g", "Apre"], record=[1, 50], name="weights")
        b2.Network(G, S, weights, name="net").run(40 * ms)
        return {"v": G.v[:], "w": weights.w[:], "g": weights.g[:], "Apre": weights.Apre[:], "end": S.Apost[:]}

    check(script, backend)


def test_subgroups(backend: str) -> None:
    def script() -> dict[str, Any]:
        G, H = sources(), b2.NeuronGroup(30, "v : 1", name="H")
        A, B = G[4:16], H[10:22]
        S = b2.Synapses(A, B, "w : 1", on_pre="v_post += w", on_post=None, name="S")
        S.connect("(i + j) % 3 == 0")
        S.w = "i + 100*j"
        S.delay = "(i % 4)*0.3*ms"
        T = b2.Synapses(B, A[2:5], on_pre="", name="T")
        T.connect(j="k for k in range(i % 3)")
        trace = b2.StateMonitor(B, "v", record=[0, 3, 11], name="trace")
        inner = b2.StateMonitor(S[2:4, :], "w", record=True, name="inner") if False else b2.StateMonitor(S, "w", record=S[2, :], name="inner")
        b2.Network(G, H, S, T, trace, inner, name="net").run(20 * ms)
        return {"v": trace.v[:], "pre": S.i[:], "post": S.j[:], "w": S.w[:], "T": T.i[:] * 100 + T.j[:], "inner": inner.w[:],
                "out": S.N_outgoing_pre, "in": S.N_incoming_post, "select": S.w[3:5, 2], "string": S.w["i == 3"]}  # fmt: skip

    check(script, backend)


def test_autapses(backend: str) -> None:
    """The same neuron as ``_pre`` and ``_post``."""

    def script() -> dict[str, Any]:
        G = sources(6)
        S = b2.Synapses(G, G, "w : 1", on_pre="v_pre += 1\nv_post += 10*w\nv += 0.5", on_post="u_pre += 1; u_post += x_post", name="S")
        S.connect("i == j or j == i + 1")
        S.w = "0.1*i - 0.05*j"
        trace = b2.StateMonitor(G, ["v", "u"], record=True, name="trace")
        b2.Network(G, S, trace, name="net").run(30 * ms)
        return {"v": trace.v[:], "u": trace.u[:], "w": S.w[:]}

    check(script, backend)


def test_several_synapses_between_two_neurons(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = sources(6)
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post = 0.9*v_post + w", multisynaptic_index="number", name="S")
        S.connect("i == j", n=3)
        S.connect(i=[0, 0, 1], j=[1, 1, 2], n=2)
        S.connect("j == i + 1", n="1 + i % 2")
        S.w = "1 + number + 0.1*i"
        S.delay = "number*0.3*ms"
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        b2.Network(G, S, trace, name="net").run(30 * ms)
        return {"v": trace.v[:], "number": S.number[:], "pre": S.i[:], "post": S.j[:], "w": S.w[0, 1, 2], "n": len(S),
                "out": S.N_outgoing[:], "in": S.N_incoming[:]}  # fmt: skip

    check(script, backend)


def test_synapses_onto_synapses(backend: str) -> None:
    def script() -> dict[str, Any]:
        G, H = sources(6), sources(6, "H")
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post += w", name="S")
        S.connect("i != j")
        S.w = 1
        M = b2.Synapses(H, S, on_pre="w_post *= 0.9", name="M")
        M.connect("i == j % 6")
        b2.Network(G, H, S, M, name="net").run(20 * ms)
        return {"w": S.w[:], "v": G.v[:]}

    check(script, backend)


def test_refractory_targets(backend: str) -> None:
    """Synapses do not change what is frozen while the target is refractory."""

    def script() -> dict[str, Any]:
        G = sources(8)
        H = b2.NeuronGroup(8, "dv/dt = -v/(10*ms) : 1 (unless refractory)\ng : 1", threshold="v > 0.5", reset="v = 0", refractory=3 * ms,
                           method="exact", name="H")  # fmt: skip
        S = b2.Synapses(G, H, on_pre="v_post += 0.3\ng_post += 1", name="S")
        S.connect()
        spikes = b2.SpikeMonitor(H, name="spikes")
        b2.Network(G, H, S, spikes, name="net").run(30 * ms)
        return {"t": spikes.t_[:], "i": spikes.i[:], "v": H.v[:], "g": H.g[:]}

    assert len(check(script, backend)["t"]) > 8


def test_shared_target(backend: str) -> None:
    """Every synapse writes to the same place."""

    def script() -> dict[str, Any]:
        G = sources(8)
        H = b2.NeuronGroup(1, "v : 1", name="H")
        S = b2.Synapses(G, H, "w : 1\ntotal : 1 (shared)", on_pre="v_post = v_post*0.99 + w", name="S")
        S.connect()
        S.w = "1 + i"
        S.total = 3
        b2.Network(G, H, S, name="net").run(30 * ms)
        return {"v": H.v[:], "total": S.total[:]}

    check(script, backend)


def test_run_regularly_on_synapses(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = sources(8)
        G.v = "i"
        S = b2.Synapses(G, G, "w : 1", on_pre="w += 1", name="S")
        S.connect("i < j")
        S.run_regularly("w *= 0.9 + 0.001*v_pre", dt=0.5 * ms, name="decay")
        b2.Network(G, S, name="net").run(20 * ms)
        return {"w": S.w[:]}

    check(script, backend)
