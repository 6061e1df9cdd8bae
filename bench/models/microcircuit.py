"""Cortical microcircuit: eight populations of a square millimetre of cortex, scaled down in neurons and in-degrees.

Potjans and Diesmann (2014), Cereb. Cortex 24:785-806, with Poisson input. Scaling by ``s`` leaves the mean and the variance of the
input as they are: weights are divided by the square root of ``s``, and a current stands for the mean that is lost
(van Albada, Helias and Diesmann 2015, PLoS Comput. Biol. 11:e1004490).
"""

from __future__ import annotations

import numpy as np
from brian2 import (
    Hz,
    Network,
    NeuronGroup,
    PoissonInput,
    Quantity,
    SpikeMonitor,
    Synapses,
    amp,
    defaultclock,
    ms,
    mV,
    pA,
    pF,
    second,
)

from bench.models.outcome import Outcome, events

POPULATIONS = ("L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I")
NEURONS = np.array([20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948])
EXTERNAL = np.array([1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100])
RATES = np.array([0.971, 2.868, 4.746, 5.396, 8.142, 9.078, 0.991, 7.523])
START = np.array([-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43])
START_SPREAD = np.array([5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48])
# Rows are targets, columns sources.
PROBABILITY = np.array([
    [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0],
    [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0],
    [0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0.0],
    [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0],
    [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0],
    [0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0.0],
    [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
    [0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443],
])  # fmt: skip
WEIGHT, INHIBITION, EXTERNAL_RATE, TAU_SYN = 87.80849, -4.0, 8.0, 0.5e-3  # pA, times the weight, Hz, s
EQUATIONS = """
dv/dt = (E_L - v)/tau_m + (current + bias)/C : volt (unless refractory)
dcurrent/dt = -current/tau_syn : amp
bias : amp
"""


def synapse_numbers() -> np.ndarray:
    """Synapses of each projection at full size: [target, source]."""
    pairs = np.outer(NEURONS, NEURONS).astype(float)
    return np.round(np.log(1 - PROBABILITY) / np.log((pairs - 1) / pairs)).astype(np.int64)


def weights() -> np.ndarray:
    """Mean weight in pA of each projection: [target, source]. That from L4E to L23E is twice as strong."""
    mean = np.tile(np.where(np.arange(8) % 2, INHIBITION, 1.0) * WEIGHT, (8, 1))
    mean[0, 2] *= 2
    return mean


def microcircuit(n: int = 3858, duration: Quantity = 1 * second) -> Outcome:
    """About ``n`` of the 77,169 neurons, each with the same fraction of its synapses."""
    scale = n / NEURONS.sum()
    sizes = np.maximum(1, np.round(NEURONS * scale)).astype(int)
    first = np.concatenate(([0], np.cumsum(sizes)))
    source, target, weight, delay = _connections(scale, sizes, first)
    random = np.random.default_rng(2014)
    lost = TAU_SYN * (1 - np.sqrt(scale)) * (
        (weights() * synapse_numbers() / NEURONS[:, None] * RATES).sum(axis=1) + WEIGHT * EXTERNAL * EXTERNAL_RATE
    )  # fmt: skip
    parameters = {"E_L": -65 * mV, "tau_m": 10 * ms, "tau_syn": TAU_SYN * second, "C": 250 * pF}

    neurons = NeuronGroup(
        int(first[-1]), EQUATIONS, threshold="v > -50*mV", reset="v = -65*mV", refractory=2 * ms, method="exact", name="neurons",
        namespace=parameters,
    )  # fmt: skip
    neurons.v = np.repeat(START, sizes) * mV + np.repeat(START_SPREAD, sizes) * random.standard_normal(first[-1]) * mV
    neurons.bias = np.repeat(lost, sizes) * pA
    synapses = Synapses(neurons, neurons, "w : amp", on_pre="current += w", name="synapses", namespace=parameters)
    synapses.connect(i=source, j=target)
    synapses.w = weight * pA
    synapses.delay = delay * second
    inputs = [
        PoissonInput(
            neurons[first[p] : first[p + 1]], "current", max(1, round(EXTERNAL[p] * scale)), EXTERNAL_RATE * Hz,
            weight=WEIGHT / np.sqrt(scale) * 1e-12 * amp,
        )
        for p in range(8)
    ]  # fmt: skip
    spikes = SpikeMonitor(neurons, record=False, name="spikes")

    # Brian2 does not find objects in a list by itself.
    Network(neurons, synapses, spikes, *inputs, name="microcircuit").run(duration, namespace={})
    counts = np.asarray(spikes.count)
    steps = round(float(duration / defaultclock.dt))
    by_population = {name: int(counts[a:b].sum()) for name, a, b in zip(POPULATIONS, first, first[1:], strict=False)}
    return Outcome(
        dict(zip(POPULATIONS, map(int, sizes), strict=True)), by_population, len(source), float(duration), steps,
        events(spikes, synapses),
    )  # fmt: skip


def _connections(scale: float, sizes: np.ndarray, first: np.ndarray) -> tuple[np.ndarray, ...]:
    """Sources, targets, weights in pA and delays in s, the same for every contestant; pairs are drawn with replacement."""
    random = np.random.default_rng(14)
    numbers = np.round(synapse_numbers() * scale**2).astype(int)
    parts = []
    for (t, s), count in np.ndenumerate(numbers):
        mean = weights()[t, s] / np.sqrt(scale)
        slow = 1.5e-3 if s % 2 == 0 else 0.75e-3
        weight = mean * np.maximum(1 + 0.1 * random.standard_normal(count), 0.0)
        delay = np.maximum(np.round(slow * (1 + 0.5 * random.standard_normal(count)) / 1e-4), 1) * 1e-4
        parts.append((random.integers(first[s], first[s] + sizes[s], count),
                      random.integers(first[t], first[t] + sizes[t], count), weight, delay))  # fmt: skip
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))
