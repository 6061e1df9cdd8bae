"""What a legal tree is: declared before use, nothing shadowed, no intent left."""

from __future__ import annotations

from collections.abc import Iterable

from genn_emit.ast import nodes as n
from genn_emit.ast.walk import children, walk
from genn_emit.errors import VerifyError

INTENTS = (n.Draw, n.AtomicAdd, n.Barrier, n.Fail)


def verify_function(function: n.Function, known: Iterable[str] = ()) -> None:
    """``VerifyError`` naming the function and the name if one is used undeclared or declared twice in sight."""
    where = function.signature.name
    names = {p.name: p.of for p in function.signature.params}
    for name in known:
        if name in names:
            raise VerifyError(f"{where}: parameter {name} hides a name of the module")
    for intent in walk(function.body):
        if isinstance(intent, INTENTS):
            raise VerifyError(f"{where}: {type(intent).__name__} was not lowered")
    _block(function.body, dict(names), where)


def verify(module: n.Module) -> n.Module:
    """Every function of ``module``, and that no function is defined twice; the module itself."""
    seen: set[str] = set()
    for item in module.items:
        if isinstance(item, n.Function):
            if item.signature.name in seen:
                raise VerifyError(f"{module.name}: {item.signature.name} is defined twice")
            seen.add(item.signature.name)
            verify_function(item)
    return module


def _uses(tree: n.Node, scope: dict[str, n.Type], where: str) -> None:
    for e in walk(tree):
        if isinstance(e, n.Var):
            if e.name not in scope:
                raise VerifyError(f"{where}: {e.name} is used but not declared")
            if scope[e.name] != e.of:
                raise VerifyError(f"{where}: {e.name} is {scope[e.name]!r} but used as {e.of!r}")


def _declare(var: n.Var, scope: dict[str, n.Type], where: str) -> None:
    if var.name in scope:
        raise VerifyError(f"{where}: {var.name} is declared twice or shadows another")
    scope[var.name] = var.of


def _block(block: n.Block, scope: dict[str, n.Type], where: str) -> None:
    """Statements of one scope, in order; ``scope`` grows by what they declare."""
    for stmt in block.body:
        if isinstance(stmt, n.Declare):
            if stmt.init is not None:
                _uses(stmt.init, scope, where)
            _declare(stmt.var, scope, where)
        elif isinstance(stmt, n.For):
            _uses(stmt.start, scope, where)
            inner = dict(scope)
            _declare(stmt.var, inner, where)
            for bound in (stmt.stop, stmt.step):
                if bound is not None:
                    _uses(bound, inner, where)
            _block(stmt.body, inner, where)
        elif isinstance(stmt, n.If):
            _uses(stmt.condition, scope, where)
            _block(stmt.then, dict(scope), where)
            _block(stmt.otherwise, dict(scope), where)
        elif isinstance(stmt, n.While):
            _uses(stmt.condition, scope, where)
            _block(stmt.body, dict(scope), where)
        elif isinstance(stmt, n.Block):
            _block(stmt, scope, where)
        else:
            for child in children(stmt):
                _uses(child, scope, where)
