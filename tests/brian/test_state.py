"""State of every sort: shared, linked, integer, boolean, of its own precision, constant over a time step."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms, mV, second, volt

from .running import active, check


def test_shared_variables(backend: str) -> None:
    """One value for the whole group: in equations, in resets by condition, written in mid-run and by an expression."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(
            7,
            """dv/dt = (gain*drive - v)/tau : 1
            gain : 1 (shared)
            tau : second (shared, constant)
            steps : integer (shared)
            on : boolean (shared)
            total = gain*2 + steps : 1 (shared)
            drive : 1""",
            threshold="v > 1 and on", reset="v -= 1", method="euler", name="G",
        )  # fmt: skip
        G.gain, G.tau, G.on, G.drive = 1.5, 5 * ms, True, "1 + 0.1*i"
        G.run_regularly("gain *= 1.01\nsteps += 1\non = steps % 3 != 0", dt=0.5 * ms, name="scalar")
        G.run_regularly("steps += 1\nv += 0.01*steps", dt=2 * ms, name="both")
        trace = b2.StateMonitor(G, ["v", "gain", "steps", "on", "total"], record=True, name="trace")
        spikes = b2.SpikeMonitor(G, name="spikes")
        net = b2.Network(G, trace, spikes, name="net")
        net.run(9 * ms)
        G.gain = "gain/2 + 1"
        net.run(9 * ms)
        return {"v": trace.v[:], "gain": trace.gain[:], "steps": trace.steps[:], "on": trace.on[:], "total": trace.total[:],
                "t": spikes.t_[:], "end": G.total, "shape": np.shape(G.gain)}  # fmt: skip

    check(script, backend)


