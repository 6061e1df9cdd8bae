"""Statements and modules as text. With the dialects, the only place that writes C++."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from genn_emit.ast import nodes as n
from genn_emit.ast.comments import clean, comment, one_line
from genn_emit.ast.declarators import declare, type_name_void
from genn_emit.ast.dialect import Dialect
from genn_emit.ast.expressions import SUM, ExpressionPrinter
from genn_emit.ast.expressions import TABLE as EXPRESSIONS
from genn_emit.ast.signature import Signature
from genn_emit.ast.stream import CodeStream
from genn_emit.ast.types import ArrayOf, Pointer
from genn_emit.errors import EmitError


class Printer:
    """Prints trees in one dialect. An intent is refused by name: a backend forgot to lower it."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.expr = ExpressionPrinter(dialect)

    def module(self, module: n.Module) -> str:
        """The text of a file, newline at the end."""
        out = CodeStream()
        if module.comment:
            self._lines(comment(module.comment), out)
        if module.guard and self.dialect.pragma_once:
            out.flush_left("#pragma once")
        previous: n.Node | None = None
        for item in module.items:
            close = type(item) is type(previous) and isinstance(item, (n.Include, n.Prototype))
            if previous is not None and not close:
                out.line()
            self._item(item, out)
            previous = item
        return out.text()

    def statement(self, stmt: n.Stmt) -> str:
        """The text of one statement."""
        out = CodeStream()
        self._item(stmt, out)
        return out.text()

    def prototypes(self, signatures: Sequence[Signature]) -> str:
        """Declarations only, one a line."""
        return "".join(f"{self.signature(s)};\n" for s in signatures)

    def signature(self, s: Signature) -> str:
        """``extern "C" int32_t step(State *s, int64_t n_steps)``"""
        if s.linkage not in self.dialect.linkage:
            raise EmitError(f"{self.dialect.name} has no {s.linkage} functions ({s.name})")
        params = ", ".join(declare(p.of, p.name, self.dialect) for p in s.params) or type_name_void(self.dialect)
        words = (self.dialect.linkage[s.linkage], s.attribute, declare(s.result, f"{s.name}({params})", self.dialect))
        return " ".join(word for word in words if word)

    def _item(self, item: n.Node, out: CodeStream) -> None:
        method: Callable[..., None] | None = TABLE.get(type(item))
        if method is None:
            raise EmitError(f"{self.dialect.name} cannot print {type(item).__name__}: lower it first ({item!r})")
        method(self, item, out)

    def _lines(self, lines: Sequence[str], out: CodeStream) -> None:
        for line in lines:
            out.line(line)

    def include(self, item: n.Include, out: CodeStream) -> None:
        if not item.path or set(item.path) & set('\n\r<>"\\'):
            raise EmitError(f"{item.path!r} cannot be included")
        out.flush_left(f"#include <{item.path}>" if item.system else f'#include "{item.path}"')

    def verbatim(self, item: n.Verbatim, out: CodeStream) -> None:
        for line in item.text.strip("\n").split("\n"):
            out.flush_left(line.rstrip())

    def thread_local(self, item: n.ThreadLocal, out: CodeStream) -> None:
        out.line(f"thread_local {declare(item.var.of, item.var.name, self.dialect)};")

    def namespace(self, item: n.Namespace, out: CodeStream) -> None:
        with out.scope(f"namespace {item.name}".rstrip()):
            for inner in item.items:
                self._item(inner, out)

    def using(self, item: n.Using, out: CodeStream) -> None:
        out.line(f"using {item.namespace}::{item.name};")

    def prototype(self, item: n.Prototype, out: CodeStream) -> None:
        out.line(self.signature(item.signature) + ";")

    def function(self, item: n.Function, out: CodeStream) -> None:
        if item.comment:
            self._lines(comment(item.comment), out)
        out.line(self.signature(item.signature))
        with out.scope():
            self.block(item.body, out)

    def struct(self, item: n.StructDefinition, out: CodeStream) -> None:
        with out.scope(f"struct {item.name}", ";"):
            for title, members in item.sections:
                if title:
                    out.line(f"// {one_line(title)}")
                for member in members:
                    text = declare(member.type, member.name, self.dialect) + ";"
                    out.line(f"{text:<48} // {one_line(member.comment)}" if member.comment else text)

    def block(self, s: n.Block, out: CodeStream) -> None:
        for stmt in s.body:
            self._item(stmt, out)

    def declare(self, s: n.Declare, out: CodeStream) -> None:
        const = s.const and s.init is not None and not isinstance(s.var.of, (Pointer, ArrayOf))
        text = declare(s.var.of, s.var.name, self.dialect, const=const)
        out.line(f"{text} = {self.expr(s.init)};" if s.init is not None else f"{text};")

    def assign(self, s: n.Assign, out: CodeStream) -> None:
        out.line(f"{self.expr(s.target)} {s.op} {self.expr(s.value)};")

    def do(self, s: n.Do, out: CodeStream) -> None:
        text = self.expr.conversion(s.value) if isinstance(s.value, n.Cast) else self.expr(s.value)
        out.line(f"{text};")

    def if_(self, s: n.If, out: CodeStream) -> None:
        out.open(f"if ({self.expr(s.condition)})")
        self.block(s.then, out)
        if s.otherwise.body:
            out.close(" else {")
            out.reopen()
            self.block(s.otherwise, out)
        out.close()

    def for_(self, s: n.For, out: CodeStream) -> None:
        name = s.var.name
        step = f"{name}++" if s.step is None else f"{name} += {self.expr(s.step)}"
        first = f"{declare(s.var.of, name, self.dialect)} = {self.expr(s.start)}"
        if s.independent and self.dialect.independent:
            out.line(self.dialect.independent)
        with out.scope(f"for ({first}; {name} < {self.expr(s.stop, SUM)}; {step})"):
            self.block(s.body, out)

    def while_(self, s: n.While, out: CodeStream) -> None:
        with out.scope(f"while ({self.expr(s.condition)})"):
            self.block(s.body, out)

    def return_(self, s: n.Return, out: CodeStream) -> None:
        out.line(f"return {self.expr(s.value)};" if s.value is not None else "return;")

    def break_(self, s: n.Break, out: CodeStream) -> None:
        out.line("break;")

    def continue_(self, s: n.Continue, out: CodeStream) -> None:
        out.line("continue;")

    def comment(self, s: n.Comment, out: CodeStream) -> None:
        if len(s.lines) == 1 and len(only := clean(s.lines[0])) == 1:
            out.line(f"// {only[0]}".rstrip())
        else:
            self._lines(comment(s.lines), out)

    def pragma(self, s: n.Pragma, out: CodeStream) -> None:
        if len(s.text.splitlines()) != 1 or s.text.endswith("\\"):
            raise EmitError(f"a pragma is one line, not {s.text!r}")
        out.flush_left(f"#pragma {s.text}")

    def launch(self, s: n.Launch, out: CodeStream) -> None:
        if not self.dialect.launch:
            raise EmitError(f"{self.dialect.name} cannot launch {s.kernel}: launches are CUDA syntax")
        args = ", ".join(self.expr(a) for a in s.args)
        out.line(f"{s.kernel}<<<{self.expr(s.grid)}, {self.expr(s.block)}>>>({args});")


TABLE: dict[type[n.Node], Callable[..., None]] = {
    n.Block: Printer.block, n.Declare: Printer.declare, n.Assign: Printer.assign, n.Do: Printer.do, n.If: Printer.if_,
    n.For: Printer.for_, n.While: Printer.while_, n.Return: Printer.return_, n.Break: Printer.break_,
    n.Continue: Printer.continue_, n.Comment: Printer.comment, n.Pragma: Printer.pragma, n.Launch: Printer.launch,
    n.Include: Printer.include, n.Verbatim: Printer.verbatim, n.Prototype: Printer.prototype,
    n.StructDefinition: Printer.struct, n.Function: Printer.function, n.ThreadLocal: Printer.thread_local,
    n.Namespace: Printer.namespace, n.Using: Printer.using,
}  # fmt: skip


def printable() -> frozenset[type[n.Node]]:
    """Every class of node that has a printer method; all others are intents or abstract."""
    return frozenset(TABLE) | frozenset(EXPRESSIONS) | {n.Module}
