"""What synaptic code does to the neurons at its ends: the variables that it only adds to, and what keeps synapses in order.

The question is Brian2GeNN's: may a statement be carried out as input to a neuron, summed up in whatever order? There the answer
refuses models; here it chooses how synapses are shared between workers, and what cannot be shared runs one after the other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from brian2.utils.stringtools import get_identifiers

OWN, SHARED = "_idx", "0"
_ADDING = ("+=", "-=")


class StatementLike(Protocol):
    """What is looked at of a Brian2 Statement."""

    var: str
    op: str
    expr: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a variable is kept. ``memory`` is the same for two names of one array. ``index``: OWN for the element itself, SHARED
    for one value that all have, else the name of an index array (``_postsynaptic_idx``)."""

    memory: Hashable
    index: str


@dataclass(frozen=True, slots=True)
class Input:
    """A variable of other elements that the code only adds to: the sum of ``terms``, wherever ``condition`` (the name of a
    boolean variable, if any) holds. The order of the elements does not matter, up to rounding."""

    variable: str
    index: str
    terms: tuple[str, ...]
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A variable that elements share and do more with than adding, and the reason in words."""

    variable: str
    index: str
    reason: str
    aliased: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """``inputs`` and ``obstacles``, one of either for each variable that more than one element may touch and one of them writes."""

    inputs: tuple[Input, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()

    @property
    def independent(self) -> bool:
        """Whether no two elements ever meet."""
        return not self.inputs and not self.obstacles

    @property
    def adds_only(self) -> bool:
        """Whether elements meet at inputs only."""
        return not self.obstacles

    def why_they_meet(self, far: str) -> str:
        """Why two elements that differ in the index ``far`` may meet; empty if they cannot."""
        for obstacle in self.obstacles:
            if obstacle.aliased or obstacle.index != far:
                return obstacle.reason
        for given in self.inputs:
            if given.index != far:
                return f"{given.variable} is the same for all of them"
        return ""


def analyse(
    statements: Iterable[StatementLike], places: Mapping[str, Place], conditions: Mapping[str, str] | None = None
) -> Effect:
    """The effect of a sequence of statements that is carried out for each of many elements.

    ``places`` has the arrays that the code may name; other names are its local variables, constants and functions. ``conditions``:
    the boolean variable, if any, that says whether an array is written (``unless refractory``).
    """
    sequence = tuple(statements)
    conditions = conditions or {}
    written = {s.var for s in sequence if s.var in places}
    guards = {conditions[name] for name in written if name in conditions}
    used = written | guards | {name for s in sequence for name in get_identifiers(s.expr) if name in places}
    used |= {places[name].index for name in used if places[name].index in places}
    inputs: list[Input] = []
    obstacles: list[Obstacle] = []
    for place in sorted({places[name] for name in written}, key=lambda p: min(n for n in written if places[n] == p)):
        names = frozenset(name for name in used if places[name] == place)
        name = min(names & written)
        other = _another_index(place, used, places)
        if other:
            reason = f"{name} is also used as {other}, the same variable of another element"
            obstacles.append(Obstacle(name, place.index, reason, aliased=True))
        elif place.index != OWN:
            reason = _more_than_adding(names, sequence, places, written, conditions)
            if reason:
                obstacles.append(Obstacle(name, place.index, reason))
            else:
                terms = tuple(s.expr if s.op == "+=" else f"-({s.expr})" for s in sequence if s.var in names)
                inputs.append(Input(name, place.index, terms, conditions.get(name)))
    return Effect(tuple(inputs), tuple(obstacles))


def _another_index(mine: Place, used: Iterable[str], places: Mapping[str, Place]) -> str:
    """A name of the same memory at another index; empty if there is none."""
    return next((o for o in sorted(used) if places[o].memory == mine.memory and places[o].index != mine.index), "")


def _more_than_adding(
    names: frozenset[str],
    statements: tuple[StatementLike, ...],
    places: Mapping[str, Place],
    written: set[str],
    conditions: Mapping[str, str],
) -> str:
    """Why the variable that has these names cannot be an input; empty if it can."""
    name = min(names & written)
    guard = conditions.get(name)
    if guard in written:
        return f"{name} is written only where {guard} holds, which the same code changes"
    shared = {other for other in written if places[other].index != OWN}
    depends: dict[str, set[str]] = {}
    for s in statements:
        mentioned = get_identifiers(s.expr)
        sources = mentioned.union(*(depends.get(n, set()) for n in mentioned))
        if s.var in names:
            if s.op not in _ADDING:
                return f"'{s.var} {s.op} {s.expr}' does more than add to {name}"
            moving = sorted((sources & shared) - names)
            if moving:
                return f"what is added to {name} depends on {moving[0]}, which the same code changes"
        if names & mentioned:
            return f"{name} is read in '{s.var} {s.op} {s.expr}'"
        depends[s.var] = sources | (depends.get(s.var, set()) if s.op not in ("=", ":=") else set())
    return ""
