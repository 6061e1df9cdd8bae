"""Host memory seen as numpy arrays without copying, growable, aligned."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from genn_emit.runtime.sanitizers import loaded

Shape = int | tuple[int, ...]
AnyArray = NDArray[Any]
# One cache line, and the widest vector register.
BLOCK = 64


def aligned_empty(shape: Shape, dtype: DTypeLike, alignment: int = BLOCK) -> AnyArray:
    """An array of undefined content whose address is a multiple of ``alignment`` bytes (a power of two).

    Its memory extends to a multiple of 64 bytes, so that vector loops may read and write whole blocks.
    """
    return _aligned(np.empty, shape, dtype, alignment)


def aligned_zeros(shape: Shape, dtype: DTypeLike, alignment: int = BLOCK) -> AnyArray:
    """As ``aligned_empty``, filled with zeros, the padding too."""
    return _aligned(np.zeros, shape, dtype, alignment)


def _aligned(allocate: Any, shape: Shape, dtype: DTypeLike, alignment: int) -> AnyArray:
    kind, dimensions = np.dtype(dtype), _dimensions(shape)
    if alignment < 1 or alignment & (alignment - 1):
        raise ValueError(f"alignment is {alignment}: it must be a power of two")
    size = math.prod(dimensions) * kind.itemsize
    if loaded():
        # Nothing behind the end: the address sanitizer shall see who goes there. malloc aligns well enough for scalar code.
        return np.ndarray(dimensions, kind, buffer=allocate(max(size, 1), dtype=np.uint8))
    # At least one block: the address of an empty array is legal to pass and to prefetch.
    padded = max(-(-size // BLOCK) * BLOCK, BLOCK)
    raw = allocate(padded + alignment, dtype=np.uint8)
    # Not a slice of ``raw``: an empty slice starts at the beginning, wherever it was cut.
    return np.ndarray(dimensions, kind, buffer=raw, offset=-raw.ctypes.data % alignment)


def _dimensions(shape: Shape) -> tuple[int, ...]:
    dimensions = (int(shape),) if isinstance(shape, (int, np.integer)) else tuple(int(length) for length in shape)
    if any(length < 0 for length in dimensions):
        raise ValueError(f"shape {dimensions} has a negative length")
    return dimensions


class HostArray:
    """A growable array in host memory, 1-D or 2-D (row-major, contiguous).

    ``view`` is a numpy array of exactly the logical shape, without a copy. It is a plain attribute because it is read
    often: do not assign it. A view taken earlier stays valid memory after growth, though it may then be the memory of
    before. ``address`` is the first element's, ``version`` increases each time that changes. ``capacity`` counts
    elements. Growing along the first axis is amortised by doubling, changing the second axis copies.
    """

    __slots__ = ("_alignment", "_buffer", "address", "capacity", "dtype", "name", "version", "view")

    name: str
    dtype: np.dtype[Any]
    view: AnyArray
    address: int
    capacity: int
    version: int

    def __init__(self, name: str, dtype: DTypeLike, shape: Shape = 0, *, alignment: int = BLOCK) -> None:
        dimensions = _dimensions(shape)
        if len(dimensions) not in (1, 2):
            raise ValueError(f"array {name!r}: shape {dimensions} is neither 1-D nor 2-D")
        self.name, self.dtype, self._alignment = name, np.dtype(dtype), alignment
        self.version = -1
        self._adopt(math.prod(dimensions))
        self._show(dimensions)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.view.shape

    @property
    def size(self) -> int:
        """Number of elements in ``view``."""
        return self.view.size

    @property
    def nbytes(self) -> int:
        """Bytes allocated for elements, whether in ``view`` or not."""
        return self.capacity * self.dtype.itemsize

    def resize(self, shape: Shape) -> None:
        """Change the shape, keeping what lies in both shapes. New elements are zero.

        Raises ValueError when the number of axes differs or a length is negative.
        """
        new, old = _dimensions(shape), self.view
        if new == old.shape:
            return
        if len(new) != old.ndim:
            raise ValueError(f"array {self.name!r}: cannot change shape {old.shape} to {new}")
        size = math.prod(new)
        if new[1:] != old.shape[1:]:
            self._adopt(max(size, self.capacity))
            self._show(new)
            common = tuple(slice(0, min(a, b)) for a, b in zip(old.shape, new, strict=True))
            self.view[common] = old[common]
            return
        if size > self.capacity:
            self._move(max(size, 2 * self.capacity))
        elif size > old.size:
            # What a shrinking left behind.
            self._buffer[old.size : size] = 0
        self._show(new)

    def expose(self, shape: Shape) -> None:
        """Show ``shape`` elements of what is allocated, as they are: code outside of Python wrote them. ValueError when
        they do not fit, or the second axis differs."""
        new = _dimensions(shape)
        if math.prod(new) > self.capacity or new[1:] != self.view.shape[1:]:
            raise ValueError(f"array {self.name!r}: {new} is not within its {self.capacity} elements")
        self._show(new)

    @property
    def rows(self) -> int:
        """Elements (1-D) or rows (2-D) that fit without moving the array: of rows without columns, any number."""
        width = math.prod(self.view.shape[1:])
        return self.capacity // width if width else sys.maxsize

    def reserve(self, n: int) -> None:
        """Make room for ``n`` elements (1-D) or rows (2-D) in all: growing up to there does not move the array."""
        shape = self.view.shape
        size = int(n) * math.prod(shape[1:])
        if size > self.capacity:
            self._move(size)
            self._show(shape)

    def fill(self, value: Any) -> None:
        """Set every element."""
        self.view.fill(value)

    def __repr__(self) -> str:
        return f"HostArray({self.name!r}, {self.dtype}, {self.shape}, capacity={self.capacity})"

    def _adopt(self, capacity: int) -> None:
        try:
            self._buffer = aligned_zeros(capacity, self.dtype, self._alignment)
        except (MemoryError, ValueError) as error:
            raise MemoryError(f"array {self.name!r}: no memory for {capacity} elements of {self.dtype}") from error
        self.address = self._buffer.ctypes.data
        self.capacity = capacity
        self.version += 1

    def _move(self, capacity: int) -> None:
        old = self.view.reshape(-1)
        self._adopt(capacity)
        self._buffer[: old.size] = old

    def _show(self, shape: tuple[int, ...]) -> None:
        self.view = self._buffer[: math.prod(shape)].reshape(shape)


class Memory:
    """Named host arrays, in order of creation."""

    __slots__ = ("_arrays",)

    def __init__(self) -> None:
        self._arrays: dict[str, HostArray] = {}

    def create(self, name: str, dtype: DTypeLike, shape: Shape = 0, *, alignment: int = BLOCK) -> HostArray:
        """A new array of zeros. ValueError when the name is taken."""
        if name in self._arrays:
            raise ValueError(f"there is an array {name!r} already")
        array = HostArray(name, dtype, shape, alignment=alignment)
        self._arrays[name] = array
        return array

    def get(self, name: str) -> HostArray:
        """The array. KeyError when there is none."""
        return self._arrays[name]

    def delete(self, name: str) -> None:
        """Forget an array: views that were taken keep its memory alive. KeyError when there is none."""
        del self._arrays[name]

    @property
    def nbytes(self) -> int:
        """Bytes allocated in all."""
        return sum(array.nbytes for array in self._arrays.values())

    @property
    def version(self) -> int:
        """Differs from before when an address may have."""
        return sum(array.version + 1 for array in self._arrays.values())

    def __contains__(self, name: object) -> bool:
        return name in self._arrays

    def __iter__(self) -> Iterator[HostArray]:
        return iter(self._arrays.values())

    def __len__(self) -> int:
        return len(self._arrays)
