"""Locals that nobody reads are not declared: compilers warn of them, and readers wonder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial

from genn_emit.ast import nodes as n
from genn_emit.ast.walk import rewrite, walk


def without_unused(blocks: Sequence[n.Block], readers: Iterable[n.Node] = ()) -> tuple[n.Block, ...]:
    """``blocks`` without declarations of variables that neither they nor ``readers`` mention again. Values that a call
    computes stay: the call may do something."""
    others = tuple(readers)
    current = tuple(blocks)
    while True:
        mentions = Counter(node.name for tree in (*current, *others) for node in walk(tree) if isinstance(node, n.Var))
        unread = {
            node.var.name
            for tree in current
            for node in walk(tree)
            if isinstance(node, n.Declare) and mentions[node.var.name] == 1 and not _calls(node)
        }
        if not unread:
            return current
        current = tuple(rewrite(block, partial(_dropped, unread=unread)) for block in current)


def _calls(declaration: n.Declare) -> bool:
    return any(isinstance(node, (n.Call, n.Draw)) for node in walk(declaration))


def _dropped(node: n.Node, unread: set[str]) -> n.Node:
    if isinstance(node, n.Block):
        kept = tuple(s for s in node.body if not (isinstance(s, n.Declare) and s.var.name in unread))
        return node if len(kept) == len(node.body) else n.Block(kept)
    return node
