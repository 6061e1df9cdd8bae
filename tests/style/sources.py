"""The sources of the package, parsed once, for the tests of style."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import genn_emit

ROOT = Path(genn_emit.__file__).parent


@cache
def modules() -> dict[Path, ast.Module]:
    """Every Python file of the package, by its path below the package."""
    return {
        path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8"), str(path))
        for path in sorted(ROOT.rglob("*.py"))
        if "__pycache__" not in path.parts
    }


def docstrings(tree: ast.Module) -> set[ast.Constant]:
    """The docstrings of a module and all that it defines; any string that is a statement of its own counts."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    }
