"""Brian2's numpy code object, on memory that a compute device may have a newer copy of."""

from __future__ import annotations

from typing import Any

from brian2.codegen.runtime.numpy_rt import NumpyCodeObject
from brian2.core.variables import ArrayVariable


class HostCodeObject(NumpyCodeObject):  # type: ignore[misc]
    """Reads what the compute device wrote, and lets it know what was written."""

    def run_block(self, block: str) -> Any:
        device = self.device
        if getattr(device, "mirrors", None) is None:
            return super().run_block(block)
        arrays = [device.arrays[v] for v in self.variables.values() if isinstance(v, ArrayVariable)]
        for array in arrays:
            device.read(array)
        try:
            return super().run_block(block)
        finally:
            for array in arrays:
                device.wrote(array)
