"""Slices of elements, and where they stand in lists."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import cffi
import numpy as np
import pytest

from genn_emit.include import INCLUDE_DIR

from .conftest import WARNINGS, compile_text, compiler

pytestmark = pytest.mark.compile
DECLARED = """
int32_t slice_(int32_t n, int32_t worker, int32_t workers, const int32_t *shares);
int64_t at_least(const int32_t *list, const int32_t *order, int64_t begin, int64_t end, int32_t least, int32_t extent);
int64_t run_begin(const int32_t *list, const int32_t *order, int64_t begin, int64_t end, int32_t first, int32_t last,
                  int32_t extent, bool ascending);
int64_t run_end(const int32_t *list, const int32_t *order, int64_t begin, int64_t end, int32_t first, int32_t last,
                int32_t extent, bool ascending);
"""
CODE = """#include "genn_emit/slices.h"
extern "C" {
int32_t slice_(int32_t n, int32_t w, int32_t ws, const int32_t *shares)
{ genn_team team = {}; team.shares = shares; return genn_slice(shares ? &team : nullptr, n, w, ws); }
int64_t at_least(const int32_t *l, const int32_t *o, int64_t b, int64_t e, int32_t v, int32_t x) { return genn_at_least(l, o, b, e, v, x); }
int64_t run_begin(const int32_t *l, const int32_t *o, int64_t b, int64_t e, int32_t f, int32_t z, int32_t x, bool a)
{ return genn_run_begin(l, o, b, e, f, z, x, a); }
int64_t run_end(const int32_t *l, const int32_t *o, int64_t b, int64_t e, int32_t f, int32_t z, int32_t x, bool a)
{ return genn_run_end(l, o, b, e, f, z, x, a); }
}
"""


@pytest.fixture(scope="module")
def slices(tmp_path_factory: pytest.TempPathFactory) -> Any:
    directory: Path = tmp_path_factory.mktemp("slices")
    (directory / "slices.cc").write_text(CODE)
    library = directory / "slices.so"
    compile_text([compiler(), "-std=c++17", "-O2", "-shared", "-fPIC", *WARNINGS, f"-I{INCLUDE_DIR}", str(directory / "slices.cc"),
                  "-o", str(library)])  # fmt: skip
    ffi = cffi.FFI()
    ffi.cdef(DECLARED)
    return ffi, ffi.dlopen(str(library))


@pytest.mark.parametrize("n", [0, 1, 63, 64, 255, 256, 257, 511, 512, 513, 1900, 4000, 40000, 2**31 - 1])
@pytest.mark.parametrize("workers", [1, 2, 3, 4, 7, 64])
@pytest.mark.parametrize("least", [None, 0, -1])
def test_slices_cover_everything_once(slices: Any, n: int, workers: int, least: int | None) -> None:
    """Evenly, and where one worker has the least that a team gives: 0.24 of what is even."""
    ffi, lib = slices
    shares = ffi.NULL
    if least is not None:
        weights = np.full(workers, (workers - 0.24) / max(workers - 1, 1))
        weights[least] = min(0.24, weights[least])
        ends = np.cumsum(weights)
        shares = ffi.new("int32_t[]", [0, *(int(65536 * end / ends[-1]) for end in ends)])
    bounds = [lib.slice_(n, worker, workers, shares) for worker in range(workers + 1)]
    assert bounds[0] == 0 and bounds[-1] == n and bounds == sorted(bounds)
    lengths = [b - a for a, b in pairwise(bounds) if b > a]
    assert all(a % 64 == 0 for a in bounds if a < n)
    assert len(lengths) <= 1 or min(lengths) >= 256
    assert not lengths or len(lengths) == max(1, min(workers, n // 256))


def test_places_in_ascending_lists(slices: Any) -> None:
    ffi, lib = slices
    rng = np.random.RandomState(1)
    for trial in range(300):
        extent = int(rng.randint(1, 5000))
        values = np.sort(rng.randint(0, extent, rng.randint(0, 200)) if trial % 3 else rng.randint(0, extent // 10 + 1, 100))
        values = values.astype(np.int32)
        order = rng.permutation(values.size).astype(np.int32)
        shuffled = np.empty_like(values)
        shuffled[order] = values
        for least in (0, 1, extent // 2, extent - 1, extent, int(rng.randint(0, extent + 1))):
            begin = int(rng.randint(0, values.size + 1))
            want = begin + int(np.searchsorted(values[begin:], least))
            plain = (ffi.from_buffer("int32_t[]", values), ffi.NULL)
            listed = (ffi.from_buffer("int32_t[]", shuffled), ffi.from_buffer("int32_t[]", order))
            for arrays in (plain, listed):
                assert lib.at_least(*arrays, begin, values.size, least, extent) == want


@pytest.mark.parametrize("ascending", [False, True])
def test_runs_are_what_a_worker_owns(slices: Any, ascending: bool) -> None:
    ffi, lib = slices
    rng = np.random.RandomState(2)
    for _ in range(100):
        values = rng.randint(0, 1000, rng.randint(0, 60)).astype(np.int32)
        values = np.sort(values) if ascending else values
        first, last = sorted(rng.randint(0, 1001, 2))
        where = (int(first), int(last), 1000, ascending)
        data, position, found = ffi.from_buffer("int32_t[]", values), 0, []
        while position < values.size:
            begin = lib.run_begin(data, ffi.NULL, position, values.size, *where)
            end = lib.run_end(data, ffi.NULL, begin, values.size, *where)
            found += range(begin, end)
            position = values.size if ascending else end
        assert found == [p for p, value in enumerate(values) if first <= value < last]
