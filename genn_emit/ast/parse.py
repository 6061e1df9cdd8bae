"""Small expressions in Python's syntax, for people who put a network together by hand: ``"v + dt*(I - v)/tau"``.

Numbers take the type of their neighbour. Operators mean what they mean in Python, or are refused.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from genn_emit.ast.dialect import MATH
from genn_emit.ast.nodes import Binary, Call, Expr, Literal, Number, Select, Unary, binary, literal
from genn_emit.ast.types import Type, boolean, f64, i32, i64
from genn_emit.ast.walk import walk
from genn_emit.errors import EmitError

_OF_TWO = ("pow", "fmod", "fmin", "fmax")
_LARGEST_PRODUCT, _MOST_NODES = 8, 64
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
Value = Expr | Number


def expression(text: str, names: Mapping[str, Expr]) -> Expr:
    """The tree of ``text``: ``+ - * / **``, comparisons, ``and or not``, ``a if c else b``, calls of MATH functions.

    Integer powers up to 8 of something small become products, others ``pow``. Numbers alone become f64, i32 (i64 where
    they need it) or boolean. ``EmitError`` with the place in the text for anything else: an unknown name, mixed types,
    ``/`` of integers (Python and C disagree about it).
    """
    text = text.strip()
    try:
        tree = ast.parse(text, mode="eval")
        value = _Reader(text, names).read(tree.body)
    except SyntaxError as error:
        at = error.offset - 1 if error.offset else len(text)  # without a place: something is missing at the end
        raise EmitError(_message(text, error.msg, error.lineno or 1, at)) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise EmitError(f"cannot read the expression {text[:80]!r}: {error}") from error
    return value if isinstance(value, Expr) else _alone(value)


def _alone(value: Number) -> Literal:
    """A number that has no neighbour."""
    if isinstance(value, bool):
        return literal(value, boolean)
    if isinstance(value, float):
        return literal(value, f64)
    try:
        return literal(value, i32 if -(2**31) <= value < 2**31 else i64)
    except TypeError as error:
        raise EmitError(str(error)) from error


def _message(text: str, problem: str, line: int, column: int) -> str:
    lines = text.splitlines() or [""]
    shown = lines[min(line, len(lines)) - 1]
    return f"{problem}\n    {shown}\n    {' ' * min(max(column, 0), len(shown))}^"


class _Reader:
    def __init__(self, text: str, names: Mapping[str, Expr]) -> None:
        self.text = text
        self.names = names

    def fail(self, at: ast.expr, problem: str) -> NoReturn:
        line = self.text.splitlines()[at.lineno - 1]
        column = len(line.encode()[: at.col_offset].decode())
        raise EmitError(_message(self.text, problem, at.lineno, column))

    def read(self, e: ast.expr) -> Value:
        method = _READ.get(type(e))
        if method is None:
            self.fail(e, f"{type(e).__name__} is not part of these expressions")
        return method(self, e)

    def made(self, at: ast.expr, make: Callable[[], Value]) -> Value:
        """What ``make`` gives, an error of types told with its place."""
        try:
            return make()
        except (TypeError, ArithmeticError) as error:
            self.fail(at, str(error))

    def typed(self, at: ast.expr, value: Value, of: Type) -> Expr:
        """``value`` as a tree; a number becomes a literal of type ``of``."""
        made = self.made(at, lambda: value if isinstance(value, Expr) else literal(value, of))
        assert isinstance(made, Expr)
        return made

    def name(self, e: ast.Name) -> Value:
        if e.id not in self.names:
            known = ", ".join(sorted(self.names)) or "none"
            self.fail(e, f"unknown name {e.id!r}; known names: {known}")
        return self.names[e.id]

    def constant(self, e: ast.Constant) -> Value:
        if not isinstance(e.value, (bool, int, float)):
            self.fail(e, f"{e.value!r} is not a number")
        return e.value

    def unary(self, e: ast.UnaryOp) -> Value:
        value = self.read(e.operand)
        if isinstance(e.op, ast.UAdd):
            return value
        if isinstance(e.op, ast.Not):
            operand = self.typed(e.operand, value, boolean)
            return self.made(e, lambda: Unary("!", operand))
        if isinstance(e.op, ast.Invert):
            self.fail(e, "~ is not part of these expressions; there is `not`")
        return self.made(e, lambda: -value)

    def arithmetic(self, e: ast.BinOp) -> Value:
        left, right = self.read(e.left), self.read(e.right)
        if isinstance(e.op, ast.Pow):
            return self.power(e, left, right)
        op = _ARITHMETIC.get(type(e.op))
        if op is None:
            self.fail(e, f"{type(e.op).__name__} is not part of these expressions; there are + - * / **")
        if isinstance(left, Expr) or isinstance(right, Expr):
            made = self.made(e, lambda: binary(op, left, right))
            if op == "/" and isinstance(made, Expr) and made.type.is_integer:
                self.fail(e, "/ of integers would cut off the fraction; cast an operand to a float type first")
            return made
        fold: dict[str, Callable[[], Value]] = {
            "+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right, "/": lambda: left / right,
        }  # fmt: skip
        return self.made(e, fold[op])

    def power(self, e: ast.BinOp, base: Value, exponent: Value) -> Value:
        if not isinstance(base, Expr) and not isinstance(exponent, Expr):
            a, b = base, exponent
            if not (isinstance(a, int) and isinstance(b, int) and 0 <= b <= 64):
                result = self.made(e, lambda: float(a) ** float(b))
                if isinstance(result, complex):
                    self.fail(e, f"{a} to the power {b} is not a real number")
                return result
            return self.made(e, lambda: a**b)
        if isinstance(base, Expr) and not isinstance(exponent, Expr) and exponent == int(exponent):
            times = int(exponent)
            size = sum(1 for _ in walk(base)) if 0 <= times <= _LARGEST_PRODUCT else 0
            if size and (size * times <= _MOST_NODES or base.type.is_integer):
                return self.made(e, lambda: _product(base, times))
        return self.call_of(e, "pow", [(e.left, base), (e.right, exponent)])

    def comparison(self, e: ast.Compare) -> Value:
        result: Expr | None = None
        left_at, left = e.left, self.read(e.left)
        for op, right_at in zip(e.ops, e.comparators, strict=True):
            spelling = _COMPARISONS.get(type(op))
            if spelling is None:
                there = " ".join(_COMPARISONS.values())
                self.fail(e, f"{type(op).__name__} is not part of these expressions; there are {there}")
            right = self.read(right_at)
            if not isinstance(left, Expr) and not isinstance(right, Expr):
                left = self.typed(left_at, left, f64)
            made = self.made(e, lambda a=left, b=right, op=spelling: binary(op, a, b))  # type: ignore[misc]
            assert isinstance(made, Expr)
            result = made if result is None else Binary("&&", result, made)
            left_at, left = right_at, right
        assert result is not None
        return result

    def logic(self, e: ast.BoolOp) -> Value:
        op = "&&" if isinstance(e.op, ast.And) else "||"
        result, *others = [self.typed(at, self.read(at), boolean) for at in e.values]
        for other in others:
            made = self.made(e, lambda a=result, b=other: Binary(op, a, b))  # type: ignore[misc]
            assert isinstance(made, Expr)
            result = made
        return result

    def choice(self, e: ast.IfExp) -> Value:
        condition = self.typed(e.test, self.read(e.test), boolean)
        if condition.type != boolean:
            self.fail(e.test, f"a condition is boolean, not {condition.type!r}")
        then, otherwise = self.read(e.body), self.read(e.orelse)
        of = then.type if isinstance(then, Expr) else otherwise.type if isinstance(otherwise, Expr) else f64
        a, b = self.typed(e.body, then, of), self.typed(e.orelse, otherwise, of)
        return self.made(e, lambda: Select(condition, a, b))

    def call(self, e: ast.Call) -> Value:
        if not isinstance(e.func, ast.Name) or e.func.id not in MATH:
            self.fail(e.func, f"unknown function {ast.unparse(e.func)}; known functions: {', '.join(MATH)}")
        if e.keywords or any(isinstance(arg, ast.Starred) for arg in e.args):
            self.fail(e, f"{e.func.id} takes plain arguments")
        return self.call_of(e, e.func.id, [(arg, self.read(arg)) for arg in e.args])

    def call_of(self, e: ast.expr, function: str, args: list[tuple[ast.expr, Value]]) -> Value:
        wanted = 2 if function in _OF_TWO else 1
        if len(args) != wanted:
            self.fail(e, f"{function} takes {wanted} argument{'s' * (wanted > 1)}, got {len(args)}")
        of = next((value.type for _, value in args if isinstance(value, Expr)), f64)
        types = [value.type for _, value in args if isinstance(value, Expr)]
        if not of.is_float or any(other != of for other in types):
            self.fail(e, f"{function} takes floats of one type, got {', '.join(map(repr, types))}; cast them first")
        return Call(function, tuple(self.typed(at, value, of) for at, value in args), of)


def _product(base: Expr, times: int) -> Expr:
    if times == 0:
        return literal(1, base.type)
    result = base
    for _ in range(times - 1):
        result = result * base
    return result


_READ: dict[type[ast.expr], Callable[[_Reader, Any], Value]] = {
    ast.Name: _Reader.name, ast.Constant: _Reader.constant, ast.UnaryOp: _Reader.unary, ast.BinOp: _Reader.arithmetic,
    ast.Compare: _Reader.comparison, ast.BoolOp: _Reader.logic, ast.IfExp: _Reader.choice, ast.Call: _Reader.call,
}  # fmt: skip
