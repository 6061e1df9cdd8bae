"""The same script on several devices, one after the other in one process."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import brian2 as b2
import numpy as np
from brian2.devices.device import reset_device

import genn_emit  # noqa: F401  # registers the device

Results = dict[str, Any]
Script = Callable[[], Results]


@contextmanager
def active(name: str, **options: Any) -> Iterator[Any]:
    """Brian2 with this device, and as it was afterwards. Yields the device."""
    target, dtype = b2.prefs["codegen.target"], b2.prefs["core.default_float_dtype"]
    b2.start_scope()
    b2.set_device(name, **options)
    if name == "runtime":
        b2.prefs["codegen.target"] = "numpy"
    b2.defaultclock.dt = 0.1 * b2.ms
    try:
        yield b2.get_device()
    finally:
        b2.get_device().reinit()
        gc.collect()  # old objects keep their names, and new ones would be numbered
        reset_device()
        b2.prefs["codegen.target"] = target
        b2.prefs["core.default_float_dtype"] = dtype
        b2.start_scope()


def expected(script: Script) -> Results:
    """What Brian2's numpy runtime makes of it."""
    with active("runtime") as device, kept(device):
        return copied(script())


@contextmanager
def kept(device: Any) -> Iterator[None]:
    """From Brian2 2.10 on, the runtime gives out views of memory that goes with the variable: results are copied before."""
    add, variables = device.add_array, []

    def add_and_keep(variable: Any) -> None:
        variables.append(variable)
        add(variable)

    device.add_array = add_and_keep
    try:
        yield
    finally:
        del device.add_array


def emitted(script: Script, backend: str, fallbacks: tuple[str, ...] = (), **options: Any) -> Results:
    """What the device makes of it. ``fallbacks`` are the kinds that may run in numpy."""
    with active("genn_emit", backend=backend, **options) as device:
        results = copied(script())
        assert [f.kind for f in device.fallbacks] == list(fallbacks), device.fallbacks
        return results


def copied(results: Results) -> Results:
    """Results that outlive the device."""
    return {name: np.array(value) for name, value in results.items()}


def same(got: Results, want: Results, rtol: float = 1e-12, atol: float = 0.0, exact: tuple[str, ...] = ()) -> None:
    """Integers and spike times are equal; other floats up to the last digits (numpy's exp is not the C library's)."""
    assert sorted(got) == sorted(want)
    for name, value in want.items():
        if name in exact or name in ("i", "t") or not np.issubdtype(value.dtype, np.floating):
            np.testing.assert_array_equal(got[name], value, err_msg=name)
        else:
            np.testing.assert_allclose(got[name], value, rtol=rtol, atol=atol, err_msg=name)


def check(script: Script, backend: str, fallbacks: tuple[str, ...] = (), rtol: float = 1e-12, atol: float = 0.0) -> Results:
    """Both agree. The results of the device."""
    want = expected(script)
    got = emitted(script, backend, fallbacks)
    same(got, want, rtol, atol)
    return got
