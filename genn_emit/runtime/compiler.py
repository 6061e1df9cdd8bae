"""A compiler: what it is and what it answers when asked for its version."""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from typing import Literal

from genn_emit.runtime.cache import Cache
from genn_emit.runtime.launch import ProcessGroup

Kind = Literal["gcc", "clang", "nvcc"]


@dataclass(frozen=True, slots=True)
class Compiler:
    """A compiler that works.

    ``path`` is absolute, ``version`` the line in which it names itself, ``target`` its target triple (empty for nvcc).
    ``arguments`` are what $CXX holds behind the name (``ccache g++`` or ``g++ -m64``).
    """

    path: str
    kind: Kind
    version: str
    target: str
    arguments: tuple[str, ...] = ()

    @property
    def command(self) -> list[str]:
        return [self.path, *self.arguments]

    @property
    def identity(self) -> str:
        """What decides the code it makes: part of cache keys. Not the path: a moved compiler still hits."""
        return "\n".join((self.kind, self.version, self.target, *self.arguments))


class Unusable(Exception):
    """Why one candidate is no compiler."""


_probed: dict[str, Compiler] = {}


def probe(words: list[str], cache: Cache | None = None) -> Compiler:
    """Ask a command who it is: at most one process, none when this process or ``cache`` knows the answer.

    Raises Unusable when it is no C++ compiler.
    """
    path = shutil.which(words[0])
    if path is None:
        raise Unusable(f"{words[0]}: not found")
    path = os.path.abspath(path)
    key = "compiler " + " ".join(f"{word} {_stamp(word)}" for word in (path, *words[1:]))
    known = cache.get_json(key) if cache is not None else None
    # Each cache is told, also when another one has led to the answer.
    compiler = _probed.get(key) or _from_json(known, path, words) or _ask(path, words)
    if cache is not None and known is None:
        cache.put_json(key, {"kind": compiler.kind, "version": compiler.version, "target": compiler.target})
    _probed[key] = compiler
    return compiler


def _stamp(word: str) -> str:
    """Changes when an upgrade replaces the file behind a word of the command."""
    path = shutil.which(word)
    if path is None:
        return ""
    status = os.stat(path)
    return f"{os.path.realpath(path)} {status.st_mtime_ns} {status.st_size}"


def _from_json(known: object, path: str, words: list[str]) -> Compiler | None:
    if not isinstance(known, dict) or known.get("kind") not in ("gcc", "clang", "nvcc"):
        return None
    return Compiler(path, known["kind"], str(known.get("version")), str(known.get("target")), tuple(words[1:]))


def _ask(path: str, words: list[str]) -> Compiler:
    name = os.path.basename(words[0])
    is_nvcc = "nvcc" in name
    # ``-v`` rather than ``--version``: gcc and clang then tell the target too, in the same process.
    question = "--version" if is_nvcc else "-v"
    try:
        done = ProcessGroup().run([path, *words[1:], question])
    except OSError as error:
        raise Unusable(f"{path}: cannot be started ({error.strerror})") from error
    lines = [line.strip() for line in done.output.splitlines()]
    if done.status != 0:
        raise Unusable(f"{path}: {question} ended with status {done.status}: {lines[0] if lines else 'no output'}")
    if is_nvcc:
        release = [line for line in lines if "release" in line]
        if not release:
            raise Unusable(f"{path}: does not answer like nvcc")
        return Compiler(path, "nvcc", release[0], "", tuple(words[1:]))
    version = [line for line in lines if re.search(r"\b(gcc|clang|LLVM) version\b", line)]
    if not version:
        raise Unusable(f"{path}: does not answer like gcc or clang")
    target = [line.split(":", 1)[1].strip() for line in lines if line.startswith("Target:")]
    kind: Kind = "gcc" if version[0].startswith("gcc") else "clang"
    return Compiler(path, kind, version[0], target[0] if target else "", tuple(words[1:]))
