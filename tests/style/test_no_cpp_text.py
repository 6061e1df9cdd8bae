"""C++ is written by the printer, the dialects and the headers, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from sources import docstrings, modules

CPP = re.compile(r";|\{ |\{\Z|#include|->.*\(", re.DOTALL)


def cpp_text(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every string literal that looks like C++, pieces of f-strings included."""
    excluded = docstrings(tree)
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) and node not in excluded else None
        if isinstance(text, str) and CPP.search(text):
            yield node.lineno, text  # type: ignore[attr-defined]


def test_no_module_but_the_printer_writes_cpp() -> None:
    found = [
        f"genn_emit/{path}:{line}: {text[:80]!r}"
        for path, tree in modules().items()
        if path.parts[0] not in ("ast", "include")
        for line, text in cpp_text(tree)
    ]
    assert not found, "C++ outside of genn_emit/ast (build a tree instead):\n" + "\n".join(found)


def test_foreign_text_comes_from_users_only() -> None:
    """There is one door for text that is not ours."""
    makers = {
        str(path)
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "Verbatim"
    }
    assert makers == {"brian/cpp_functions.py"}


@pytest.mark.parametrize("source", [
    "x = 'a = b;'", "x = f'if ({c}) {{ '", "x = f'for ({c}) {{'", "x = '#include <a.h>'", "x = 's->f(x)'",
    "x = f'{s}->f({x})'", "x = f'{a};'", "def f():\n    'doc;'\n    return g('x;')",
])  # fmt: skip
def test_what_counts_as_cpp(source: str) -> None:
    assert list(cpp_text(ast.parse(source)))


@pytest.mark.parametrize("source", [
    "'''a; b'''", "def f():\n    'returns; nothing'", "x = f'{a}'", "x = '{}'.format(1)", "x = 'a -> b'",
    "x = ()  # a; b",
])  # fmt: skip
def test_what_does_not(source: str) -> None:
    assert not list(cpp_text(ast.parse(source)))
