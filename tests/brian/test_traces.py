"""Traces that all synapses of a neuron share are kept per neuron, and nobody can tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms

from genn_emit.network.schedule import Network

from .running import Results, active, copied, emitted, expected, same

EQUATIONS = """w : 1
dApre/dt = -Apre / taupre : 1 (event-driven)
dApost/dt = -Apost / taupost : 1 (event-driven)"""
ON_PRE = """g += w
Apre += 0.01
w = clip(w + Apost, 0, 1)"""
ON_POST = """Apost += dApost
w = clip(w + Apre, 0, 1)"""


class Net:
    """30 periodic inputs onto 20 neurons that leak."""

    def __init__(self, equations: str = EQUATIONS, on_pre: Any = ON_PRE, on_post: Any = ON_POST, connect: Any = None) -> None:
        rng = np.random.RandomState(5)
        namespace = {"taupre": 20 * ms, "taupost": 15 * ms, "dApost": -0.0105}
        self.inputs = b2.NeuronGroup(
            30, "dx/dt = f : 1\nf : Hz", threshold="x > 1", reset="x -= 1", method="euler", name="inputs"
        )
        self.inputs.x, self.inputs.f = rng.random_sample(30), (20 + 60 * rng.random_sample(30)) * Hz
        self.cells = b2.NeuronGroup(
            20, "dv/dt = (0.4 + g - v)/(10*ms) : 1\ndg/dt = -g/(5*ms) : 1", threshold="v > 1", reset="v = 0", method="euler",
            name="cells",
        )  # fmt: skip
        self.S = b2.Synapses(self.inputs, self.cells, equations, on_pre=on_pre, on_post=on_post, name="S", namespace=namespace)
        self.S.connect(**(connect or {"p": 1.0}))
        self.S.w = np.random.RandomState(6).random_sample(len(self.S)) * 0.5
        self.spikes = b2.SpikeMonitor(self.cells, name="spikes")
        self.net = b2.Network(self.inputs, self.cells, self.S, self.spikes, name="net")

    def results(self) -> Results:
        S = self.S
        return {
            "i": self.spikes.i[:], "t": self.spikes.t_[:], "w": S.w[:], "Apre": S.Apre[:], "Apost": S.Apost[:],
            "lastupdate": S.lastupdate_[:],
        }  # fmt: skip


def plain() -> Results:
    net = Net()
    net.net.run(100 * ms)
    return net.results()


def in_parts() -> Results:
    """Nobody looks between the runs."""
    net = Net()
    for _ in range(3):
        net.net.run(30 * ms)
    return net.results()


def looked_at() -> Results:
    net = Net()
    net.net.run(50 * ms)
    middle = net.S.Apre[:].sum(), net.S.lastupdate_[:].max()
    net.net.run(50 * ms)
    return {**net.results(), "middle": np.array(middle)}


def written_to() -> Results:
    net = Net()
    net.net.run(40 * ms)
    net.S.Apre[3, :] = 0.5
    net.net.run(40 * ms)
    return net.results()


def written_by_code() -> Results:
    net = Net()
    net.net.run(40 * ms)
    net.S.Apost = "0.01 * j"
    net.net.run(40 * ms)
    return net.results()


def other_dt() -> Results:
    net = Net()
    net.net.run(40 * ms)
    b2.defaultclock.dt = 0.2 * ms
    net.net.run(40 * ms)
    return net.results()


def other_tau() -> Results:
    net = Net()
    net.net.run(40 * ms)
    net.S.namespace["taupre"] = 5 * ms
    net.net.run(40 * ms)
    return net.results()


def restored() -> Results:
    net = Net()
    net.net.run(30 * ms)
    net.net.store()
    net.net.run(30 * ms)
    net.net.restore()
    net.net.run(50 * ms)
    return net.results()


def started_with_a_value() -> Results:
    net = Net()
    net.S.Apre, net.S.Apost = 0.2, -0.1
    net.net.run(60 * ms)
    return net.results()


def sparse() -> Results:
    """Some pairs twice, some neurons without any."""
    i, j = np.random.RandomState(7).randint(0, 25, 300), np.random.RandomState(8).randint(0, 15, 300)
    net = Net(connect={"i": i, "j": j})
    net.net.run(100 * ms)
    return net.results()


def more_synapses() -> Results:
    net = Net()
    net.net.run(40 * ms)
    net.S.connect(i=[0, 1, 2], j=[3, 4, 5])
    net.S.w[-3:] = 0.3
    net.net.run(40 * ms)
    return net.results()


def two_pathways_at_one_end() -> Results:
    net = Net(on_pre={"pre": ON_PRE, "again": "w = clip(w - 0.001, 0, 1)"})
    net.net.run(60 * ms)
    return net.results()


def own_trace_is_used() -> Results:
    net = Net(on_pre="g += w * (1 + Apre)\nApre += 0.01", on_post="Apost += dApost\nw = clip(w + Apre + Apost, 0, 1)")
    net.net.run(60 * ms)
    return net.results()


def long_silence() -> Results:
    """Values are those of the last spike, however long ago that was."""
    net = Net()
    net.net.run(30 * ms)
    net.inputs.active = net.cells.active = False
    net.net.run(2000 * ms)
    return net.results()


def monitored() -> Results:
    net = Net()
    trace = b2.StateMonitor(net.S, "Apre", record=[0, 5], name="trace")
    net.net.add(trace)
    net.net.run(40 * ms)
    return {**net.results(), "trace": trace.Apre[:]}


def delayed() -> Results:
    net = Net()
    net.S.delay = "j * 0.1*ms"
    net.net.run(40 * ms)
    return net.results()


def begun_differently() -> Results:
    net = Net()
    net.S.Apre = "0.01 * j"
    net.net.run(40 * ms)
    return net.results()


def own_time_constants() -> Results:
    net = Net(EQUATIONS.replace("taupost", "tau_j") + "\ntau_j : second")
    net.S.tau_j = "(10 + j)*ms"
    net.net.run(40 * ms)
    return net.results()


def changed_by_the_synapse() -> Results:
    net = Net(on_pre=ON_PRE.replace("0.01", "0.01 * w"))
    net.net.run(40 * ms)
    return net.results()


def changed_from_both_ends() -> Results:
    net = Net(on_post=ON_POST + "\nApre += 0.001")
    net.net.run(40 * ms)
    return net.results()


def time_of_last_update_is_used() -> Results:
    net = Net(on_pre=ON_PRE + "\nw = clip(w + 0.001 * (t - lastupdate)/ms, 0, 1)")
    net.net.run(40 * ms)
    return net.results()


KEPT: tuple[tuple[Callable[[], Results], list[bool]], ...] = (
    (plain, [True]), (in_parts, [True] * 3), (looked_at, [True] * 2), (written_to, [True, False]), (written_by_code, [True, False]),
    (other_dt, [True] * 2), (other_tau, [True, False]), (restored, [True, True, False]), (started_with_a_value, [True]),
    (sparse, [True]), (more_synapses, [True, False]), (two_pathways_at_one_end, [True]), (own_trace_is_used, [False]),
    (long_silence, [True, True]), (monitored, [False]), (delayed, [False]), (begun_differently, [False]),
    (own_time_constants, [False]), (changed_by_the_synapse, [False]), (changed_from_both_ends, [False]),
    (time_of_last_update_is_used, [False]),
)  # fmt: skip


@pytest.mark.brian
@pytest.mark.compile
@pytest.mark.parametrize(("script", "kept"), KEPT, ids=[script.__name__ for script, _ in KEPT])
def test_as_numpy(script: Callable[[], Results], kept: list[bool]) -> None:
    """The same values, whether traces are kept per neuron or not; and that is decided run by run."""
    want = expected(script)
    with active("genn_emit") as device:
        seen: list[bool] = []


        def watch(network: Network, program: object) -> None:
            if network.schedule:
                seen.append(any("_traces" in kernel.name for kernel in network.kernels))

        device.stages.witness = watch
        got = copied(script())
        assert device.fallbacks == []
    same(got, want, rtol=1e-9, atol=1e-15)
    assert seen == kept
    assert len(want["i"]) > 20


@pytest.mark.brian
@pytest.mark.compile
def test_without() -> None:
    same(emitted(plain, "cpu", shared_traces=False), expected(plain))
