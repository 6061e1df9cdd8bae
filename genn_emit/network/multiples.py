"""Exponentials whose arguments are whole multiples of each other's: exp(k*y) = exp(y)^k is a few products instead of a function.

Models of Hodgkin and Huxley's kind have several rates with the same voltage over different constants (5 mV, 40 mV). A power has
``k`` times the relative error of its base, and that of the products: for the largest ``k``, ``MOST``, up to 20 units in the last
place where the base has 2. It leaves the range of numbers where exp(k*y) does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from genn_emit.ast import nodes as n
from genn_emit.ast.types import Type
from genn_emit.ast.walk import rewrite, walk
from genn_emit.network.invariants import Invariants
from genn_emit.network.straight import Key, Versions, is_straight, key_of, note_assignment, pure, visits

MOST = 8


@dataclass(frozen=True, slots=True)
class _Argument:
    """``number op rest * factor``, the argument of an exponential: only ``number`` differs between multiples."""

    number: float
    op: str
    rest: n.Expr
    factor: Key
    type: Type


def with_powers(block: n.Block, invariants: Invariants) -> n.Block:
    """``block``, a kernel's body, with exponentials as powers of others that it needs as well. Only if it is a straight line:
    otherwise the others might not be computed."""
    if not is_straight(block):
        return block
    powers = _powers(dict(_exponentials(block, invariants)))
    return _written(block, powers) if powers else block


def _exponentials(block: n.Block, invariants: Invariants) -> Iterator[tuple[Key, _Argument]]:
    for roots, versions in visits(block):
        for e in (e for root in roots for e in walk(root)):
            if isinstance(e, n.Call) and e.function == "exp" and all(pure(part) for part in walk(e)):
                yield key_of(e, versions), _argument(e.args[0], invariants, versions)


def _argument(y: n.Expr, invariants: Invariants, versions: Versions) -> _Argument:
    number, op, factor = 1.0, "*", y
    rest: n.Expr = n.literal(1.0, y.type)
    if isinstance(y, n.Binary) and y.op == "*" and (y.left in invariants or y.right in invariants):
        known, factor = (y.left, y.right) if y.left in invariants else (y.right, y.left)
        value = invariants.with_number(known)
        if isinstance(value, n.Literal):
            number = float(value.value)
        elif value is not None:
            assert isinstance(value.left, n.Literal)
            number, op, rest = float(value.left.value), value.op, value.right
        else:
            rest = known
    if isinstance(factor, n.Unary) and factor.op == "-":
        number, factor = -number, factor.operand
    return _Argument(number, op, rest, key_of(factor, versions), y.type)


def _powers(arguments: dict[Key, _Argument]) -> dict[Key, n.Expr]:
    """The exponentials that are powers of others, and those powers."""
    bases: list[tuple[_Argument, n.Expr]] = []
    powers: dict[Key, n.Expr] = {}
    for key, argument in sorted(arguments.items(), key=lambda item: abs(item[1].number)):
        found = ((base, _times(argument, other)) for other, base in reversed(bases))
        base, times = next(((base, times) for base, times in found if times), (key[0], 0))
        if times:
            powers[key] = n.product(base, times)
        else:
            bases.append((argument, key[0]))
    return powers


def _times(argument: _Argument, base: _Argument) -> int:
    """How many times ``base`` the argument is, 0 if it is no whole multiple up to ``MOST``."""
    alike = replace(argument, number=0.0) == replace(base, number=0.0)
    if not alike or not base.number:
        return 0
    times = round(argument.number / base.number) if abs(argument.number) < 2 * MOST * abs(base.number) else 0
    exact = abs(argument.number - times * base.number) <= 4e-16 * abs(argument.number)
    return times if 1 <= times <= MOST and exact else 0


def _written(block: n.Block, powers: dict[Key, n.Expr]) -> n.Block:
    versions = Versions()
    out: list[n.Stmt] = []
    for statement in block.body:

        def power(node: n.Node) -> n.Node:
            return powers.get(key_of(node, versions), node) if isinstance(node, n.Call) else node

        if isinstance(statement, n.Assign):
            out.append(replace(statement, value=rewrite(statement.value, power)))
        elif isinstance(statement, n.Declare) and statement.init is not None:
            out.append(replace(statement, init=rewrite(statement.init, power)))
        else:
            out.append(statement)
        note_assignment(statement, versions)
    return n.Block(tuple(out))
