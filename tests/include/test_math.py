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
