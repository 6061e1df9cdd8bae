"""One sweep in a process of its own: ``python -m bench.sweep_child SPEC RESULT``, a JSON text and a file."""

from __future__ import annotations

import time

START = time.perf_counter()

import json  # noqa: E402
import sys  # noqa: E402
from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

SPEC = json.loads(sys.argv[1])
if SPEC["kind"] == "genn_emit":
    # Before Brian2, as its documentation has it.
    genn_emit = import_module("genn_emit")

import brian2  # noqa: E402
import numpy as np  # noqa: E402
from brian2 import ms, mV  # noqa: E402

# CUBA with a resting potential that is a variable: run_args cannot change a constant of the namespace.
EQUATIONS = """
dv/dt  = (ge + gi - (v - El))/(20*ms) : volt (unless refractory)
dge/dt = -ge/(5*ms) : volt
dgi/dt = -gi/(10*ms) : volt
El : volt (shared)
"""
INITIAL = "-60*mV + 10*mV*rand()"


def network(n: int) -> tuple[Any, Any, Any]:
    """The model: its Network, its neurons, its monitor."""
    neurons = brian2.NeuronGroup(
        n, EQUATIONS, threshold="v > -50*mV", reset="v = -60*mV", refractory=5 * ms, method="exact", name="neurons"
    )
    neurons.v = INITIAL
    neurons.El = -49 * mV
    exciting = brian2.Synapses(neurons, neurons, on_pre="ge += 1.62*mV", name="exciting")
    exciting.connect(f"i < {int(0.8 * n)}", p=min(1.0, 80 / n))
    inhibiting = brian2.Synapses(neurons, neurons, on_pre="gi -= 9*mV", name="inhibiting")
    inhibiting.connect(f"i >= {int(0.8 * n)}", p=min(1.0, 80 / n))
    spikes = brian2.SpikeMonitor(neurons, record=False, name="spikes")
    return brian2.Network(neurons, exciting, inhibiting, spikes), neurons, spikes


def main() -> None:
    spec, result_file = SPEC, Path(sys.argv[2])
    values = np.linspace(-52, -46, spec["points"]) * mV
    duration = spec["seconds"] * brian2.second
    emitting = spec["kind"] == "genn_emit"
    if emitting:
        brian2.set_device("genn_emit")
    else:
        brian2.set_device("cpp_standalone", directory="project", build_on_run=False)
    marks = [time.perf_counter()]
    net, neurons, spikes = network(spec["size"])
    marks.append(time.perf_counter())
    counts = []
    if emitting:
        began: list[float] = []

        def first(done: int, total: int) -> None:
            began.append(time.perf_counter())

        found = genn_emit.sweep(
            net, {"neurons.El": values}, duration, initial={"neurons.v": INITIAL}, threads=spec["threads"] or None, report=first
        )
        marks.append(began[0])
        counts = list(found["spikes.count"].sum(axis=1))
    else:
        net.run(duration)
        device = brian2.get_device()
        device.build(run=False)
        for number, value in enumerate(values):
            device.run(run_args={neurons.El: value})
            counts.append(int(spikes.num_spikes))
            if number == 0:
                marks.append(time.perf_counter())
    marks.append(time.perf_counter())
    times = np.diff([START, *marks])
    result = dict(zip(("import", "model", "first", "points"), map(float, times), strict=True))
    result["whole"] = marks[-1] - START
    result["rate"] = float(np.mean(counts) / spec["size"] / spec["seconds"])
    result_file.write_text(json.dumps(result))


if __name__ == "__main__":
    main()
