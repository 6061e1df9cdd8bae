"""A directory of compiled code: entries named by content, whole or absent, bounded in size. Notes lie beside it."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from genn_emit.errors import CacheError
from genn_emit.runtime import entries as _entries
from genn_emit.runtime.notes import Notes

DIRECTORY_VARIABLE = "GENN_EMIT_CACHE"
SIZE_VARIABLE = "GENN_EMIT_CACHE_SIZE"
DEFAULT_SIZE = 1 << 30
NOTES_SIZE = 32 << 20
LAYOUT = "v1"
# One key in 128 begins like this.
_LOOK = ("00", "01")
_FULL = (errno.ENOSPC, errno.EDQUOT)

_MOVE = f"set {DIRECTORY_VARIABLE} to a directory elsewhere"

# Entries that this process has loaded or works on, over all Cache objects.
_held: Counter[Path] = Counter()
_held_lock = threading.Lock()


class Cache:
    """Content-addressed directories, safe for several threads and processes at once.

    ``directory`` defaults to $GENN_EMIT_CACHE or the user's cache directory, ``limit`` (bytes) to $GENN_EMIT_CACHE_SIZE
    or 1 GiB. Keys of entries are sha256 hex digests. Raises CacheError when the directory cannot be written.
    """

    def __init__(self, directory: str | os.PathLike[str] | None = None, *, limit: int | None = None) -> None:
        self.directory = Path(directory) if directory is not None else _default_directory()
        self.limit = limit if limit is not None else _default_limit()
        root = self.directory / LAYOUT
        self._entries, self._locks, self._json = root / "entries", root / "locks", root / "json"
        self._temporary, self._failed = root / "tmp", root / "failed"
        self._total = root / "total"
        self.notes_limit = min(NOTES_SIZE, self.limit)
        self._notes = Notes(root / "notes", self._temporary, self.notes_limit)
        with self._errors():
            for folder in (self._entries, self._locks, self._json, self._temporary, self._failed, root / "notes"):
                os.makedirs(folder, exist_ok=True)
                if not os.access(folder, os.W_OK):
                    raise PermissionError(errno.EACCES, "not writable", str(folder))

    def path(self, key: str) -> Path:
        """Where an entry is or would be."""
        if not re.fullmatch("[0-9a-f]{64}", key):
            raise ValueError(f"a cache key is a sha256 hex digest, not {key!r}")
        return self._entries / key

    def get(self, key: str) -> Path | None:
        """The directory of a whole entry, from now the most recently used, or None. A corrupt entry is removed."""
        path = self.path(key)
        state = _entries.check(path)
        if state is _entries.State.CORRUPT:
            self.remove(key)
        if state is not _entries.State.WHOLE:
            return None
        with suppress(OSError):
            os.utime(path)
        return path

    def put(self, key: str, fill: Callable[[Path], None]) -> Path:
        """The entry, made by ``fill(empty directory)`` when absent: of several processes at once, only one fills it.

        What ``fill`` raises passes through and leaves nothing behind. CacheError when the disk is full or not writable.
        """
        with self.lock(key):
            found = self.get(key)
            if found is not None:
                return found
            with self._errors():
                temporary = Path(tempfile.mkdtemp(prefix=key[:8] + "-", dir=self._temporary))
            try:
                with self._errors():
                    fill(temporary)
                    _entries.write_manifest(temporary)
                    path = self._move(temporary, self.path(key))
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
        self._evict(keep=path)
        return path

    @contextmanager
    def lock(self, key: str) -> Iterator[None]:
        """Held by one thread of one process at a time, reentrant in a thread."""
        # filelock takes 40 ms to import, and a warm start needs no lock.
        from filelock import FileLock

        path = self._locks / f"{self.path(key).name}.lock"
        with self._errors():
            lock = FileLock(path, is_singleton=True)
            lock.acquire()
        try:
            yield
        finally:
            lock.release()

    def hold(self, key: str) -> None:
        """Never evict this entry while this process lives: it is loaded."""
        with _held_lock:
            _held[self.path(key)] += 1

    @contextmanager
    def holding(self, keys: Iterable[str]) -> Iterator[None]:
        """Evict none of these entries meanwhile, be they there already or not."""
        paths = [self.path(key) for key in keys]
        with _held_lock:
            _held.update(paths)
        try:
            yield
        finally:
            with _held_lock:
                _held.subtract(paths)

    def remove(self, key: str) -> None:
        """Remove an entry whole: nobody sees half of it, and who has its library loaded keeps it."""
        path = self.path(key)
        _entries.forget(path)
        doomed = Path(tempfile.mkdtemp(prefix="removed-", dir=self._temporary))
        with suppress(OSError):
            os.rename(path, doomed / "entry")
        shutil.rmtree(doomed, ignore_errors=True)

    def keep_failed(self, key: str, directory: Path) -> Path | None:
        """Move what could not be compiled to where the user can look at it. None when that is not possible."""
        target = self._failed / self.path(key).name
        try:
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(directory, target)
        except (OSError, shutil.Error):
            return None
        return target

    def entries(self) -> tuple[str, ...]:
        """Keys of all entries, least recently used first."""
        return tuple(found.path.name for found in _entries.scan(self._entries))

    def size(self) -> int:
        """Bytes that all entries take."""
        return sum(found.size for found in _entries.scan(self._entries))

    def clear(self) -> None:
        """Remove everything, also what this process has loaded (it stays usable in this process)."""
        for key in self.entries():
            self.remove(key)
        self._notes.clear()
        for folder in (self._json, self._failed, self._locks):
            for item in folder.iterdir():
                _entries.delete(item)
        _entries.delete(self._total)

    def get_note(self, key: str) -> str | None:
        """A small text stored under a sha256 hex digest, or None when it is absent or damaged."""
        return self._notes.get(key)

    def put_note(self, key: str, text: str) -> None:
        """Store a small text, replacing an older one at once. Beyond ``notes_limit`` bytes the least recently used go."""
        with self._errors():
            self._notes.put(key, text)

    def notes(self) -> tuple[int, int]:
        """How many notes there are, and their bytes."""
        return self._notes.count(), self._notes.size()

    def get_json(self, key: str) -> Any:
        """A small value stored under any text, or None when absent or unreadable."""
        try:
            return json.loads(self._json_path(key).read_text("utf-8"))["value"]
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put_json(self, key: str, value: Any) -> None:
        """Store a small value that json can hold, replacing an older one at once."""
        with self._errors():
            number, name = tempfile.mkstemp(dir=self._temporary)
            with os.fdopen(number, "w", encoding="utf-8") as stream:
                json.dump({"key": key, "value": value}, stream)
            os.replace(name, self._json_path(key))

    def _json_path(self, key: str) -> Path:
        return self._json / (hashlib.sha256(key.encode()).hexdigest() + ".json")

    def _move(self, temporary: Path, path: Path) -> Path:
        try:
            os.rename(temporary, path)
        except OSError as error:
            # Another process was faster although we hold the lock (lock files on some network drives do not lock).
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST) or self.get(path.name) is None:
                raise
        return path

    def _evict(self, keep: Path) -> None:
        """Look through all entries only when they may be too large: that takes a second where there are many thousands. What they
        take is summed up in a file, which processes that write at once, or are killed, leave too small: so look now and then."""
        _entries.sweep(self._temporary, self._failed)
        known = self._known_total()
        if known is not None and not keep.name.startswith(_LOOK):
            total = known + _entries.size(keep)
            if total <= self.limit:
                self._note_total(total)
                return
        found = _entries.scan(self._entries)
        total = sum(entry.size for entry in found)
        for entry in found:
            if total <= self.limit:
                break
            if entry.path != keep and _held[entry.path] <= 0:
                self.remove(entry.path.name)
                _entries.delete(self._locks / f"{entry.path.name}.lock")
                total -= entry.size
        self._note_total(total)

    def _known_total(self) -> int | None:
        try:
            return int(self._total.read_text("ascii"))
        except (OSError, ValueError):
            return None

    def _note_total(self, total: int) -> None:
        with suppress(OSError):
            self._total.write_text(str(total), "ascii")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                raise no_space(self.directory) from error
            raise CacheError(
                f"the cache directory {self.directory} cannot be written ({error}): make it writable, or {_MOVE}"
            ) from error


def no_space(directory: Path) -> CacheError:
    """The error for a full disk."""
    return CacheError(f"no space left for compiled code in {directory}: free some, or {_MOVE}")


def _default_directory() -> Path:
    chosen = os.environ.get(DIRECTORY_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("genn_emit", appauthor=False))


def _default_limit() -> int:
    text = os.environ.get(SIZE_VARIABLE)
    if not text:
        return DEFAULT_SIZE
    try:
        return int(text)
    except ValueError:
        raise CacheError(f"{SIZE_VARIABLE} is {text!r}: set it to a number of bytes, or unset it") from None
