"""The device's memory: a HostArray for each of Brian2's array variables, read and written at any time."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from brian2.core.variables import ArrayVariable, DynamicArrayVariable
from brian2.devices.device import RuntimeDevice
from numpy.typing import NDArray

from genn_emit.brian.dynamic import DynamicArray
from genn_emit.brian.fields import owner_name
from genn_emit.runtime.memory import HostArray


class DeviceMemory(RuntimeDevice):  # type: ignore[misc]
    """The part of Brian2's device interface that is about arrays. ``settled`` is called before one is given out."""

    def __init__(self) -> None:
        super().__init__()
        self.arrays: WeakKeyDictionary[ArrayVariable, HostArray] = WeakKeyDictionary()

    def settled(self, variable: ArrayVariable) -> None:
        """Carry out whatever is still to be done to ``variable``."""

    def touched(self, variable: ArrayVariable) -> None:
        """``variable`` may have been changed from Python."""

    def host_array(self, variable: ArrayVariable) -> HostArray:
        """The memory behind a variable, as it is."""
        return self.arrays[variable]

    def add_array(self, var: ArrayVariable) -> None:
        self.arrays[var] = HostArray(f"{owner_name(var)}.{var.name}", var.dtype, var.size)

    def get_value(self, var: ArrayVariable, access_data: bool = True) -> NDArray[Any] | DynamicArray:
        self.settled(var)
        self.touched(var)
        array = self.arrays[var]
        if isinstance(var, DynamicArrayVariable) and not access_data:
            return DynamicArray(array)
        return array.view

    def set_value(self, var: ArrayVariable, value: Any) -> None:
        self.fill_with_array(var, value)

    def resize(self, var: ArrayVariable, new_size: int | tuple[int, ...]) -> None:
        self.settled(var)
        self.arrays[var].resize(new_size)
        self.touched(var)

    resize_along_first = resize

    def init_with_zeros(self, var: ArrayVariable, dtype: Any) -> None:
        self.fill_with_array(var, 0)

    def init_with_arange(self, var: ArrayVariable, start: int, dtype: Any) -> None:
        self.fill_with_array(var, np.arange(start, start + self.arrays[var].size))

    def fill_with_array(self, var: ArrayVariable, arr: Any) -> None:
        self.settled(var)
        self.arrays[var].view[...] = np.asarray(arr)
        self.touched(var)
