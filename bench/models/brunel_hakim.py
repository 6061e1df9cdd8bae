"""Brunel-Hakim: inhibitory neurons with noisy input that oscillate together; one delay for all synapses or many.

Brunel and Hakim (1999), Neural Computation 11:1621-1671, with 1000 synapses per neuron. Delays that differ are uniform
between 0 and 4 ms; the input is then stronger and less noisy, which keeps the oscillation.
"""

from __future__ import annotations

from brian2 import NeuronGroup, Quantity, SpikeMonitor, Synapses, defaultclock, ms, mV, run, second

from bench.models.outcome import Outcome, events

EQUATIONS = "dv/dt = (mu - v + sigma*sqrt(tau)*xi)/tau : volt (unless refractory)"


def brunel_hakim(n: int = 5000, heterogeneous: bool = False, duration: Quantity = 1 * second) -> Outcome:
    """``n`` neurons; ``heterogeneous`` gives each synapse a delay of its own."""
    homogeneous = 2 * ms
    mu, sigma = (27 * mV, 0.33 * mV) if heterogeneous else (25 * mV, 1 * mV)
    parameters = {
        "mu": mu, "sigma": sigma, "tau": 20 * ms, "theta": 20 * mV, "Vr": 10 * mV, "J": 0.1 * mV, "longest": 2 * homogeneous,
    }  # fmt: skip

    neurons = NeuronGroup(
        n, EQUATIONS, threshold="v > theta", reset="v = Vr", refractory=2 * ms, method="euler", name="neurons",
        namespace=parameters,
    )  # fmt: skip
    neurons.v = parameters["Vr"]
    shared = {} if heterogeneous else {"delay": homogeneous}
    synapses = Synapses(neurons, neurons, on_pre="v -= J", name="synapses", namespace=parameters, **shared)
    synapses.connect(p=min(1.0, 1000 / n))
    if heterogeneous:
        synapses.delay = "longest*rand()"
    spikes = SpikeMonitor(neurons, record=False, name="spikes")

    run(duration, namespace={})
    steps = round(float(duration / defaultclock.dt))
    spiked = {"neurons": int(spikes.num_spikes)}
    return Outcome({"neurons": n}, spiked, len(synapses), float(duration), steps, events(spikes, synapses))
