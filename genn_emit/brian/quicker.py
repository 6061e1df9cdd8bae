"""Functions that take long for what Brian2 wants of them, written to be quick: same arguments, same results. They take the place
of Brian2's own wherever it calls them by name, for every device."""

from __future__ import annotations

import sys
from itertools import chain
from typing import Any
from weakref import ref

from brian2.core import magic
from brian2.core import variables as brian_variables
from brian2.core.base import BrianObject
from brian2.core.variables import Variable
from brian2.units.fundamentalunits import Dimension
from brian2.utils import caching

from genn_emit.brian import exact

# Types whose values are their own keys. Exactly these, not what derives from them.
_OWN_KEY = frozenset({str, int, float, bool, type(None), type, Dimension, frozenset})
_VARIABLES = frozenset(
    kind for kind in vars(brian_variables).values() if isinstance(kind, type) and issubclass(kind, Variable)
)
_any_hashable = caching._hashable
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


def install() -> None:
    """Put them in place, and what makes exact integration quick."""
    caching._hashable = hashable
    magic.get_objects_in_namespace = objects_in_namespace
    exact.install()
