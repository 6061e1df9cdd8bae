"""STDP: plastic synapses from Poisson inputs, all to all.

Song, Miller and Abbott (2000), Nature Neurosci. 3:919-926. Many targets stand for many copies of the model that share
their inputs.
"""

from __future__ import annotations

from brian2 import Hz, NeuronGroup, PoissonGroup, Quantity, SpikeMonitor, Synapses, defaultclock, ms, mV, run, second

from bench.models.outcome import Outcome, events

NEURON = """
dv/dt  = (ge*(Ee - v) + El - v)/taum : volt
dge/dt = -ge/taue : 1
"""
SYNAPSE = """
w : 1
dApre/dt = -Apre/taupre : 1 (event-driven)
dApost/dt = -Apost/taupost : 1 (event-driven)
"""


def stdp(n_pre: int = 1000, n_post: int = 1000, duration: Quantity = 1 * second) -> Outcome:
    """``n_pre`` inputs onto ``n_post`` neurons."""
    gmax = 0.01
    parameters = {
        "taum": 10 * ms, "taue": 5 * ms, "Ee": 0 * mV, "El": -74 * mV, "Vt": -54 * mV, "Vr": -60 * mV,
        "taupre": 20 * ms, "taupost": 20 * ms, "gmax": gmax, "dApre": 0.01 * gmax, "dApost": -1.05 * 0.01 * gmax,
    }  # fmt: skip

    inputs = PoissonGroup(n_pre, rates=15 * Hz, name="inputs")
    neurons = NeuronGroup(
        n_post, NEURON, threshold="v > Vt", reset="v = Vr", method="euler", name="neurons", namespace=parameters
    )
    neurons.v = parameters["El"]
    synapses = Synapses(
        inputs,
        neurons,
        SYNAPSE,
        on_pre="""
        ge += w
        Apre += dApre
        w = clip(w + Apost, 0, gmax)
        """,
        on_post="""
        Apost += dApost
        w = clip(w + Apre, 0, gmax)
        """,
        name="synapses",
        namespace=parameters,
    )
    synapses.connect()
    synapses.w = "rand()*gmax"
    arrived = SpikeMonitor(inputs, record=False, name="arrived")
    spikes = SpikeMonitor(neurons, record=False, name="spikes")

    run(duration, namespace={})
    steps = round(float(duration / defaultclock.dt))
    counts = {"inputs": int(arrived.num_spikes), "neurons": int(spikes.num_spikes)}
    delivered = events(arrived, synapses) + events(spikes, synapses, "N_incoming")
    return Outcome({"inputs": n_pre, "neurons": n_post}, counts, len(synapses), float(duration), steps, delivered)
