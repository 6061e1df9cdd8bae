"""Entries of the cache on disk: manifests, checks, sizes, leftovers."""

from __future__ import annotations

import enum
import hashlib
import json
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

MANIFEST = "manifest.json"
# sha256 does about 1.7 GB/s: up to here a check costs less than 10 ms. Larger files are checked by size.
HASH_LIMIT = 16 << 20
STALE_SECONDS = 24 * 3600.0
FAILED_KEPT = 20

Stamp = tuple[int, int]
_checked: dict[Path, dict[str, Stamp]] = {}


class State(enum.Enum):
    """What was found where an entry should be."""

    ABSENT = enum.auto()
    CORRUPT = enum.auto()
    WHOLE = enum.auto()


class Found(NamedTuple):
    """An entry on disk, sorted by last use."""

    used_ns: int
    path: Path
    size: int


def write_manifest(directory: Path) -> None:
    """Record size and hash of every file below a directory."""
    files = {
        str(path.relative_to(directory)): {"size": path.stat().st_size, "sha256": digest(path)}
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
    (directory / MANIFEST).write_text(json.dumps({"files": files}), "utf-8")


def check(directory: Path) -> State:
    """Compare an entry with its manifest. Files unchanged since the last check in this process are not read again."""
    if not directory.is_dir():
        return State.ABSENT
    known = _checked.get(directory)
    try:
        if known is not None and all(_stamp(directory / name) == stamp for name, stamp in known.items()):
            return State.WHOLE
        files = json.loads((directory / MANIFEST).read_text("utf-8"))["files"]
        stamps = {name: _stamp(directory / name) for name in files}
        for name, expected in files.items():
            if stamps[name][1] != expected["size"] or digest(directory / name) != expected["sha256"]:
                return State.CORRUPT
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # Absent now: another process removed it meanwhile.
        return State.CORRUPT if directory.is_dir() else State.ABSENT
    _checked[directory] = stamps
    return State.WHOLE


def forget(directory: Path) -> None:
    """Check an entry anew next time."""
    _checked.pop(directory, None)


def digest(path: Path) -> str:
    """sha256 of a file, or empty for files too large to be hashed at every start."""
    if path.stat().st_size > HASH_LIMIT:
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def size(directory: Path) -> int:
    """Bytes of an entry; 0 if another process removed it."""
    try:
        return _size(directory)
    except OSError:
        return 0


def scan(folder: Path) -> list[Found]:
    """Entries with their sizes in bytes, least recently used first."""
    found = []
    for used_ns, path in _by_age(folder):
        try:
            found.append(Found(used_ns, path, _size(path)))
        except OSError:
            # Another process removed it meanwhile.
            continue
    return found


def sweep(temporary: Path, failed: Path) -> None:
    """Remove what killed processes left, and all but the newest failed builds."""
    horizon = (time.time() - STALE_SECONDS) * 1e9
    for used_ns, path in _by_age(temporary):
        if used_ns < horizon:
            delete(path)
    for _, path in _by_age(failed)[:-FAILED_KEPT]:
        delete(path)


def delete(path: Path) -> None:
    """Remove a file or a tree if it is there."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _by_age(folder: Path) -> list[tuple[int, Path]]:
    found = []
    with os.scandir(folder) as items:
        for item in items:
            try:
                found.append((item.stat().st_mtime_ns, Path(item.path)))
            except OSError:
                continue
    return sorted(found)


def _stamp(path: Path) -> Stamp:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


def _size(directory: str | Path) -> int:
    total = 0
    with os.scandir(directory) as items:
        for item in items:
            total += _size(item.path) if item.is_dir(follow_symlinks=False) else item.stat().st_size
    return total
