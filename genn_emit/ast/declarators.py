"""A type around a name, the way C writes it: from the name outwards."""

from __future__ import annotations

from genn_emit.ast.dialect import Dialect
from genn_emit.ast.types import ArrayOf, FunctionPointer, Pointer, Struct, Type
from genn_emit.errors import EmitError


def type_name(t: Type, dialect: Dialect) -> str:
    """A type without declarator: scalar or struct."""
    if isinstance(t, Struct):
        return f"{dialect.struct_word}{t.name}"
    if t not in dialect.types:
        raise EmitError(f"{dialect.name} has no name for the type {t!r}")
    return dialect.types[t]


def declare(t: Type, name: str, dialect: Dialect, const: bool = False) -> str:
    """``const double *__restrict v`` and friends; ``name`` may be empty. ``const`` is about the variable itself."""
    return _around(t, name, dialect, "const " if const else "").rstrip()


def _around(t: Type, name: str, dialect: Dialect, qualifiers: str) -> str:
    """``qualifiers`` are those of the object called ``name``."""
    if isinstance(t, Pointer):
        words = (qualifiers.rstrip(), dialect.restrict if t.restrict else "", name)
        inner = "*" + " ".join(word for word in words if word)
        space = dialect.spaces.get(t.space, "") if dialect.pointer_spaces else ""
        if isinstance(t.to, ArrayOf):
            inner = f"({inner})"
        return _around(t.to, inner, dialect, space + ("const " if t.const else ""))
    if isinstance(t, ArrayOf):
        return dialect.spaces.get(t.space, "") + _around(t.of, f"{name}[{t.count}]", dialect, qualifiers)
    if isinstance(t, FunctionPointer):
        params = ", ".join(declare(p, "", dialect) for p in t.params) or type_name_void(dialect)
        return _around(t.result, f"(*{qualifiers}{name})({params})", dialect, "")
    return f"{qualifiers}{type_name(t, dialect)} {name}"


def type_name_void(dialect: Dialect) -> str:
    """What stands in an empty parameter list: C needs ``void`` to mean none."""
    return "" if dialect.construct else "void"
