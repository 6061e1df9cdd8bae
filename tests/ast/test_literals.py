"""Literals: the shortest text that means the value in the type."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CPP, OPENCL
from genn_emit.ast.expressions import ExpressionPrinter
from genn_emit.ast.types import boolean, f32, f64, i8, i32, i64, ptr, u8, u32, u64
from genn_emit.errors import EmitError


@pytest.mark.parametrize(("value", "of", "cpp", "opencl"), [
    (0.5, f32, "0.5f", None),
    (0.1, f32, "0.1f", None),
    (1, f32, "1.0f", None),
    (1e-5, f32, "1e-05f", None),
    (1e20, f32, "1e+20f", None),
    (3e38, f32, "3e+38f", None),
    (0.1, f64, "0.1", None),
    (1 / 3, f64, "0.3333333333333333", None),
    (1e300, f64, "1e+300", None),
    (2, f64, "2.0", None),
    (-0.0, f64, "-0.0", None),
    (-0.0, f32, "-0.0f", None),
    (-2.5, f64, "-2.5", None),
    (math.inf, f64, "__builtin_inf()", "(double) INFINITY"),
    (-math.inf, f64, "-__builtin_inf()", "-(double) INFINITY"),
    (math.inf, f32, "__builtin_inff()", "INFINITY"),
    (1e39, f32, "__builtin_inff()", "INFINITY"),
    (-1e39, f32, "-__builtin_inff()", "-INFINITY"),
    (math.nan, f64, '__builtin_nan("")', "(double) NAN"),
    (math.nan, f32, '__builtin_nanf("")', "NAN"),
    (True, boolean, "true", None),
    (False, boolean, "false", None),
    (0, i32, "0", None),
    (-1, i32, "-1", None),
    (2**31 - 1, i32, "2147483647", None),
    (-(2**31), i32, "-2147483647 - 1", None),
    (-128, i8, "-128", None),
    (255, u8, "255", None),
    (7, i64, "7", None),
    (2**31, i64, "2147483648ll", "2147483648l"),
    (-(2**31), i64, "-2147483648ll", "-2147483648l"),
    (-(2**63), i64, "-9223372036854775807ll - 1", "-9223372036854775807l - 1"),
    (7, u32, "7u", None),
    (2**32 - 1, u32, "4294967295u", None),
    (7, u64, "7u", None),
    (2**64 - 1, u64, "18446744073709551615ull", "18446744073709551615ul"),
    (np.float64(0.25), f64, "0.25", None),
    (np.int64(-3), i32, "-3", None),
])  # fmt: skip
def test_text(value, of, cpp: str, opencl: str | None) -> None:
    literal = n.literal(value, of)
    assert ExpressionPrinter(CPP)(literal) == cpp
    assert ExpressionPrinter(OPENCL)(literal) == (opencl or cpp)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_single_precision_survives(value: float) -> None:
    text = ExpressionPrinter(CPP)(n.literal(value, f32))
    assert text.endswith("f")
    assert np.float32(text[:-1]).tobytes() == np.float32(value).tobytes()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_double_precision_survives(value: float) -> None:
    assert float(ExpressionPrinter(CPP)(n.literal(value, f64))).hex() == value.hex()


@pytest.mark.parametrize(("value", "of", "match"), [
    (0.5, i32, "not a whole number"),
    (math.nan, i64, "does not fit"),
    (math.inf, i64, "does not fit"),
    (300, u8, "300 does not fit its neighbour's type u8"),
    (-1, u32, "does not fit"),
    (2**63, i64, "does not fit"),
    (2, boolean, "does not fit"),
    (10**400, f64, "does not fit"),
    (0, ptr(f64), "cannot be a literal"),
])  # fmt: skip
def test_what_would_lose_something_is_refused(value, of, match: str) -> None:
    with pytest.raises(TypeError, match=match):
        n.literal(value, of)


def test_a_literal_made_by_hand_that_is_no_value_of_its_type() -> None:
    with pytest.raises(EmitError, match=r"0\.5 is no value of type i32"):
        ExpressionPrinter(CPP)(n.Literal(0.5, i32))


def test_equal_by_spelling() -> None:
    assert n.Literal(0.0, f64) != n.Literal(-0.0, f64)
    assert n.Literal(1, i32) != n.Literal(1, i64)
    assert n.Literal(math.nan, f64) == n.Literal(math.nan, f64)
    assert len({n.Literal(math.nan, f64), n.Literal(math.nan, f64), n.Literal(True, boolean)}) == 2


def test_casts_of_literals_are_literals_where_nothing_is_lost() -> None:
    half, big = n.literal(0.5, f64), n.literal(300, i64)
    assert half.cast(f32) == n.literal(0.5, f32)
    assert half.cast(f64) is half
    assert big.cast(i32) == n.literal(300, i32)
    assert ExpressionPrinter(CPP)(half.cast(i32)) == "int32_t(0.5)"
    assert ExpressionPrinter(CPP)(big.cast(u8)) == "uint8_t(300)"


def test_numbers_take_the_type_of_their_neighbour() -> None:
    x, i = n.Var("x", f32), n.Var("i", i32)
    trees = (x * 0.1, 2 * x, 1 - x, 1 / x, x > 0, i + 1, x.eq(1), np.float64(2) * x)
    texts = [ExpressionPrinter(CPP)(tree) for tree in trees]
    assert texts == ["x * 0.1f", "2.0f * x", "1.0f - x", "1.0f / x", "x > 0.0f", "i + 1", "x == 1.0f", "2.0f * x"]
    with pytest.raises(TypeError, match="not a whole number, but its neighbour is i32"):
        i * 0.5
