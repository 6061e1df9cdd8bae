"""The functions of math.h mean what numpy and Brian2 mean, NaN, infinities and signs of zero included."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from brian2.core.functions import timestep
from brian2.units.unitsafefunctions import exprel
from hypothesis import given, settings
from hypothesis import strategies as st

from .conftest import LIBM, Headers

pytestmark = [pytest.mark.compile, pytest.mark.filterwarnings("ignore::RuntimeWarning")]

_SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, math.inf, -math.inf, math.nan]
NUMBERS: dict[str, Any] = {
    "f64": st.sampled_from([*_SPECIAL, 5e-324, 1.7e308, -1.7e308, 2.0**53])
    | st.integers(-20, 20).map(float)
    | st.floats(),
    "f32": st.sampled_from(_SPECIAL) | st.integers(-20, 20).map(float) | st.floats(width=32),
    "i32": st.sampled_from([-(2**31), 2**31 - 1, 0, -1, 1]) | st.integers(-9, 9) | st.integers(-(2**31), 2**31 - 1),
    "i64": st.sampled_from([-(2**63), 2**63 - 1, 0, -1, 1]) | st.integers(-9, 9) | st.integers(-(2**63), 2**63 - 1),
}
DTYPES: dict[str, Any] = {"f64": np.float64, "f32": np.float32, "i32": np.int32, "i64": np.int64}
CASES = [(name, suffix) for name in ("floor_div", "mod", "sign", "clip") for suffix in DTYPES]
NUMPY: dict[str, Any] = {
    "floor_div": np.floor_divide, "mod": np.remainder, "sign": np.sign, "clip": np.clip, "abs": np.abs,
    "pow_int": np.power,
}  # fmt: skip
COUNT = {"floor_div": 2, "mod": 2, "pow_int": 2, "clip": 3}
quick = settings(max_examples=60, derandomize=True, deadline=None)


def assert_same(actual: np.ndarray, expected: np.ndarray, *arguments: np.ndarray) -> None:
    """Equal, NaN where NaN, zeros of the same sign."""
    assert actual.dtype == expected.dtype
    equal = (actual == expected) & (np.signbit(actual) == np.signbit(expected))
    same = equal | (actual != actual) & (expected != expected)
    bad = np.flatnonzero(~same)[:5]
    assert not len(bad), [(*(a[i] for a in arguments), "gives", actual[i], "not", expected[i]) for i in bad]


@pytest.mark.parametrize(("name", "suffix"), [*CASES, ("abs", "i32"), ("abs", "i64")])
def test_as_numpy(headers: Headers, name: str, suffix: str) -> None:
    count = COUNT.get(name, 1)
    rows = st.lists(st.tuples(*[NUMBERS[suffix]] * count), min_size=1, max_size=40)

    @quick
    @given(rows)
    def check(values: list[tuple[Any, ...]]) -> None:
        columns = [np.array(column, dtype=DTYPES[suffix]) for column in zip(*values, strict=True)]
        assert_same(headers.map(f"{name}_{suffix}", *columns), NUMPY[name](*columns), *columns)

    check()


@pytest.mark.parametrize("suffix", ["i32", "i64"])
def test_pow_as_numpy(headers: Headers, suffix: str) -> None:
    @quick
    @given(st.lists(st.tuples(NUMBERS[suffix], st.integers(0, 70)), min_size=1, max_size=40))
    def check(values: list[tuple[int, int]]) -> None:
        base, power = (np.array(column, dtype=DTYPES[suffix]) for column in zip(*values, strict=True))
        assert_same(headers.map(f"pow_int_{suffix}", base, power), np.power(base, power), base, power)

    check()
    negative = headers.map(f"pow_int_{suffix}", [1, -1, -1, 2, -2, 0], [-3, -3, -2, -1, -1, -1])
    np.testing.assert_array_equal(negative, [1, -1, 1, 0, 0, 0])


@pytest.mark.parametrize(("suffix", "ulps"), [("f64", 6), ("f32", 6)])
def test_exprel_as_brian2(headers: Headers, suffix: str, ulps: int) -> None:
    fixed = [0.0, -0.0, 1e-16, -1e-16, 9e-17, 1e-10, 1e-3, 1.0, -1.0, 88.0, 89.0, 709.0, 710.0, 717.0, 718.0, -800.0]
    wide = [math.inf, -math.inf, math.nan], np.linspace(-60, 80, 2001), np.logspace(-18, 1, 500)
    grid = np.concatenate([fixed, *wide]).astype(DTYPES[suffix])
    actual, expected = headers.map(f"exprel_{suffix}", grid), np.asarray(exprel(grid))
    np.testing.assert_array_equal(np.isfinite(actual), np.isfinite(expected))
    finite = np.isfinite(expected)
    np.testing.assert_array_equal(actual[~finite], expected[~finite])
    assert (np.abs(actual - expected)[finite] <= ulps * np.spacing(np.abs(expected[finite]))).all()
    assert actual[0] == actual[1] == 1


@pytest.mark.parametrize("suffix", ["f64", "f32"])
def test_bernoulli_is_the_reciprocal_of_exprel(headers: Headers, suffix: str) -> None:
    fixed = [0.0, -0.0, 1e-300, -1e-300, 1e-16, -1e-16, 1e-10, 1e-3, 1.0, -1.0, 700.0, 718.0, -800.0, -1e30, 1e30]
    wide = [math.inf, -math.inf, math.nan], np.linspace(-60, 80, 2001), np.logspace(-18, 1, 500), -np.logspace(-18, 1, 500)
    grid = np.concatenate([fixed, *wide]).astype(DTYPES[suffix])
    actual, expected = headers.map(f"bernoulli_{suffix}", grid), 1 / np.asarray(exprel(grid))
    np.testing.assert_array_equal(np.isnan(actual), np.isnan(grid))
    infinite = np.isinf(expected)
    np.testing.assert_array_equal(actual[infinite], expected[infinite])
    finite = np.isfinite(expected)
    tiny = np.finfo(DTYPES[suffix]).tiny * 1e3
    assert (np.abs(actual - expected)[finite] <= 8 * np.spacing(np.abs(expected[finite])) + tiny).all()
    assert actual[0] == actual[1] == actual[2] == actual[3] == 1


@pytest.mark.parametrize(("name", "function", "dtype", "least", "most"), [
    ("own_exp", np.exp, np.float64, -707.6, 709.782712893384), ("own_expf", np.exp, np.float32, -86.8, 88.72283),
    ("own_expm1", np.expm1, np.float64, -1e4, 709.782712893384), ("own_expm1f", np.expm1, np.float32, -1e4, 88.72283),
])  # fmt: skip
def test_exp(headers: Headers, name: str, function: Any, dtype: Any, least: float, most: float) -> None:
    """Two units in the last place, from the smallest normal result to the largest."""
    near = np.concatenate([np.logspace(-30, 0, 20_001), -np.logspace(-30, 0, 20_001)])
    halves = (np.arange(-1020, 1024) + 0.5) * math.log(2)  # where n changes
    x = np.concatenate([np.linspace(max(least, -800), most, 400_001), near, halves, np.nextafter(halves, 1e9), [least, most]])
    x = x.astype(dtype)
    x = x[(x >= least) & (x <= most)]
    expected = function(x.astype(np.longdouble))
    assert (np.abs(headers.map(name, x) - expected) <= 2 * np.abs(np.spacing(expected.astype(dtype)))).all()


@pytest.mark.parametrize(("name", "smallest"), [
    ("own_exp", 0.0), ("own_expf", 0.0), ("own_expm1", -1.0), ("own_expm1f", -1.0),
])  # fmt: skip
def test_exp_out_of_range(headers: Headers, name: str, smallest: float) -> None:
    huge = [709.8, 710, 1e3, 1e10, 1e30, math.inf]
    np.testing.assert_array_equal(headers.map(name, huge * 3), np.inf)
    np.testing.assert_array_equal(headers.map(name, [-800, -1e3, -1e10, -1e30, -math.inf] * 3), smallest)
    np.testing.assert_array_equal(headers.map(name, [math.nan, -math.nan] * 8), math.nan)
    np.testing.assert_array_equal(headers.map(name, [0.0, -0.0] * 8), 1 + smallest)


@pytest.mark.parametrize("dt", [1e-4, 1e-5, 0.25e-3, 1.0, 1e-3 / 3])
def test_time_of_step_is_where_timestep_changes(headers: Headers, dt: float) -> None:
    steps = np.concatenate([np.arange(-60, 3000), [10**6, 10**9 + 7, 2**40, -(10**9), -(2**62), 2**62]]).astype(np.int64)
    found = np.empty(len(steps))
    ffi = headers.ffi
    headers.lib.time_of_step(ffi.from_buffer("double[]", found), ffi.from_buffer("int64_t[]", steps), dt, len(steps))
    for t, reached in ((found[:-2], True), (np.nextafter(found[:-2], -np.inf), False)):
        assert ((headers.doubles(headers.lib.timestep, np.int64, t, dt) >= steps[:-2]) == reached).all()
    assert found[-2] == -np.inf and found[-1] == np.inf


@pytest.mark.parametrize("dt", [1e-4, 1e-5, 0.25e-3, 1.0])
def test_timestep_as_brian2(headers: Headers, dt: float) -> None:
    t = np.concatenate([np.arange(-50, 100_000) * dt, np.linspace(-1, 1, 1001), [-1e4, 1e4, 0.0, -0.0]])
    np.testing.assert_array_equal(headers.doubles(headers.lib.timestep, np.int64, t, dt), timestep(t, dt))


@pytest.mark.parametrize("name", LIBM)
def test_libm_within_four_ulp_of_numpy(headers: Headers, name: str) -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(-50, 50, 100_000)
    x = np.abs(x) if name in ("log", "sqrt") else x
    expected = getattr(np, name)(x)
    assert (np.abs(headers.map(f"libm_{name}", x) - expected) <= 4 * np.spacing(np.abs(expected))).all()


@pytest.mark.parametrize("name", ["exp", "expm1", "log", "tanh", "sin"])
def test_libm_keeps_nan_and_infinity(headers: Headers, name: str) -> None:
    x = np.array([math.nan, math.inf, -math.inf, 0.0, -0.0, 800.0, -800.0, 5e-324] * 3)
    np.testing.assert_allclose(headers.map(f"libm_{name}", x), getattr(np, name)(x), rtol=1e-14)
