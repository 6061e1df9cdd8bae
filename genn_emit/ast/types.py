"""The types of the tree: scalars, pointers, fixed arrays, structs. Given when a node is made, never inferred later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Type:
    """Base of all types; equal by structure."""

    @property
    def is_float(self) -> bool:
        return False

    @property
    def is_integer(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Scalar(Type):
    """An arithmetic type. ``kind``: ``f`` float, ``i`` signed, ``u`` unsigned, ``b`` boolean, ``v`` void."""

    kind: str
    bits: int

    @property
    def is_float(self) -> bool:
        return self.kind == "f"

    @property
    def is_integer(self) -> bool:
        return self.kind in "iu"

    def __repr__(self) -> str:
        return {"b": "boolean", "v": "void"}.get(self.kind, f"{self.kind}{self.bits}")


@dataclass(frozen=True, slots=True)
class Pointer(Type):
    """A pointer. ``const`` is about what it points to; ``space`` is an address space that a dialect knows
    (``""``, ``"global"``, ``"local"``)."""

    to: Type
    const: bool = False
    restrict: bool = False
    space: str = ""

    def __repr__(self) -> str:
        return f"ptr({self.to!r}{', const' if self.const else ''})"


@dataclass(frozen=True, slots=True)
class ArrayOf(Type):
    """A fixed number of values: a struct field or a local variable (``space`` ``"local"``: shared by a work-group)."""

    of: Type
    count: int
    space: str = ""


@dataclass(frozen=True, slots=True)
class Struct(Type):
    """A struct by its tag; its fields are spelt by ``StructDefinition``."""

    name: str

    def __repr__(self) -> str:
        return f"struct {self.name}"


@dataclass(frozen=True, slots=True)
class FunctionPointer(Type):
    """A pointer to a function; only ever a struct field or a parameter."""

    result: Type
    params: tuple[Type, ...]


f32, f64 = Scalar("f", 32), Scalar("f", 64)
i8, i16, i32, i64 = (Scalar("i", bits) for bits in (8, 16, 32, 64))
u8, u16, u32, u64 = (Scalar("u", bits) for bits in (8, 16, 32, 64))
boolean = Scalar("b", 8)
void = Scalar("v", 0)

_NUMPY = {np.dtype(t): s for t, s in (
    ("f4", f32), ("f8", f64), ("i1", i8), ("i2", i16), ("i4", i32), ("i8", i64),
    ("u1", u8), ("u2", u16), ("u4", u32), ("u8", u64), ("?", boolean),
)}  # fmt: skip
_FROM_SCALAR = {scalar: dtype for dtype, scalar in _NUMPY.items()}


def ptr(to: Type, const: bool = False, restrict: bool = False, space: str = "") -> Pointer:
    """A pointer to ``to``."""
    return Pointer(to, const, restrict, space)


def from_numpy(dtype: object) -> Scalar:
    """The scalar type of a numpy dtype. ``TypeError`` for one that has none (complex, object, half)."""
    found = _NUMPY.get(np.dtype(dtype))  # type: ignore[call-overload]
    if found is None:
        raise TypeError(f"no scalar type for numpy dtype {np.dtype(dtype)}")  # type: ignore[call-overload]
    return found


def to_numpy(scalar: Type) -> np.dtype[np.generic]:
    """The numpy dtype of a scalar type. ``TypeError`` for a type that has none."""
    if not isinstance(scalar, Scalar) or scalar not in _FROM_SCALAR:
        raise TypeError(f"no numpy dtype for {scalar!r}")
    return _FROM_SCALAR[scalar]


def stored(scalar: Scalar) -> Scalar:
    """The type an array keeps: a boolean is a byte in memory, on every backend."""
    return u8 if scalar == boolean else scalar


def promote(a: Type, b: Type) -> Scalar:
    """The common type of two operands by C's usual conversions (floats win, then width, then unsigned)."""
    if not isinstance(a, Scalar) or not isinstance(b, Scalar):
        raise TypeError(f"{a!r} and {b!r} have no common type")
    if a == b:
        return a
    rank = {"b": 0, "i": 1, "u": 1, "f": 2}
    if rank[a.kind] != rank[b.kind]:
        return a if rank[a.kind] > rank[b.kind] else b
    if a.bits != b.bits:
        return a if a.bits > b.bits else b
    return a if a.kind == "u" else b
