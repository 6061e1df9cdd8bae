"""Equations, thresholds, resets, refractoriness, events, monitors: each as Brian2's numpy runtime has it."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms

from .running import check, emitted, expected, same

REFRACTORY = {
    "quantity": 4 * ms,
    "expression": "(2 + 3*rho)*ms",
    "condition": "v > 0.9",
    "subexpression": "wait",
    "parameter": "own",
}


@pytest.mark.parametrize("how", sorted(REFRACTORY))
def test_refractoriness(how: str, backend: str) -> None:
    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(
            20,
            """dv/dt = (1.5 - v)/(3*ms) : 1 (unless refractory)
            dw/dt = (not_refractory*1.0 - w)/(2*ms) : 1
            rho : 1
            own : second
            wait = 1*ms + rho*2*ms : second""",
            threshold="v > 1", reset="v = 0.95*int(rho > 0.5)" if how == "condition" else "v = 0",
            refractory=REFRACTORY[how], method="euler", name="G",
        )  # fmt: skip
        G.rho = np.arange(20) / 20
        G.own = np.arange(20)[::-1] * 0.2 * ms
        spikes = b2.SpikeMonitor(G, name="spikes")
        trace = b2.StateMonitor(G, ["v", "w", "not_refractory", "lastspike"], record=[0, 7, 19], name="trace")
        b2.Network(G, spikes, trace, name="net").run(40 * ms)
        return {"t": spikes.t_[:], "i": spikes.i[:], "v": trace.v[:], "w": trace.w[:], "nr": trace.not_refractory[:],
                "last": trace.lastspike[:]}  # fmt: skip

    assert len(check(script, backend)["t"]) > 20


METHODS = {
    "exact": "dv/dt = (u - v)/(5*ms) : 1\ndu/dt = -u/(7*ms) : 1",
    "exponential_euler": "dv/dt = (u*(1 - v) - v)/(5*ms) : 1\ndu/dt = -u/(7*ms) : 1",
    "euler": "dv/dt = sin(u) - v/(5*ms)*ms : Hz\ndu/dt = -u/(7*ms) : 1",
    "rk2": "dv/dt = (u - v**3)/(5*ms) : 1\ndu/dt = (v - u)/(7*ms) : 1",
    "rk4": "dv/dt = (u - v**3)/(5*ms) : 1\ndu/dt = (v - u)/(7*ms) : 1",
    "heun": "dv/dt = (u - v**3)/(5*ms) : 1\ndu/dt = (v - u)/(7*ms) : 1",
}


@pytest.mark.parametrize("method", sorted(METHODS))
def test_integration(method: str, backend: str) -> None:
    def script() -> dict[str, Any]:
        equations = METHODS[method] if method != "euler" else "dv/dt = (sin(u) - v)/(5*ms) : 1\ndu/dt = -u/(7*ms) : 1"
        G = b2.NeuronGroup(9, equations, method=method, name="G")
        G.v, G.u = "0.1*i", "1 - 0.05*i"
        trace = b2.StateMonitor(G, ["v", "u"], record=True, name="trace")
        b2.Network(G, trace, name="net").run(5 * ms)
        return {"v": trace.v[:], "u": trace.u[:]}

    check(script, backend, rtol=1e-11)


def test_functions(backend: str) -> None:
    """Every function that Brian2 knows, with awkward arguments."""

    names = ["exp", "log", "log10", "expm1", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos",
             "arctan", "ceil", "floor", "abs", "sign", "exprel", "int"]  # fmt: skip

    def script() -> dict[str, Any]:
        equations = "x : 1\nk : integer\n" + "".join(f"y_{name} : 1\n" for name in names)
        equations += "a : 1\nb : 1\nc : integer\nd : integer\nq : 1\nf : 1\ng : boolean\nh : 1\nm : integer"
        G = b2.NeuronGroup(41, equations, name="G")
        G.x = np.linspace(-2, 2, 41)
        G.x[0], G.x[40] = -1e-9, 1e-12
        G.k = np.arange(41) - 20
        for name in names:
            argument = {"log": "abs(x) + 0.1", "log10": "abs(x) + 0.1", "log1p": "abs(x)", "sqrt": "abs(x)",
                        "arcsin": "x/2.5", "arccos": "x/2.5"}.get(name, "x")  # fmt: skip
            setattr(G, f"y_{name}", f"{name}({argument})")
        G.a = "clip(x, -0.5, 1)"
        G.b = "x % 0.7 + (-x) % 0.3"
        G.c = "k % 7"
        G.d = "k // 3"
        G.q = "x // 0.3"
        G.f = "x**2 + x**3 - x**-2 + abs(x)**0.5 + abs(x)**1.3 + 2**x"
        G.g = "(x > 0.3 and not k == 12) or x < -1"
        G.h = "k / 4 + 1/3*k + int(k > 0)*x - -x"
        G.m = "int(x*3) + k*k - k**2 + 2*k"
        return {name: getattr(G, name)[:].copy() for name in ["a", "b", "c", "d", "q", "f", "g", "h", "m"] + [f"y_{n}" for n in names]}

    check(script, backend, rtol=1e-12, atol=1e-15)


def test_shared_and_linked_variables(backend: str) -> None:
    def script() -> dict[str, Any]:
        A = b2.NeuronGroup(6, "dx/dt = -x/(4*ms) : 1\ntotal : 1 (shared)\nscale : 1 (shared, constant)", method="exact", name="A")
        A.x = "i + 1"
        A.scale = 0.5
        A.run_regularly("total = total + scale*t/ms", dt=0.5 * ms, name="sum_up")
        B = b2.NeuronGroup(12, "y : 1 (linked)\nz : 1 (linked)\ndv/dt = (y + z - v)/ms : 1", method="euler", name="B")
        B.y = b2.linked_var(A, "x", index=np.arange(12) // 2)
        B.z = b2.linked_var(A, "total")
        trace = b2.StateMonitor(B, ["v", "y", "z"], record=[0, 11], name="trace")
        net = b2.Network(A, B, trace, name="net")
        net.run(3 * ms)
        return {"v": trace.v[:], "y": trace.y[:], "z": trace.z[:], "total": A.total[:]}

    check(script, backend)


def test_subexpressions(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(
            4,
            """dv/dt = (drive + slow - v)/(5*ms) : 1
            drive = 1.2 + 0.1*i + 0.1*sin(t/ms) : 1
            slow = v*0.5 + int(t > 1*ms) : 1 (constant over dt)""",
            threshold="v + drive > 2.6", reset="v = slow*0.1", method="euler", name="G",
        )  # fmt: skip
        trace = b2.StateMonitor(G, ["v", "drive", "slow"], record=True, name="trace")
        net = b2.Network(G, trace, name="net")
        net.run(10 * ms)
        return {"v": trace.v[:], "drive": trace.drive[:], "slow": trace.slow[:], "now": G.drive[:], "string": G.drive["i > 1"]}

    check(script, backend)


def test_events(backend: str) -> None:
    """Custom events with their own monitors, and code that runs on them."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(
            10, "dv/dt = (1.5 - v)/(3*ms) : 1\nseen : integer\nlast : second\nother : 1 (shared)", threshold="v > 1", reset="v = 0",
            events={"half": "v > 0.5 and v < 0.55", "late": "t > 5*ms and v > 0.2 and seen < 4"}, method="euler", name="G",
        )  # fmt: skip
        G.v = np.arange(10) / 10
        G.run_on_event("half", "seen += 1; last = t")
        G.run_on_event("late", "v += 0.01*(i+1)", when="after_resets")
        H = b2.NeuronGroup(10, "x : 1", name="H")
        S = b2.Synapses(G, H, on_pre={"up": "x_post += 1", "down": "x_post -= 0.1"}, on_event={"up": "half", "down": "late"}, name="S")
        S.connect(i=np.arange(10), j=(np.arange(10) * 7) % 10)
        S.down.delay = 0.3 * ms
        half = b2.EventMonitor(G, "half", variables=["v", "seen"], name="half")
        late = b2.EventMonitor(G, "late", name="late", record=False)
        spikes = b2.SpikeMonitor(G, variables="seen", name="spikes")
        b2.Network(G, H, S, half, late, spikes, name="net").run(20 * ms)
        return {"half t": half.t_[:], "half i": half.i[:], "half v": half.v[:], "half seen": half.seen[:], "late": late.count[:],
                "t": spikes.t_[:], "seen": spikes.seen[:], "now": G.seen[:], "last": G.last[:], "x": H.x[:]}  # fmt: skip

    assert len(check(script, backend)["half t"]) > 5


