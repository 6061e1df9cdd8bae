"""COBAHH: Hodgkin-Huxley neurons with conductance-based synapses.

Benchmark 3 of Brette et al. (2007), J. Comput. Neurosci. 23:349-398. With the size, the number of synapses per neuron
stays at 80, as at 4000 neurons and 2 %.
"""

from __future__ import annotations

from brian2 import (
    NeuronGroup,
    Quantity,
    SpikeMonitor,
    Synapses,
    cm,
    defaultclock,
    ms,
    msiemens,
    mV,
    nS,
    run,
    second,
    siemens,
    ufarad,
    umetre,
)

from bench.models.outcome import Outcome, events

EQUATIONS = """
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


def cobahh(n: int = 4000, duration: Quantity = 1 * second) -> Outcome:
    """``n`` neurons, 80 % of them excitatory."""
    area = 20000 * umetre**2
    parameters = {
        "Cm": 1 * ufarad * cm**-2 * area, "gl": 5e-5 * siemens * cm**-2 * area,
        "g_na": 100 * msiemens * cm**-2 * area, "g_kd": 30 * msiemens * cm**-2 * area,
        "El": -60 * mV, "EK": -90 * mV, "ENa": 50 * mV, "VT": -63 * mV, "Ee": 0 * mV, "Ei": -80 * mV,
        "taue": 5 * ms, "taui": 10 * ms, "we": 6 * nS, "wi": 67 * nS, "n_exc": int(0.8 * n),
    }  # fmt: skip
    p = min(1.0, 80 / n)

    neurons = NeuronGroup(
        n, EQUATIONS, threshold="v > -20*mV", refractory=3 * ms, method="exponential_euler", name="neurons",
        namespace=parameters,
    )  # fmt: skip
    neurons.v = "El + (randn()*5 - 5)*mV"
    neurons.ge = "(randn()*1.5 + 4)*10*nS"
    neurons.gi = "(randn()*12 + 20)*10*nS"
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
