"""Synapses and nothing else: what making them costs, and how much memory they need."""

from __future__ import annotations

from brian2 import NeuronGroup, Quantity, SpikeMonitor, Synapses, defaultclock, run

from bench.models.outcome import Outcome

SOURCES = 10_000


def synapses(n: int = 10_000_000, duration: Quantity | None = None) -> Outcome:
    """About ``n`` synapses with one weight for all, at random between 10,000 neurons that never spike. ``duration`` is not
    used: there is one time step."""
    neurons = NeuronGroup(SOURCES, "v : 1", threshold="v > 1", reset="v = 0", name="neurons")
    made = Synapses(neurons, neurons, on_pre="v += weight", name="synapses", namespace={"weight": 0.5})
    made.connect(p=min(1.0, n / SOURCES**2))
    spikes = SpikeMonitor(neurons, record=False, name="spikes")
    run(defaultclock.dt, namespace={})
    return Outcome({"neurons": SOURCES}, {"neurons": int(spikes.num_spikes)}, len(made), float(defaultclock.dt), 1, 0)
