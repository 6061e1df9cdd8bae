"""One measurement in a process of its own: ``python -m bench.child SPEC RESULT``, both JSON files."""

from __future__ import annotations

import time

START = time.perf_counter()

import json  # noqa: E402
import resource  # noqa: E402
import sys  # noqa: E402
from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402


def choose_device(spec: dict[str, Any]) -> Any:
    """Switch Brian2 to what ``spec`` asks for; the probe that watches it."""
    import brian2
    import numpy as np

    from bench.probes import CythonProbe, EmittedProbe, StandaloneProbe

    if spec["float32"]:
        brian2.prefs.core.default_float_dtype = np.float32
    kind, place = spec["kind"], spec["place"]
    if kind == "genn_emit":
        options = {"threads": spec["threads"] or "auto"} if spec["threads"] != 1 else {}
        brian2.set_device("genn_emit", backend=spec["backend"], **options)
        return EmittedProbe(brian2.get_device())
    if kind == "cython":
        brian2.prefs.codegen.target = "cython"
        brian2.prefs.codegen.runtime.cython.cache_dir = place
        return CythonProbe(brian2.get_device())
    if kind == "brian2genn":
        brian2.set_device("genn", directory=place, use_GPU=False)
    else:
        threads = spec["threads"] if kind == "cpp_standalone_openmp" else 0
        brian2.prefs.devices.cpp_standalone.openmp_threads = threads
        brian2.set_device("cpp_standalone", directory=place)
    return StandaloneProbe(brian2.get_device(), Path(place).with_name("loop.txt"))


def measure(spec: dict[str, Any]) -> dict[str, Any]:
    """Run a model; seconds of each stage, spike counts, peak memory."""
    if spec["kind"] == "nest":
        from bench import nest_models

        return nest_models.measure(spec, START, peak, resident)
    if spec["kind"] == "genn_emit":
        # Before Brian2, as its documentation has it.
        import_module("genn_emit")
    import brian2

    if spec["kind"] == "brian2genn":
        import_module("brian2genn")
    from bench.models import MODELS

    imported = time.perf_counter() - START
    probe = choose_device(spec)
    brian2.seed(spec["seed"])
    duration = spec["seconds"] * brian2.second
    outcome = MODELS[spec["model"]].run(spec["size"], duration=duration)
    whole = time.perf_counter() - START
    device = brian2.get_device()
    stages: dict[str, float] = {"import": imported, "whole": whole, **probe.stages()}
    # Everything in Python that is none of the others: analysis of the equations, sympy, code written.
    stages["codegen"] = whole - sum(stages[name] for name in ("import", "compile", "setup", "loop"))
    return {
        "stages": stages,
        "rates": outcome.rates,
        "neuron_seconds": {name: size * outcome.seconds for name, size in outcome.sizes.items()},
        "neurons": sum(outcome.sizes.values()),
        "synapses": outcome.synapses,
        "events": outcome.events,
        "neuron_steps": outcome.neuron_steps,
        "fallbacks": [str(f) for f in getattr(device, "fallbacks", ())],
        "peak": peak(),
        "resident": resident(),
    }


def peak() -> float:
    """MiB that this process, or the largest of those that it started, had at most."""
    return max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


def resident() -> float:
    """MiB that this process has now; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return 0.0


def main() -> None:
    spec_file, result_file = sys.argv[1:]
    result = measure(json.loads(Path(spec_file).read_text()))
    Path(result_file).write_text(json.dumps(result))


if __name__ == "__main__":
    main()
