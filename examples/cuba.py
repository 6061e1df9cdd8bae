"""CUBA: a random network of excitatory and inhibitory neurons with current-based synapses.

4000 leaky integrate-and-fire neurons, 80 % of them excitatory, each pair connected with a probability of 2 %. Nothing
drives the network but its own activity, which is asynchronous and irregular. Benchmark 2 of Brette et al. (2007),
"Simulation of networks of spiking neurons", J. Comput. Neurosci. 23:349-398, after Vogels and Abbott (2005).

    python examples/cuba.py [plot.png]
    genn-emit run examples/cuba.py [plot.png]
"""

import sys

from brian2 import *

output = sys.argv[1] if len(sys.argv) > 1 else "cuba.png"
duration = 1 * second
seed(2007)

# Neurons
N, n_exc = 4000, 3200
taum = 20 * ms  # membrane
taue = 5 * ms  # excitatory synapses
taui = 10 * ms  # inhibitory synapses
Vt = -50 * mV  # threshold
Vr = -60 * mV  # reset
El = -49 * mV  # rest; above the threshold, so every neuron would fire by itself

eqs = """
dv/dt  = (ge + gi - (v - El))/taum : volt (unless refractory)
dge/dt = -ge/taue : volt
dgi/dt = -gi/taui : volt
"""
neurons = NeuronGroup(N, eqs, threshold="v > Vt", reset="v = Vr", refractory=5 * ms, method="exact", name="neurons")
neurons.v = "Vr + rand()*(Vt - Vr)"

# Synapses: a spike of neuron i lifts ge, or lowers gi, of its targets at once
we = (60 * 0.27 / 10) * mV
wi = (-20 * 4.5 / 10) * mV
excitatory = Synapses(neurons, neurons, on_pre="ge += we", name="excitatory")
excitatory.connect("i < n_exc", p=0.02)
inhibitory = Synapses(neurons, neurons, on_pre="gi += wi", name="inhibitory")
inhibitory.connect("i >= n_exc", p=0.02)

spikes = SpikeMonitor(neurons, name="spikes")

run(duration)

print(f"neurons    {N}")
print(f"synapses   {len(excitatory) + len(inhibitory)}")
print(f"spikes     {spikes.num_spikes}")
print(f"mean rate  {spikes.num_spikes / N / (duration / second):.2f} Hz")

try:
    import matplotlib
except ImportError:
    print("matplotlib is not installed, so there is no plot")
else:
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots(figsize=(8, 5))
    exc = spikes.i < n_exc
    ax.plot(spikes.t[exc] / ms, spikes.i[exc], ",", color="tab:blue")
    ax.plot(spikes.t[~exc] / ms, spikes.i[~exc], ",", color="tab:red")
    ax.set_title("CUBA: excitatory (blue), inhibitory (red)")
    ax.set(xlim=(0, duration / ms), ylim=(0, N), xlabel="time (ms)", ylabel="neuron")
    fig.savefig(output, dpi=120)
    print(f"plot       {output}")
