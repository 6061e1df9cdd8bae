"""Exact integration with a quicker sympy."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import brian2 as b2
import pytest
from brian2.stateupdaters.exact import LinearStateUpdater
from sympy import Expr, ImmutableMatrix, Matrix, MatrixBase, MatrixSymbol, exp, log, pi, simplify, sin, sqrt, symbols
from sympy import Function as SympyFunction
from sympy.matrices.expressions.matmul import MatMul

from genn_emit.brian import exact

PARAMETERS = "taum : second\ntaue : second\ntaui : second\nEl : volt\nI : volt"
LINEAR = {
    "cuba": "dv/dt = (ge + gi - (v - El))/taum : volt (unless refractory)\ndge/dt = -ge/taue : volt\ndgi/dt = -gi/taui : volt",
    "all refractory": "dv/dt = (ge - (v - El))/taum : volt (unless refractory)\ndge/dt = -ge/taue : volt (unless refractory)",
    "same constants": "dv/dt = (x - v)/taum : volt (unless refractory)\ndx/dt = (y - x)/taum : volt\ndy/dt = -y/taum : volt",
    "alpha": "dv/dt = (ge - (v - El))/taum : volt (unless refractory)\ndge/dt = (h - ge)/taue : volt\ndh/dt = -h/taue : volt",
    "numbers": "dv/dt = (ge + gi - v)/(20*ms) : volt (unless refractory)\ndge/dt = -ge/(5*ms) : volt\ndgi/dt = -gi/(10*ms) : volt",
    "one": "dge/dt = -ge/taue : volt",
    "four": "dv/dt = (a - v)/taum : volt\nda/dt = (b - a)/taue : volt\ndb/dt = (c - b)/taui : volt\ndc/dt = -c/(3*ms) : volt",
    "round a circle": "dx/dt = y/taum : volt\ndy/dt = (x + I)/taue : volt",
    "pi": "dx/dt = (pi*y - x)/taum : 1\ndy/dt = (x - 4*y)/taum : 1",
    "logarithms": "dx/dt = (y - log(6)*x)/taum : 1\ndy/dt = (log(2)*x - log(4)*y)/taue : 1",
    "functions of numbers": "dx/dt = (exp(1)*y - cos(1)*x)/taum : 1\ndy/dt = -sin(1)*y/taue : 1",
    "a parameter": "dge/dt = -ge/taue : volt\ndv/dt = (ge - v + I)/taum : volt (unless refractory)",
}


@pytest.mark.parametrize("name", LINEAR)
def test_exact_integration(name: str) -> None:
    """The same code as with sympy as it is, which it is again afterwards."""
    G = b2.NeuronGroup(1, f"{LINEAR[name]}\n{PARAMETERS}", method="euler", threshold="False", refractory=b2.ms)
    integrate = inspect.unwrap(LinearStateUpdater.__call__)
    assert integrate.__module__ == "brian2.stateupdaters.exact"
    want = integrate(LinearStateUpdater(), G.equations, G.variables)
    with exact.quick():
        got = integrate(LinearStateUpdater(), G.equations, G.variables)
    assert str(got) == str(want)
    assert (Expr.equals, MatMul._entry, MatrixBase.nullspace) == (exact._equals, exact._entry, exact._nullspace)


def test_comparison_of_expressions() -> None:
    x, y = symbols("x y", real=True)
    f = SympyFunction("f")
    assert exact.equals(x, y) is False
    assert exact.equals(f(x) - 1, 0 * x) is False
    assert exact.equals((x + y) ** 2, x**2 + 2 * x * y + y**2) is True
    assert exact.equals(exp(x), exp(x)) is True
    assert exact.equals(exp(x), exp(y)) is False


def test_products_of_matrices() -> None:
    x, y = symbols("x y")
    known, unknown = ImmutableMatrix([[x, exp(y)], [0, 1]]), MatrixSymbol("S", 2, 1)
    for product in (known * unknown, known * known * unknown, 2 * known * unknown, unknown.T * known, MatrixSymbol("M", 2, 2) * unknown):
        for row in range(product.rows):
            assert exact.entry(product, row, 0) == MatMul._entry(product, row, 0)


def test_what_a_matrix_makes_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = symbols("x y", real=True)
    fractions = {
        "polynomials": Matrix([[x, y, x + y], [1, 1, 2], [x * y, y**2, x * y + y**2]]),
        "fractions": Matrix([[1 / x - 1 / y, 1 / y], [(y - x) / x, 1]]),
        "numbers": Matrix([[1, 2, 3, 4], [2, 4, 6, 8]]),
        "unknown functions": Matrix([[SympyFunction("f")(y), x], [x * SympyFunction("f")(y), x**2]]),
        "nothing": Matrix([[x, 0], [0, y]]),
        "zeros": Matrix.zeros(2),
    }
    others = {
        "roots and functions": Matrix([[sqrt(2) * exp(x), 2 * exp(x)], [1, sqrt(2)]]),
        "rounded": Matrix([[0.5, 0.25], [2.0, 1.0]]),
        "logarithms": Matrix([[log(6) - log(2) - log(3)]]),
        "roots of pi": Matrix([[sqrt(pi) * x, pi * x], [1, sqrt(pi)]]),
        "functions of numbers": Matrix([[sin(1) * x, sin(1)], [x, 1]]),
        "known functions": Matrix([[sin(x), x * sin(x)], [1, x]]),
    }
    for name, matrix in (fractions | others).items():
        got, want = exact.nullspace(matrix), exact._nullspace(matrix)
        assert [simplify(a - b) for a, b in zip(got, want, strict=True)] == [b * 0 for b in want], name
        assert exact.nullspace(matrix, simplify=True) == exact._nullspace(matrix, simplify=True), name

    asked = []
    monkeypatch.setattr(exact, "_nullspace", asked.append)
    for matrix in (*fractions.values(), *others.values()):
        exact.nullspace(matrix)
    assert asked == list(others.values())


def test_units_of_sympy_can_be_had() -> None:
    """In a process of its own: here somebody may have imported them."""
    code = """
import sys, genn_emit, brian2 as b2
from genn_emit.brian import exact
G = b2.NeuronGroup(1, "dv/dt = (g - v)/(5*ms) : 1\\ndg/dt = -g/(3*ms) : 1", method="exact")
G.state_updater.update_abstract_code({})
assert "sympy.physics.units" not in sys.modules
with exact.quick():
    from sympy.physics.units import Quantity as none
    from sympy.physics.units import Unit
    assert none is exact.Quantity and Unit is not none
from sympy.physics.units import Quantity, Unit as again, meter
assert again is Unit and Quantity is not none
with exact.quick():
    assert sys.modules["sympy.physics.units"].Quantity is Quantity
assert sys.modules["sympy.physics.units"].meter is meter
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=300, cwd=Path(__file__).parents[2])
