"""Functions that take long for what Brian2 wants of them, written to be quick: same arguments, same results.

Two take the place of Brian2's own wherever it calls them by name, for every device. The third takes the place of sympy's while
Brian2's exact integration works.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from itertools import chain
from typing import Any
from weakref import ref

from brian2.core import magic
from brian2.core import variables as brian_variables
from brian2.core.base import BrianObject
from brian2.core.variables import Variable
from brian2.stateupdaters.exact import LinearStateUpdater
from brian2.units.fundamentalunits import Dimension
from brian2.utils import caching
from sympy import Expr, Rational
from sympy.core.function import AppliedUndef
from sympy.ntheory import prime

# Types whose values are their own keys. Exactly these, not what derives from them.
_OWN_KEY = frozenset({str, int, float, bool, type(None), type, Dimension, frozenset})
_VARIABLES = frozenset(
    kind for kind in vars(brian_variables).values() if isinstance(kind, type) and issubclass(kind, Variable)
)
_any_hashable = caching._hashable
_equals = Expr.equals
_sorted_names: dict[tuple[type, tuple[str, ...]], tuple[str, ...]] = {}


def hashable(value: Any) -> Any:
    """Brian2's key for an argument of a function that it remembers the results of. ``TypeError`` if there is none."""
    kind = type(value)
    if kind in _OWN_KEY:
        return value
    if kind is tuple or kind is list:
        return tuple([hashable(item) for item in value])
    if kind is dict:
        return frozenset([(hashable(name), hashable(item)) for name, item in value.items()])
    if kind in _VARIABLES:
        attributes = value.__dict__
        return tuple([hashable(attributes[name]) for name in _relevant(kind, tuple(attributes))])
    return _any_hashable(value)


def _relevant(kind: type, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the attributes that tell variables apart, in Brian2's order."""
    found = _sorted_names.get((kind, names))
    if found is None:
        irrelevant = kind._cache_irrelevant_attributes  # type: ignore[attr-defined]
        found = _sorted_names[kind, names] = tuple(name for name in sorted(names) if name not in irrelevant)
    return found


def objects_in_namespace(level: int) -> set[ref[BrianObject]]:
    """References to the Brian objects that the frame ``level`` calls up knows by name. Brian2 reads the sources of all frames
    for that."""
    frame = sys._getframe(level + 1)
    values = chain(frame.f_globals.values(), frame.f_locals.values())
    return {ref(value) for value in values if isinstance(value, BrianObject)}


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


@contextmanager
def _quick_comparison() -> Iterator[None]:
    before = Expr.equals
    Expr.equals = equals
    try:
        yield
    finally:
        Expr.equals = before


def _compare_quickly(kind: Any) -> None:
    """Let an integration method compare expressions by ``equals``."""
    original = kind.__call__

    @wraps(original)
    def comparing(*arguments: Any, **named: Any) -> Any:
        with _quick_comparison():
            return original(*arguments, **named)

    kind.__call__ = comparing


def install() -> None:
    """Put them in place."""
    caching._hashable = hashable
    magic.get_objects_in_namespace = objects_in_namespace
    _compare_quickly(LinearStateUpdater)
