"""Names that say nothing, files that hold too much, and addresses that do not belong in a library."""

from __future__ import annotations

import ast

from sources import ROOT, modules

EMPTY_WORDS = ("util", "helper", "manager", "handler", "misc", "ctx")
LONGEST = 500
HOSTS = (
    "pypi.org", "pythonhosted.org", "npmjs", "crates.io", "proxy.golang.org", "rubygems.org", "anaconda.org",
    "huggingface", "hub.docker.com", "deb.debian.org", "repo.maven",
)  # fmt: skip


def test_names_say_something() -> None:
    names = [(str(path), part) for path in modules() for part in path.parts]
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                names.append((f"{path}:{node.lineno}", node.name))
    found = [f"genn_emit/{place}: {name}" for place, name in names if any(word in name.lower() for word in EMPTY_WORDS)]
    assert not found, "\n".join(found)


def files() -> list[tuple[str, str]]:
    kinds = (".py", ".h", ".typed")
    found = [p for p in sorted(ROOT.rglob("*")) if p.suffix in kinds and "__pycache__" not in p.parts]
    return [(str(p.relative_to(ROOT.parent)), p.read_text(encoding="utf-8")) for p in found]


def test_no_file_is_longer_than_people_read() -> None:
    long = [f"{path}: {len(lines)} lines" for path, text in files() if len(lines := text.splitlines()) > LONGEST]
    assert not long, f"more than {LONGEST} lines, a room is missing:\n" + "\n".join(long)


def test_no_addresses_of_registries() -> None:
    found = [f"{path}: {host}" for path, text in files() for host in HOSTS if host in text]
    assert not found, "\n".join(found)
