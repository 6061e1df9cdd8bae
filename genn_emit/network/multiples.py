"""Exponentials whose arguments are whole multiples of each other's: exp(k*y) = exp(y)^k is a few products instead of a function.

Models of Hodgkin and Huxley's kind have several rates with the same voltage over different constants (5 mV, 40 mV). A power has
k times the relative error of exp(y), as much as the rounding of an argument of that size makes anyway; k is at most ``MOST``.
"""

from __future__ import annotations

from dataclasses import dataclass

from genn_emit.ast import nodes as n
from genn_emit.ast.types import Type
from genn_emit.ast.walk import rewrite, walk
from genn_emit.network.invariants import Invariants
from genn_emit.network.sharing import pure

MOST = 8


@dataclass(frozen=True, slots=True)
class _Argument:
    """``number op rest * factor``, the argument of an exponential: only ``number`` differs between multiples."""

    number: float
    op: str
    rest: n.Expr
    factor: n.Expr
    type: Type


def with_powers(block: n.Block, invariants: Invariants) -> n.Block:
    """``block``, a kernel's body, with exponentials as powers of others that it needs as well. Only if it is a straight line:
    otherwise the others might not be computed."""
    if not all(isinstance(s, (n.Declare, n.Assign)) for s in block.body):
        return block
    exponentials = (e for e in walk(block) if isinstance(e, n.Call) and e.function == "exp" and all(pure(x) for x in walk(e)))
    arguments = {e: _argument(e.args[0], invariants) for e in exponentials}
    known = sorted(((a, e) for e, a in arguments.items() if a is not None), key=lambda pair: abs(pair[0].number))
    bases: list[tuple[_Argument, n.Call]] = []
    powers: dict[n.Expr, n.Expr] = {}
    for argument, exp in known:
        found = ((base, _times(argument, other)) for other, base in reversed(bases))
        base, times = next(((base, times) for base, times in found if times), (exp, 0))
        if times:
            powers[exp] = n.product(base, times)
        else:
            bases.append((argument, exp))
    return rewrite(block, lambda node: powers.get(node, node) if isinstance(node, n.Call) else node) if powers else block


def _argument(y: n.Expr, invariants: Invariants) -> _Argument | None:
    if not (isinstance(y, n.Binary) and y.op == "*"):
        return None
    for known, factor in ((y.left, y.right), (y.right, y.left)):
        if known not in invariants:
            continue
        value = invariants.value(known)
        value = value.operand if isinstance(value, n.Cast) else value
        sign = 1.0
        if isinstance(factor, n.Unary) and factor.op == "-":
            sign, factor = -1.0, factor.operand
        if isinstance(value, n.Literal):
            return _Argument(sign * float(value.value), "*", n.literal(1.0, y.type), factor, y.type)
        if isinstance(value, n.Binary) and value.op in ("*", "/") and isinstance(value.left, n.Literal) and value.type.is_float:
            return _Argument(sign * float(value.left.value), value.op, value.right, factor, y.type)
        return _Argument(sign, "*", known, factor, y.type)
    return None


def _times(argument: _Argument, base: _Argument) -> int:
    """How many times ``base`` the argument is, 0 if it is no whole multiple up to ``MOST``."""
    alike = (argument.op, argument.rest, argument.factor, argument.type) == (base.op, base.rest, base.factor, base.type)
    if not alike or not base.number:
        return 0
    times = round(argument.number / base.number) if abs(argument.number) < 2 * MOST * abs(base.number) else 0
    exact = abs(argument.number - times * base.number) <= 4e-16 * abs(argument.number)
    return times if 1 <= times <= MOST and exact else 0
