"""Brian2's feature and speed tests (``brian2.tests.features``) on this device, next to its numpy runtime.

The models are Brian2's. The runner is ours: that of Brian2 writes a child script in Python 2, and compares arrays by negating a
boolean index, which numpy refuses. A Configuration of ours is what any runner of Brian2's expects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import brian2
import numpy as np
from brian2 import second
from brian2.devices.device import reset_device
from brian2.tests.features import input as inputs
from brian2.tests.features import monitors, neurongroup, speed, synapses
from brian2.tests.features.base import Configuration, FeatureTest, InaccuracyError, SpeedTest

from genn_emit.brian.register import device

_MODULES: tuple[Any, ...] = (inputs, monitors, neurongroup, synapses, speed)


def _derived(from_class: type) -> tuple[Any, ...]:
    found = {
        value for module in _MODULES for value in vars(module).values() if isinstance(value, type) and issubclass(value, from_class)
    }
    return tuple(sorted(found - {from_class}, key=lambda test: str(test.fullname())))


FEATURES: tuple[Any, ...] = _derived(FeatureTest)
SPEED: tuple[Any, ...] = _derived(SpeedTest)


class NumpyRuntime(Configuration):  # type: ignore[misc]
    """What the others are compared with."""

    name = "Brian2's numpy runtime"

    def before_run(self) -> None:
        brian2.prefs.codegen.target = "numpy"
        brian2.set_device("runtime")


class GennEmit(Configuration):  # type: ignore[misc]
    """The device with its defaults; a subclass names other ``options`` of ``set_device``, or single precision."""

    name = "genn_emit"
    options: Mapping[str, Any] = {}
    float_dtype: Any = np.float64

    def before_run(self) -> None:
        brian2.prefs.core.default_float_dtype = self.float_dtype
        brian2.set_device("genn_emit", **self.options)

    def after_run(self) -> None:
        """``RuntimeError`` if anything ran in numpy: then this tested Brian2 against itself."""
        if device.fallbacks:
            raise RuntimeError(f"not all of it ran on the device: {device.fallbacks}")


class GennEmitFloat32(GennEmit):
    """Single precision."""

    name = "genn_emit, float32"
    float_dtype = np.float32


class GennEmitPlain(GennEmit):
    """Arithmetic as it is written, and the C library's scalar functions."""

    name = "genn_emit, plain arithmetic"
    options = {"vector_math": False, "less_arithmetic": False}  # noqa: RUF012  # read only


class GennEmitThreads(GennEmit):
    """Two threads."""

    name = "genn_emit, 2 threads"
    options = {"threads": 2}  # noqa: RUF012  # read only


class GennEmitOpencl(GennEmit):
    """OpenCL."""

    name = "genn_emit, OpenCL"
    options = {"backend": "opencl"}  # noqa: RUF012  # read only


class GennEmitOpenclFloat32(GennEmitOpencl):
    """OpenCL, single precision."""

    name = "genn_emit, OpenCL, float32"
    float_dtype = np.float32


class GennEmitCuda(GennEmit):
    """CUDA."""

    name = "genn_emit, CUDA"
    options = {"backend": "cuda"}  # noqa: RUF012  # read only


CONFIGURATIONS: tuple[type[GennEmit], ...] = (
    GennEmit, GennEmitFloat32, GennEmitPlain, GennEmitThreads, GennEmitOpencl, GennEmitOpenclFloat32, GennEmitCuda,
)  # fmt: skip


@contextmanager
def running(configuration: type[Configuration], model: Any) -> Iterator[Any]:
    """``model`` after its run; its objects live until the end. Device and preferences then are what they were."""
    chosen = configuration()
    before = {name: brian2.prefs[name] for name in ("codegen.target", "core.default_float_dtype")}
    dt = float(brian2.defaultclock.dt)
    brian2.start_scope()
    chosen.before_run()
    try:
        model.run()
        chosen.after_run()
        yield model
    finally:
        device.reinit()
        reset_device()
        # The clock of one device starts with what the other's was at.
        brian2.defaultclock.dt = dt * second
        for name, value in before.items():
            brian2.prefs[name] = value
        brian2.start_scope()


def check_feature(configuration: type[Configuration], feature: Any, tolerance: float) -> float:
    """Run a feature test and give its largest relative error: against numbers that the test itself knows, or else against
    the numpy runtime. ``InaccuracyError`` if it is larger than ``tolerance``, or the sizes differ."""
    with running(configuration, feature()) as test:
        got = _copied(test.results())
        try:
            test.check(tolerance, got)
        except NotImplementedError:
            pass
        else:
            return 0.0
    with running(NumpyRuntime, feature()) as test:
        error = relative_error(_copied(test.results()), got)
    if not error <= tolerance:
        raise InaccuracyError(error)
    return error


def relative_error(want: Any, got: Any) -> float:
    """The largest difference in ``want``, arrays in any nesting, relative to the largest number of the array that it is in.
    Infinite for different sizes."""
    if isinstance(want, Mapping):
        return max((relative_error(want[key], got[key]) for key in want), default=0.0)
    if isinstance(want, tuple):
        return max((relative_error(a, b) for a, b in zip(want, got, strict=True)), default=0.0)
    a, b = np.asarray(want, dtype=float), np.asarray(got, dtype=float)
    if a.shape != b.shape:
        return float("inf")
    difference = float(np.max(np.abs(a - b), initial=0.0))
    return difference / float(np.max(np.abs(a), initial=0.0)) if difference else 0.0


def _copied(results: Any) -> Any:
    """Results without units, in memory of their own."""
    if isinstance(results, Mapping):
        return {key: _copied(value) for key, value in results.items()}
    if isinstance(results, tuple):
        return tuple(_copied(value) for value in results)
    return np.array(results, dtype=float)
