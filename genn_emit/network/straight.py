"""Bodies that are straight lines of declarations and assignments: there everything is computed, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import MATH
from genn_emit.ast.walk import walk

Versions = Counter[str]
Key = tuple[n.Expr, tuple[tuple[str, int], ...]]


def is_straight(body: n.Block) -> bool:
    return all(isinstance(s, (n.Declare, n.Assign)) for s in body.body)


def visits(body: n.Block) -> Iterator[tuple[tuple[n.Expr, ...], Versions]]:
    """The expressions that each statement computes, and how often each variable was assigned before it."""
    versions = Versions()
    for statement in body.body:
        assert isinstance(statement, (n.Declare, n.Assign))
        value = statement.init if isinstance(statement, n.Declare) else statement.value
        yield () if value is None else (value,), versions
        note_assignment(statement, versions)


def note_assignment(statement: n.Stmt, versions: Versions) -> None:
    """Note that a variable was assigned."""
    if isinstance(statement, n.Assign) and isinstance(statement.target, n.Var):
        versions[statement.target.name] += 1


def key_of(e: n.Expr, versions: Versions) -> Key:
    """Equal for expressions that have the same value: the same, of the same assignments."""
    changed = {v.name for v in walk(e) if isinstance(v, n.Var) and versions[v.name]}
    return e, tuple((name, versions[name]) for name in sorted(changed))


def pure(e: n.Node) -> bool:
    """Neither a draw nor memory, and no call of what may do something else than compute: a user's function."""
    if isinstance(e, n.Call):
        return e.function in MATH or e.function.startswith("genn_")
    return not isinstance(e, (n.Draw, n.Index, n.Field, n.Builtin))
