"""Which hand-written headers a module needs, from the functions it calls."""

from __future__ import annotations

from collections.abc import Iterable

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import MATH
from genn_emit.ast.walk import walk
from genn_emit.backends.lowering import called
from genn_emit.backends.team_api import HEADER_FUNCTIONS

_DRAWS = tuple(f"genn_{kind}" for kind in ("uniform", "normal", "geometric_skip", "exponential"))
_DISCRETE = ("genn_poisson", "genn_binomial")
_DEVICE = ("genn_device_", "genn_set_", "genn_launch")
_LAPS = "genn_lap"
_CHANCES = ("genn_at_most", "genn_probability", "genn_likely", "genn_leap", "genn_hit")
_SLICES = ("genn_slice", "genn_at_least", "genn_run_", "genn_fetch")


def headers_for(items: Iterable[n.Node]) -> tuple[str, ...]:
    """Names of headers under ``genn_emit/include``, in the order they need."""
    items = tuple(items)
    names = called(items)
    discrete = any(name.startswith(_DISCRETE) for name in names)
    draws = discrete or bool(names & set(_CHANCES)) or any(name.startswith(_DRAWS) for name in names)
    others = (*_DRAWS, *_DISCRETE, *_DEVICE, *HEADER_FUNCTIONS, *_CHANCES, *_SLICES, _LAPS)
    own = any(name.startswith("genn_") and not name.startswith(others) for name in names)
    headers: list[str] = []
    if any(name in HEADER_FUNCTIONS for name in names):
        headers.append("genn_emit/team.h")
    if any(name.startswith(_LAPS) for name in names):
        headers.append("genn_emit/ticks.h")
    if any(name.startswith(_SLICES) for name in names):
        headers.append("genn_emit/slices.h")
    if any(isinstance(node, n.For) and node.independent for item in items for node in walk(item)):
        headers.append("genn_emit/loops.h")
    if draws or own or names & set(MATH):
        headers.append("genn_emit/cpu_math.h")
    if "exp" in names:
        headers.append("genn_emit/exp.h")
    if own:
        headers.append("genn_emit/math.h")
    if draws:
        headers.append("genn_emit/rng.h")
    if names & set(_CHANCES):
        headers.append("genn_emit/chances.h")
    if discrete:
        headers.append("genn_emit/rng_discrete.h")
    return tuple(headers)


def includes_for(items: Iterable[n.Node]) -> tuple[n.Include, ...]:
    """``#include`` lines of a C++ module."""
    return (n.Include("definitions.h"), *(n.Include(path) for path in headers_for(items)))