def test_shared_variables_of_synapses(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(4, "dx/dt = 300*Hz : 1\nv : 1", threshold="x > 1", reset="x = 0", method="euler", name="G")
        G.x = "i/5.0"
        S = b2.Synapses(G, G, "w : 1\ngain : 1 (shared)\nlevel = gain*2 : 1 (shared)", on_pre="v_post += w*level", name="S")
        S.connect(condition="i != j")
        S.w, S.gain = "i + 10*j", 0.5
        S.run_regularly("gain *= 0.9", dt=1 * ms, name="fade")
        trace = b2.StateMonitor(S, ["gain", "level"], record=0, name="trace")
        b2.Network(G, S, trace, name="net").run(15 * ms)
        return {"v": G.v[:], "gain": trace.gain[:], "level": trace.level[:]}

    check(script, backend)


@pytest.mark.parametrize("how", ["array", "scalar", "same", "subgroup", "subexpression", "numbers"])
def test_linked_variables(how: str, backend: str) -> None:
    def script() -> dict[str, Any]:
        source = b2.NeuronGroup(
            5, "dx/dt = (1 + 0.2*k - x)/(4*ms) : 1\nk : 1\nboth = x*2 + k : 1\none : 1 (shared)", method="exact", name="source"
        )
        source.k, source.one = "i", 0.25
        n = {"array": 8, "scalar": 8, "same": 5, "subgroup": 3, "subexpression": 5, "numbers": 5}[how]
        target = b2.NeuronGroup(n, "dy/dt = (lx - y)/(2*ms) : 1\nlx : 1 (linked)\nz = lx**2 : 1", method="euler",
                                threshold="y > 1.1", reset="y = 0.1*lx", name="target")  # fmt: skip
        parts = [source, target]
        if how == "array":
            target.lx = b2.linked_var(source, "x", index=np.array([0, 1, 2, 3, 4, 0, 0, 3]))
        elif how == "scalar":
            target.lx = b2.linked_var(source, "one")
            source.run_regularly("one += 0.05", dt=1 * ms, name="more")
        elif how == "same":
            target.lx = b2.linked_var(source, "x")
        elif how == "subgroup":
            part = source[1:4]
            parts.append(part)
            target.lx = b2.linked_var(part, "x")
        elif how == "numbers":
            target.lx = b2.linked_var(source, "both", index="i")
        else:
            target.lx = b2.linked_var(source.both)
        trace = b2.StateMonitor(target, ["y", "lx", "z"], record=True, name="trace")
        spikes = b2.SpikeMonitor(target, name="spikes")
        b2.Network(*parts, trace, spikes, name="net").run(12 * ms)
        return {"y": trace.y[:], "lx": trace.lx[:], "z": trace.z[:], "t": spikes.t_[:], "i": spikes.i[:], "now": target.lx[:]}

    check(script, backend)


def test_dtype_of_each_variable(backend: str) -> None:
    """Single and double precision and integers of two widths in one model."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(
            6, "dv/dt = (u*c - v)/(5*ms) : 1\ndu/dt = -u/(9*ms) : 1\nc : 1\nk : integer\nbig : integer\nflag : boolean",
            dtype={"v": np.float64, "u": np.float32, "c": np.float32, "k": np.int32, "big": np.int64},
            threshold="v > 0.3", reset="v = 0; k += 1; big += 3000000000; flag = not flag", method="euler", name="G",
        )  # fmt: skip
        G.u, G.c, G.k = "1 + 0.1*i", "2 - 0.1*i", "i"
        trace = b2.StateMonitor(G, ["v", "u", "k", "big", "flag"], record=True, name="trace")
        b2.Network(G, trace, name="net").run(8 * ms)
        types = [np.dtype(G.variables[name].dtype).name for name in ("v", "u", "k", "big", "flag")]
        assert types == ["float64", "float32", "int32", "int64", "bool"]
        assert trace.u.dtype == np.float32 and trace.big.dtype == np.int64 and trace.flag.dtype == bool
        return {"v": trace.v[:], "u": trace.u[:], "k": trace.k[:], "big": trace.big[:], "flag": trace.flag[:]}

    check(script, backend, rtol=1e-5)


def test_integers_and_booleans(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(
            12, "a : integer\nb : integer\np : boolean\nq : boolean\nx : 1\nr = p and not q : boolean\ns = a // 3 + b : integer",
            name="G",
        )  # fmt: skip
        G.a, G.b, G.p, G.q = "i - 6", "1 + i % 3", "i % 2 == 0", "i > 5"
        G.run_regularly(
            """x = a/b + a//b + a % b
            a += b*2 - 1
            b = b % 5 + 1
            p = (a > b) or q
            q = not (p and x > 0)
            x = x + int(p)*2 - int(q) + p*3""", dt=0.1 * ms, name="work",
        )  # fmt: skip
        trace = b2.StateMonitor(G, ["a", "b", "p", "q", "x", "r", "s"], record=True, name="trace")
        b2.Network(G, trace, name="net").run(2 * ms)
        return {name: getattr(trace, name)[:] for name in ("a", "b", "p", "q", "x", "r", "s")}

    check(script, backend)


def test_constant_over_dt(backend: str) -> None:
    """A subexpression that keeps its value for a whole step, recorded before and after what it depends on has changed."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(
            5, "dv/dt = (level - v)/(3*ms) : 1\nlevel = 1.5 + 0.2*sin(t*500*Hz) + 0.1*v : 1 (constant over dt)",
            threshold="v > 1.2", reset="v = 0.1*level", method="euler", name="G",
        )  # fmt: skip
        G.v = "0.1*i"
        S = b2.Synapses(G, G, "w = v_pre*2 : 1 (constant over dt)\nk : 1", on_pre="k += w; v_post += 0.01*w", name="S")
        S.connect(j="(i + 1) % N_post")
        early = b2.StateMonitor(G, "level", record=True, when="start", name="early")
        late = b2.StateMonitor(G, ["level", "v"], record=True, when="end", name="late")
        weights = b2.StateMonitor(S, ["w", "k"], record=True, name="weights")
        b2.Network(G, S, early, late, weights, name="net").run(10 * ms)
        return {"early": early.level[:], "late": late.level[:], "v": late.v[:], "w": weights.w[:], "k": weights.k[:]}

    check(script, backend)


