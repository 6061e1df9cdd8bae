"""Synapses of every sort: summed variables, gap junctions, synapses on synapses, several pathways, indices and delays."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import pytest
from brian2 import Hz, ms

from .running import check, emitted, expected


def firing(n: int, name: str = "G", more: str = "") -> Any:
    """Neurons that fire each at their own rate."""
    G = b2.NeuronGroup(n, f"dx/dt = rate : 1\nrate : Hz\nv : 1\n{more}", threshold="x > 1", reset="x -= 1", method="euler", name=name)
    G.rate, G.x = "(200 + 37*i)*Hz", "i*0.3 % 1"
    return G


def test_gap_junctions(backend: str) -> None:
    """Summed variables that depend on both ends, clock-driven and continuous."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(6, "dv/dt = (drive - v + gap)/(5*ms) : 1\ndrive : 1\ngap : 1", threshold="v > 1", reset="v = 0",
                           method="euler", name="G")  # fmt: skip
        G.drive, G.v = "1.2 + 0.1*i", "0.1*i"
        S = b2.Synapses(G, G, "w : 1\ngap_post = w*(v_pre - v_post) : 1 (summed)", name="S")
        S.connect(condition="abs(i - j) <= 2 and i != j")
        S.w = "0.1 + 0.02*i"
        trace = b2.StateMonitor(G, ["v", "gap"], record=True, name="trace")
        b2.Network(G, S, trace, name="net").run(20 * ms)
        return {"v": trace.v[:], "gap": trace.gap[:]}

    check(script, backend)


