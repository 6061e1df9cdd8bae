"""What a kernel's body computes several times gets a name and is computed once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Names
from genn_emit.ast.types import Scalar
from genn_emit.ast.walk import children, rewrite_children, walk
from genn_emit.network.kernels import Kernel
from genn_emit.network.straight import Key, Versions, is_straight, key_of, note_assignment, pure, visits

SEVERAL = 9


def shared(kernel: Kernel, names: Names) -> Kernel:
    """``kernel`` with a name for each quotient, each value that takes a function call, and each that takes several steps, that
    its body needs twice. Only for a body that is a straight line: there everything is computed anyway."""
    if not is_straight(kernel.body):
        return kernel
    uses: Counter[Key] = Counter()
    for roots, versions in visits(kernel.body):
        for root in roots:
            _count(root, versions, uses)
    if not any(count > 1 and _costs(key[0]) for key, count in uses.items()):
        return kernel
    return replace(kernel, body=_Sharing(uses, names).block(kernel.body))


def _count(e: n.Expr, versions: Versions, uses: Counter[Key]) -> None:
    """Uses by different expressions: what only a repeated expression repeats counts once."""
    key = key_of(e, versions)
    uses[key] += 1
    if uses[key] == 1:
        for child in children(e):
            assert isinstance(child, n.Expr)
            _count(child, versions, uses)


def _costs(e: n.Expr) -> bool:
    """Whether computing ``e`` twice costs more than a name, and once is the same: it draws nothing and reads no memory."""
    if not (isinstance(e.type, Scalar) and e.type.is_float) or isinstance(e, (n.Literal, n.Var, n.Unary, n.Cast)):
        return False
    parts = tuple(walk(e))
    costly = any(isinstance(x, n.Call) or (isinstance(x, n.Binary) and x.op == "/") for x in parts)
    return (costly or len(parts) >= SEVERAL) and all(pure(x) for x in parts)


class _Sharing:
    """Writes the block anew; ``named`` are the values that have a name by now."""

    def __init__(self, uses: Counter[Key], names: Names) -> None:
        self._uses, self._names = uses, names
        self._named: dict[Key, n.Var] = {}
        self._out: list[n.Stmt] = []

    def block(self, body: n.Block) -> n.Block:
        versions = Versions()
        for statement in body.body:
            if isinstance(statement, n.Declare) and statement.init is not None:
                self._out.append(self._declaration(statement, versions))
            elif isinstance(statement, n.Assign):
                self._out.append(replace(statement, value=self._written(statement.value, versions)))
                note_assignment(statement, versions)
            else:
                self._out.append(statement)
        return n.Block(tuple(self._out))

    def _declaration(self, statement: n.Declare, versions: Versions) -> n.Declare:
        """A constant that is given a repeated value is its name."""
        assert statement.init is not None
        key = key_of(statement.init, versions)
        if statement.const and self._uses[key] > 1 and _costs(statement.init) and key not in self._named:
            written = replace(statement, init=self._parts(statement.init, versions))
            self._named[key] = statement.var
            return written
        return replace(statement, init=self._written(statement.init, versions))

    def _written(self, e: n.Expr, versions: Versions) -> n.Expr:
        key = key_of(e, versions)
        if key in self._named:
            return self._named[key]
        written = self._parts(e, versions)
        if self._uses[key] < 2 or not _costs(e):
            return written
        var = n.Var(self._names.numbered(_called(e)), e.type)
        self._out.append(n.Declare(var, written))
        self._named[key] = var
        return var

    def _parts(self, e: n.Expr, versions: Versions) -> n.Expr:
        def part(child: n.Node) -> n.Node:
            assert isinstance(child, n.Expr)
            return self._written(child, versions)

        return rewrite_children(e, part)


def _called(e: n.Expr) -> str:
    """What a shared value is called: after its function, if it is one."""
    if isinstance(e, n.Call):
        return f"{e.function.removeprefix('genn_').removesuffix(f'_{e.type!r}')}"
    return "shared"
