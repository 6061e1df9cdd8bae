"""Insect mushroom body: odours in a few projection neurons, many Kenyon cells, plastic synapses onto the output cells.

Nowotny, Huerta, Abarbanel and Rabinovich (2005), Biol. Cybern. 93:436-446, in the form in which GeNN made it a benchmark:
100 projection neurons onto ``n`` intrinsic Kenyon cells (probability 0.15), these onto 100 extrinsic ones (10,000 synapses
each at most, plastic), which inhibit each other. Both kinds of Kenyon cells are Traub-Miles neurons.
"""

from __future__ import annotations

import numpy as np
from brian2 import (
    NeuronGroup,
    Quantity,
    SpikeGeneratorGroup,
    SpikeMonitor,
    Synapses,
    defaultclock,
    ms,
    mV,
    nF,
    nS,
    run,
    second,
    uS,
)

from bench.models.outcome import Outcome, events

CELL = """
dv/dt = -(g_na*(m*m*m)*h*(v - E_na) + g_k*(n*n*n*n)*(v - E_k) + g_leak*(v - E_leak) + current)/C : volt
dm/dt = alpha_m*(1 - m) - beta_m*m : 1
dn/dt = alpha_n*(1 - n) - beta_n*n : 1
dh/dt = alpha_h*(1 - h) - beta_h*h : 1
alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV - v + VT)/(4*mV))/ms : Hz
beta_m = 0.28*(mV**-1)*5*mV/exprel((v - VT - 40*mV)/(5*mV))/ms : Hz
alpha_h = 0.128*exp((17*mV - v + VT)/(18*mV))/ms : Hz
beta_h = 4.0/(1 + exp((40*mV - v + VT)/(5*mV)))/ms : Hz
alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV - v + VT)/(5*mV))/ms : Hz
beta_n = 0.5*exp((10*mV - v + VT)/(40*mV))/ms : Hz
"""
INTRINSIC = CELL + "current = g_odour*v : amp\ndg_odour/dt = -g_odour/tau_odour : siemens\n"
EXTRINSIC = CELL + """
current = g_learned*v + g_rival*(v + 92*mV) : amp
dg_learned/dt = -g_learned/tau_learned : siemens
dg_rival/dt = -g_rival/tau_rival : siemens
"""
PLASTIC = """
w : siemens
dApre/dt = -Apre/tau_stdp : siemens (event-driven)
dApost/dt = -Apost/tau_stdp : siemens (event-driven)
"""
ODOURS, ACTIVE, INPUTS, OUTPUTS = 10, 20, 100, 100
PERIOD = 50e-3


def mushroom_body(n: int = 2500, duration: Quantity = 1 * second) -> Outcome:
    """``n`` intrinsic Kenyon cells. Every 50 ms one of ten odours comes: a fifth of the projection neurons spike once."""
    parameters = {
        "g_na": 7.15 * uS, "E_na": 50 * mV, "g_k": 1.43 * uS, "E_k": -95 * mV, "g_leak": 0.0267 * uS, "E_leak": -63.56 * mV,
        "C": 0.3 * nF, "VT": -63 * mV, "tau_odour": 2 * ms, "tau_learned": 10 * ms, "tau_rival": 5 * ms, "tau_stdp": 10 * ms,
        "w_rival": 50 * nS, "dA": 0.07 * nS, "w_max": 2.5 * nS, "weight": 4.545 * nS, "spread": 1.25 * nS,
    }  # fmt: skip
    cells = {"threshold": "v > 0*mV", "refractory": "v > 0*mV", "method": "exponential_euler", "namespace": parameters}

    indices, times = _odours(max(float(duration), 1.0), float(defaultclock.dt))
    odours = SpikeGeneratorGroup(INPUTS, indices, times * second, name="odours")
    intrinsic = NeuronGroup(n, INTRINSIC, name="intrinsic", **cells)
    extrinsic = NeuronGroup(OUTPUTS, EXTRINSIC, name="extrinsic", **cells)
    for group in (intrinsic, extrinsic):
        group.v = parameters["E_leak"]
        group.h, group.m, group.n = 1, 0, 0.5
    input_synapses = Synapses(
        odours, intrinsic, "w : siemens", on_pre="g_odour += w", name="input_synapses", namespace=parameters
    )
    input_synapses.connect(p=0.15)
    input_synapses.w = "weight + spread*randn()"
    plastic = Synapses(
        intrinsic, extrinsic, PLASTIC,
        on_pre="g_learned += w\nApre += dA\nw = clip(w + Apost, 0*nS, w_max)",
        on_post="Apost -= dA\nw = clip(w + Apre, 0*nS, w_max)", name="plastic", namespace=parameters,
    )  # fmt: skip
    plastic.connect(p=min(1.0, 1e4 / n))
    plastic.w = "rand()*w_max*0.2"
    rivalry = Synapses(extrinsic, extrinsic, on_pre="g_rival += w_rival", name="rivalry", namespace=parameters)
    rivalry.connect()
    seen = SpikeMonitor(intrinsic, record=False, name="seen")
    learned = SpikeMonitor(extrinsic, record=False, name="learned")

    run(duration, namespace={})
    delivered = events(seen, plastic) + events(learned, plastic, "N_incoming") + events(learned, rivalry)
    steps = round(float(duration / defaultclock.dt))
    total = len(input_synapses) + len(plastic) + len(rivalry)
    counts = {"intrinsic": int(seen.num_spikes), "extrinsic": int(learned.num_spikes)}
    return Outcome({"intrinsic": n, "extrinsic": OUTPUTS}, counts, total, float(duration), steps, delivered)


def _odours(seconds: float, dt: float) -> tuple[np.ndarray, np.ndarray]:
    """Spikes of the projection neurons: the same for every contestant."""
    random = np.random.default_rng(2005)
    known = [random.choice(INPUTS, ACTIVE, replace=False) for _ in range(ODOURS)]
    spikes = []
    for start in np.arange(0, seconds, PERIOD):
        times = np.floor((start + 1e-3 + 2e-3 * random.random(ACTIVE)) / dt) * dt
        spikes += [(t, i) for t, i in zip(times, known[random.integers(ODOURS)], strict=True) if t < seconds]
    spikes.sort()
    return np.array([i for _, i in spikes], dtype=int), np.array([t for t, _ in spikes])
