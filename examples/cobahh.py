"""COBAHH: a random network of Hodgkin-Huxley neurons with conductance-based synapses.

4000 neurons with the sodium and potassium currents of Traub and Miles, 80 % of them excitatory, each pair connected
with a probability of 2 %. Benchmark 3 of Brette et al. (2007), "Simulation of networks of spiking neurons",
J. Comput. Neurosci. 23:349-398.

    python examples/cobahh.py [plot.png]
    genn-emit run examples/cobahh.py [plot.png]
"""

import sys

from brian2 import *

output = sys.argv[1] if len(sys.argv) > 1 else "cobahh.png"
duration = 1 * second
seed(2007)

# Neurons: everything per cell, so densities are multiplied by the area of the membrane
N, n_exc = 4000, 3200
area = 20000 * umetre**2
Cm = (1 * ufarad * cm**-2) * area
gl = (5e-5 * siemens * cm**-2) * area
g_na = (100 * msiemens * cm**-2) * area
g_kd = (30 * msiemens * cm**-2) * area
El = -60 * mV
EK = -90 * mV
ENa = 50 * mV
VT = -63 * mV  # shifts the activation curves

# Synapses
taue = 5 * ms
taui = 10 * ms
Ee = 0 * mV
Ei = -80 * mV
we = 6 * nS
wi = 67 * nS

eqs = """
dv/dt = (gl*(El - v) + ge*(Ee - v) + gi*(Ei - v)
         - g_na*(m*m*m)*h*(v - ENa)
         - g_kd*(n*n*n*n)*(v - EK))/Cm : volt
dm/dt = alpha_m*(1 - m) - beta_m*m : 1
dn/dt = alpha_n*(1 - n) - beta_n*n : 1
dh/dt = alpha_h*(1 - h) - beta_h*h : 1
dge/dt = -ge/taue : siemens
dgi/dt = -gi/taui : siemens
alpha_m = 0.32*(mV**-1)*4*mV/exprel((13*mV - v + VT)/(4*mV))/ms : Hz
beta_m = 0.28*(mV**-1)*5*mV/exprel((v - VT - 40*mV)/(5*mV))/ms : Hz
alpha_h = 0.128*exp((17*mV - v + VT)/(18*mV))/ms : Hz
beta_h = 4.0/(1 + exp((40*mV - v + VT)/(5*mV)))/ms : Hz
alpha_n = 0.032*(mV**-1)*5*mV/exprel((15*mV - v + VT)/(5*mV))/ms : Hz
beta_n = 0.5*exp((10*mV - v + VT)/(40*mV))/ms : Hz
"""
# No reset: the potassium current ends the spike. Refractoriness only keeps one spike from being counted twice.
neurons = NeuronGroup(N, eqs, threshold="v > -20*mV", refractory=3 * ms, method="exponential_euler", name="neurons")
neurons.v = "El + (randn()*5 - 5)*mV"
neurons.ge = "(randn()*1.5 + 4)*10*nS"
neurons.gi = "(randn()*12 + 20)*10*nS"

excitatory = Synapses(neurons, neurons, on_pre="ge += we", name="excitatory")
excitatory.connect("i < n_exc", p=0.02)
inhibitory = Synapses(neurons, neurons, on_pre="gi += wi", name="inhibitory")
inhibitory.connect("i >= n_exc", p=0.02)

spikes = SpikeMonitor(neurons, name="spikes")
voltage = StateMonitor(neurons, "v", record=[1, 10, 100], name="voltage")

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

    fig, (raster, traces) = plt.subplots(2, 1, sharex=True, figsize=(8, 7))
    exc = spikes.i < n_exc
    raster.plot(spikes.t[exc] / ms, spikes.i[exc], ",", color="tab:blue")
    raster.plot(spikes.t[~exc] / ms, spikes.i[~exc], ",", color="tab:red")
    raster.set(ylim=(0, N), ylabel="neuron", title="COBAHH: excitatory (blue), inhibitory (red)")
    for index, v in zip(voltage.record, voltage.v, strict=True):
        traces.plot(voltage.t / ms, v / mV, lw=0.8, label=f"neuron {index}")
    traces.set(xlim=(0, duration / ms), xlabel="time (ms)", ylabel="v (mV)")
    traces.legend(loc="upper right")
    fig.savefig(output, dpi=120)
    print(f"plot       {output}")
