"""Cheaper forms are the same functions: over all magnitudes, where they overflow, at zero, and for what is not a number."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genn_emit.ast import nodes as n
from genn_emit.ast.types import boolean, f64, i32, i64, ptr
from genn_emit.ast.walk import walk
from genn_emit.network.algebra import simplified
from genn_emit.network.arrays import Array, ArrayTable, Constant
from genn_emit.network.kernels import ForEach
from genn_emit.network.names import local_names

from .evaluation import run

x, y, k = n.Var("x", f64), n.Var("y", f64), n.Var("k", f64)
TABLE = ArrayTable((Array("x_array", f64), Array("y_array", f64), Array("out", f64), Constant("k", f64), Constant("dt", f64)))
OUT = n.Var("out", ptr(f64))[n.Var("i", i32)]
EXTREME = (0.0, -0.0, 5e-324, 1e-300, 1e-9, 0.5, 1.0, 30.0, 700.0, 709.5, 745.0, 800.0, 1e10, 1e300, math.inf)
numbers = st.sampled_from([s * e for e in EXTREME for s in (1.0, -1.0)] + [math.nan]) | st.floats() | st.floats(-50, 50)
quick = settings(max_examples=300, derandomize=True, deadline=None)


def exp(e: n.Expr) -> n.Expr:
    return n.Call("exp", (e,), f64)


def exprel(e: n.Expr) -> n.Expr:
    return n.Call("genn_exprel_f64", (e,), f64)


def power(e: n.Expr, exponent: n.Expr | float) -> n.Expr:
    return n.Call("pow", (e, exponent if isinstance(exponent, n.Expr) else n.literal(exponent, f64)), f64)


def kernel(value: n.Expr, *scalar: n.Stmt) -> ForEach:
    return ForEach("test", (), "neuron_update", n.Block(scalar), n.Block((n.Assign(OUT, value),)))


def simple(before: ForEach) -> ForEach:
    after = simplified(before, TABLE, local_names((before.scalar, before.body), TABLE))
    assert isinstance(after, ForEach)
    return after


def only(after: ForEach) -> n.Expr:
    (store,) = after.body.body
    assert isinstance(store, n.Assign)
    return store.value


def calls(after: ForEach) -> list[str]:
    return [e.function for e in walk(after.body) if isinstance(e, n.Call)]


FORMS: dict[str, tuple[n.Expr, list[str]]] = {
    "power of exp": (power(exp(x), 0.25), ["exp"]),
    "negative power of exp": (y * power(exp(x), -2.0), ["exp"]),
    "divided by exp": (y / exp(x), ["exp"]),
    "divided by exp of a difference": (y / exp(x - y), ["exp"]),
    "divided by a power of exp": (y / power(exp(k * x), 0.1), ["exp"]),
    "divided by exprel": (y / exprel(x), ["genn_bernoulli_f64"]),
    "divided by a product with exprel": (y / (k * exprel(x)), ["genn_bernoulli_f64"]),
    "divided by a product of exprel": (y / (exprel(x) * k), ["genn_bernoulli_f64"]),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_same_function(name: str) -> None:
    """What overflows on the way (an exp whose root is taken) may be finite afterwards; and where one form has 0 * inf, or two
    factors that only together are in range, the other is free."""
    before = kernel(FORMS[name][0])
    after = simple(before)
    assert calls(after) == FORMS[name][1]

    @quick
    @given(numbers, numbers, st.floats(0.01, 100))
    def check(a: float, b: float, c: float) -> None:
        given = {"x": np.float64(a), "y": np.float64(b), "k": np.float64(c)}
        want = run(before.body, run(before.scalar, given))["out"]
        got = run(after.body, run(after.scalar, given))["out"]
        if np.isfinite(want) and abs(want) > 1e-290 and all(1e-300 < abs(v) < 1e300 for v in (a, b) if v):
            exponent = abs(float(np.clip(a, -800, 800))) + abs(float(np.clip(b, -800, 800))) + 1
            assert got == pytest.approx(want, rel=1e-15 * (10 + 10 * exponent * max(c, 1)))
        elif np.isnan(want) and (np.isnan(a) or np.isnan(b)):
            assert np.isnan(got)

    check()


def test_value_is_kept_where_the_original_overflows() -> None:
    after = simple(kernel(power(exp(x), 0.025)))
    assert run(after.body, {"x": np.float64(2000.0)})["out"] == pytest.approx(math.exp(50), rel=1e-13)


def test_zeroth_power_of_an_infinite_value_is_one() -> None:
    before = kernel(power(exp(x), 0.0))
    assert simple(before) == before


def test_factors_that_all_elements_share_are_declared_once() -> None:
    invariant = n.Var("invariant_1", f64)
    scalar = n.Declare(invariant, 1.0 / k)
    halves = power(exp(invariant * x), 0.5) + power(exp(invariant * y), 0.5)
    after = simple(kernel(halves, scalar))
    assert after.scalar.body == (scalar, n.Declare(n.Var("invariant_2", f64), 0.5 / k))
    assert only(after) == exp(n.Var("invariant_2", f64) * x) + exp(n.Var("invariant_2", f64) * y)


def test_an_exp_that_is_needed_anyway_is_divided_by() -> None:
    before = kernel(y / exp(x) + exp(x))
    assert simple(before) == before


@pytest.mark.parametrize("build", [
    lambda: exp(x) / y, lambda: exprel(x) / y, lambda: power(x, 0.25), lambda: power(exp(x), y), lambda: y / (1.0 + exp(x)),
    lambda: n.Call("genn_exprel_f64", (x,), f64),
])  # fmt: skip
def test_left_alone(build: Callable[[], n.Expr]) -> None:
    before = kernel(build())
    assert simple(before) == before


def test_comparison_of_times_needs_no_quotient() -> None:
    steps, dt, t = n.Var("invariant_1", i64), n.Var("dt", f64), n.Var("t", f64)
    scalar = n.Declare(steps, n.Call("genn_timestep", (k, dt), i64))
    flag = n.Declare(n.Var("flag", boolean), n.Binary(">=", n.Call("genn_timestep", (t - x, dt), i64), steps))
    after = simple(ForEach("test", (), "neuron_update", n.Block((scalar,)), n.Block((flag,))))
    limit = n.Var("limit_1", f64)
    assert after.scalar.body == (scalar, n.Declare(limit, n.Call("genn_time_of_step", (steps, dt), f64)))
    assert after.body.body == (n.Declare(n.Var("flag", boolean), n.Binary(">=", t - x, limit)),)


def test_comparison_with_a_period_of_each_element_stays() -> None:
    steps = n.Call("genn_timestep", (y, n.Var("dt", f64)), i64)
    flag = n.Declare(n.Var("flag", boolean), n.Binary(">=", n.Call("genn_timestep", (x, n.Var("dt", f64)), i64), steps))
    before = ForEach("test", (), "neuron_update", n.Block(), n.Block((flag,)))
    assert simple(before) == before
