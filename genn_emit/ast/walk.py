"""Traversal from the dataclass fields: nobody lists children by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from genn_emit.ast.nodes import Node, Var

N = TypeVar("N", bound=Node)


# An annotation of these words alone holds no node. Any other word counts as one, so that nothing is ever missed.
_LEAVES = {"str", "int", "float", "bool", "None", "tuple", "Number", "Type", "Scalar", "Signature", "Member"}
_FIELDS: dict[type[Node], tuple[str, ...]] = {}


def _names(cls: type[Node]) -> tuple[str, ...]:
    """Names of the fields that may hold nodes."""
    found = _FIELDS.get(cls)
    if found is None:
        words = {f.name: set(re.findall(r"[A-Za-z_]\w*", str(f.type))) for f in fields(cls)}
        found = _FIELDS[cls] = tuple(name for name, used in words.items() if not used <= _LEAVES)
    return found


def children(tree: Node) -> Iterator[Node]:
    """The nodes directly below ``tree``, in order of the fields."""
    for name in _names(type(tree)):
        value = getattr(tree, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Node):
                    yield item


def walk(tree: Node) -> Iterator[Node]:
    """``tree`` and everything below it, parents first."""
    waiting = [tree]
    while waiting:
        here = waiting.pop()
        yield here
        if _names(type(here)):
            waiting.extend(reversed(list(children(here))))


def rewrite_children(tree: N, change: Callable[[Node], Node]) -> N:
    """``tree`` with ``change`` applied to the nodes directly below it; ``tree`` itself if that changes nothing."""
    updates: dict[str, Any] = {}
    for name in _names(type(tree)):
        value = getattr(tree, name)
        if isinstance(value, Node):
            new: Any = change(value)
            if new is not value:
                updates[name] = new
        elif isinstance(value, tuple) and any(isinstance(item, Node) for item in value):
            new = tuple(change(item) if isinstance(item, Node) else item for item in value)
            if any(a is not b for a, b in zip(new, value, strict=True)):
                updates[name] = new
    return replace(tree, **updates) if updates else tree


def rewrite(tree: N, change: Callable[[Node], Node]) -> N:
    """``tree`` with ``change`` applied bottom-up; an untouched subtree comes back as the same object."""
    rebuilt: Any = rewrite_children(tree, lambda child: rewrite(child, change))
    return change(rebuilt)  # type: ignore[return-value]


def substitute(tree: N, values: Mapping[str, Node]) -> N:
    """``tree`` with every variable named in ``values`` replaced."""
    return rewrite(tree, lambda n: values.get(n.name, n) if isinstance(n, Var) else n)
