"""Expressions as text, with no more parentheses than the reader and ``-Wparentheses`` need."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from genn_emit.ast import nodes as n
from genn_emit.ast.declarators import declare, type_name
from genn_emit.ast.dialect import Dialect
from genn_emit.ast.types import Pointer, Scalar, Struct, Type, boolean, f32, i32, void
from genn_emit.errors import EmitError

PRIMARY, POSTFIX, UNARY = 16, 15, 14
_PRECEDENCE = {
    "*": 13, "/": 13, "%": 13, "+": 12, "-": 12, "<<": 11, ">>": 11, "<": 10, "<=": 10, ">": 10, ">=": 10,
    "==": 9, "!=": 9, "&": 8, "^": 7, "|": 6, "&&": 5, "||": 4,
}  # fmt: skip
SUM, EQUALITY, SELECT = _PRECEDENCE["+"], _PRECEDENCE["=="], 3
# How tightly an operand must bind to stand without parentheses, where C's own table would let more through.
_LEAST = {**dict.fromkeys(n.COMPARISONS, SUM), **dict.fromkeys(("<<", ">>", "&", "^", "|"), UNARY)}
_GROWS = ("+", "-", "*", "/", "<<")  # may leave the range of operands that C widens to int
_FLOAT_END = float(np.finfo(np.float32).max) * (1 + 2.0**-25)  # what rounds to infinity


class ExpressionPrinter:
    """Text of expressions in one dialect; each method gives the text and how tightly it binds."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect

    def __call__(self, e: n.Expr, least: int = 0) -> str:
        """``e`` as text, in parentheses if it binds less tightly than ``least``."""
        method: Callable[[Any, Any], tuple[str, int]] | None = TABLE.get(type(e))
        if method is None:
            raise EmitError(f"{self.dialect.name} cannot print {type(e).__name__}: lower it first ({e!r})")
        text, binds = method(self, e)
        return f"({text})" if binds < least else text

    def literal(self, e: n.Literal) -> tuple[str, int]:
        value, of = e.value, e.of
        if of == boolean:
            return ("true" if value else "false"), PRIMARY
        if of.is_float:
            return self._float(float(value), of)
        whole = int(value)
        if whole != value or not n.holds(of, whole):
            raise EmitError(f"{value!r} is no value of type {of!r}")
        if whole >= 0:
            return self._whole(whole, of), PRIMARY
        if of.bits >= 32 and whole == -(1 << (of.bits - 1)):  # the positive one would not fit
            return f"-{self._whole(-whole - 1, of)} - 1", SUM
        return f"-{self._whole(-whole, of)}", UNARY

    def _whole(self, value: int, of: Scalar) -> str:
        unsigned = "u" if of.kind == "u" and of.bits >= 32 else ""
        return f"{value}{unsigned}{self.dialect.long_suffix if of.bits == 64 and value >= 2**31 else ''}"

    def _float(self, value: float, of: Scalar) -> tuple[str, int]:
        if math.isnan(value):
            return self.dialect.nan[of], UNARY
        if math.isinf(value) or (of == f32 and abs(value) >= _FLOAT_END):
            return ("-" if value < 0 else "") + self.dialect.infinity[of], UNARY
        text = str(np.float32(value)) if of == f32 else repr(value)
        return text + ("f" if of == f32 else ""), UNARY if text.startswith("-") else PRIMARY

    def var(self, e: n.Var) -> tuple[str, int]:
        return e.name, PRIMARY

    def builtin(self, e: n.Builtin) -> tuple[str, int]:
        if e.name not in self.dialect.builtins:
            raise EmitError(f"{self.dialect.name} has no {e.name}: it exists on devices only")
        text = self.dialect.builtins[e.name]
        if e.of not in (i32, void):
            return self._convert(text, e.of)
        return text, UNARY if text.startswith("(") else POSTFIX

    def unary(self, e: n.Unary) -> tuple[str, int]:
        inner = self(e.operand, UNARY)
        of = e.operand.type
        if _narrow(e.operand) and of.is_integer and isinstance(of, Scalar) and of.kind == "u":
            inner, _ = self._convert(inner, of)
        text = e.op + (f"({inner})" if inner[0] in "-~!&" else inner)
        return self._convert(text, of) if _small(of) else (text, UNARY)

    def binary(self, e: n.Binary) -> tuple[str, int]:
        op = e.op
        binds = _PRECEDENCE[op]
        if op in n.LOGICAL:
            # a chain of one operator reads without parentheses, a mixture does not
            left = self(e.left, binds if isinstance(e.left, n.Binary) and e.left.op == op else EQUALITY)
            return f"{left} {op} {self(e.right, EQUALITY)}", binds
        least = _LEAST.get(op)
        left = self(e.left, binds if least is None else least)
        right = self(e.right, binds + 1 if least is None else least)
        if op in n.COMPARISONS:
            return f"{left} {op} {right}", binds
        if _narrow(e.left) and (op in ("<<", ">>") or _narrow(e.right)):
            left = self.cast(n.Cast(e.left, e.left.type))[0]
        text = f"{left} {op} {right}"
        if op in _GROWS:
            of = e.left.type
            if _small(of):
                return self._convert(text if self.dialect.construct else f"({text})", of)
        return text, binds

    def select(self, e: n.Select) -> tuple[str, int]:
        condition, then, otherwise = (self(x, SELECT + 1) for x in (e.condition, e.then, e.otherwise))
        return f"{condition} ? {then} : {otherwise}", SELECT

    def call(self, e: n.Call) -> tuple[str, int]:
        name = self.dialect.functions.get((e.function, e.of), e.function)
        return f"{name}({', '.join([self(a) for a in e.args])})", POSTFIX

    def cast(self, e: n.Cast) -> tuple[str, int]:
        source = e.operand.type
        if e.of == boolean and source != boolean and isinstance(source, Scalar):
            # compilers warn about bool(a * b), and C's conversion is this comparison
            return f"{self(e.operand, SUM)} != {self(n.literal(0, source))}", EQUALITY
        constructs = self.dialect.construct and isinstance(e.of, (Scalar, Struct)) and e.of != void
        return self._convert(self(e.operand, 0 if constructs else UNARY), e.of)

    def conversion(self, e: n.Cast) -> str:
        """A cast as a statement: ``(void) x``, because ``double(x)`` there declares a variable x."""
        return f"({self._cast_name(e.of)}) {self(e.operand, UNARY)}"

    def _cast_name(self, of: Type) -> str:
        return declare(replace(of, restrict=False) if isinstance(of, Pointer) else of, "", self.dialect)

    def _convert(self, text: str, of: Type) -> tuple[str, int]:
        """``text`` as type ``of``; C casts need it to bind like an operand of a unary operator, or the parentheses."""
        if self.dialect.construct and isinstance(of, (Scalar, Struct)) and of != void:
            return f"{type_name(of, self.dialect)}({text})", POSTFIX
        return f"({self._cast_name(of)}) {text}", UNARY

    def index(self, e: n.Index) -> tuple[str, int]:
        return f"{self(e.base, POSTFIX)}[{self(e.index)}]", POSTFIX

    def field(self, e: n.Field) -> tuple[str, int]:
        arrow = "->" if isinstance(e.base.type, Pointer) else "."
        return f"{self(e.base, POSTFIX)}{arrow}{e.name}", POSTFIX

    def address(self, e: n.AddressOf) -> tuple[str, int]:
        return "&" + self(e.operand, UNARY), UNARY


