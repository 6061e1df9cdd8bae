"""Numbers that Brian2 writes into its code although they are values that users change.

The refractory period, the weight of a PoissonInput and the probability of a connection get a name before the code is
translated, so that another value needs no compiler.
"""

from __future__ import annotations

import ast as python
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from brian2.core.variables import Constant, Variable
from brian2.units.allunits import second
from brian2.units.fundamentalunits import DIMENSIONLESS

AbstractCode = str | dict[str, str]


@dataclass(frozen=True)
class _Place:
    """Where a number stands: ``pattern`` has the groups ``before`` and ``number``, and ``owner`` if not the code's own. ``dim`` is
    the dimension of the number."""

    name: str
    pattern: re.Pattern[str]
    dim: Any = DIMENSIONLESS


_PLACES = (
    _Place(
        "refractory_period",
        re.compile(r"(?P<before>timestep\(t - lastspike, dt\) >= timestep\()(?P<number>[^(),]+)(?=, dt\))"),
        second.dim,
    ),
    _Place("weight", re.compile(r"(?P<before>(?P<owner>poissoninput_binomial\w*)\(\)\*)(?P<number>.+)$", re.MULTILINE)),
    _Place("p", re.compile(r"(?P<before>\b_iter_p = )(?P<number>.+)$", re.MULTILINE)),
)


class GivenNumber(Constant):  # type: ignore[misc]
    """A number of the user's; ``of`` is the Brian2 object it was given to, if that is not the owner of the code."""

    def __init__(self, name: str, value: float, dim: Any, of: str | None) -> None:
        super().__init__(name, value=value, dimensions=dim)
        self.of = of


def name_numbers(code: AbstractCode, variables: Mapping[str, Variable]) -> tuple[AbstractCode, dict[str, Any]]:
    """``code`` with names for such numbers, and ``variables`` with these names. Neither argument is changed."""
    known: dict[str, Any] = dict(variables)
    if isinstance(code, dict):
        return {block: _named(text, known) for block, text in code.items()}, known
    return _named(code, known), known


def _named(text: str, known: dict[str, Any]) -> str:
    for place in _PLACES:
        text = place.pattern.sub(lambda match, place=place: _replacement(match, place, known), text)  # type: ignore[misc]
    return text


def _replacement(match: re.Match[str], place: _Place, known: dict[str, Any]) -> str:
    value, name = _value(match["number"], known), place.name
    if value is None:
        return match[0]
    while name in known:
        name += "_"
    known[name] = GivenNumber(name, value, place.dim, match.groupdict().get("owner"))
    return f"{match['before']}{name}"


def _value(text: str, known: Mapping[str, Any]) -> float | None:
    """The value of a number with or without a unit; None if ``text`` is anything else."""
    tree = python.parse(text.strip(), mode="eval")
    parts = list(python.walk(tree.body))
    if not any(isinstance(part, python.Constant) for part in parts):
        return None
    names = {part.id: known.get(part.id) for part in parts if isinstance(part, python.Name)}
    arithmetic = (python.Constant, python.Name, python.BinOp, python.UnaryOp, python.operator, python.unaryop, python.expr_context)
    if not all(isinstance(part, arithmetic) for part in parts) or not all(isinstance(v, Constant) for v in names.values()):
        return None
    return float(eval(compile(tree, "<number>", "eval"), {"__builtins__": {}}, {name: v.get_value() for name, v in names.items()}))  # type: ignore[union-attr]
