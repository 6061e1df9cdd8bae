"""One signature, every rendering: prototype in a header, cffi declaration, definition, checked call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from genn_emit.ast.nodes import Call, Expr, Number, Var, agree, literal, same_type, spelt
from genn_emit.ast.types import Type, void


@dataclass(frozen=True, slots=True)
class Signature:
    """``linkage`` is a word that dialects know: ``export`` (C ABI, seen from outside), ``static``, ``extern``
    (C ABI, defined elsewhere), ``kernel`` (runs on a device), ``device`` (called by kernels)."""

    name: str
    params: tuple[Var, ...] = ()
    result: Type = void
    linkage: str = "export"
    attribute: str = ""

    def __call__(self, *args: Expr | Number) -> Call:
        """A call, arity and types checked; a Python number takes the type of its parameter."""
        if len(args) != len(self.params):
            names = ", ".join(param.name for param in self.params)
            raise TypeError(f"{self.name} takes {len(self.params)} arguments ({names}), got {len(args)}")
        given = tuple(
            arg if isinstance(arg, Expr) else literal(arg, param.of)
            for param, arg in zip(self.params, args, strict=True)
        )
        self.check(given)
        return Call(self.name, given, self.result)

    def check(self, args: Sequence[Expr]) -> None:
        """``TypeError`` unless ``args`` fit the parameters."""
        if len(args) != len(self.params):
            raise TypeError(f"{self.name} takes {len(self.params)} arguments, got {len(args)}")
        for param, arg in zip(self.params, args, strict=True):
            if not agree(param.of, arg.type):
                same_type(param.of, arg.type, f"argument {param.name} of {self.name}, {spelt(arg)}")

    def but(self, **changes: object) -> Signature:
        """This signature with some fields replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]
