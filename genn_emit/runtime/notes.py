"""Small texts that are worth remembering from one process to the next, each a file of the cache."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# Looking through all notes costs a few milliseconds: the first one that is put makes room, and every so many after it.
PUTS_BETWEEN_EVICTIONS = 64


class Notes:
    """Texts under sha256 hex digests, at most ``limit`` bytes: the least recently used go first. Safe for several processes.

    ``temporary`` is a directory on the same file system.
    """

    def __init__(self, folder: Path, temporary: Path, limit: int) -> None:
        self._folder, self._temporary, self._limit = folder, temporary, limit
        self._puts = 0

    def get(self, key: str) -> str | None:
        """A text, from now the most recently used, or None when it is absent. A damaged one is removed."""
        path = self._path(key)
        try:
            stored = path.read_bytes()
        except OSError:
            return None
        checksum, _, text = stored.partition(b"\n")
        if checksum != _checksum(text):
            with suppress(OSError):
                path.unlink()
            return None
        with suppress(OSError):
            os.utime(path)
        return text.decode("utf-8")

    def put(self, key: str, text: str) -> None:
        """Store a text, replacing an older one at once. OSError when it cannot be written."""
        encoded = text.encode("utf-8")
        number, name = tempfile.mkstemp(prefix="note-", dir=self._temporary)
        with os.fdopen(number, "wb") as stream:
            stream.write(_checksum(encoded) + b"\n" + encoded)
        os.replace(name, self._path(key))
        if self._puts % PUTS_BETWEEN_EVICTIONS == 0:
            self._evict()
        self._puts += 1

    def count(self) -> int:
        """How many there are."""
        return len(list(self._found()))

    def size(self) -> int:
        """Bytes that all of them take."""
        return sum(size for _, size, _ in self._found())

    def clear(self) -> None:
        """Remove all."""
        for _, _, path in self._found():
            with suppress(OSError):
                os.unlink(path)

    def _evict(self) -> None:
        found = sorted(self._found())
        total = sum(size for _, size, _ in found)
        for _, size, path in found:
            if total <= self._limit:
                break
            with suppress(OSError):
                os.unlink(path)
            total -= size

    def _found(self) -> Iterator[tuple[int, int, str]]:
        """Time of last use, size and path of each."""
        with os.scandir(self._folder) as items:
            for item in items:
                # Another process may have removed it meanwhile.
                with suppress(OSError):
                    status = item.stat()
                    yield status.st_mtime_ns, status.st_size, item.path

    def _path(self, key: str) -> Path:
        if not re.fullmatch("[0-9a-f]{64}", key):
            raise ValueError(f"a cache key is a sha256 hex digest, not {key!r}")
        return self._folder / key


def _checksum(text: bytes) -> bytes:
    return hashlib.sha256(text).hexdigest().encode()
