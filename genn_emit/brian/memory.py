"""The device's memory: a HostArray for each of Brian2's array variables, read and written at any time."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from brian2.core.variables import ArrayVariable, DynamicArrayVariable
from brian2.devices.device import RuntimeDevice
from numpy.typing import NDArray

from genn_emit.brian.capsules import Capsules
from genn_emit.brian.dynamic import DynamicArray
from genn_emit.brian.fields import belongs_to_clock, owner_name
from genn_emit.brian.trace_memory import TraceMemory
from genn_emit.programs import Built, open_device
from genn_emit.runtime.memory import HostArray
from genn_emit.runtime.mirrors import DeviceMirrors


class DeviceMemory(RuntimeDevice):  # type: ignore[misc]
    """The part of Brian2's device interface that is about arrays. ``settled`` is called before one is given out."""

    def __init__(self) -> None:
        super().__init__()
        self.arrays: WeakKeyDictionary[ArrayVariable, HostArray] = WeakKeyDictionary()
        self.capsules = Capsules(self.arrays)
        self.traces: WeakKeyDictionary[ArrayVariable, TraceMemory] = WeakKeyDictionary()
        self.mirrors: DeviceMirrors | None = None
        self.device_index = 0

    def settled(self, variable: ArrayVariable, writing: bool) -> None:
        """Carry out whatever is still to be done to ``variable``, or with its present value if it is about to be changed."""

    @property
    def listens(self) -> bool:
        """Whether what is called from outside has to be noted."""
        return False

    def noted(self, act: Callable[[], None]) -> None:
        """``act`` was called from outside, and has been carried out."""

    def touched(self, variable: ArrayVariable) -> None:
        """``variable`` may have been changed from Python."""
        if variable in self.traces:
            self.traces[variable].seen = True
        self.wrote(self.arrays[variable])

    def host_array(self, variable: ArrayVariable) -> HostArray:
        """The memory behind a variable, whatever is still to be done to it."""
        array = self.arrays[variable]
        if variable in self.traces:
            self.traces[variable].give_back()
        self.read(array)
        return array

    def read(self, array: HostArray) -> None:
        """Bring back what only the compute device knows."""
        if self.mirrors is not None:
            self.mirrors.to_host(array)

    def wrote(self, array: HostArray) -> None:
        """Python may have changed ``array``: the compute device's copy is old."""
        if self.mirrors is not None:
            self.mirrors.host_wrote(array)

    def add_array(self, var: ArrayVariable) -> None:
        array = HostArray(f"{owner_name(var)}.{var.name}", var.dtype, var.size)
        self.arrays[var] = array
        weakref.finalize(var, self._forget, array).atexit = False

    def _forget(self, array: HostArray) -> None:
        if self.mirrors is not None:
            self.mirrors.forget(array)

    def open_mirrors(self, built: Built) -> DeviceMirrors | None:
        """The compute device, opened with the first program that needs one."""
        if self.mirrors is None:
            self.mirrors = open_device(built, self.device_index)
        return self.mirrors

    def close_mirrors(self) -> None:
        """Let go of the compute device; memory keeps its content."""
        if self.mirrors is not None:
            self.mirrors.pull_all()
            self.mirrors.close()
            self.mirrors = None

    def get_value(self, var: ArrayVariable, access_data: bool = True) -> NDArray[Any] | DynamicArray:
        if not belongs_to_clock(var):
            # What waits never changes a clock, and Brian2 looks at clocks whenever it makes an object.
            self.settled(var, writing=False)
        array = self.host_array(var)
        self.touched(var)
        if isinstance(var, DynamicArrayVariable) and not access_data:
            return DynamicArray(array)
        return array.view

    def get_capsule(self, var: DynamicArrayVariable) -> Any:
        """For Cython code, which may have it while it is run by ``HostCythonCodeObject`` only."""
        return self.capsules.of(var)

    def set_value(self, var: ArrayVariable, value: Any) -> None:
        self.fill_with_array(var, value)

    def resize(self, var: ArrayVariable, new_size: int | tuple[int, ...]) -> None:
        self.settled(var, writing=True)
        self.host_array(var).resize(new_size)
        self.touched(var)
        self.noted(lambda: self._resize_again(var, new_size))

    def _resize_again(self, var: ArrayVariable, new_size: int | tuple[int, ...]) -> None:
        self.resize(var, new_size)
        var.size = new_size

    resize_along_first = resize

    def init_with_zeros(self, var: ArrayVariable, dtype: Any) -> None:
        self.fill_with_array(var, 0)

    def init_with_arange(self, var: ArrayVariable, start: int, dtype: Any) -> None:
        self.fill_with_array(var, np.arange(start, start + self.arrays[var].size))

    def fill_with_array(self, var: ArrayVariable, arr: Any) -> None:
        self.settled(var, writing=True)
        self.host_array(var).view[...] = np.asarray(arr)
        self.touched(var)
        if self.listens:
            values = np.array(arr)
            self.noted(lambda: self.fill_with_array(var, values))
