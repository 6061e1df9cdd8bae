"""Thresholds that elements cross by chance, ``rand() < p``: whoever knows p need not draw for each element."""

from __future__ import annotations

from dataclasses import dataclass

from genn_emit.ast import nodes as n
from genn_emit.ast.walk import walk
from genn_emit.network.kernels import Threshold


@dataclass(frozen=True, slots=True)
class Chance:
    """An element crosses its threshold with probability ``p`` (all that is not below 1 is certain, all that is not above 0 never
    happens); ``body`` declares what ``p`` needs. ``site`` is the place in the code of the draw."""

    body: n.Block
    p: n.Expr
    site: int


def chance_of(kernel: Threshold) -> Chance | None:
    """The chance of crossing the threshold, if nothing but one uniform number decides, which nobody sees otherwise."""
    body, cond = kernel.body.body, kernel.condition
    if kernel.ordered or not all(isinstance(s, n.Declare) and s.const and s.init is not None for s in body):
        return None
    decided = [s for s in body if isinstance(s, n.Declare) and s.var == cond]
    compared = _compared(decided[0].init) if decided else None
    if compared is None:
        return None
    draw, p = compared
    rest = tuple(s for s in body if s is not decided[0])
    if any(isinstance(e, n.Draw) or e == cond for part in (*rest, p, kernel.then) for e in walk(part)):
        return None
    return Chance(n.Block(rest), p, draw.site)


def _compared(condition: n.Expr | None) -> tuple[n.Draw, n.Expr] | None:
    """A uniform draw, and what it has to be below."""
    if not isinstance(condition, n.Binary):
        return None
    if condition.op in ("<", "<="):
        low, high = condition.left, condition.right
    elif condition.op in (">", ">="):
        low, high = condition.right, condition.left
    else:
        return None
    return (low, high) if isinstance(low, n.Draw) and low.kind == "uniform" else None
