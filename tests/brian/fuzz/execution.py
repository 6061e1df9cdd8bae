"""Runs a script, and takes from its objects all that there is to compare."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
from brian2.core.variables import ArrayVariable

from .writer import Script

# What the two devices may keep differently: bookkeeping, and spikes on their way.
PRIVATE = frozenset({"N", "dt", "t", "t_in_timesteps"})


def values(seed: int, n: Any, low: float, high: float) -> Any:
    """Floats with all their digits: nothing meets a threshold exactly."""
    return low + (high - low) * np.random.RandomState(seed).random_sample(n)


def numbers(seed: int, n: int, end: int) -> Any:
    """Whole numbers below ``end``."""
    return np.random.RandomState(seed).randint(0, max(end, 1), n)


def spikes(seed: int, n: int, count: int, after: Any = 0 * b2.ms) -> tuple[Any, Any]:
    """Indices and times on the grid of 0.1 ms, no neuron twice in one step."""
    rng = np.random.RandomState(seed)
    cells = np.unique(rng.randint(0, n * 150, count))
    return cells % n, (np.round(float(after) / 1e-4) + cells // n) * 0.1 * b2.ms


def execute(script: Script) -> dict[str, Any]:
    """The results of a script on the active device, by object and variable."""
    names: dict[str, Any] = {"values": values, "numbers": numbers, "spikes": spikes}
    exec("from brian2 import *", names)
    exec(compile(script, "<network>", "exec"), names)
    found: dict[str, Any] = {"now": float(names["net"].t)}
    for name, obj in sorted(names.items()):
        if name[:1] in "GTSM" and name[1:].isdigit():
            found.update({f"{name}.{variable}": value for variable, value in _content(obj).items()})
    return found


def _content(obj: Any) -> dict[str, Any]:
    """Copies of the arrays of a group, of synapses or of a monitor."""
    found = {}
    for name, variable in obj.variables.items():
        if isinstance(variable, ArrayVariable) and not name.startswith("_") and name not in PRIVATE | {"i"}:
            found[name] = np.array(variable.get_value())
    if isinstance(obj, (b2.SpikeMonitor, b2.EventMonitor)):
        # Spikes of one step have no order that matters.
        found["count"] = np.array(obj.count[:])
        if obj.record:
            found["i"], found["t"] = np.array(obj.i[:]), np.array(obj.t_[:])
    elif isinstance(obj, (b2.StateMonitor, b2.PopulationRateMonitor)):
        found["t"] = np.array(obj.t_[:])
    elif isinstance(obj, b2.Synapses):
        found["i"], found["j"] = np.array(obj.i[:]), np.array(obj.j[:])
        for pathway in obj._pathways:
            found[f"{pathway.name}.delay"] = np.array(pathway.delay_[:])
    return found


def differences(got: dict[str, Any], want: dict[str, Any]) -> list[str]:
    """What is not the same. Whole numbers, truth values and times must be equal, other numbers up to rounding."""
    found = [f"{name} is missing on one side" for name in sorted(set(got) ^ set(want))]
    for name in sorted(set(got) & set(want)):
        a, b = np.asarray(got[name]), np.asarray(want[name])
        if a.shape != b.shape:
            found.append(f"{name}: shape {a.shape} instead of {b.shape}")
            continue
        exact = not np.issubdtype(b.dtype, np.floating) or name.endswith((".t", "lastspike", "lastupdate"))
        size = float(np.max(np.abs(b), initial=0.0, where=np.isfinite(b))) if not exact else 0.0
        same = np.array_equal(a, b, equal_nan=False) if exact else np.allclose(a, b, rtol=1e-9, atol=1e-11 * size, equal_nan=True)
        if not same:
            where = np.flatnonzero((a != b).ravel() if exact else ~np.isclose(a, b, rtol=1e-9, atol=1e-11 * size, equal_nan=True).ravel())
            found.append(f"{name}: {where.size} of {b.size} differ, first at {where[0]}: {a.ravel()[where[0]]!r} instead of {b.ravel()[where[0]]!r}")
    return found
