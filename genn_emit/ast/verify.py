"""What a legal tree is: declared before use, nothing shadowed, types agree, no intent left. One pass each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

from genn_emit.ast import nodes as n
from genn_emit.ast.nodes import INTENTS as INTENTS
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import ArrayOf, Pointer, Type, void
from genn_emit.ast.walk import children
from genn_emit.errors import VerifyError


def verify(module: n.Module) -> n.Module:
    """Every function of ``module``, and that nothing is defined twice or against its prototype; the module itself."""
    signatures: dict[str, Signature] = {}
    defined: set[str] = set()
    for item in module.items:
        if isinstance(item, (n.Function, n.StructDefinition)):
            name = item.signature.name if isinstance(item, n.Function) else f"struct {item.name}"
            if name in defined:
                raise VerifyError(f"{module.name}: {name} is defined twice")
            defined.add(name)
        if isinstance(item, (n.Function, n.Prototype)):
            signature = item.signature
            if signatures.setdefault(signature.name, signature) != signature:
                raise VerifyError(f"{module.name}: {signature.name} is declared with two signatures")
    for item in module.items:
        if isinstance(item, n.Function):
            verify_function(item, signatures=signatures)
        elif isinstance(item, n.Namespace):
            _verify_namespace(item, ())
        elif isinstance(item, INTENTS):
            raise VerifyError(f"{module.name}: {type(item).__name__} was not lowered")
    return module


def _verify_namespace(namespace: n.Namespace, known: tuple[str, ...]) -> None:
    """Its functions, which see its variables."""
    for item in namespace.items:
        if isinstance(item, n.ThreadLocal):
            known = (*known, item.var.name)
        elif isinstance(item, n.Function):
            verify_function(item, known)
        elif isinstance(item, n.Namespace):
            _verify_namespace(item, known)


def verify_function(
    function: n.Function, known: Iterable[str] = (), signatures: Mapping[str, Signature] | None = None
) -> None:
    """``VerifyError`` naming the function and the culprit if the function is not legal.

    ``known`` are names of the module: they may be used and not hidden. Calls of ``signatures`` are checked.
    """
    _Function(function, frozenset(known), signatures or {}).run()


class _Function:
    def __init__(self, function: n.Function, known: frozenset[str], signatures: Mapping[str, Signature]) -> None:
        self.function = function
        self.where = function.signature.name
        self.known = known
        self.signatures = signatures
        self.names: dict[str, Type] = {}
        self.constants: set[str] = set()
        self.loops = 0

    def fail(self, text: str) -> NoReturn:
        raise VerifyError(f"{self.where}: {text}")

    def run(self) -> None:
        for param in self.function.signature.params:
            if param.name in self.names:
                self.fail(f"parameter {param.name} is there twice")
            if param.name in self.known:
                self.fail(f"parameter {param.name} hides a name of the module")
            self.names[param.name] = param.of
        self.statements(self.function.body.body)
        if self.function.signature.result != void and not _returns(self.function.body):
            self.fail(f"a path ends without return, but the result is {self.function.signature.result!r}")

    # Names

    def declare(self, var: n.Var, const: bool = False) -> None:
        if var.name in self.names:
            self.fail(f"{var.name} is declared twice or shadows another")
        if var.name in self.known:
            self.fail(f"{var.name} hides a name of the module")
        if var.of == void:
            self.fail(f"{var.name} cannot be declared void")
        self.names[var.name] = var.of
        if const:
            self.constants.add(var.name)

    def scope(self, statements: tuple[n.Stmt, ...], loop: n.Var | None = None) -> None:
        """Statements in a scope of their own; what they declare ends with it."""
        before = len(self.names) - (loop is not None)
        self.statements(statements)
        while len(self.names) > before:
            name, _ = self.names.popitem()
            self.constants.discard(name)

    # Expressions

    def value(self, e: n.Node) -> None:
        cls = type(e)
        if cls is n.Var:
            of = self.names.get(e.name)  # type: ignore[attr-defined]
            if of is None:
                if e.name not in self.known:  # type: ignore[attr-defined]
                    self.fail(f"{e.name} is used but not declared")  # type: ignore[attr-defined]
            elif of is not e.of and of != e.of:  # type: ignore[attr-defined]
                self.fail(f"{e.name} is {of!r} but used as {e.of!r}")  # type: ignore[attr-defined]
            return
        if cls is n.Literal:
            self.literal(e)  # type: ignore[arg-type]
            return
        if cls in INTENTS:
            self.fail(f"{cls.__name__} was not lowered")
        for child in children(e):
            self.value(child)
        self.again(e)
        if cls is n.Call:
            self.call(e.function, e.args, e.of)  # type: ignore[attr-defined]

    def again(self, node: n.Node) -> None:
        """The checks that ran when the node was made: they see what was changed behind their back since."""
        check: Callable[[Any], None] | None = getattr(type(node), "__post_init__", None)
        if check is not None:
            try:
                check(node)
            except TypeError as error:
                raise VerifyError(f"{self.where}: {error}") from error

    def literal(self, e: n.Literal) -> None:
        if not e.of.is_float:
            try:
                fits = int(e.value) == e.value and n.holds(e.of, int(e.value))
            except (OverflowError, ValueError):
                fits = False
            if not fits:
                self.fail(f"{e.value!r} is no value of type {e.of!r}")

    def call(self, name: str, args: tuple[n.Expr, ...], result: Type) -> None:
        if name in self.names:
            self.fail(f"{name} is called, but it is a variable here")
        signature = self.signatures.get(name)
        if signature is not None:
            try:
                signature.check(args)
            except TypeError as error:
                raise VerifyError(f"{self.where}: {error}") from error
            if result != signature.result:
                self.fail(f"{name} gives {signature.result!r}, not {result!r}")

    def passes(self, to: Type, value: n.Expr, what: str) -> None:
        """A pointer to const must not become one that writes."""
        of = value.type
        if isinstance(to, Pointer) and isinstance(of, Pointer) and of.const and not to.const:
            self.fail(f"{what} drops the const of {n.spelt(value)}")

    # Statements

    def statements(self, statements: tuple[n.Stmt, ...]) -> None:
        for stmt in statements:
            method = _STATEMENTS.get(type(stmt))
            if method is not None:
                method(self, stmt)
            elif isinstance(stmt, INTENTS):
                self.fail(f"{type(stmt).__name__} was not lowered")
            else:
                for child in children(stmt):
                    self.value(child)
                self.again(stmt)

    def block(self, s: n.Block) -> None:
        self.statements(s.body)

    def declaration(self, s: n.Declare) -> None:
        if s.init is not None:
            self.value(s.init)
            self.passes(s.var.of, s.init, f"declaration of {s.var.name}")
        self.again(s)
        self.declare(s.var, s.const and s.init is not None)

    def assign(self, s: n.Assign) -> None:
        self.value(s.target)
        self.value(s.value)
        self.again(s)
        self.writable(s.target)
        self.passes(s.target.type, s.value, f"assignment to {n.spelt(s.target)}")

    def writable(self, target: n.Expr) -> None:
        place = target
        while isinstance(place, (n.Index, n.Field)):
            by = place.base.type
            if isinstance(by, Pointer):
                if by.const:
                    self.fail(f"{n.spelt(target)} is written through a pointer to const")
                return
            place = place.base
        if not isinstance(place, n.Var):
            self.fail(f"{n.spelt(target)} cannot be assigned to")
        if place.name in self.constants:
            self.fail(f"{place.name} is const and assigned to")
        if place is target and isinstance(place.of, ArrayOf):
            self.fail(f"{place.name} is an array and cannot be assigned to as a whole")

    def if_(self, s: n.If) -> None:
        self.value(s.condition)
        self.again(s)
        self.scope(s.then.body)
        self.scope(s.otherwise.body)

    def for_(self, s: n.For) -> None:
        self.value(s.start)
        self.declare(s.var)
        self.value(s.stop)
        if s.step is not None:
            self.value(s.step)
            if isinstance(s.step, n.Literal) and s.step.value <= 0:
                self.fail(f"the loop over {s.var.name} steps by {s.step.value}: it would not end")
        self.again(s)
        self.loops += 1
        self.scope(s.body.body, s.var)
        self.loops -= 1

    def while_(self, s: n.While) -> None:
        self.value(s.condition)
        self.again(s)
        self.loops += 1
        self.scope(s.body.body)
        self.loops -= 1

    def return_(self, s: n.Return) -> None:
        result = self.function.signature.result
        if s.value is None:
            if result != void:
                self.fail(f"return without a value, but the result is {result!r}")
            return
        self.value(s.value)
        if result == void or not n.agree(result, s.value.type):
            self.fail(f"return of {n.spelt(s.value)}, which is {s.value.type!r}, but the result is {result!r}")
        self.passes(result, s.value, "return")

    def jump(self, s: n.Stmt) -> None:
        if not self.loops:
            self.fail(f"{type(s).__name__.lower()} outside of a loop")

    def launch(self, s: n.Launch) -> None:
        for e in (s.grid, s.block, *s.args):
            self.value(e)
        self.call(s.kernel, s.args, void)


def _returns(stmt: n.Stmt) -> bool:
    """Whether ``stmt`` never lets what follows it run, as far as that is plain to see."""
    if isinstance(stmt, n.Block):
        return any(_returns(inner) for inner in stmt.body)
    if isinstance(stmt, n.If):
        return _returns(stmt.then) and _returns(stmt.otherwise)
    if isinstance(stmt, n.While):
        endless = isinstance(stmt.condition, n.Literal) and bool(stmt.condition.value)
        return endless and not _breaks(stmt.body)
    return isinstance(stmt, n.Return)


def _breaks(stmt: n.Stmt) -> bool:
    """Whether a ``break`` in ``stmt`` leaves the loop around it."""
    if isinstance(stmt, (n.For, n.While)):
        return False
    return isinstance(stmt, n.Break) or any(_breaks(inner) for inner in children(stmt) if isinstance(inner, n.Stmt))


_STATEMENTS: dict[type[n.Stmt], Callable[[_Function, Any], None]] = {
    n.Block: _Function.block, n.Declare: _Function.declaration, n.Assign: _Function.assign, n.If: _Function.if_,
    n.For: _Function.for_, n.While: _Function.while_, n.Return: _Function.return_, n.Break: _Function.jump,
    n.Continue: _Function.jump, n.Launch: _Function.launch,
}  # fmt: skip
