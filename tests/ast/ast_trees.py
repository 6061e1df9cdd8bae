"""Random typed trees, what they are worth in Python, and a compiler to compare with."""

from __future__ import annotations

import ctypes
import math
import random
import struct
import subprocess
from pathlib import Path

import numpy as np

from genn_emit.ast import nodes as n
from genn_emit.ast.types import Scalar, boolean, f32, f64, i8, i16, i32, i64, to_numpy, u8, u16, u32, u64

WIDE = (f64, f32, i32, i64, u32, u64)
SMALL = (i8, u8, i16, u16)
ALL = WIDE + SMALL
CTYPES = {
    f32: ctypes.c_float, f64: ctypes.c_double, boolean: ctypes.c_bool, i8: ctypes.c_int8, i16: ctypes.c_int16,
    i32: ctypes.c_int32, i64: ctypes.c_int64, u8: ctypes.c_uint8, u16: ctypes.c_uint16, u32: ctypes.c_uint32,
    u64: ctypes.c_uint64,
}  # fmt: skip
VALUES: dict[str, object] = {
    "a_f64": -1.5, "b_f64": 3.25e10, "a_f32": np.float32(0.1), "b_f32": np.float32(-7.75),
    "a_i32": -7, "b_i32": 2**31 - 5, "a_i64": -(2**40) - 3, "b_i64": 12345678901,
    "a_u32": 2**32 - 2, "b_u32": 77, "a_u64": 2**64 - 9, "b_u64": 2**33 + 1,
    "a_i8": -100, "b_i8": 99, "a_u8": 200, "b_u8": 123,
    "a_i16": -30000, "b_i16": 29999, "a_u16": 65000, "b_u16": 4321,
    "a_boolean": True, "b_boolean": False,
}  # fmt: skip
VARS = {name: n.Var(name, of) for of in (*ALL, boolean) for name in (f"a_{of!r}", f"b_{of!r}")}


