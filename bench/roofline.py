"""The roofline: what a loop would take if it did nothing but move its state through memory and evaluate exponentials.

Both are measured: bytes per nanosecond of a vectorised loop that reads and writes an array as large as the model's state, and
nanoseconds per exponential of a vectorised loop. One core, double precision.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.models import MODELS

SOURCE = Path(__file__).with_suffix(".cc")
FLAGS = ("-std=c++17", "-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math")
WORKING_SETS = tuple(1 << k for k in range(14, 30, 2))


@dataclass(frozen=True)
class Roofline:
    """``bandwidth`` in bytes per nanosecond by working set in bytes, ``exponential`` in nanoseconds."""

    bandwidth: dict[int, float]
    exponential: float

    def bytes_per_ns(self, working_set: float) -> float:
        """That of the smallest measured working set that is not smaller."""
        fitting = [size for size in self.bandwidth if size >= working_set]
        return self.bandwidth[min(fitting) if fitting else max(self.bandwidth)]

    def seconds(self, model: str, result: dict[str, Any]) -> float:
        """The least time that the loop of a measurement could take."""
        costs = MODELS[model]
        moved = costs.neuron_bytes / self.bytes_per_ns(costs.neuron_bytes * result["neurons"])
        neurons = max(moved, costs.exponentials * self.exponential) * result["neuron_steps"]
        synapses = result["events"] * costs.event_bytes / self.bytes_per_ns(costs.event_bytes * result["synapses"])
        return float(neurons + synapses) * 1e-9


def measure() -> Roofline:
    """Compile and run the kernels. ``CalledProcessError`` if the compiler fails."""
    with tempfile.TemporaryDirectory(prefix="bench") as place:
        program = Path(place, "roofline")
        compiler = os.environ.get("CXX", "g++").split()
        subprocess.run([*compiler, *FLAGS, str(SOURCE), "-o", str(program), "-lm"], check=True)
        told = subprocess.run([str(program), *map(str, WORKING_SETS)], check=True, capture_output=True, text=True).stdout
    found = json.loads(told)
    return Roofline({int(size): rate for size, rate in found["bandwidth"].items()}, found["exp"])