def test_subgroup_monitors(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(20, "dv/dt = (1.5 - v)/(3*ms) : 1", threshold="v > 1", reset="v = 0", method="euler", name="G")
        G.v = "i/20.0"
        part, rest = G[5:11], G[11:]
        part.v = "v*0.5 + 0.01*i"
        rest.v["i > 4"] = 0.2
        spikes = b2.SpikeMonitor(part, name="spikes")
        trace = b2.StateMonitor(part, "v", record=[0, 5], name="trace")
        rate = b2.PopulationRateMonitor(rest, name="rate")
        whole = b2.PopulationRateMonitor(G, name="whole")
        counts = b2.SpikeMonitor(rest, record=False, name="counts")
        b2.Network(G, spikes, trace, rate, whole, counts, name="net").run(20 * ms)
        return {"t": spikes.t_[:], "i": spikes.i[:], "count": spikes.count[:], "v": trace.v[:], "rate": rate.rate[:],
                "whole": whole.rate[:], "counts": counts.count[:], "n": counts.num_spikes,
                "smooth": np.asarray(whole.smooth_rate(window="flat", width=1 * ms))}  # fmt: skip

    check(script, backend)


def test_no_neurons(backend: str) -> None:
    """Groups and monitors of nothing."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(1, "dv/dt = 100*Hz : 1", threshold="v > 1", reset="v = 0", method="euler", name="G")
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post += w", on_post="w += 1", name="S")
        S.connect("i != j")
        S.w = "rand()"
        S.delay = "rand()*ms"
        trace = b2.StateMonitor(S, "w", record=[], name="trace")
        other = b2.StateMonitor(S, "w", record=True, name="other")
        b2.Network(G, S, trace, other, name="net").run(25 * ms)
        return {"v": G.v[:], "w": S.w[:], "shape": trace.w.shape, "other": other.w.shape, "n": len(S), "out": S.N_outgoing[:]}

    check(script, backend)


def test_monitor_of_everything(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(3, "dv/dt = 100*Hz : 1\nk : integer\nflag = v > 0.5 : boolean\ns : 1 (shared)", threshold="v > 1", reset="v = 0; k += 1",
                           method="euler", name="G")  # fmt: skip
        G.v = "i*0.3"
        G.run_regularly("s = s + 1", dt=1 * ms, name="counting")
        trace = b2.StateMonitor(G, True, record=[2, 0], name="trace")
        mine = b2.StateMonitor(G, ["v", "k", "flag", "s", "i"], record=True, dt=0.5 * ms, when="start", name="mine")
        net = b2.Network(G, trace, mine, name="net")
        net.run(15 * ms)
        trace.record_single_timestep()
        return {"v": trace.v[:], "k": trace.k[:], "flag": mine.flag[:], "s": mine.s[:], "i at": mine.i[:], "one": mine[1].v,
                "when": trace.t_[:]}  # fmt: skip

    check(script, backend)


def test_names_of_constants(backend: str) -> None:
    """The same name with another value in each group; group namespaces; booleans and integers."""

    def script() -> dict[str, Any]:
        groups = [
            b2.NeuronGroup(2, "dv/dt = -v*rate + int(on)*offset*Hz : 1", namespace={"rate": (k + 1) * 50 * Hz, "on": k > 0, "offset": k},
                           method="euler", name=f"G{k}")  # fmt: skip
            for k in range(3)
        ]
        for G in groups:
            G.v = 1
        b2.Network(*groups, name="net").run(5 * ms)
        return {f"v{k}": G.v[:] for k, G in enumerate(groups)}

    check(script, backend)


@pytest.mark.parametrize("threads", [1, 3])
def test_linked_to_itself(backend: str, threads: int) -> None:
    """All elements see the others as they were before the step: a loop over elements would not."""
    if threads > 1 and backend != "cpu":
        pytest.skip("threads are the cpu's")
    n = 1500

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(n, "dx/dt = (y - x)/ms : 1\ny : 1 (linked)\nz : integer (linked)\nk : integer", method="euler", name="G")
        G.y = b2.linked_var(G, "x", index=(np.arange(n) + 1) % n)
        G.z = b2.linked_var(G, "k", index=np.arange(n)[::-1])
        G.x, G.k = "i", "i % 7"
        G.run_regularly("k = z + 1", dt=0.3 * ms)
        b2.Network(G, name="net").run(1 * ms)
        return {"x": G.x[:], "k": G.k[:]}

    same(emitted(script, backend, **({"threads": threads} if threads > 1 else {})), expected(script))
