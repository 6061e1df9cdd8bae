"""Growable arrays: alignment, views that stay valid, addresses."""

from __future__ import annotations

import gc
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genn_emit.runtime.memory import HostArray, Memory, aligned_empty, aligned_zeros


@pytest.mark.parametrize("dtype", ["f8", "f4", "i4", "i8", "u1", "bool"])
@pytest.mark.parametrize("shape", [0, 1, 7, 8, 9, 63, 64, 65, (3, 5), (0, 4), (4, 0)])
@pytest.mark.parametrize("alignment", [64, 4096])
def test_aligned(dtype: str, shape: int | tuple[int, ...], alignment: int) -> None:
    for array in (aligned_empty(shape, dtype, alignment), aligned_zeros(shape, dtype, alignment)):
        assert array.ctypes.data % alignment == 0
        assert array.shape == (shape if isinstance(shape, tuple) else (shape,))
        assert array.dtype == dtype and array.flags.c_contiguous and array.flags.writeable
    assert not array.any()


def test_the_last_block_may_be_read_whole() -> None:
    array = aligned_zeros(9, "f8")
    owner = array
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    assert owner.ctypes.data + owner.nbytes >= array.ctypes.data + 128


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match="power of two"):
        aligned_empty(3, "f8", 48)
    with pytest.raises(ValueError, match="negative"):
        HostArray("a", "f8", -1)
    with pytest.raises(ValueError, match="neither"):
        HostArray("a", "f8", (1, 2, 3))
    with pytest.raises(ValueError, match="cannot change shape"):
        HostArray("a", "f8", 3).resize((3, 1))
    with pytest.raises(MemoryError, match="'a'"):
        HostArray("a", "f8", 1 << 58)


def test_an_array_that_cannot_grow_stays_as_it_was() -> None:
    array = HostArray("a", "f8", 3)
    array.fill(1)
    for change in (lambda: array.resize(1 << 58), lambda: array.reserve(1 << 58)):
        with pytest.raises(MemoryError):
            change()
        assert array.view.tolist() == [1] * 3
        assert (array.version, array.capacity) == (0, 3)
        assert array.address == array.view.ctypes.data


def test_the_view_is_no_copy() -> None:
    array = HostArray("v", "f8", 4)
    assert array.view is array.view
    array.view[2] = 5
    assert array.view[2] == 5 and array.address == array.view.ctypes.data
    array.fill(3)
    assert array.view.tolist() == [3] * 4
    assert array.size == 4 and array.shape == (4,) and array.nbytes == 32


def test_an_old_view_stays_valid_memory() -> None:
    array = HostArray("v", "f8", 4)
    array.fill(1)
    old = array.view
    for _ in range(10):
        array.resize(array.size * 10 if array.size < 10**6 else 4)
    gc.collect()
    old += 1
    assert old.tolist() == [2] * 4
    assert array.view[:4].tolist() == [1] * 4


def test_growth_is_amortised() -> None:
    array = HostArray("i", "i4", 1)
    for n in range(2, 5001):
        array.resize(n)
    assert array.version <= 14
    array.reserve(20000)
    version, address = array.version, array.address
    array.resize(20000)
    assert (array.version, array.address) == (version, address)


def test_shrinking_then_growing_gives_zeros() -> None:
    array = HostArray("v", "f8", 8)
    array.fill(7)
    array.resize(3)
    array.resize(6)
    assert array.view.tolist() == [7, 7, 7, 0, 0, 0]
    assert array.version == 0


def test_rows_do_not_move_columns_do() -> None:
    array = HostArray("w", "f8", (2, 3))
    array.view[:] = [[1, 2, 3], [4, 5, 6]]
    array.reserve(10)
    version = array.version
    array.resize((10, 3))
    assert array.version == version and array.view[1].tolist() == [4, 5, 6]
    array.resize((2, 4))
    assert array.version == version + 1
    assert array.view.tolist() == [[1, 2, 3, 0], [4, 5, 6, 0]]


shapes_1d = st.integers(0, 70)
shapes_2d = st.tuples(st.integers(0, 9), st.integers(0, 9))


@settings(max_examples=150, deadline=None)
@given(st.one_of(*(st.lists(st.tuples(s, st.booleans()), min_size=1, max_size=12) for s in (shapes_1d, shapes_2d))))
def test_any_sequence_of_shapes(steps: list[tuple[int | tuple[int, int], bool]]) -> None:
    """Compared with a plain numpy array that is copied at each step."""
    array = HostArray("x", "i8", steps[0][0])
    model = np.zeros(steps[0][0], "i8")
    seen = [(array.version, array.address)]
    for number, (shape, reserve) in enumerate(steps, start=1):
        array.fill(number)
        model.fill(number)
        if reserve:
            array.reserve(20)
        array.resize(shape)
        new = np.zeros(shape, "i8")
        common = tuple(slice(0, min(a, b)) for a, b in zip(model.shape, new.shape, strict=True))
        new[common] = model[common]
        model = new
        np.testing.assert_array_equal(array.view, model)
        assert array.view.shape == model.shape and array.view.flags.c_contiguous
        assert array.address % 64 == 0 and array.capacity >= array.size
        assert array.address == array.view.ctypes.data
        seen.append((array.version, array.address))
    for (version, address), (later, moved) in pairwise(seen):
        assert later > version or (later == version and address == moved)


def test_memory() -> None:
    memory = Memory()
    v = memory.create("v", "f8", 3)
    memory.create("w", "i4", (2, 2))
    assert memory.get("v") is v and "w" in memory and len(memory) == 2
    assert [array.name for array in memory] == ["v", "w"]
    assert memory.nbytes == 3 * 8 + 4 * 4
    version = memory.version
    v.resize(100)
    assert memory.version > version
    with pytest.raises(ValueError, match="already"):
        memory.create("v", "f8")
    view = v.view
    memory.delete("v")
    view[0] = 1
    with pytest.raises(KeyError):
        memory.get("v")
