"""The mutable builder of blocks: scopes as context managers, fresh names by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager

from genn_emit.ast import nodes as n
from genn_emit.ast.types import Scalar, Type
from genn_emit.errors import EmitError


class Names:
    """Names in use in one function. ``fresh`` gives ``i``, then ``i_1``; ``numbered`` begins with ``i_1``."""

    def __init__(self, taken: Set[str] = frozenset(), shared: set[str] | None = None) -> None:
        self._taken = set(taken)
        self._shared = shared if shared is not None else set()
        self._counts: dict[str, int] = {}

    def copy(self) -> Names:
        """The names of another function where the same are taken; what either takes from now on is its own."""
        return Names(self._taken, self._shared)

    def fresh(self, wish: str) -> str:
        count = self._counts.get(wish, 0)
        name = f"{wish}_{count}" if count else wish
        while name in self._taken or name in self._shared:
            count += 1
            name = f"{wish}_{count}"
        self._counts[wish] = count
        self._taken.add(name)
        return name

    def numbered(self, wish: str) -> str:
        """``exp_1``, then ``exp_2``."""
        self._counts[wish] = max(self._counts.get(wish, 0), 1)
        return self.fresh(wish)


class Body:
    """Collects statements. ``with body.if_(condition):`` opens a scope; ``block()`` gives the finished tree."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self.names = Names(taken)
        self._scopes: list[list[n.Stmt]] = [[]]

    def add(self, *statements: n.Stmt) -> None:
        """Append finished statements."""
        for stmt in statements:
            if isinstance(stmt, n.Block):
                self._scopes[-1].extend(stmt.body)
            else:
                self._scopes[-1].append(stmt)

    def let(self, name: str, value: n.Expr, mutable: bool = False) -> n.Var:
        """``const T name = value;``; the variable, under a fresh name."""
        var = n.Var(self.names.fresh(name), value.type)
        self.add(n.Declare(var, value, const=not mutable))
        return var

    def declare(self, name: str, of: Type) -> n.Var:
        """``T name;``"""
        var = n.Var(self.names.fresh(name), of)
        self.add(n.Declare(var))
        return var

    def assign(self, target: n.Expr, value: n.Expr | n.Number, op: str = "=") -> None:
        """``target op value;``; a Python number takes the type of the target."""
        if not isinstance(value, n.Expr):
            value = n.literal(value, target.type)
        self.add(n.Assign(target, value, op))

    def do(self, call: n.Expr) -> None:
        self.add(n.Do(call))

    def return_(self, value: n.Expr | None = None) -> None:
        self.add(n.Return(value))

    def comment(self, *lines: str) -> None:
        self.add(n.Comment(lines))

    @contextmanager
    def _scope(self) -> Iterator[list[n.Stmt]]:
        inner: list[n.Stmt] = []
        self._scopes.append(inner)
        yield inner
        if self._scopes[-1] is not inner:
            raise EmitError("scopes were closed out of order: an outer one before the one inside it")
        self._scopes.pop()

    @contextmanager
    def nested(self) -> Iterator[Callable[[], n.Block]]:
        """A scope whose statements the caller places: yields a function that gives them once the scope is closed."""
        with self._scope() as inner:
            yield lambda: n.Block(tuple(inner))

    @contextmanager
    def for_(self, name: str, start: n.Expr | int, stop: n.Expr, step: n.Expr | int | None = None) -> Iterator[n.Var]:
        """``for (T name = start; name < stop; ...)``; yields the loop variable, of the type of ``stop``."""
        if not isinstance(stop.type, Scalar):
            raise TypeError(f"the loop over {name} needs an integer, got {stop.type!r}")
        var = n.Var(self.names.fresh(name), stop.type)
        first = n.literal(start, stop.type) if isinstance(start, int) else start
        by = n.literal(step, stop.type) if isinstance(step, int) else step
        n.For(var, first, stop, n.Block(), by)  # an error of types is raised here, not where the scope ends
        with self._scope() as inner:
            yield var
        self.add(n.For(var, first, stop, n.Block(tuple(inner)), by))

    @contextmanager
    def while_(self, condition: n.Expr) -> Iterator[None]:
        """``while (condition) { ... }``"""
        n.check_condition(condition)
        with self._scope() as inner:
            yield
        self.add(n.While(condition, n.Block(tuple(inner))))

    @contextmanager
    def if_(self, condition: n.Expr) -> Iterator[None]:
        """``if (condition) { ... }``"""
        n.check_condition(condition)
        with self._scope() as inner:
            yield
        self.add(n.If(condition, n.Block(tuple(inner))))

    @contextmanager
    def else_(self) -> Iterator[None]:
        """The other branch of the ``if_`` just closed."""
        last = self._scopes[-1][-1] if self._scopes[-1] else None
        if not isinstance(last, n.If) or last.otherwise.body:
            raise EmitError("else_() must follow an if_() directly")
        with self._scope() as inner:
            yield
        self._scopes[-1][-1] = n.If(last.condition, last.then, n.Block(tuple(inner)))

    def block(self) -> n.Block:
        """Everything so far. ``EmitError`` while a scope is open."""
        if len(self._scopes) != 1:
            raise EmitError(f"{len(self._scopes) - 1} scopes are still open")
        return n.Block(tuple(self._scopes[0]))
