"""Statements and what a file is made of. ``AtomicAdd``, ``Barrier`` and ``Fail`` are intents; all others print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genn_emit.ast.types import Type, boolean
from genn_emit.ast.values import Expr, Node, Var, agree, check_operands, node, same_type, spelt

if TYPE_CHECKING:
    from genn_emit.ast.signature import Signature

ASSIGNMENTS = ("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=")


@node
class Stmt(Node):
    """A statement."""


@node
class Block(Stmt):
    """Statements in order; as a statement of its own it opens no scope."""

    body: tuple[Stmt, ...] = ()


@node
class Declare(Stmt):
    """``const double v = init;``"""

    var: Var
    init: Expr | None = None
    const: bool = True

    def __post_init__(self) -> None:
        if self.init is not None:
            same_type(self.var.of, self.init.type, f"declaration of {self.var.name}")


@node
class Assign(Stmt):
    """``target = value;``, ``target += value;``"""

    target: Expr
    value: Expr
    op: str = "="

    def __post_init__(self) -> None:
        if self.op not in ASSIGNMENTS:
            raise TypeError(f"{self.op!r} does not assign; there are {' '.join(ASSIGNMENTS)}")
        if self.op != "=":
            check_operands(self.op[:-1], self.target, self.value)
        elif not agree(self.target.type, self.value.type):
            same_type(self.target.type, self.value.type, f"assignment to {spelt(self.target)}")


@node
class AtomicAdd(Stmt):
    """Intent: add to memory that others may add to at the same time."""

    target: Expr
    value: Expr

    def __post_init__(self) -> None:
        check_operands("+", self.target, self.value)


@node
class Barrier(Stmt):
    """Intent: every worker of the group is here, and its writes are seen."""


@node
class Fail(Stmt):
    """Intent: end the kernel with an error ``status``; ``value`` goes to the message."""

    status: int
    value: Expr


@node
class Do(Stmt):
    """``f(x);``"""

    value: Expr


@node
class If(Stmt):
    """``if (condition) { then } else { otherwise }``"""

    condition: Expr
    then: Block
    otherwise: Block = Block()

    def __post_init__(self) -> None:
        check_condition(self.condition)


@node
class For(Stmt):
    """``for (T var = start; var < stop; var += step) { body }``; ``step`` is 1 when not given, and must be positive.
    ``independent``: no pass sees what another writes, so the compiler may vectorise without asking."""

    var: Var
    start: Expr
    stop: Expr
    body: Block
    step: Expr | None = None
    independent: bool = False

    def __post_init__(self) -> None:
        if not self.var.of.is_integer:
            raise TypeError(f"the loop over {self.var.name} needs an integer, got {self.var.of!r}")
        for bound in (self.start, self.stop, self.step):
            if bound is not None:
                same_type(self.var.of, bound.type, f"bounds of the loop over {self.var.name}")


@node
class While(Stmt):
    """``while (condition) { body }``"""

    condition: Expr
    body: Block

    def __post_init__(self) -> None:
        check_condition(self.condition)


@node
class Return(Stmt):
    """``return value;``"""

    value: Expr | None = None


@node
class Break(Stmt):
    """``break;``"""


@node
class Continue(Stmt):
    """``continue;``"""


@node
class Comment(Stmt):
    """``// line`` before a statement, ``/* ... */`` for several lines"""

    lines: tuple[str, ...]


@node
class Pragma(Stmt):
    """``#pragma text``"""

    text: str


@node
class Launch(Stmt):
    """CUDA only: ``kernel<<<grid, block>>>(args);``"""

    kernel: str
    grid: Expr
    block: Expr
    args: tuple[Expr, ...]


@node
class Include(Node):
    """``#include <path>`` or ``"path"``"""

    path: str
    system: bool = False


@node
class Verbatim(Node):
    """C++ that a user wrote (an implementation of a Brian2 function); printed as it is."""

    text: str


@node
class ThreadLocal(Node):
    """``thread_local T name;``: how a ``Verbatim`` finds a value that it has no parameter for."""

    var: Var


@node
class Namespace(Node):
    """``namespace name { ... }``; one without a name keeps what it holds out of the linker's sight."""

    name: str
    items: tuple[Node, ...]


@node
class Using(Node):
    """``using namespace_::name;``"""

    namespace: str
    name: str


@node
class Prototype(Node):
    """``int32_t f(State *s);``"""

    signature: Signature


@node
class Function(Node):
    """A function with its comment."""

    signature: Signature
    body: Block
    comment: tuple[str, ...] = ()


@node
class Member:
    """A field of a struct: ``double dt;  // second``"""

    name: str
    type: Type
    comment: str = ""


@node
class StructDefinition(Node):
    """``struct Name { ... };`` with a comment line before each section."""

    name: str
    sections: tuple[tuple[str, tuple[Member, ...]], ...]


@node
class Module(Node):
    """A file: ``comment`` at the top, items in order. ``guard`` prints ``#pragma once``."""

    name: str
    items: tuple[Node, ...]
    comment: tuple[str, ...] = ()
    guard: bool = False


def check_condition(condition: Expr) -> None:
    """``TypeError`` unless ``condition`` is a boolean expression."""
    if not isinstance(condition, Expr):
        raise TypeError(f"a condition must be an expression, got {condition!r} (== compares trees: use .eq())")
    if condition.type != boolean:
        raise TypeError(f"condition {spelt(condition)} is {condition.type!r}, not boolean")