def random_literal(rng: random.Random, of: Scalar) -> n.Literal:
    if of == boolean:
        return n.Literal(rng.random() < 0.5, boolean)
    if of.is_float:
        return n.Literal(rng.choice([0.0, -0.0, 0.1, 0.5, 1.0, -2.5, 1e-5, 6.02e23, 3.0, math.inf, math.nan]), of)
    top = 2**of.bits if of.kind == "u" else 2 ** (of.bits - 1)
    low = 0 if of.kind == "u" else -top
    return n.Literal(rng.choice([0, 1, 2, 3, 5, 100, low, top - 1, max(low, -1), top // 2]), of)


def random_tree(
    rng: random.Random, of: Scalar, depth: int, types: tuple[Scalar, ...] = ALL, wide_literals: bool = True
) -> n.Expr:
    """A tree of type ``of`` with no undefined behaviour in it (compiled with ``-fwrapv``)."""

    def below(t: Scalar) -> n.Expr:
        return random_tree(rng, t, depth - 1, types, wide_literals)

    if depth == 0 or rng.random() < 0.1:
        literals = wide_literals or of.bits != 64 or of.is_float
        if literals and rng.random() < 0.4:
            return random_literal(rng, of)
        return VARS[f"{rng.choice('ab')}_{of!r}"]
    kind = rng.random()
    if kind < 0.08:
        return n.Select(below(boolean), below(of), below(of))
    if kind < 0.16:
        source = rng.choice([t for t in (*types, boolean) if of.is_float or not t.is_float or of == boolean])
        result = below(source).cast(of)
        # A literal that is cast is a literal of the other type.
        folded = isinstance(result, n.Literal) and of.bits == 64 and of.is_integer
        return VARS[f"{rng.choice('ab')}_{of!r}"] if folded and not wide_literals else result
    if of == boolean:
        if kind < 0.25:
            return ~below(boolean)
        if kind < 0.6:
            t = rng.choice(types)
            return n.Binary(rng.choice(n.COMPARISONS), below(t), below(t))
        return n.Binary(rng.choice(("&&", "||", "&&", "||", "&", "|", "^")), below(boolean), below(boolean))
    if kind < 0.26:
        return n.Unary(rng.choice("-~") if of.is_integer else "-", below(of))
    if of.is_float:
        if kind < 0.32:
            return n.Call("fabs", (below(of),), of)
        return n.Binary(rng.choice("+-*/"), below(of), below(of))
    op = rng.choice(("+", "-", "*", "+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"))
    if op in ("/", "%"):
        return n.Binary(op, below(of), n.literal(rng.choice([1, 2, 3, 7, 100]), of))
    if op in ("<<", ">>"):
        return n.Binary(op, below(of), n.literal(rng.randrange(of.bits - 1), of))
    return n.Binary(op, below(of), below(of))


def wrap(value: int, of: Scalar) -> int:
    value &= (1 << of.bits) - 1
    return value - (1 << of.bits) if of.kind == "i" and value >> (of.bits - 1) else value


def worth(e: n.Expr) -> object:
    """What ``e`` is worth when the variables are ``VALUES``: every operation rounds or wraps to the tree's type."""
    of = e.type
    assert isinstance(of, Scalar)
    with np.errstate(all="ignore"):
        value = _worth(e)
        if of == boolean:
            return bool(value)
        return to_numpy(of).type(value) if of.is_float else wrap(int(value), of)  # type: ignore[call-overload]


def _worth(e: n.Expr):  # type: ignore[no-untyped-def]
    if isinstance(e, n.Literal):
        return e.value
    if isinstance(e, n.Var):
        return VALUES[e.name]
    if isinstance(e, n.Select):
        return worth(e.then) if worth(e.condition) else worth(e.otherwise)
    if isinstance(e, n.Call):
        return abs(worth(*e.args))  # type: ignore[arg-type]
    if isinstance(e, n.Cast):
        source = e.operand.type
        assert isinstance(source, Scalar)
        value = worth(e.operand)
        return np.array(value, to_numpy(source)).astype(to_numpy(e.of)).item() if e.of.is_float else value
    if isinstance(e, n.Unary):
        value = worth(e.operand)
        return {"-": lambda: -value, "~": lambda: ~value, "!": lambda: not value}[e.op]()  # type: ignore[operator]
    assert isinstance(e, n.Binary)
    a, b = worth(e.left), worth(e.right)
    if e.left.type.is_integer and e.op in ("/", "%"):
        quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        return quotient if e.op == "/" else a - b * quotient
    return {
        "+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b, "&": lambda: a & b,
        "|": lambda: a | b, "^": lambda: a ^ b, "<<": lambda: a << b, ">>": lambda: a >> b, "<": lambda: a < b,
        "<=": lambda: a <= b, ">": lambda: a > b, ">=": lambda: a >= b, "==": lambda: a == b, "!=": lambda: a != b,
        "&&": lambda: a and b, "||": lambda: a or b,
    }[e.op]()  # fmt: skip


def same(a: object, b: object, of: Scalar) -> bool:
    """Equal to the bit, but any nan is any nan."""
    if of.is_float:
        code = "f" if of == f32 else "d"
        x, y = float(a), float(b)  # type: ignore[arg-type]
        return (math.isnan(x) and math.isnan(y)) or struct.pack(code, x) == struct.pack(code, y)
    return a == b


def compile_library(text: str, folder: Path, suffix: str = ".cc", flags: tuple[str, ...] = ()) -> ctypes.CDLL:
    """``text`` as a loaded library; fails with the compiler's words if there is one warning."""
    source, target = folder / f"trees{suffix}", folder / f"trees{suffix}.so"
    source.write_text(text)
    compiler = "g++" if suffix == ".cc" else "gcc"
    command = [compiler, "-shared", "-fPIC", "-O0", "-fwrapv", "-ffp-contract=off", "-Wall", "-Wextra", "-Wparentheses"]
    done = subprocess.run(
        [*command, "-Werror", *flags, "-o", str(target), str(source)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[:4000]
    return ctypes.CDLL(str(target))
