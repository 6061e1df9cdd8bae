"""STDP: synapses compete for the control of a neuron's spikes.

1000 Poisson inputs drive one integrate-and-fire neuron. A synapse whose spikes come shortly before those of the neuron
grows, one whose spikes come after shrinks. Starting from all values, the weights move towards both ends of their range.
Song, Miller and Abbott (2000), "Competitive Hebbian learning through spike-timing-dependent synaptic plasticity",
Nature Neurosci. 3:919-926. With 100 s the two humps of their figure stand clear.

    python examples/stdp.py [plot.png]
    genn-emit run examples/stdp.py [plot.png]
"""

import sys

from brian2 import *

output = sys.argv[1] if len(sys.argv) > 1 else "stdp.png"
duration = 10 * second
seed(2000)

# The inputs and the neuron; the excitatory conductance ge is relative to the leak
N = 1000
F = 15 * Hz
taum = 10 * ms
taue = 5 * ms
Ee = 0 * mV
El = -74 * mV
Vt = -54 * mV
Vr = -60 * mV
inputs = PoissonGroup(N, rates=F, name="inputs")
eqs = """
dv/dt  = (ge*(Ee - v) + El - v)/taum : volt
dge/dt = -ge/taue : 1
"""
neuron = NeuronGroup(1, eqs, threshold="v > Vt", reset="v = Vr", method="euler", name="neuron")
neuron.v = El

# Each synapse keeps a trace of its input's spikes (Apre) and one of the neuron's (Apost). What is left of a trace tells
# how long ago the spikes were, and that is by how much the weight changes.
taupre = taupost = 20 * ms
gmax = 0.01  # largest weight
dApre = 0.01 * gmax
dApost = -dApre * taupre / taupost * 1.05
synapses = Synapses(
    inputs,
    neuron,
    """
    w : 1
    dApre/dt = -Apre/taupre : 1 (event-driven)
    dApost/dt = -Apost/taupost : 1 (event-driven)
    """,
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
)
synapses.connect()
synapses.w = "rand()*gmax"

input_spikes = SpikeMonitor(inputs, name="input_spikes")
output_spikes = SpikeMonitor(neuron, name="output_spikes")
weights = StateMonitor(synapses, "w", record=[0, 1], dt=10 * ms, name="weights")

run(duration)

seconds = duration / second
print(f"neurons    {N + 1} ({N} Poisson inputs)")
print(f"synapses   {len(synapses)}")
print(f"spikes     {input_spikes.num_spikes} in, {output_spikes.num_spikes} out")
print(f"mean rate  {input_spikes.num_spikes / N / seconds:.2f} Hz in, {output_spikes.num_spikes / seconds:.2f} Hz out")
print(f"weights    mean {mean(synapses.w) / gmax:.3f} of the largest")

try:
    import matplotlib
except ImportError:
    print("matplotlib is not installed, so there is no plot")
else:
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    fig, (each, histogram, traces) = plt.subplots(3, 1, figsize=(7, 9), layout="constrained")
    each.plot(synapses.w / gmax, ".k", ms=3)
    each.set(xlabel="synapse", ylabel="w / gmax")
    histogram.hist(synapses.w / gmax, 20, color="tab:blue")
    histogram.set(xlabel="w / gmax", ylabel="synapses")
    traces.plot(weights.t / second, weights.w.T / gmax)
    traces.set(xlabel="time (s)", ylabel="w / gmax", ylim=(0, 1))
    fig.savefig(output, dpi=120)
    print(f"plot       {output}")
