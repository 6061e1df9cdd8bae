"""What is to be built, and the keys under which the cache knows it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from genn_emit.runtime.compiler import Compiler
from genn_emit.runtime.flags import Flags

# A directory with more files than this is somebody's system directory: told apart by times and sizes, not read.
READ_LIMIT = 500
Stamp = tuple[int, int]
_hashed: dict[tuple[str, Stamp], str] = {}


@dataclass(frozen=True, slots=True)
class Source:
    """A file of code: its name, relative to the build directory (``neuron_update.cc``), its text, and compiler flags of its own,
    which stand behind those of the request."""

    name: str
    text: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """A shared library to be built. ``extra_objects`` are paths of object files or archives to link in.

    Sources and headers may include ``headers`` and files in ``include_dirs``. Files in ``include_dirs`` may not include
    ``headers``.
    Raises ValueError when two files have the same name or a name leaves the build directory.
    """

    name: str
    sources: tuple[Source, ...]
    headers: tuple[Source, ...]
    include_dirs: tuple[str, ...]
    compiler: Compiler
    flags: Flags
    extra_objects: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [file.name for file in self.sources + self.headers]
        if len(set(names)) != len(names):
            raise ValueError(f"two files of {self.name!r} have the same name: {sorted(names)}")
        for name in names:
            if not name or PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ValueError(f"{name!r} is no name of a file in the build directory")
        if not self.sources:
            raise ValueError(f"{self.name!r} has no sources")


def object_keys(request: BuildRequest) -> tuple[str, ...]:
    """One key per source: its text, the headers it can reach, the include directories, flags and compiler."""
    common = (request.compiler.identity, request.flags.identity, *map(directory_identity, request.include_dirs))
    return tuple(
        _digest(
            "object",
            *common,
            *source.flags,
            *(part for file in (source, *reachable(source, request.headers)) for part in (file.name, file.text)),
        )
        for source in request.sources
    )


def library_key(request: BuildRequest, objects: Iterable[str]) -> str:
    """The key of the linked library: its objects' keys and what is linked in besides."""
    extra = (file_identity(path) for path in request.extra_objects)
    return _digest("library", request.name, *objects, "extra", *extra)


def reachable(source: Source, headers: tuple[Source, ...]) -> tuple[Source, ...]:
    """Headers that a source may include, directly or not: those whose file name occurs in its text or in theirs."""
    found: list[Source] = []
    texts = [source.text]
    while texts:
        text = texts.pop()
        for header in headers:
            if header not in found and PurePosixPath(header.name).name in text:
                found.append(header)
                texts.append(header.text)
    return tuple(sorted(found, key=lambda header: header.name))


def directory_identity(directory: str) -> str:
    """Changes when a file below an include directory does. A directory that is absent counts as empty."""
    files = sorted(path for path in Path(directory).rglob("*") if path.is_file() and path.suffix != ".pyc")
    if len(files) > READ_LIMIT:
        return _digest(directory, *(f"{path} {_stamp(path)}" for path in files))
    return _digest(*(part for path in files for part in (str(path.relative_to(directory)), file_identity(str(path)))))


def file_identity(path: str) -> str:
    """sha256 of a file, read again only when its time or size changed, or empty when it is absent."""
    try:
        key = (os.path.abspath(path), _stamp(Path(path)))
        if key not in _hashed:
            _hashed[key] = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        return _hashed[key]
    except OSError:
        return ""


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def _digest(*parts: str) -> str:
    total = hashlib.sha256()
    for part in parts:
        data = part.encode()
        # Lengths keep ("ab", "c") and ("a", "bc") apart.
        total.update(b"%d:" % len(data))
        total.update(data)
    return total.hexdigest()
