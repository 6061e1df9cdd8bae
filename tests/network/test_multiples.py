"""Exponentials with whole multiples of an argument: which of them become powers, and that these are the same numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genn_emit.ast import nodes as n
from genn_emit.ast.types import boolean, f64
from genn_emit.ast.walk import walk
from genn_emit.network.arrays import Array, ArrayTable, Constant
from genn_emit.network.invariants import Invariants
from genn_emit.network.multiples import MOST, with_powers
from genn_emit.network.names import local_names

from .evaluation import run

TABLE = ArrayTable((Array("x_array", f64), Constant("k", f64), Constant("c", f64)))
DRAW, ASKED = n.Draw("uniform", (), 0, f64), n.Call("of_the_user", (), f64)
x, y, k, c = (n.Var(name, f64) for name in "xykc")


def exp(e: n.Expr) -> n.Expr:
    return n.Call("exp", (e,), f64)


def body(*values: n.Expr) -> n.Block:
    return n.Block(tuple(n.Declare(n.Var(f"out_{number}", f64), value) for number, value in enumerate(values)))


def changed(before: n.Block, *scalar: n.Stmt) -> n.Block:
    block = n.Block(scalar)
    return with_powers(before, Invariants(block, TABLE, local_names((block, before), TABLE)))


def exponentials(block: n.Block) -> set[n.Node]:
    return {e for e in walk(block) if isinstance(e, n.Call)}


@pytest.mark.parametrize("times", range(2, MOST + 1))
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_powers_are_the_same_numbers(times: int, sign: float) -> None:
    over_k = n.Declare(n.Var("invariant_1", f64), n.literal(sign * 0.025 * times, f64) / k)
    under = n.Declare(n.Var("invariant_2", f64), n.literal(sign * 0.025, f64) / k)
    before = body(exp(over_k.var * x), exp(under.var * x))
    after = changed(before, over_k, under)
    assert exponentials(after) == {exp(under.var * x)}

    @settings(max_examples=200, derandomize=True, deadline=None)
    @given(st.floats() | st.floats(-50, 50), st.floats(0.01, 100))
    def check(value: float, constant: float) -> None:
        shared = run(n.Block((over_k, under)), {"k": np.float64(constant)})
        want, got = (run(block, {**shared, "x": np.float64(value)})["out_0"] for block in (before, after))
        if np.isfinite(want) and want > 1e-290:
            # numpy's exp within a unit in the last place, ``times`` of them and the products; the arguments' own rounding
            assert got == pytest.approx(want, rel=2.3e-16 * (3 * times + 2 * abs(np.log(want))))
        elif np.isfinite(want):
            assert got == pytest.approx(want, abs=1e-289)
        else:
            assert np.isnan(got) == np.isnan(want) and (np.isnan(got) or got > 1e307)

    check()


def test_a_sign_before_the_variable_belongs_to_the_number() -> None:
    after = changed(body(exp(0.1 * -x), exp(-0.2 * x), exp(0.2 * x)))
    assert exponentials(after) == {exp(0.1 * -x), exp(0.2 * x)}


def test_the_same_in_two_forms_is_computed_once() -> None:
    after = changed(body(exp(-0.1 * x), exp(0.1 * -x), exp(-0.2 * x)))
    assert exponentials(after) == {exp(-0.1 * x)}


def test_multiples_of_several() -> None:
    """Each power is of an exponential that stays: the largest that fits."""
    after = changed(body(exp(1.0 * x), exp(2.0 * x), exp(6.0 * x), exp(18.0 * x), exp(54.0 * x)))
    assert exponentials(after) == {exp(1.0 * x), exp(18.0 * x)}


@pytest.mark.parametrize("values", [
    (exp(0.1 * x), exp(0.25 * x)), (exp(0.1 * x), exp(0.9 * x)), (exp(0.1 * x), exp(0.2 * y)), (exp(0.1 * x), exp(-0.2 * x)),
    (exp(x), exp(x + x)), (exp(x), exp(2.5 * x)), (exp(k * x), exp(c * x)), (exp(0.0 * x), exp(0.2 * x)), (exp((0.1 / k) * x), exp((0.2 * k) * x)),
    (exp((0.1 / k) * x), exp((0.2 / c) * x)), (exp(0.1 * DRAW), exp(0.2 * DRAW)), (exp(0.1 * ASKED), exp(0.2 * ASKED)),
])  # fmt: skip
def test_left_alone(values: tuple[n.Expr, ...]) -> None:
    before = body(*values)
    assert changed(before) == before


def test_numbers_are_compared_within_their_rounding() -> None:
    """In double precision 0.3 is not three times 0.1."""
    after = changed(body(exp(0.1 * x), exp(0.3 * x)))
    assert exponentials(after) == {exp(0.1 * x)}


def test_without_a_factor_it_is_once() -> None:
    after = changed(body(exp(x), exp(-y), exp(3.0 * x), exp(-2.0 * y), exp(2.0 * y)))
    assert exponentials(after) == {exp(x), exp(-y), exp(2.0 * y)}


def test_each_belongs_to_the_value_that_the_variable_has_there() -> None:
    """Behind an assignment there is no exponential of the new value to take a power of."""
    before = n.Block((*body(exp(0.1 * x)).body, n.Assign(x, x + 1.0), *body(exp(0.8 * x)).body))
    assert changed(before) == before
    both = n.Block((*before.body, *body(exp(0.4 * x)).body))
    assert exponentials(changed(both)) == {exp(0.1 * x), exp(0.4 * x)}


def test_not_where_a_branch_may_skip_the_other() -> None:
    flag = n.Var("flag", boolean)
    branch = n.If(flag, n.Block((n.Assign(n.Var("a", f64), exp(0.1 * x)),)))
    before = n.Block((branch, n.Assign(n.Var("b", f64), exp(0.2 * x))))
    assert changed(before) == before