def test_several_summed_variables(backend: str) -> None:
    """Of one Synapses, of two with the two halves of a group as targets, and towards the sources."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(5, "dv/dt = (1 + 0.1*a - 0.2*b - v)/(3*ms) : 1\na : 1\nb : 1\nback : 1", method="euler", name="G")
        H = b2.NeuronGroup(8, "du/dt = (0.1*c - u)/(3*ms) : 1\nc : 1", method="euler", name="H")
        G.v, H.u = "0.2*i", "1 - 0.1*i"
        S = b2.Synapses(G, G, "w : 1\na_post = w*v_pre : 1 (summed)\nb_post = w*w + v_pre : 1 (summed)", name="S")
        S.connect(condition="i != j")
        S.w = "0.1*i + 0.01*j"
        low = b2.Synapses(G, H[:3], "c_post = v_pre : 1 (summed)", name="low")
        low.connect()
        high = b2.Synapses(G[1:4], H[3:], "c_post = v_pre*2 + i + 10*j : 1 (summed)\nback_pre = u_post*(j + 1) : 1 (summed)", name="high")
        high.connect(condition="(i + j) % 2 == 0")
        G.back = 7
        trace = b2.StateMonitor(G, ["v", "a", "b", "back"], record=True, name="trace")
        other = b2.StateMonitor(H, ["u", "c"], record=True, name="other")
        b2.Network(G, H, S, low, high, trace, other, name="net").run(6 * ms)
        return {"v": trace.v[:], "a": trace.a[:], "b": trace.b[:], "back": trace.back[:], "u": other.u[:], "c": other.c[:]}

    check(script, backend)


def test_summed_and_spiking(backend: str) -> None:
    """A summed conductance of clock-driven synapses that spikes set off (NMDA)."""

    def script() -> dict[str, Any]:
        G = firing(5, more="g : 1")
        S = b2.Synapses(
            G, G, "dg_syn/dt = -a*g_syn + b*y*(1 - g_syn) : 1 (clock-driven)\ndy/dt = -b*y : 1 (clock-driven)\na = 1/(10*ms) : Hz\n"
            "b = 1/(5*ms) : Hz\nw : 1\ng_post = g_syn*w : 1 (summed)", on_pre="y += 1", delay=0.7 * ms, method="euler", name="S",
        )  # fmt: skip
        S.connect(condition="i != j")
        S.w = "1 + i*0.1"
        trace = b2.StateMonitor(G, "g", record=True, name="trace")
        b2.Network(G, S, trace, name="net").run(20 * ms)
        return {"g": trace.g[:], "y": S.y[:]}

    check(script, backend)


def test_synapses_on_synapses(backend: str) -> None:
    """Neurons act on synapses (and these by name on their own ends), in both directions."""

    def script() -> dict[str, Any]:
        G, H, M = firing(4), firing(3, "H"), firing(2, "M")
        S = b2.Synapses(G, H, "w : 1\nwas : 1", on_pre="v_post += w", name="S")
        S.connect()
        S.w = "0.1*i + j"
        modulate = b2.Synapses(M, S, "k : 1", on_pre="w_post = w_post*0.9 + k", name="modulate")
        modulate.connect(condition="(i + j) % 2 == 0")
        modulate.k = "0.01*(i + j)"
        watch = b2.Synapses(S, M, "", name="watch")
        watch.connect(j="i % 2")
        plain = b2.Synapses(H, S, on_pre="was_post = w_post", delay=0.4 * ms, name="plain")
        plain.connect(j="k for k in range(i, i + 3)")
        trace = b2.StateMonitor(S, ["w", "was"], record=True, name="trace")
        b2.Network(G, H, M, S, modulate, watch, plain, trace, name="net").run(20 * ms)
        return {"v": H.v[:], "w": trace.w[:], "was": trace.was[:], "i": modulate.i[:], "j": modulate.j[:]}

    check(script, backend)


def test_multisynaptic_index(backend: str) -> None:
    def script() -> dict[str, Any]:
        G, H = firing(3), firing(4, "H")
        S = b2.Synapses(G, H, "w : 1", on_pre="v_post += w", multisynaptic_index="copy", name="S")
        S.connect(condition="i <= j", n=3)
        S.connect(i=0, j=0, n=2)
        S.connect(i=[1, 1], j=[1, 1])
        S.w = "copy + 1"
        S.delay = "copy*2*ms + 0.1*i*ms"
        S.w["copy == 1"] = 10
        trace = b2.StateMonitor(H, "v", record=True, name="trace")
        b2.Network(G, H, S, trace, name="net").run(20 * ms)
        return {"copy": S.copy[:], "i": S.i[:], "j": S.j[:], "v": trace.v[:], "chosen": S.w[0, 0, 1], "pair": S.w["copy == 4"]}

    check(script, backend)


@pytest.mark.parametrize("how", ["range", "sample", "condition", "backwards"])
def test_skip_if_invalid(how: str, backend: str) -> None:
    def script() -> dict[str, Any]:
        G, H = firing(6), firing(9, "H")
        S = b2.Synapses(G, H, name="S")
        if how == "range":
            S.connect(j="k for k in range(i - 3, i + 4)", skip_if_invalid=True)
        elif how == "sample":
            S.connect(j="k for k in sample(i - 3, i + 6, p=1.0)", skip_if_invalid=True)
        elif how == "condition":
            S.connect(j="i + (-1)**k for k in range(2) if (i + k) % 3 != 0", skip_if_invalid=True)
        else:
            S.connect(j="k for k in range(i + 3, i - 4, -2)", skip_if_invalid=True)
        return {"i": S.i[:], "j": S.j[:], "n": len(S)}

    check(script, backend)


def test_pathways_with_names_of_their_own(backend: str) -> None:
    """A dictionary of pathways on both sides, their delays, order and switching them off."""

    def script() -> dict[str, Any]:
        G, H = firing(5), firing(4, "H")
        S = b2.Synapses(
            G, H, "w : 1\nlast : 1",
            on_pre={"pre": "v_post += w", "slow": "v_post -= w/2; last = t/ms"},
            on_post={"post": "w *= 1.01", "late": "w = clip(w, 0, 2); v_pre += 0.1"},
            delay={"slow": 2 * ms, "late": 1 * ms}, name="S",
        )  # fmt: skip
        S.connect(condition="(i + j) % 2 == 0")
        S.w = "1 + 0.1*i"
        S.pre.delay = "0.3*i*ms + 0.1*ms"
        S.slow.order = -3
        net = b2.Network(G, H, S, name="net")
        net.run(10 * ms)
        S.post.active = False
        net.run(10 * ms)
        return {"v": H.v[:], "u": G.v[:], "w": S.w[:], "last": S.last[:], "d": S.pre.delay[:], "e": S.slow.delay[:]}

    check(script, backend)


def test_events_of_their_own_along_pathways(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(6, "dx/dt = rate : 1\nrate : Hz\nv : 1\nk : integer", threshold="x > 1", reset="x -= 1; k += 1",
                           events={"third": "k >= 3", "high": "v > 5"}, method="euler", name="G")  # fmt: skip
        G.rate = "(300 + 50*i)*Hz"
        G.run_on_event("third", "k = 0")
        G.run_on_event("high", "v -= 4", when="end", order=3)
        G.set_event_schedule("third", when="before_resets")
        S = b2.Synapses(G, G, "w : 1", on_pre={"spiked": "v_post += 0.5*w", "thrice": "v_post += 3*w"},
                        on_event={"spiked": "spike", "thrice": "third"}, delay={"thrice": 1 * ms}, name="S")  # fmt: skip
        S.connect(condition="i != j")
        S.w = "0.1*(i + 1)"
        third = b2.EventMonitor(G, "third", ["v", "k"], name="third")
        high = b2.EventMonitor(G[1:5], "high", "v", when="after_end", name="high")
        b2.Network(G, S, third, high, name="net").run(25 * ms)
        return {"v": G.v[:], "i": third.i[:], "t": third.t_[:], "tv": third.v[:], "k": third.k[:], "hi": high.i[:], "ht": high.t_[:],
                "hv": high.v[:]}  # fmt: skip

    check(script, backend)


def test_event_driven_between_runs(backend: str) -> None:
    """Event-driven variables read and written between runs, with other time steps."""

    def script() -> dict[str, Any]:
        G, H = firing(5), firing(4, "H")
        S = b2.Synapses(
            G, H, "w : 1\ndp/dt = -p/(7*ms) : 1 (event-driven)\ndq/dt = -q/(9*ms) : 1 (event-driven)",
            on_pre="p += 1; w += 0.1*q; v_post += w", on_post="q += 1; w -= 0.05*p", name="S",
        )  # fmt: skip
        S.connect()
        S.w = 1
        net = b2.Network(G, H, S, name="net")
        net.run(8 * ms)
        middle = S.p[:].copy()
        S.p = "p*0.5 + 0.01*i"
        b2.defaultclock.dt = 0.05 * ms
        net.run(8 * ms)
        return {"middle": middle, "w": S.w[:], "p": S.p[:], "q": S.q[:], "v": H.v[:], "last": S.lastupdate_[:]}

    check(script, backend)


def test_subgroups_on_both_ends(backend: str) -> None:
    def script() -> dict[str, Any]:
        G, H = firing(9), firing(7, "H")
        parts = [G[:4], G[4:], H[2:5]]
        S = b2.Synapses(parts[1], parts[2], "w : 1", on_pre="v_post += w*(i + 1)", on_post="w += 0.1; v_pre -= j", name="S")
        S.connect(j="k for k in range(N_post) if (i + k) % 2 == 0")
        S.w = "i + 10*j + N_pre"
        nested = H[1:6][1:3]
        T = b2.Synapses(parts[0], nested, on_pre="v_post += x_pre", delay=0.5 * ms, name="T")
        T.connect(p=1)
        parts[2].v = "i*2"
        parts[0].v[1:3] = "v + 1"
        rate = b2.PopulationRateMonitor(parts[1], name="rate")
        spikes = b2.SpikeMonitor(nested, name="spikes")
        trace = b2.StateMonitor(parts[2], "v", record=True, name="trace")
        b2.Network(G, H, S, T, rate, spikes, trace, name="net").run(15 * ms)
        return {"w": S.w[:], "v": H.v[:], "u": G.v[:], "rate": rate.rate[:], "i": spikes.i[:], "t": spikes.t_[:], "trace": trace.v[:],
                "slice": S.w[1:3, :], "who": S.i["w > 20"]}  # fmt: skip

    check(script, backend)


def test_spike_generators(backend: str) -> None:
    """Periodic, with several spikes at a time, changed between runs, on a clock of its own, and as sources of synapses."""

    def script() -> dict[str, Any]:
        A = b2.SpikeGeneratorGroup(5, [0, 1, 1, 4, 3], [1, 1, 3, 3, 9.95] * ms, name="A")
        B = b2.SpikeGeneratorGroup(3, [2, 0], [0, 0.7] * ms, period=2 * ms, name="B")
        C = b2.SpikeGeneratorGroup(2, [], [] * ms, dt=0.5 * ms, name="C")
        H = b2.NeuronGroup(5, "v : 1", name="H")
        S = b2.Synapses(A, H, on_pre="v_post += i + 1", name="S")
        S.connect(j="i")
        T = b2.Synapses(B, H, on_pre="v_post *= 2", delay=0.3 * ms, name="T")
        T.connect()
        monitors = [b2.SpikeMonitor(group, name=f"of_{group.name}") for group in (A, B, C)]
        trace = b2.StateMonitor(H, "v", record=True, name="trace")
        net = b2.Network(A, B, C, H, S, T, *monitors, trace, name="net")
        net.run(5 * ms)
        A.set_spikes([0, 2, 2], [6, 6, 7.5] * ms)
        C.set_spikes([0, 1, 1], [6, 6.5, 9] * ms)
        net.run(3 * ms)
        B.set_spikes([1], [0.2] * ms, period=1 * ms)
        net.run(5 * ms)
        found = {"v": trace.v[:]}
        for monitor in monitors:
            found[f"{monitor.name} i"], found[f"{monitor.name} t"] = monitor.i[:], monitor.t_[:]
        return found

    check(script, backend)


def test_heterogeneous_delays_between_runs(backend: str) -> None:
    def script() -> dict[str, Any]:
        G, H = firing(5), firing(4, "H")
        S = b2.Synapses(G, H, "w : 1", on_pre="v_post = v_post*0.9 + w", name="S")
        S.connect()
        S.w, S.delay = "i + j", "(0.2*i + j)*ms"
        trace = b2.StateMonitor(H, "v", record=True, name="trace")
        net = b2.Network(G, H, S, trace, name="net")
        net.run(7 * ms)
        S.delay["i == 2"] = 5 * ms
        net.run(3 * ms)
        S.delay = "3*ms - delay/2"
        b2.defaultclock.dt = 0.05 * ms
        net.run(7 * ms)
        return {"v": trace.v[:], "d": S.delay[:]}

    check(script, backend)


def test_poisson_sources(backend: str) -> None:
    """Rates of their own, of an expression, subgroups as sources; input into a subgroup, shared and switched off."""
    n, seconds = 400, 0.5

    def script() -> dict[str, Any]:
        b2.seed(3)
        P = b2.PoissonGroup(n, rates="(20 + 60*int(i >= 200))*Hz + 10*Hz*sin(t*Hz)", name="P")
        H = b2.NeuronGroup(n, "v : 1\nu : 1", name="H")
        S = b2.Synapses(P[200:], H[:200], on_pre="v_post += 1", name="S")
        S.connect(j="i")
        first = b2.PoissonInput(H[200:], "u", N=20, rate=10 * Hz, weight="0.5")
        second = b2.PoissonInput(H, "v", N=5, rate=10 * Hz, weight=100, when="end")
        second.active = False
        spikes = b2.SpikeMonitor(P, name="spikes")
        b2.Network(P, H, S, first, second, spikes, name="net").run(seconds * b2.second)
        counts = spikes.count[:]
        assert H.v[:200].sum() == counts[200:].sum() and not H.u[:200].any() and not H.v[200:].any()
        return {"low": counts[:200].mean(), "high": counts[200:].mean(), "u": H.u[200:].mean(), "deviation": counts[:200].std()}

    found, wanted = emitted(script, backend), expected(script)
    for name, value in wanted.items():
        assert found[name] == pytest.approx(value, rel=0.12), name
