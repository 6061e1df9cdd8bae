"""What is needed twice is computed once, and nothing that could differ is taken for the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.types import f64, i32, ptr
from genn_emit.ast.walk import walk
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.kernels import ForEach
from genn_emit.network.names import local_names
from genn_emit.network.sharing import shared

from .evaluation import run

x, y, i = n.Var("x", f64), n.Var("y", f64), n.Var("i", i32)
a, b = n.Var("a", ptr(f64))[i], n.Var("b", ptr(f64))[i]


def exp(e: n.Expr) -> n.Expr:
    return n.Call("exp", (e,), f64)


def of(*statements: n.Stmt) -> tuple[n.Stmt, ...]:
    kernel = ForEach("test", (), "neuron_update", body=n.Block(statements))
    return shared(kernel, local_names((kernel.body,), ArrayTable(()))).body.body


def test_gets_a_name_before_its_first_use() -> None:
    exp_1 = n.Var("exp_1", f64)
    assert of(n.Assign(a, exp(x) * y), n.Assign(b, exp(x) + y)) == (
        n.Declare(exp_1, exp(x)), n.Assign(a, exp_1 * y), n.Assign(b, exp_1 + y),
    )  # fmt: skip


def test_the_largest_repeated_value_gets_the_name() -> None:
    whole = (1.0 + exp(x)) / y
    shared_1 = n.Var("shared_1", f64)
    assert of(n.Assign(a, whole * 2.0), n.Assign(b, whole * 3.0)) == (
        n.Declare(shared_1, whole), n.Assign(a, shared_1 * 2.0), n.Assign(b, shared_1 * 3.0),
    )  # fmt: skip


def test_a_constant_that_has_the_value_is_the_name() -> None:
    decay = n.Var("decay", f64)
    assert of(n.Declare(decay, exp(x)), n.Assign(a, exp(x) * y)) == (n.Declare(decay, exp(x)), n.Assign(a, decay * y))


def test_names_that_are_taken_are_left_out() -> None:
    first = n.Declare(n.Var("exp_1", f64), y + 1.0)
    assert n.Declare(n.Var("exp_2", f64), exp(x)) in of(first, n.Assign(a, exp(x) * y), n.Assign(b, exp(x)))


def test_a_variable_that_was_assigned_to_is_another_value() -> None:
    statements = (n.Declare(x, y, const=False), n.Assign(a, exp(x)), n.Assign(x, y + 1.0), n.Assign(b, exp(x)))
    assert of(*statements) == statements
    again = (*statements, n.Assign(a, exp(x) * y))
    values = run(n.Block(of(*again)), {"y": 0.5})
    assert values["a"] == run(n.Block(again), {"y": 0.5})["a"]
    assert sum(isinstance(e, n.Call) for s in of(*again) for e in walk(s)) == 2


@pytest.mark.parametrize("value", [
    lambda: x + y,  # as cheap as a name
    lambda: n.Draw("uniform", (), 0, f64) / y,  # not the same twice
    lambda: exp(a) * y,  # memory may have changed
    lambda: n.Call("users_function", (x,), f64) * y,  # may do something
    lambda: exp(x).cast(i32).cast(f64),  # only its exp costs
])  # fmt: skip
def test_what_gets_no_name_of_its_own(value: Callable[[], n.Expr]) -> None:
    found = of(n.Assign(a, value()), n.Assign(b, value()))
    assert not any(isinstance(s, n.Declare) and s.init == value() for s in found)


def test_only_where_everything_is_computed_anyway() -> None:
    branch = n.If(x > 0.0, n.Block((n.Assign(a, exp(x)), n.Assign(b, exp(x)))))
    assert of(branch) == (branch,)
