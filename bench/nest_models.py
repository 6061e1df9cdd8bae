"""Two of the standard models as NEST has them, with its own neurons. Nothing here imports Brian2.

What differs: NEST needs a delay, here its smallest of one time step; its Hodgkin-Huxley neuron is integrated with adaptive
steps (RKF45), and Poisson input starts it, since its conductances cannot be set.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

DT = 0.1  # ms


def _connected(nest: Any, neurons: Any, n: int, exciting: float, inhibiting: float) -> None:
    """80 synapses per neuron, from the first 80 % of them exciting."""
    rule = {"rule": "pairwise_bernoulli", "p": min(1.0, 80 / n)}
    for sources, weight in ((neurons[: int(0.8 * n)], exciting), (neurons[int(0.8 * n) :], inhibiting)):
        nest.Connect(sources, neurons, rule, {"weight": weight, "delay": DT})


def cuba(nest: Any, n: int, random: np.random.Generator) -> Any:
    """Currents are those of the model in mV, times C_m/tau_m."""
    parameters = {
        "C_m": 200.0, "tau_m": 20.0, "tau_syn_ex": 5.0, "tau_syn_in": 10.0, "E_L": -49.0, "V_th": -50.0, "V_reset": -60.0,
        "t_ref": 5.0,
    }  # fmt: skip
    neurons = nest.Create("iaf_psc_exp", n, parameters)
    neurons.V_m = list(-60 + 10 * random.random(n))
    _connected(nest, neurons, n, 16.2, -90.0)
    return neurons


def cobahh(nest: Any, n: int, random: np.random.Generator) -> Any:
    """The parameters of hh_cond_exp_traub are those of the benchmark already, but for the refractory period."""
    neurons = nest.Create("hh_cond_exp_traub", n, {"t_ref": 3.0})
    neurons.V_m = list(-65 + 5 * random.standard_normal(n))
    _connected(nest, neurons, n, 6.0, -67.0)
    start = nest.Create("poisson_generator", {"rate": 2000.0, "stop": 50.0})
    nest.Connect(start, neurons, syn_spec={"weight": 6.0, "delay": DT})
    return neurons


MODELS: dict[str, Callable[[Any, int, np.random.Generator], Any]] = {"cuba": cuba, "cobahh": cobahh}


def measure(spec: dict[str, Any], start: float, peak: Callable[[], float], resident: Callable[[], float]) -> dict[str, Any]:
    """As ``bench.child.measure``: seconds of each stage (there is no code to make), spike counts, memory. ``start`` is when the
    process began."""
    if spec["model"] not in MODELS:
        raise SystemExit(f"bench has no description of {spec['model']} for NEST, only of {', '.join(MODELS)}")
    import nest

    imported = time.perf_counter()
    nest.ResetKernel()
    nest.resolution = DT
    nest.local_num_threads = spec["threads"]
    nest.rng_seed = spec["seed"]
    n = int(spec["size"])
    neurons = MODELS[spec["model"]](nest, n, np.random.default_rng(spec["seed"]))
    recorder = nest.Create("spike_recorder")
    nest.Connect(neurons, recorder)
    nest.Prepare()
    ready = time.perf_counter()
    nest.Run(spec["seconds"] * 1000)
    done = time.perf_counter()
    nest.Cleanup()
    spikes, synapses = int(recorder.n_events), int(nest.num_connections) - n
    ended = time.perf_counter()
    return {
        "stages": {
            "import": imported - start, "codegen": ended - done, "compile": 0.0, "setup": ready - imported, "loop": done - ready,
            "whole": ended - start,
        },
        "rates": {"neurons": spikes / n / spec["seconds"]},
        "neuron_seconds": {"neurons": n * spec["seconds"]},
        "neurons": n,
        "synapses": synapses,
        "events": round(spikes * synapses / n),
        "neuron_steps": n * round(spec["seconds"] * 1000 / DT),
        "fallbacks": [],
        "peak": peak(),
        "resident": resident(),
    }  # fmt: skip
