"""Growing arrays as Brian2's numpy code expects them."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from genn_emit.runtime.memory import HostArray


class DynamicArray:
    """A view of a HostArray with the interface of Brian2's dynamic arrays."""

    def __init__(self, array: HostArray) -> None:
        self._array = array

    @property
    def data(self) -> NDArray[Any]:
        return self._array.view

    @property
    def shape(self) -> tuple[int, ...]:
        return self._array.view.shape

    def resize(self, shape: int | tuple[int, ...]) -> None:
        self._array.resize(shape)

    resize_along_first = resize

    def __len__(self) -> int:
        return len(self._array.view)

    def __getitem__(self, item: Any) -> Any:
        return self._array.view[item]

    def __setitem__(self, item: Any, value: Any) -> None:
        self._array.view[item] = value
