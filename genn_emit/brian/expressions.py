"""Brian2's expression strings as typed trees."""

from __future__ import annotations

import ast as python
import operator
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from itertools import islice

from genn_emit.ast import nodes as n
from genn_emit.ast.types import Scalar, boolean, f32, f64, i32, i64, promote
from genn_emit.ast.walk import walk
from genn_emit.brian.errors import NotEmitted

Value = n.Expr | bool | int | float
FunctionEmitter = Callable[["ExpressionTranslator", list[Value]], Value]
MOST_MULTIPLICATIONS = 8
MOST_NODES_REPEATED = 12
_ARITHMETIC: dict[type[python.operator], tuple[str, Callable[..., float]]] = {
    python.Add: ("+", operator.add),
    python.Sub: ("-", operator.sub),
    python.Mult: ("*", operator.mul),
}
_COMPARISON: dict[type[python.cmpop], str] = {
    python.Lt: "<", python.LtE: "<=", python.Gt: ">", python.GtE: ">=", python.Eq: "==", python.NotEq: "!=",
}  # fmt: skip


@dataclass
class ExpressionTranslator:
    """Translates one expression at a time. ``names`` are variables in scope, ``functions`` what can be called.

    ``float_type`` is the type of a float that no neighbour decides. Names in ``weak`` are
    constants: beside a float32 they are float32, as a Python number is for numpy.
    """

    names: Mapping[str, n.Expr]
    functions: Mapping[str, FunctionEmitter]
    float_type: Scalar = f64
    weak: Set[str] = frozenset()
    sites: list[int] = field(default_factory=lambda: [0])

    def __call__(self, text: str) -> Value:
        """The tree of ``text``. ``NotEmitted`` naming the function if one has no C++ form."""
        return self._visit(python.parse(text.strip(), mode="eval").body)

    def typed(self, text: str, to: Scalar) -> n.Expr:
        """The tree of ``text`` as a value of type ``to``."""
        return self.convert(self(text), to)

    def next_site(self) -> int:
        """The number of a draw within its kernel: each place in the text draws its own numbers."""
        self.sites[0] += 1
        return self.sites[0] - 1

    def convert(self, value: Value, to: Scalar) -> n.Expr:
        """``value`` as ``to``: to boolean by comparison with zero, floats to integers by truncation."""
        if not isinstance(value, n.Expr):
            return n.literal(bool(value) if to == boolean else int(value) if to.is_integer else float(value), to)
        if to == boolean and value.type != boolean:
            return value.ne(0)
        return value.cast(to)

    def as_float(self, value: Value) -> n.Expr:
        """``value`` as a float: its own type if it is one, else the default."""
        if isinstance(value, n.Expr) and isinstance(value.type, Scalar) and value.type.is_float:
            return value
        return self.convert(value, self.float_type)

    def together(self, a: Value, b: Value, floating: bool = False) -> tuple[n.Expr, n.Expr]:
        """Both as their common type, booleans counting as integers; with ``floating`` as floats."""
        if isinstance(a, n.Expr) and isinstance(b, n.Expr):
            a, b = self._weaken(a, b), self._weaken(b, a)
            common = promote(self._number(a.type), self._number(b.type))
        else:
            expr, number = (a, b) if isinstance(a, n.Expr) else (b, a)
            assert isinstance(expr, n.Expr)
            common = self._number(expr.type)
            if not common.is_float and isinstance(number, float):
                common = self.float_type
        if floating and not common.is_float:
            common = self.float_type
        return self.convert(a, common), self.convert(b, common)

    def _number(self, t: object) -> Scalar:
        assert isinstance(t, Scalar)
        return i32 if t == boolean else t

    def _weaken(self, a: n.Expr, beside: n.Expr) -> n.Expr:
        if isinstance(a, n.Var) and a.name in self.weak and beside.type == f32 and a.type == f64:
            return a.cast(f32)
        return a

    def _visit(self, e: python.expr) -> Value:
        if isinstance(e, python.Constant):
            if isinstance(e.value, (bool, int, float)):
                return e.value
            raise NotEmitted(f"the constant {e.value!r}")
        if isinstance(e, python.Name):
            if e.id in ("True", "False"):
                return e.id == "True"
            if e.id not in self.names:
                raise NotEmitted(f"the name {e.id}")
            return self.names[e.id]
        if isinstance(e, python.BinOp):
            return self._binary(e)
        if isinstance(e, python.UnaryOp):
            return self._unary(e)
        if isinstance(e, python.BoolOp):
            op = "&" if isinstance(e.op, python.And) else "|"
            terms = [self.convert(self._visit(v), boolean) for v in e.values]
            result = terms[0]
            for term in terms[1:]:
                result = n.binary(op, result, term)
            return result
        if isinstance(e, python.Compare):
            return self._compare(e)
        if isinstance(e, python.Call):
            return self._call(e)
        raise NotEmitted(f"the expression {python.unparse(e)}")

    def _binary(self, e: python.BinOp) -> Value:
        left, right = self._visit(e.left), self._visit(e.right)
        kind = type(e.op)
        if isinstance(e.op, python.Pow):
            return self.power(left, right)
        if not isinstance(left, n.Expr) and not isinstance(right, n.Expr):
            return _fold(kind, left, right)
        if isinstance(e.op, python.Div):
            return n.binary("/", *self.together(left, right, floating=True))
        if isinstance(e.op, (python.Mod, python.FloorDiv)):
            a, b = self.together(left, right)
            name = "mod" if isinstance(e.op, python.Mod) else "floor_div"
            assert isinstance(a.type, Scalar)
            return n.Call(f"genn_{name}_{a.type!r}", (a, b), a.type)
        if kind not in _ARITHMETIC:
            raise NotEmitted(f"the operator in {python.unparse(e)}")
        return n.binary(_ARITHMETIC[kind][0], *self.together(left, right))

    def power(self, base: Value, exponent: Value) -> Value:
        """Small whole exponents become products, 0.5 a square root; others ``pow``."""
        if not isinstance(base, n.Expr) and not isinstance(exponent, n.Expr):
            return float(base) ** exponent if isinstance(exponent, float) or exponent < 0 else base**exponent
        if isinstance(base, n.Expr) and not isinstance(exponent, n.Expr):
            if float(exponent).is_integer() and 1 <= abs(exponent) <= MOST_MULTIPLICATIONS and self._plain(base):
                whole = int(exponent)
                stays_integer = whole > 0 and not isinstance(exponent, float)
                factor = base if stays_integer or self._number(base.type).is_float else self.as_float(base)
                factor = factor.cast(i32) if factor.type == boolean else factor
                product = n.product(factor, abs(whole))
                return product if whole > 0 else 1.0 / self.as_float(product)
            if exponent == 0.5:
                return n.Call("sqrt", (self.as_float(base),), self.as_float(base).type)
        whole_numbers = all(
            isinstance(v, int) if not isinstance(v, n.Expr) else not self._number(v.type).is_float for v in (base, exponent)
        )
        a, b = self.together(base, exponent, floating=True)
        result = n.Call("pow", (a, b), a.type)
        return result.cast(i64) if whole_numbers else result

    def _plain(self, e: n.Expr) -> bool:
        """Whether writing ``e`` several times costs nothing: it is small, calls nothing and draws nothing."""
        nodes = list(islice(walk(e), MOST_NODES_REPEATED + 1))
        return len(nodes) <= MOST_NODES_REPEATED and not any(isinstance(x, (n.Call, n.Draw)) for x in nodes)

    def _unary(self, e: python.UnaryOp) -> Value:
        operand = self._visit(e.operand)
        if isinstance(e.op, python.Not):
            if not isinstance(operand, n.Expr):
                return not operand
            return n.Unary("!", self.convert(operand, boolean))
        if isinstance(e.op, python.UAdd):
            return operand
        if not isinstance(operand, n.Expr):
            return -operand
        return -(operand.cast(i32) if operand.type == boolean else operand)

    def _compare(self, e: python.Compare) -> Value:
        if len(e.ops) != 1:
            raise NotEmitted(f"the chained comparison {python.unparse(e)}")
        left, right = self._visit(e.left), self._visit(e.comparators[0])
        op = _COMPARISON.get(type(e.ops[0]))
        if op is None:
            raise NotEmitted(f"the comparison {python.unparse(e)}")
        if not isinstance(left, n.Expr) and not isinstance(right, n.Expr):
            left = n.literal(left, self.float_type if isinstance(left, float) else i64)
        a, b = self.together(left, right)
        return n.binary(op, a, b)

    def _call(self, e: python.Call) -> Value:
        if not isinstance(e.func, python.Name) or e.func.id not in self.functions:
            raise NotEmitted(f"the function {python.unparse(e.func)}")
        return self.functions[e.func.id](self, [self._visit(a) for a in e.args])


def _fold(kind: type[python.operator], left: Value, right: Value) -> Value:
    """Arithmetic of two numbers, as Python does it."""
    assert not isinstance(left, n.Expr) and not isinstance(right, n.Expr)
    fold: dict[type[python.operator], Callable[..., float]] = {
        python.Add: operator.add, python.Sub: operator.sub, python.Mult: operator.mul, python.Div: operator.truediv,
        python.Mod: operator.mod, python.FloorDiv: operator.floordiv,
    }  # fmt: skip
    return fold[kind](left, right)
