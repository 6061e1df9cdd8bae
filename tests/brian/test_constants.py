"""What stays the same in a run is computed before its loop: from what is true when the run begins."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms
from numpy.testing import assert_allclose

from genn_emit.backends.base import Program
from genn_emit.network.schedule import Network

from .running import Results, active, expected

EQUATIONS = "dv/dt = (I + g - v)/tau : 1 (unless refractory)\ndg/dt = -g/(3*ms) : 1\nI : 1 (shared)"


def neurons() -> Any:
    G = b2.NeuronGroup(40, EQUATIONS, threshold="v > 1", reset="v = 0", refractory=1 * ms, method="exact", name="G")
    G.v, G.g, G.I = np.linspace(0, 1, 40), np.linspace(0, 2, 40), 1.2
    return G


def changing() -> Results:
    """A constant of the namespace, the time step, and a shared variable, from one run to the next."""
    G = neurons()
    spikes = b2.SpikeMonitor(G)
    network = b2.Network(G, spikes)
    found = {}
    for number, (tau, dt, I) in enumerate([(5 * ms, 0.1, 1.2), (9 * ms, 0.1, 1.2), (9 * ms, 0.05, 1.2), (4 * ms, 0.05, 1.7)]):
        b2.defaultclock.dt = dt * ms
        G.I = I
        network.run(4 * ms, namespace={"tau": tau})
        found[f"v{number}"] = np.array(G.v[:])
    return {**found, "i": np.array(spikes.i[:]), "t": np.array(spikes.t_[:])}


def stepped() -> Results:
    """With Python between the steps, which changes what the run reads."""
    G = neurons()

    @b2.network_operation(dt=0.5 * ms)
    def more() -> None:
        G.I += 0.05

    b2.Network(G, more).run(4 * ms, namespace={"tau": 5 * ms})
    return {"v": np.array(G.v[:])}


def two_clocks() -> Results:
    G, H = neurons(), b2.NeuronGroup(7, "dv/dt = (2 - v)/tau : 1", method="exact", dt=0.3 * ms, name="H")
    b2.Network(G, H).run(4 * ms, namespace={"tau": 5 * ms})
    return {"v": np.array(G.v[:]), "slow": np.array(H.v[:])}


@pytest.mark.parametrize("script", [changing, stepped, two_clocks])
@pytest.mark.parametrize("threads", [1, 2])
def test_as_numpy(script: Any, threads: int) -> None:
    want = expected(script)
    with active("genn_emit", threads=threads) as device:
        got = script()
        assert not device.fallbacks
    for key, values in want.items():
        assert_allclose(got[key], values, rtol=1e-11, err_msg=key)


def programs(script: Any, **options: Any) -> list[Program]:
    found: list[Program] = []

    def watch(network: Network, program: Program) -> None:
        if network.schedule:
            found.append(program)

    with active("genn_emit", **options) as device:
        device.stages.witness = watch
        script()
    return found


def text_of(program: Program, name: str) -> str:
    return next(file.text for file in program.sources if file.name == name)


def test_exponentials_leave_the_loop() -> None:
    (program, *_) = programs(changing)
    assert "exp(" in text_of(program, "init.cc")
    assert "exp(" not in text_of(program, "neuron_update.cc")
    assert text_of(program, "runner.cc").count("_constants(s, worker, workers)") == 1


def test_what_depends_on_time_or_on_functions_of_users_stays() -> None:
    def script() -> None:
        @b2.implementation("cpp", "double counted(double x) { static double n = 0; n += 1; return x + 0*n; }")
        @b2.check_units(x=1, result=1)
        def counted(x: Any) -> Any:
            return x

        G = b2.NeuronGroup(3, "dv/dt = (exp(-t/tau) + counted(c) - v)/tau : 1", method="euler")
        b2.Network(G).run(1 * ms, namespace={"tau": 5 * ms, "c": 0.3, "counted": counted})

    (program,) = programs(script)
    assert all(file.name != "init.cc" for file in program.sources)
    assert "exp(" in text_of(program, "neuron_update.cc")


def test_names_for_what_was_computed() -> None:
    """Aliases, signs and conversions of it, seen or not."""

    def script() -> Results:
        G = b2.NeuronGroup(3, "v : 1\nw : 1\nn : integer")
        G.run_regularly("a = exp(-k)\nb = -a\nv += b", name="only_the_sign")
        G.run_regularly("a = exp(-k)\nb = a\nc = int(3*b)\nw += a + b\nn += c", name="all")
        b2.Network(G).run(0.3 * ms, namespace={"k": 0.3})
        return {"v": np.array(G.v[:]), "w": np.array(G.w[:]), "n": np.array(G.n[:])}

    want = expected(script)
    for less in (True, False):
        with active("genn_emit", less_arithmetic=less) as device:
            got = script()
            assert not device.fallbacks
        for key, values in want.items():
            assert_allclose(got[key], values, rtol=1e-12, err_msg=key)


def test_names_that_others_have() -> None:
    def script() -> Results:
        G = b2.NeuronGroup(3, "v : 1\nx_a : 1", name="G")
        G.run_regularly("a = exp(-k)\nv += a\nx_a += 1", name="G_x")
        G.run_regularly("v += 2*exp(-k)", name="G_x_constants")
        b2.Network(G).run(0.3 * ms, namespace={"k": 0.3})
        return {"v": np.array(G.v[:]), "x": np.array(G.x_a[:])}

    want = expected(script)
    with active("genn_emit"):
        got = script()
    for key, values in want.items():
        assert_allclose(got[key], values, rtol=1e-12, err_msg=key)
