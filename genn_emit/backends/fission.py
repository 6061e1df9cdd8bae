"""Flags in a loop of their own: gcc 12 does not vectorise a loop that both stores a boolean and selects with it."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import MATH
from genn_emit.ast.types import u8
from genn_emit.ast.walk import walk

_DRAWS = ("genn_uniform", "genn_normal", "genn_p")


def split_flags(body: n.Block, index: n.Var, together: n.Stmt | None = None) -> tuple[n.Block, ...]:
    """``body`` as two loops, the first of which does all that leads to stores of bytes (but the store ``together``, whose value
    nobody uses); as one where there are none, or where the difference could be seen (anything but a straight line over the
    element ``index``)."""
    stores = [
        s for s in body.body
        if isinstance(s, n.Assign) and isinstance(s.target, n.Index) and s.target.type == u8 and s is not together
    ]  # fmt: skip
    if not stores or len(stores) == len([s for s in body.body if _is_store(s)]) or not _straight(body, index):
        return (body,)
    flags = _Slice(body, stores)
    if flags.used_before_set:
        return (body,)
    first = tuple(s for k, s in enumerate(body.body) if k in flags.members)
    kept = _needed_without(body, stores, flags)
    second: list[n.Stmt] = []
    for store in stores:
        local = _stored_local(store)
        if local is not None and local.name in kept.names:
            second.append(n.Declare(local, store.target.ne(0)))
    rest = [s for k, s in enumerate(body.body) if k in kept.members]
    flagged = {s.target.base for s in stores if isinstance(s.target, n.Index)}
    if any(isinstance(e, n.Index) and e.base in flagged for s in rest for e in walk(s)):
        return (body,)
    second += rest
    return n.Block(first), n.Block(tuple(second))


def _ours(call: n.Call) -> bool:
    return call.function in MATH or call.function.startswith("genn_")


class _Slice:
    """The statements that some statements depend on: their positions, and the names that they define."""

    def __init__(self, body: n.Block, roots: list[n.Assign], without: frozenset[str] = frozenset()) -> None:
        self.members: set[int] = set()
        self.names: set[str] = set()
        wanted: set[str] = set()
        for k in range(len(body.body) - 1, -1, -1):
            stmt = body.body[k]
            defined = _defines(stmt)
            if stmt in roots or (defined is not None and defined in wanted and defined not in without):
                self.members.add(k)
                used = _uses(stmt)
                wanted |= used
                self.names |= used
        locals_ = {_stored_local(root) for root in roots}
        self.used_before_set = any(v is not None and _early_use(body, v.name, self.members) for v in locals_)


def _needed_without(body: n.Block, stores: list[n.Assign], flags: _Slice) -> _Slice:
    """What the other stores need, the flags' variables given."""
    others = [s for s in body.body if _is_store(s) and s not in stores]
    given = frozenset(v.name for s in stores if (v := _stored_local(s)) is not None)
    return _Slice(body, others, given)  # type: ignore[arg-type]


def _stored_local(store: n.Assign) -> n.Var | None:
    """The boolean variable that a store keeps."""
    value = store.value.operand if isinstance(store.value, n.Cast) else store.value
    return value if isinstance(value, n.Var) else None


def _early_use(body: n.Block, name: str, members: set[int]) -> bool:
    """Whether a statement outside of the slice uses the variable before its last assignment."""
    last = max((k for k, s in enumerate(body.body) if _defines(s) == name), default=-1)
    return any(k <= last and k not in members and name in _uses(s) for k, s in enumerate(body.body))


def _defines(stmt: n.Stmt) -> str | None:
    if isinstance(stmt, n.Declare):
        return stmt.var.name
    if isinstance(stmt, n.Assign) and isinstance(stmt.target, n.Var):
        return stmt.target.name
    return None


def _uses(stmt: n.Stmt) -> set[str]:
    if isinstance(stmt, n.Declare):
        return {v.name for v in walk(stmt.init) if isinstance(v, n.Var)} if stmt.init is not None else set()
    names = {v.name for v in walk(stmt.value) if isinstance(v, n.Var)} if isinstance(stmt, n.Assign) else set()
    if isinstance(stmt, n.Assign) and (not isinstance(stmt.target, n.Var) or stmt.op != "="):
        names |= {v.name for v in walk(stmt.target) if isinstance(v, n.Var)}
    if isinstance(stmt, n.Assign) and isinstance(stmt.target, n.Var):
        names.add(stmt.target.name)
    return names


def _is_store(stmt: n.Stmt) -> bool:
    return isinstance(stmt, n.Assign) and isinstance(stmt.target, n.Index)


def _straight(body: n.Block, index: n.Var) -> bool:
    """Declarations and assignments only, no draws and no functions of users, every array that is written used at ``index``
    alone, stores last."""
    written: set[str] = set()
    for stmt in body.body:
        if not isinstance(stmt, (n.Declare, n.Assign)):
            return False
        if isinstance(stmt, n.Assign) and isinstance(stmt.target, n.Index) and isinstance(stmt.target.base, n.Var):
            written.add(stmt.target.base.name)
        elif written:
            return False
    for e in walk(body):
        if isinstance(e, n.Draw) or (isinstance(e, n.Call) and (e.function.startswith(_DRAWS) or not _ours(e))):
            return False
        if isinstance(e, n.Index) and isinstance(e.base, n.Var) and e.base.name in written and e.index != index:
            return False
    return True