def test_random_subexpression_is_drawn_once_a_step(backend: str) -> None:
    with active("genn_emit", backend=backend) as device:
        G = b2.NeuronGroup(50, "x = rand() : 1 (constant over dt)\na : 1\nb : 1", name="G")
        G.run_regularly("a = x", when="start", name="first")
        G.run_regularly("b = x", when="end", name="second_")
        trace = b2.StateMonitor(G, ["a", "b"], record=True, when="after_end", name="trace")
        b2.Network(G, trace, name="net").run(2 * ms)
        np.testing.assert_array_equal(trace.a[:], trace.b[:])
        assert len(np.unique(trace.a[:])) == trace.a.size and device.fallbacks == []


def test_timed_arrays(backend: str) -> None:
    """One and two dimensions, before the first and after the last value, in every place where code runs."""

    def script() -> dict[str, Any]:
        drive = b2.TimedArray(np.array([0.5, 2.0, 1.0, 3.0]), dt=2.5 * ms, name="drive")
        table = b2.TimedArray(np.arange(15).reshape(5, 3) * mV, dt=1.3 * ms, name="table")
        flags = b2.TimedArray(np.array([True, False, True]), dt=3 * ms, name="flags")
        G = b2.NeuronGroup(
            3, "dv/dt = (drive(t)*level - v)/(2*ms) : 1\nu : volt\nlevel : 1\nw = table(t, 2 - i) : volt\nx : 1",
            threshold="v > 0.8 + drive(t - 1*ms)/10", reset="v = 0; u += table(t, i)", method="euler", name="G",
        )  # fmt: skip
        G.level = "1 + 0.3*i"
        G.u = "table(3*ms, i)"
        G.run_regularly("x = drive(t + 1*ms) + int(flags(t))", dt=0.5 * ms, name="regular")
        S = b2.Synapses(G, G, on_pre="u_post += table(t, j)/10", name="S")
        S.connect(condition="i != j")
        S.delay = "drive(0.5*ms*i)*ms"
        trace = b2.StateMonitor(G, ["v", "u", "w", "x"], record=True, name="trace")
        b2.Network(G, S, trace, name="net").run(12 * ms)
        return {"v": trace.v[:], "u": trace.u[:], "w": trace.w[:], "x": trace.x[:], "delay": S.delay[:]}

    check(script, backend)


def test_timed_array_across_dt(backend: str) -> None:
    """Steps of the array that are no multiple of the clock's, and a clock that changes."""

    def script() -> dict[str, Any]:
        drive = b2.TimedArray(np.arange(20.0), dt=0.33 * ms, name="drive")
        G = b2.NeuronGroup(2, "v = drive(t) : 1\ntotal : 1", name="G")
        G.run_regularly("total += v", name="add")
        trace = b2.StateMonitor(G, ["v", "total"], record=[1], name="trace")
        net = b2.Network(G, trace, name="net")
        for dt in (0.1, 0.025, 0.4):
            b2.defaultclock.dt = dt * ms
            net.run(2 * ms)
        return {"v": trace.v[:], "total": trace.total[:], "t": trace.t_[:]}

    check(script, backend)


def test_units_of_what_is_read(backend: str) -> None:
    with active("genn_emit", backend=backend):
        G = b2.NeuronGroup(3, "dv/dt = -v/(5*ms) : volt\nrate : Hz (shared)", method="exact", name="G")
        G.v, G.rate = "i*mV", 3 * Hz
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        b2.Network(G, trace, name="net").run(1 * ms)
        assert b2.have_same_dimensions(G.v[:], volt) and b2.have_same_dimensions(trace.v, volt)
        assert b2.have_same_dimensions(trace.t, second) and G.rate == 3 * Hz and G.v_[:].dtype == float
        with pytest.raises(b2.DimensionMismatchError):
            G.v = 3 * Hz
        with pytest.raises(b2.DimensionMismatchError):
            G.v = "i*ms"


def test_subgroups_that_nobody_holds(backend: str) -> None:
    """``G[1:3].v = 'i'``: the subgroup is gone before its work is done."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(6, "v : 1\nu : 1", name="G")
        G[1:3].v = "i + 5"
        G[2:].u = "v*2 + i"
        G[:4][1:].u = "u + 0.5"
        G[4:].v = 7
        return {"v": G.v[:], "u": G.u[:], "part": G[2:5].v[:]}

    check(script, backend)
