"""Values that are the same for all elements: what the scalar part of a kernel declares, and room for more of them."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Names
from genn_emit.ast.walk import walk
from genn_emit.network.arrays import ArrayTable, Constant


class Invariants:
    """The constants in sight of a kernel's body. ``scalar`` is its scalar part, with what was added behind."""

    def __init__(self, scalar: n.Block, table: ArrayTable, names: Names) -> None:
        self.scalar, self._names = scalar, names
        self._values: dict[str, n.Expr] = {}
        self._fields = {f.name for f in table if isinstance(f, Constant)}
        for statement in scalar.body:
            if isinstance(statement, n.Declare) and statement.const and statement.init is not None:
                self._values[statement.var.name] = statement.init

    def __contains__(self, e: n.Expr) -> bool:
        """Whether ``e`` is computed from literals, constants and what the scalar part declared."""
        calm = (n.Literal, n.Unary, n.Binary, n.Cast)
        return all(
            x.name in self._fields or x.name in self._values if isinstance(x, n.Var) else isinstance(x, calm) for x in walk(e)
        )

    def value(self, e: n.Expr) -> n.Expr:
        """What a name stands for; ``e`` itself where it is none."""
        return self._values.get(e.name, e) if isinstance(e, n.Var) else e

    def declare(self, value: n.Expr, wish: str = "invariant") -> n.Expr:
        """A name for ``value``: the one that it has, or a new one. Literals and names stand for themselves."""
        if isinstance(value, (n.Literal, n.Var)):
            return value
        for name, known in self._values.items():
            if known == value:
                return n.Var(name, value.type)
        var = n.Var(self._names.numbered(wish), value.type)
        self._values[var.name] = value
        self.scalar = n.Block((*self.scalar.body, n.Declare(var, value)))
        return var

    def scaled(self, factor: float, e: n.Expr) -> n.Expr:
        """``factor * e`` for an invariant ``e``, one product or quotient where ``e`` is one with a number."""
        value = self.with_number(e)
        if isinstance(value, n.Literal):
            return n.literal(factor * float(value.value), e.type)
        if value is not None:
            assert isinstance(value.left, n.Literal)
            number = n.literal(factor * float(value.left.value), value.type)
            return self.declare(n.Binary(value.op, number, value.right).cast(e.type))
        return self.declare(n.literal(factor, e.type) * e)

    def with_number(self, e: n.Expr) -> n.Literal | n.Binary | None:
        """The number that an invariant is, or the product or quotient with a number on the left; None if it is neither."""
        known = self.value(e)
        value = known.operand if isinstance(known, n.Cast) else known
        if isinstance(value, n.Literal):
            return value
        if isinstance(value, n.Binary) and value.op in ("*", "/") and isinstance(value.left, n.Literal) and value.type.is_float:
            return value
        return None
