"""Expressions: typed when made, equal by structure. ``Draw`` is an intent; everything else prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar, dataclass_transform

from genn_emit.ast.types import ArrayOf, Pointer, Scalar, Struct, Type, boolean, i64, void
from genn_emit.errors import GennEmitError

C = TypeVar("C", bound=type[Any])
Number = bool | int | float
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
LOGICAL = ("&&", "||")
ARITHMETIC = ("+", "-", "*", "/")
INTEGER = ("%", "&", "|", "^", "<<", ">>")

_GIVES_BOOLEAN = frozenset(COMPARISONS + LOGICAL)
_OPERANDS = {
    **dict.fromkeys(ARITHMETIC, ("iuf", "numbers")),
    **dict.fromkeys(("%", "<<", ">>"), ("iu", "integers")),
    **dict.fromkeys(("&", "|", "^"), ("iub", "integers or booleans")),
    **dict.fromkeys(COMPARISONS, ("iufb", "values")),
    **dict.fromkeys(LOGICAL, ("b", "booleans")),
}
_OPERAND = {"-": ("iuf", "a number"), "~": ("iu", "an integer"), "!": ("b", "a boolean")}


@dataclass_transform(frozen_default=True)
def node(cls: C) -> C:
    """A tree class: frozen, slotted, equal by structure, hashable."""
    return dataclass(frozen=True, slots=True)(cls)  # type: ignore[return-value]


@node
class Node:
    """Anything in a tree."""


@node
class Expr(Node):
    """An expression with a type. Python operators build nodes (``==`` compares trees: use ``eq``); asking for its truth
    is an error."""

    __array_ufunc__ = None  # a numpy scalar on the left leaves the operation to us
    __iter__ = None  # __getitem__ alone would make an endless iterator

    @property
    def type(self) -> Type:
        raise NotImplementedError(type(self).__name__)

    def __bool__(self) -> bool:
        raise TypeError(f"a tree has no truth value: {self!r}; use if_() to branch in the generated code")

    def __add__(self, other: Expr | Number) -> Expr:
        return binary("+", self, other)

    def __radd__(self, other: Number) -> Expr:
        return binary("+", other, self)

    def __sub__(self, other: Expr | Number) -> Expr:
        return binary("-", self, other)

    def __rsub__(self, other: Number) -> Expr:
        return binary("-", other, self)

    def __mul__(self, other: Expr | Number) -> Expr:
        return binary("*", self, other)

    def __rmul__(self, other: Number) -> Expr:
        return binary("*", other, self)

    def __truediv__(self, other: Expr | Number) -> Expr:
        return binary("/", self, other)

    def __rtruediv__(self, other: Number) -> Expr:
        return binary("/", other, self)

    def __mod__(self, other: Expr | Number) -> Expr:
        return binary("%", self, other)

    def __and__(self, other: Expr | Number) -> Expr:
        return binary("&&" if self.type == boolean else "&", self, other)

    def __or__(self, other: Expr | Number) -> Expr:
        return binary("||" if self.type == boolean else "|", self, other)

    def __xor__(self, other: Expr | Number) -> Expr:
        return binary("^", self, other)

    def __lshift__(self, other: Expr | Number) -> Expr:
        return binary("<<", self, other)

    def __rshift__(self, other: Expr | Number) -> Expr:
        return binary(">>", self, other)

    def __lt__(self, other: Expr | Number) -> Expr:
        return binary("<", self, other)

    def __le__(self, other: Expr | Number) -> Expr:
        return binary("<=", self, other)

    def __gt__(self, other: Expr | Number) -> Expr:
        return binary(">", self, other)

    def __ge__(self, other: Expr | Number) -> Expr:
        return binary(">=", self, other)

    def eq(self, other: Expr | Number) -> Expr:
        return binary("==", self, other)

    def ne(self, other: Expr | Number) -> Expr:
        return binary("!=", self, other)

    def __neg__(self) -> Expr:
        return Unary("-", self)

    def __invert__(self) -> Expr:
        return Unary("!" if self.type == boolean else "~", self)

    def __getitem__(self, index: Expr | int) -> Index:
        return Index(self, index if isinstance(index, Expr) else Literal(index, i64))

    def cast(self, to: Type) -> Expr:
        """This expression as ``to``; itself when it is one already, a literal where nothing is lost."""
        if self.type == to:
            return self
        if isinstance(self, Literal):
            try:
                return literal(self.value, to)
            except TypeError:
                pass
        return Cast(self, to)

    def field(self, name: str, of: Type) -> Field:
        return Field(self, name, of)


@dataclass(frozen=True, slots=True, eq=False)
class Literal(Expr):
    """``0.5``, ``0.5f``, ``3``, ``true``; equal by spelling, so that -0.0 is not 0.0 and nan is nan."""

    value: Number
    of: Scalar

    @property
    def type(self) -> Type:
        return self.of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Literal) and (repr(self.value), self.of) == (repr(other.value), other.of)

    def __hash__(self) -> int:
        return hash((repr(self.value), self.of))


@node
class Var(Expr):
    """A name."""

    name: str
    of: Type

    @property
    def type(self) -> Type:
        return self.of


@node
class Builtin(Expr):
    """A value that a dialect spells: ``global_id``, ``local_id``, ``local_size``, ``group_id``, ``num_groups``."""

    name: str
    of: Scalar

    @property
    def type(self) -> Type:
        return self.of


@node
class Unary(Expr):
    """``-x``, ``!x``, ``~x``"""

    op: str
    operand: Expr

    def __post_init__(self) -> None:
        allowed, of = _OPERAND.get(self.op), self.operand.type
        if allowed is None:
            raise TypeError(f"{self.op!r} is no operator of one operand; there are {' '.join(_OPERAND)}")
        if not isinstance(of, Scalar) or of.kind not in allowed[0]:
            raise TypeError(f"{self.op} of {spelt(self.operand)} needs {allowed[1]}, got {of!r}")

    @property
    def type(self) -> Type:
        return self.operand.type


@node
class Binary(Expr):
    """``a + b`` of two operands of one type."""

    op: str
    left: Expr
    right: Expr

    def __post_init__(self) -> None:
        check_operands(self.op, self.left, self.right)

    @property
    def type(self) -> Type:
        return boolean if self.op in _GIVES_BOOLEAN else self.left.type


@node
class Select(Expr):
    """``condition ? then : otherwise``"""

    condition: Expr
    then: Expr
    otherwise: Expr

    def __post_init__(self) -> None:
        condition, then, otherwise = self.condition.type, self.then.type, self.otherwise.type
        if condition != boolean:
            raise TypeError(f"condition {spelt(self.condition)} of a select is {condition!r}, not boolean")
        if then != otherwise:
            where = f"select of {spelt(self.then)} and {spelt(self.otherwise)}"
            raise TypeError(f"{where}: {then!r} against {otherwise!r}; cast one of them")

    @property
    def type(self) -> Type:
        return self.then.type


@node
class Call(Expr):
    """``function(args)``; the dialect spells well-known functions for the type of the result."""

    function: str
    args: tuple[Expr, ...]
    of: Type

    @property
    def type(self) -> Type:
        return self.of


@node
class Cast(Expr):
    """``double(x)``, ``(uint64_t *) x``"""

    operand: Expr
    of: Type

    @property
    def type(self) -> Type:
        return self.of


@node
class Index(Expr):
    """``base[index]``"""

    base: Expr
    index: Expr

    def __post_init__(self) -> None:
        if not isinstance(self.base.type, (Pointer, ArrayOf)):
            raise TypeError(f"cannot index {spelt(self.base)} of type {self.base.type!r}")
        if not self.index.type.is_integer:
            of = self.index.type
            raise TypeError(f"index {spelt(self.index)} of {spelt(self.base)} is not an integer but {of!r}")

    @property
    def type(self) -> Type:
        base = self.base.type
        assert isinstance(base, (Pointer, ArrayOf))
        return base.to if isinstance(base, Pointer) else base.of


@node
class Field(Expr):
    """``s->name`` of a pointer, ``s.name`` of a struct"""

    base: Expr
    name: str
    of: Type

    def __post_init__(self) -> None:
        base = self.base.type
        if not isinstance(base.to if isinstance(base, Pointer) else base, Struct):
            raise TypeError(f"{spelt(self.base)} is not a struct but {base!r}, it has no field {self.name}")

    @property
    def type(self) -> Type:
        return self.of


@node
class AddressOf(Expr):
    """``&x``; the pointer keeps the constness and address space that ``x`` has from the pointer it was reached by."""

    operand: Expr

    def __post_init__(self) -> None:
        if not isinstance(self.operand, (Var, Index, Field)):
            raise TypeError(f"{spelt(self.operand)} has no address")

    @property
    def type(self) -> Type:
        operand = self.operand
        while isinstance(operand, (Index, Field)):
            by = operand.base.type
            if isinstance(by, Pointer):
                return Pointer(self.operand.type, const=by.const, space=by.space)
            if isinstance(by, ArrayOf) and by.space:
                return Pointer(self.operand.type, space=by.space)
            operand = operand.base
        return Pointer(self.operand.type)


@node
class Draw(Expr):
    """Intent: a random number of ``kind`` (``uniform``, ``normal``, ``poisson``, ``binomial``); the ``site``-th draw of
    its kernel."""

    kind: str
    args: tuple[Expr, ...]
    site: int
    of: Scalar

    @property
    def type(self) -> Type:
        return self.of


def spelt(tree: object) -> str:
    """An expression as C++, for messages; its ``repr`` if it does not print."""
    from genn_emit.ast.dialect import CPP
    from genn_emit.ast.expressions import ExpressionPrinter

    try:
        return ExpressionPrinter(CPP)(tree)  # type: ignore[arg-type]
    except GennEmitError:
        return repr(tree)


def agree(a: Type, b: Type) -> bool:
    """Whether a value of one type goes where the other is wanted (constness and address space of pointers aside)."""
    if a is b or a == b:
        return True
    return isinstance(a, Pointer) and isinstance(b, Pointer) and a.to == b.to


def same_type(a: Type, b: Type, where: str) -> None:
    """``TypeError`` naming ``where`` if the types do not agree."""
    if not agree(a, b):
        raise TypeError(f"{where}: {a!r} against {b!r}; cast one of them")


def check_operands(op: str, left: Expr, right: Expr) -> None:
    """``TypeError`` unless ``left op right`` is legal: of one type that ``op`` takes, or pointer and integer."""
    allowed = _OPERANDS.get(op)
    if allowed is None:
        raise TypeError(f"{op!r} is no operator of two operands; there are {' '.join(_OPERANDS)}")
    a, b = left.type, right.type
    if isinstance(a, Scalar):
        if a is not b and a != b:
            raise TypeError(f"{op} of {spelt(left)} and {spelt(right)}: {a!r} against {b!r}; cast one of them")
        if a.kind not in allowed[0]:
            raise TypeError(f"{op} of {spelt(left)} and {spelt(right)} needs {allowed[1]}, got {a!r}")
    elif not (
        isinstance(a, Pointer) and (b.is_integer if op in ("+", "-") else op in COMPARISONS and agree(a, b))
    ):
        raise TypeError(f"{op} of {spelt(left)} and {spelt(right)} needs {allowed[1]}, got {a!r} and {b!r}")


def literal(value: Number, of: Type) -> Literal:
    """``value`` as a literal of type ``of``. ``TypeError`` where that loses something (rounding of floats aside)."""
    if not isinstance(of, Scalar) or of == void:
        raise TypeError(f"{value!r} cannot be a literal of type {of!r}")
    try:
        if of.is_float:
            return Literal(float(value), of)
        whole = int(value)
    except (OverflowError, ValueError) as error:
        raise TypeError(f"{value!r} does not fit its neighbour's type {of!r}") from error
    if whole != value:
        raise TypeError(f"{value!r} is not a whole number, but its neighbour is {of!r}")
    if not holds(of, whole):
        raise TypeError(f"{value!r} does not fit its neighbour's type {of!r}")
    return Literal(bool(whole) if of == boolean else whole, of)


def product(factor: Expr, count: int) -> Expr:
    """``count`` factors in as few different products as squares allow: (x*x)*(x*x)."""
    if count == 1:
        return factor
    half = product(factor, count // 2)
    return half * half if count % 2 == 0 else half * half * factor


def holds(of: Scalar, value: int) -> bool:
    """Whether a boolean or integer type can hold ``value``."""
    if of.kind == "b":
        return value in (0, 1)
    if of.kind == "u":
        return 0 <= value < 1 << of.bits
    return -(1 << (of.bits - 1)) <= value < 1 << (of.bits - 1)


def binary(op: str, left: Expr | Number, right: Expr | Number) -> Expr:
    """``left op right``; a Python number takes the type of the other side. ``TypeError`` if the types differ."""
    if not isinstance(left, Expr):
        assert isinstance(right, Expr)
        left = literal(left, right.type)
    elif not isinstance(right, Expr):
        right = literal(right, i64 if isinstance(left.type, Pointer) else left.type)
    return Binary(op, left, right)
