"""The three networks that everything is measured on: plain Brian2, the same for every device.

``fixed`` ones begin with given values and given connections (numbers of numpy's frozen RandomState), so that every device
must produce the same spikes, in ``parts`` runs; the others draw them with Brian2's own means. Names are explicit: generated code repeats them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import brian2 as b2
import numpy as np
from brian2 import Hz, cm, ms, msiemens, mV, nS, siemens, ufarad, umetre

Results = dict[str, Any]


def pairs(rng: np.random.RandomState, n: int, p: float) -> tuple[Any, Any]:
    """Which neuron is connected to which, the same number for each."""
    k = max(1, int(p * n))
    return np.repeat(np.arange(n), k), np.concatenate([rng.choice(n, k, replace=False) for _ in range(n)])


def cuba(n: int = 1000, duration: Any = 300 * ms, fixed: bool = True, parts: int = 2) -> Results:
    """Vogels and Abbott (2005), current-based."""
    taum, taue, taui = 20 * ms, 5 * ms, 10 * ms
    Vt, Vr, El = -50 * mV, -60 * mV, -49 * mV
    we, wi = 60 * 0.27 / 10 * 4000 / n * mV, -20 * 4.5 / 10 * 4000 / n * mV
    P = b2.NeuronGroup(
        n,
        """dv/dt = (ge + gi - (v - El)) / taum : volt (unless refractory)
        dge/dt = -ge / taue : volt
        dgi/dt = -gi / taui : volt""",
        threshold="v > Vt", reset="v = Vr", refractory=5 * ms, method="exact", name="P",
    )  # fmt: skip
    n_exc = int(0.8 * n)
    Ce = b2.Synapses(P, P, on_pre="ge += we", name="Ce")
    Ci = b2.Synapses(P, P, on_pre="gi += wi", name="Ci")
    if fixed:
        rng = np.random.RandomState(1)
        P.v = Vr + rng.random_sample(n) * (Vt - Vr)
        i, j = pairs(rng, n, 0.02)
        Ce.connect(i=i[i < n_exc], j=j[i < n_exc])
        Ci.connect(i=i[i >= n_exc], j=j[i >= n_exc])
    else:
        P.v = "Vr + rand() * (Vt - Vr)"
        Ce.connect("i < n_exc", p=0.02)
        Ci.connect("i >= n_exc", p=0.02)
    spikes = b2.SpikeMonitor(P, name="spikes")
    network = b2.Network(P, Ce, Ci, spikes, name="cuba")
    for _ in range(parts):
        network.run(duration / parts)
    return {"i": spikes.i[:], "t": spikes.t_[:], "n": n, "v": P.v_[:], "made": len(Ce) + len(Ci)}


COBAHH = """
dv/dt = (gl*(El-v) + ge*(Ee-v) + gi*(Ei-v) - g_na*(m*m*m)*h*(v-ENa) - g_kd*(n*n*n*n)*(v-EK))/Cm : volt
dm/dt = alpha_m*(1-m) - beta_m*m : 1
dn/dt = alpha_n*(1-n) - beta_n*n : 1
dh/dt = alpha_h*(1-h) - beta_h*h : 1
dge/dt = -ge/taue : siemens
dgi/dt = -gi/taui : siemens
alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV-v+VT)/(4*mV))/ms : Hz
beta_m = 0.28*(mV**-1)*5*mV/exprel((v-VT-40*mV)/(5*mV))/ms : Hz
alpha_h = 0.128*exp((17*mV-v+VT)/(18*mV))/ms : Hz
beta_h = 4./(1+exp((40*mV-v+VT)/(5*mV)))/ms : Hz
alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV-v+VT)/(5*mV))/ms : Hz
beta_n = .5*exp((10*mV-v+VT)/(40*mV))/ms : Hz
"""


def cobahh(size: int = 200, duration: Any = 300 * ms, fixed: bool = True, parts: int = 2) -> Results:
    """Hodgkin-Huxley neurons with conductance-based synapses (Brette et al. 2007)."""
    area = 20000 * umetre**2
    Cm, gl = 1 * ufarad * cm**-2 * area, 5e-5 * siemens * cm**-2 * area
    g_na, g_kd = 100 * msiemens * cm**-2 * area, 30 * msiemens * cm**-2 * area
    El, EK, ENa, VT, Ee, Ei = -60 * mV, -90 * mV, 50 * mV, -63 * mV, 0 * mV, -80 * mV
    taue, taui, we, wi = 5 * ms, 10 * ms, 6 * nS, 67 * nS
    P = b2.NeuronGroup(
        size, COBAHH, threshold="v > -20*mV", refractory=3 * ms, method="exponential_euler", name="P"
    )
    n_exc = int(0.8 * size)
    Ce = b2.Synapses(P, P, on_pre="ge += we", name="Ce")
    Ci = b2.Synapses(P, P, on_pre="gi += wi", name="Ci")
    if fixed:
        rng = np.random.RandomState(2)
        P.v = El + (rng.standard_normal(size) * 5 - 5) * mV
        P.ge = (rng.standard_normal(size) * 1.5 + 4) * 10 * nS
        P.gi = (rng.standard_normal(size) * 12 + 20) * 10 * nS
        i, j = pairs(rng, size, 0.3)
        Ce.connect(i=i[i < n_exc], j=j[i < n_exc])
        Ci.connect(i=i[i >= n_exc], j=j[i >= n_exc])
    else:
        P.v = "El + (randn() * 5 - 5)*mV"
        P.ge = "(randn() * 1.5 + 4) * 10.*nS"
        P.gi = "(randn() * 12 + 20) * 10.*nS"
        Ce.connect("i < n_exc", p=0.3)
        Ci.connect("i >= n_exc", p=0.3)
    spikes = b2.SpikeMonitor(P, name="spikes")
    trace = b2.StateMonitor(P, "v", record=[0, 5], dt=1 * ms, name="trace")
    network = b2.Network(P, Ce, Ci, spikes, trace, name="cobahh")
    for _ in range(parts):
        network.run(duration / parts)
    return {"i": spikes.i[:], "t": spikes.t_[:], "n": size, "v": P.v_[:], "trace": trace.v_[:]}


def stdp(n: int = 200, duration: Any = 300 * ms, fixed: bool = True, parts: int = 2, posts: int = 4) -> Results:
    """Song, Miller and Abbott (2000): event-driven traces, a pre and a post pathway, the latter with a delay if ``fixed``."""
    taum, taue, Ee, vt, vr, El = 10 * ms, 5 * ms, 0 * mV, -54 * mV, -60 * mV, -74 * mV
    taupre = taupost = 20 * ms
    gmax = 0.01 * 1000 / n
    dApre = 0.01 * gmax
    dApost = -dApre * 1.05
    rate = 15 * Hz
    if fixed:
        rng = np.random.RandomState(3)
        inputs = b2.NeuronGroup(n, "dx/dt = rate_x : 1\nrate_x : Hz", threshold="x > 1", reset="x -= 1", method="euler",
                                name="inputs")  # fmt: skip
        inputs.x = rng.random_sample(n)
        inputs.rate_x = (10 + 15 * rng.random_sample(n)) * Hz
    else:
        inputs = b2.PoissonGroup(n, rates=rate, name="inputs")
    neurons = b2.NeuronGroup(
        posts,
        """dv/dt = (ge * (Ee - v) + El - v) / taum : volt
        dge/dt = -ge / taue : 1""",
        threshold="v > vt", reset="v = vr", method="euler", name="neurons",
    )  # fmt: skip
    neurons.v = vr
    S = b2.Synapses(
        inputs, neurons,
        """w : 1
        dApre/dt = -Apre / taupre : 1 (event-driven)
        dApost/dt = -Apost / taupost : 1 (event-driven)""",
        on_pre="""ge += w
        Apre += dApre
        w = clip(w + Apost, 0, gmax)""",
        on_post="""Apost += dApost
        w = clip(w + Apre, 0, gmax)""",
        name="S",
    )  # fmt: skip
    S.connect()
    if fixed:
        S.w = rng.random_sample(n * posts) * gmax
        S.delay = np.floor(rng.random_sample(n * posts) * 30) * 0.1 * ms
        S.post.delay = np.floor(rng.random_sample(n * posts) * 10) * 0.1 * ms
    else:
        S.w = "rand() * gmax"
    spikes = b2.SpikeMonitor(inputs, name="spikes")
    outputs = b2.SpikeMonitor(neurons, name="outputs")
    weights = b2.StateMonitor(S, "w", record=[0, n], dt=10 * ms, name="weights")
    network = b2.Network(inputs, neurons, S, spikes, outputs, weights, name="stdp")
    network.run(duration / parts)
    middle = S.w[:].copy()
    for _ in range(parts - 1):
        network.run(duration / parts)
    return {
        "i": outputs.i[:], "t": outputs.t_[:], "n": posts, "inputs_i": spikes.i[:], "inputs_t": spikes.t_[:],
        "w": S.w[:], "middle": middle, "recorded": weights.w[:],
    }  # fmt: skip


NETWORKS: dict[str, Callable[..., Results]] = {"cuba": cuba, "cobahh": cobahh, "stdp": stdp}


def mean_rate(results: Results, duration: Any) -> float:
    """Spikes per neuron and second."""
    return float(len(results["i"]) / results["n"] / float(duration))
