"""CUBA: leaky integrate-and-fire neurons with current-based synapses.

Benchmark 2 of Brette et al. (2007), J. Comput. Neurosci. 23:349-398, after Vogels and Abbott (2005). With the size, the
number of synapses per neuron stays at 80, as at 4000 neurons and 2 %.
"""

from __future__ import annotations

from brian2 import NeuronGroup, Quantity, SpikeMonitor, Synapses, defaultclock, ms, mV, run, second

from bench.models.outcome import Outcome, events

EQUATIONS = """
dv/dt  = (ge + gi - (v - El))/taum : volt (unless refractory)
dge/dt = -ge/taue : volt
dgi/dt = -gi/taui : volt
"""


def cuba(n: int = 4000, duration: Quantity = 1 * second) -> Outcome:
    """``n`` neurons, 80 % of them excitatory."""
    parameters = {
        "taum": 20 * ms, "taue": 5 * ms, "taui": 10 * ms, "Vt": -50 * mV, "Vr": -60 * mV, "El": -49 * mV,
        "we": 60 * 0.27 / 10 * mV, "wi": -20 * 4.5 / 10 * mV, "n_exc": int(0.8 * n),
    }  # fmt: skip
    p = min(1.0, 80 / n)

    neurons = NeuronGroup(
        n, EQUATIONS, threshold="v > Vt", reset="v = Vr", refractory=5 * ms, method="exact", name="neurons",
        namespace=parameters,
    )  # fmt: skip
    neurons.v = "Vr + rand()*(Vt - Vr)"
    excitatory = Synapses(neurons, neurons, on_pre="ge += we", name="excitatory", namespace=parameters)
    excitatory.connect("i < n_exc", p=p)
    inhibitory = Synapses(neurons, neurons, on_pre="gi += wi", name="inhibitory", namespace=parameters)
    inhibitory.connect("i >= n_exc", p=p)
    spikes = SpikeMonitor(neurons, record=False, name="spikes")

    run(duration, namespace={})
    synapses = len(excitatory) + len(inhibitory)
    steps = round(float(duration / defaultclock.dt))
    delivered = events(spikes, excitatory) + events(spikes, inhibitory)
    return Outcome({"neurons": n}, {"neurons": int(spikes.num_spikes)}, synapses, float(duration), steps, delivered)
