"""Who touches what: elements belong to workers, so that nobody waits for a worker whose writes it cannot see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from genn_emit.ast import nodes as n
from genn_emit.ast.types import Pointer
from genn_emit.ast.walk import children, walk
from genn_emit.network.kernels import End


@dataclass(frozen=True, slots=True)
class Slice:
    """The element belongs to the worker whose slice of [0, extent) it is in."""

    extent: n.Expr


@dataclass(frozen=True, slots=True)
class SynapseOf:
    """The synapse belongs to the worker who owns the element at one end of it: ``indices`` says which that is."""

    indices: str
    extent: n.Expr


Place = Slice | SynapseOf | None
Places = Mapping[n.Expr, Place]


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody reads or writes elements of ``array``: each worker those that it owns by ``place``, or any (None)."""

    array: str
    place: Place
    writes: bool


def bare(e: n.Expr) -> n.Expr:
    """An index without conversions: they do not change which element is meant."""
    return _resolved(e, {})


def places_of(end: End, synapse: n.Var) -> dict[n.Expr, Place]:
    """What a worker owns that has the synapses of its elements at ``end``: the synapse, and the element."""
    assert isinstance(end.indices, n.Var)
    extent = bare(end.extent)
    return {synapse: SynapseOf(end.indices.name, extent), bare(end.indices[synapse]): Slice(extent)}


def accesses(trees: Iterable[n.Node], places: Places) -> frozenset[Access]:
    """All accesses of the trees to arrays. ``places`` says whose element an index means."""
    trees = tuple(trees)
    known = _definitions(trees)
    targets = {
        node.target for tree in trees for node in walk(tree) if isinstance(node, (n.Assign, n.AtomicAdd))
    }
    found: set[Access] = set()
    waiting: list[n.Node] = list(trees)
    while waiting:
        node = waiting.pop()
        if isinstance(node, n.Index) and isinstance(node.base, n.Var):
            place = places.get(_resolved(node.index, known))
            found.add(Access(node.base.name, place, node in targets))
            waiting.append(node.index)
        elif isinstance(node, n.Var) and isinstance(node.type, Pointer):
            found.add(Access(node.name, None, False))
        else:
            waiting.extend(children(node))
    return frozenset(found)


def _definitions(trees: Iterable[n.Node]) -> dict[str, n.Expr]:
    """Variables that stand for one expression."""
    return {
        node.var.name: node.init
        for tree in trees
        for node in walk(tree)
        if isinstance(node, n.Declare) and node.const and node.init is not None and node.var.type.is_integer
    }


def _resolved(index: n.Expr, known: Mapping[str, n.Expr]) -> n.Expr:
    """An index in terms of the kernel's own: an element, or what an array says of an element."""
    if isinstance(index, n.Cast):
        return _resolved(index.operand, known)
    if isinstance(index, n.Var) and index.name in known:
        return _resolved(known[index.name], known)
    if isinstance(index, n.Index):
        return n.Index(index.base, _resolved(index.index, known))
    return index


def separable(found: Iterable[Access]) -> bool:
    """Whether workers that do their own elements never meet: what is written is only touched by its owner."""
    found = tuple(found)
    written = {access.array for access in found if access.writes}
    places: dict[str, set[Place]] = {}
    for access in found:
        if access.array in written:
            places.setdefault(access.array, set()).add(access.place)
    return all(len(kinds) == 1 and None not in kinds for kinds in places.values())


def reads(*arrays: n.Expr, place: Place = None) -> frozenset[Access]:
    """Accesses that a backend adds itself."""
    return frozenset(Access(a.name, place, False) for a in arrays if isinstance(a, n.Var))


def writes(*arrays: n.Expr, place: Place = None) -> frozenset[Access]:
    """As ``reads``."""
    return frozenset(Access(a.name, place, True) for a in arrays if isinstance(a, n.Var))