def _small(of: Type) -> bool:
    """Whether C computes in int although the tree computes in this type."""
    return isinstance(of, Scalar) and of.bits < 32 and of.is_integer


def _narrow(e: n.Expr) -> bool:
    """Whether C gives this 64-bit tree a 32-bit type, because small literals are printed without a suffix."""
    if isinstance(e, n.Literal):
        return e.of.bits == 64 and e.of.is_integer and abs(e.value) < 2**31
    if isinstance(e, n.Unary):
        return e.op != "!" and _narrow(e.operand)
    return isinstance(e, n.Select) and _narrow(e.then) and _narrow(e.otherwise)


TABLE: dict[type[n.Expr], Callable[[Any, Any], tuple[str, int]]] = {
    n.Literal: ExpressionPrinter.literal, n.Var: ExpressionPrinter.var, n.Builtin: ExpressionPrinter.builtin,
    n.Unary: ExpressionPrinter.unary, n.Binary: ExpressionPrinter.binary, n.Select: ExpressionPrinter.select,
    n.Call: ExpressionPrinter.call, n.Cast: ExpressionPrinter.cast, n.Index: ExpressionPrinter.index,
    n.Field: ExpressionPrinter.field, n.AddressOf: ExpressionPrinter.address,
}  # fmt: skip
