"""What sympy takes longest for in Brian2's exact integration, written to be quick: the same results. In place while that works."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from importlib import import_module
from types import ModuleType
from typing import Any

from brian2.stateupdaters.exact import LinearStateUpdater
from sympy import Add, Basic, Expr, MatrixBase, MatrixSymbol, Rational, S
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matmul import MatMul
from sympy.ntheory import prime
from sympy.polys.matrices import DomainMatrix

_equals, _entry, _nullspace = Expr.equals, MatMul._entry, MatrixBase.nullspace
_UNITS = "sympy.physics.units"


def equals(self: Any, other: Any, failing_expression: bool = False) -> Any:
    """sympy's ``Expr.equals``, but first by looking at one point, in rational numbers: what differs there is not the same. sympy
    simplifies, and looks for famous numbers; where it finds no answer (None), as with functions that it does not know, the
    elimination that asks goes on as for False."""
    difference = self - other
    unknown = (*sorted(difference.atoms(AppliedUndef), key=str), *sorted(difference.free_symbols, key=str))
    there = difference.xreplace({e: Rational(prime(2 * k + 3), prime(2 * k + 2)) for k, e in enumerate(unknown)})
    if there.is_Rational and there != 0:
        return False
    return _equals(self, other, failing_expression)


def entry(self: Any, i: Any, j: Any, expand: bool = True, **named: Any) -> Any:
    """An element of a product of matrices, sympy's ``MatMul._entry``. Of a matrix of expressions and one of unknowns: the sum
    itself, where sympy looks for a partial fraction of a general term first."""
    if expand and not named and len(self.args) == 2:
        known, unknown = self.args
        if isinstance(known, MatrixBase) and isinstance(unknown, MatrixSymbol):
            return Add(*(known[i, k] * unknown[k, j] for k in range(known.cols))).doit()
    return _entry(self, i, j, expand, **named)


def nullspace(self: Any, *how: Any, **named: Any) -> Any:
    """Vectors that span what a matrix makes zero, sympy's ``MatrixBase.nullspace``. A matrix of fractions of polynomials, as time
    constants give, is reduced as such, where sympy simplifies expressions to see whether they are zero."""
    matrix = DomainMatrix.from_Matrix(self).to_field() if not how and not named else None
    if matrix is None or not _of_symbols(matrix.domain):
        return _nullspace(self, *how, **named)
    reduced, pivots = matrix.rref()
    rows, basis = reduced.to_Matrix(), []
    for free in (column for column in range(self.cols) if column not in pivots):
        vector = [S.Zero] * self.cols
        vector[free] = S.One
        for row, pivot in enumerate(pivots):
            vector[pivot] -= rows[row, free]
        basis.append(self._new(self.cols, 1, vector))
    return basis


def _of_symbols(domain: Any) -> bool:
    """Whether these are fractions of polynomials of symbols, and of functions that sympy knows nothing about. Other expressions in
    a polynomial are unknowns for it, too: with log(2) and log(4) it would not see that the one is twice the other."""
    known = (symbol for symbol in getattr(domain, "symbols", ()) if not symbol.is_Symbol)
    return domain.is_Exact and not domain.is_EX and all(isinstance(symbol, AppliedUndef) for symbol in known)


class Quantity(Basic):  # type: ignore[misc]
    """Stands for the class of quantities with units, none of which are in Brian2's expressions."""


class _StandIn(ModuleType):
    """A module that has ``Quantity`` alone. Who asks for more gets that of the real one, which then takes its place."""

    Quantity = Quantity

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.give_way()
        return getattr(import_module(_UNITS), name)

    def give_way(self) -> None:
        if sys.modules.get(_UNITS) is self:
            del sys.modules[_UNITS]


@contextmanager
def quick() -> Iterator[None]:
    """sympy with these functions, and without its system of units: ``simplify`` imports all of that to see whether an expression
    has a quantity."""
    without_units = _StandIn(_UNITS)
    sys.modules.setdefault(_UNITS, without_units)
    Expr.equals, MatMul._entry, MatrixBase.nullspace = equals, entry, nullspace
    try:
        yield
    finally:
        Expr.equals, MatMul._entry, MatrixBase.nullspace = _equals, _entry, _nullspace
        without_units.give_way()


def install() -> None:
    """Let Brian2's exact integration work with them."""
    original = LinearStateUpdater.__call__

    @wraps(original)
    def quickly(*arguments: Any, **named: Any) -> Any:
        with quick():
            return original(*arguments, **named)

    LinearStateUpdater.__call__ = quickly
