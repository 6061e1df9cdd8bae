"""A parameter sweep: how the rate of CUBA depends on the strength of inhibition and on the time constant of the membrane.

One network, built once, run for every combination of the values, as many at a time as there are processors. Each run draws
initial values of its own. See cuba.py for the model.

    python examples/sweep.py [POINTS]
"""

import sys

import genn_emit
from brian2 import *

set_device("genn_emit")
seed(2007)
side = max(2, round(float(sys.argv[1] if len(sys.argv) > 1 else 100) ** 0.5))

N, n_exc = 400, 320
taum, taue, taui = 20 * ms, 5 * ms, 10 * ms
Vt, Vr, El = -50 * mV, -60 * mV, -49 * mV
we, wi = 1.62 * mV, -9 * mV

eqs = """
dv/dt  = (ge + gi - (v - El))/taum : volt (unless refractory)
dge/dt = -ge/taue : volt
dgi/dt = -gi/taui : volt
"""
neurons = NeuronGroup(N, eqs, threshold="v > Vt", reset="v = Vr", refractory=5 * ms, method="exact", name="neurons")
excitatory = Synapses(neurons, neurons, on_pre="ge += we", name="excitatory")
excitatory.connect("i < n_exc", p=0.2)
inhibitory = Synapses(neurons, neurons, on_pre="gi += wi", name="inhibitory")
inhibitory.connect("i >= n_exc", p=0.2)
spikes = SpikeMonitor(neurons, record=False, name="spikes")
network = Network(neurons, excitatory, inhibitory, spikes)

duration = 200 * ms
values = {"wi": linspace(-12, -3, side) * mV, "taum": linspace(10, 30, side) * ms}
found = genn_emit.sweep(
    network, values, duration, grid=True, initial={"neurons.v": "Vr + rand()*(Vt - Vr)"}, report=sys.stderr.isatty()
)

rates = found["spikes.count"].mean(axis=1).reshape(found.shape) / float(duration)
print(f"points  {rates.size}")
print("rate in Hz by inhibition (rows) and membrane time constant (columns)")
print("         " + "".join(f"{tau / ms:7.1f} ms" for tau in values["taum"][:: max(1, side // 4)]))
for w, row in list(zip(values["wi"], rates, strict=True))[:: max(1, side // 5)]:
    print(f"{w / mV:6.1f} mV" + "".join(f"{rate:10.1f}" for rate in row[:: max(1, side // 4)]))
