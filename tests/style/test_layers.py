"""Arrows point down only: who may import whom, from the import statements, those inside functions included."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sources import modules

# What a folder may import of ours, itself aside. None: anything but the names in FORBIDDEN.
ALLOWED: dict[str, frozenset[str] | None] = {
    "ast": frozenset({"errors"}),
    "network": frozenset({"ast", "errors"}),
    "model": frozenset({"ast", "errors", "network"}),
    "backends": frozenset({"ast", "errors", "network"}),
    "runtime": frozenset({"errors"}),
    "include": frozenset(),
    "brian": None,
    "cli": None,  # the command line stands above everything, as the modules at the top level do
}
FORBIDDEN = {"brian": frozenset({"cli"})}
ONLY_BRIAN = ("brian2", "sympy")


def imported(path: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and full name of everything that a file imports."""
    package = ("genn_emit", *path.parts[:-1])
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            start = ".".join((*base, *([node.module] if node.module else [])))
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
            yield from ((node.lineno, str(arg.value)) for arg in node.args[:1] if isinstance(arg, ast.Constant))


def wrong(path: Path, tree: ast.Module) -> Iterator[str]:
    room = path.parts[0]
    top_level = len(path.parts) == 1
    for line, name in imported(path, tree):
        parts = name.split(".")
        place = f"genn_emit/{path}:{line}: {name}"
        if parts[0] in ONLY_BRIAN and room != "brian":
            yield f"{place}: only genn_emit/brian imports {parts[0]}"
        if parts[0] != "genn_emit":
            continue
        if path == Path("errors.py"):
            yield f"{place}: errors imports nothing of ours"
        if top_level:
            continue
        target = parts[1] if len(parts) > 1 else "__init__"
        if room not in ALLOWED:
            yield f"{place}: {room} is a new folder; say in this test what it may import"
        elif target == room:
            continue
        elif target in FORBIDDEN.get(room, ()):
            yield f"{place}: {room} does not import {target}"
        else:
            allowed = ALLOWED[room]
            if allowed is not None and target not in allowed:
                yield f"{place}: {room} imports only {', '.join(sorted(allowed)) or 'nothing'}"


def test_arrows_point_down_only() -> None:
    found = [text for path, tree in modules().items() for text in wrong(path, tree)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("path", "source"), [
    ("ast/x.py", "from genn_emit.network import arrays"),
    ("ast/x.py", "from genn_emit import simulation"),
    ("ast/x.py", "def f():\n    import genn_emit.runtime.cache"),
    ("ast/x.py", "from .. import backends"),
    ("ast/x.py", "from ..runtime import cache"),
    ("network/x.py", "from genn_emit.backends.base import File"),
    ("backends/x.py", "import genn_emit.runtime"),
    ("backends/x.py", "import sympy"),
    ("runtime/x.py", "from genn_emit.ast import nodes"),
    ("runtime/x.py", "import importlib\nimportlib.import_module('brian2')"),
    ("brian/x.py", "from genn_emit.cli import main"),
    ("simulation.py", "import brian2.units"),
    ("errors.py", "from genn_emit.ast import nodes"),
    ("new/x.py", "from genn_emit import errors"),
])  # fmt: skip
def test_arrows_that_point_up(path: str, source: str) -> None:
    assert list(wrong(Path(path), ast.parse(source)))


@pytest.mark.parametrize(("path", "source"), [
    ("ast/x.py", "import ast\nfrom genn_emit.errors import EmitError\nfrom . import walk"),
    ("brian/x.py", "import brian2, sympy\nfrom genn_emit.simulation import Simulation"),
    ("runtime/x.py", "from genn_emit import errors"),
    ("cli.py", "from genn_emit.brian import device"),
])  # fmt: skip
def test_arrows_that_point_down(path: str, source: str) -> None:
    assert not list(wrong(Path(path), ast.parse(source)))
