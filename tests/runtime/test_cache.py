"""Entries are whole or absent, bounded, and verified."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from genn_emit.errors import CacheError
from genn_emit.runtime import entries
from genn_emit.runtime.cache import Cache


def key_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def put(cache: Cache, text: str, size: int = 1000) -> str:
    key = key_of(text)
    cache.put(key, lambda directory: (directory / "data").write_bytes(b"x" * size) and None)
    return key


def age(cache: Cache, key: str, seconds: int) -> None:
    os.utime(cache.path(key), (seconds, seconds))


def test_put_then_get(cache: Cache) -> None:
    key = key_of("a")
    assert cache.get(key) is None
    path = cache.put(key, lambda directory: (directory / "data").write_text("hello") and None)
    assert path == cache.get(key) == cache.path(key)
    assert (path / "data").read_text() == "hello"
    assert cache.entries() == (key,)
    cache.put(key, lambda directory: pytest.fail("filled twice"))


def test_a_failing_fill_leaves_nothing(cache: Cache) -> None:
    def fill(directory: Path) -> None:
        (directory / "half").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cache.put(key_of("a"), fill)
    assert cache.entries() == ()
    assert list((cache.directory / "v1" / "tmp").iterdir()) == []


@pytest.mark.parametrize("damage", ["manifest cut", "manifest gone", "file cut", "file changed", "file gone", "list"])
def test_a_corrupt_entry_is_removed(cache: Cache, damage: str) -> None:
    key = put(cache, "a")
    path = cache.path(key)
    manifest, data = path / entries.MANIFEST, path / "data"
    entries.forget(path)
    match damage:
        case "manifest cut":
            manifest.write_text(manifest.read_text()[:20])
        case "manifest gone":
            manifest.unlink()
        case "file cut":
            data.write_bytes(b"x" * 10)
        case "file changed":
            data.write_bytes(b"y" * 1000)
        case "file gone":
            data.unlink()
        case "list":
            manifest.write_text(json.dumps([1]))
    assert cache.get(key) is None
    assert not path.exists()
    put(cache, "a")
    assert cache.get(key) == path


def test_damage_after_a_check_is_seen(cache: Cache) -> None:
    key = put(cache, "a")
    assert cache.get(key) is not None
    (cache.path(key) / "data").write_bytes(b"short")
    assert cache.get(key) is None


def test_large_files_are_checked_by_size(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "HASH_LIMIT", 100)
    key = put(cache, "a")
    entries.forget(cache.path(key))
    assert cache.get(key) is not None
    (cache.path(key) / "data").write_bytes(b"x" * 999)
    assert cache.get(key) is None


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=3500)
    a, b, c = (put(cache, text) for text in "abc")
    for seconds, key in enumerate((a, b, c), start=1):
        age(cache, key, seconds)
    assert cache.get(a) is not None
    d = put(cache, "d")
    assert set(cache.entries()) == {a, c, d} or set(cache.entries()) == {a, d}
    assert b not in cache.entries()
    assert cache.size() <= 3500


def test_what_is_held_stays(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=1500)
    a = put(cache, "a")
    cache.hold(a)
    age(cache, a, 1)
    b = put(cache, "b")
    assert set(cache.entries()) == {a, b}
    c = put(Cache(tmp_path, limit=1500), "c")
    assert set(cache.entries()) == {a, c}


def test_size_and_clear(cache: Cache) -> None:
    key = put(cache, "a", 5000)
    cache.put_json("k", 1)
    assert 5000 <= cache.size() < 6000
    cache.clear()
    assert cache.size() == 0 and cache.get(key) is None and cache.get_json("k") is None
    put(cache, "a")


def test_json_values(cache: Cache) -> None:
    assert cache.get_json("some compiler") is None
    cache.put_json("some compiler", {"version": "12"})
    cache.put_json("some compiler", {"version": "13"})
    assert Cache(cache.directory).get_json("some compiler") == {"version": "13"}
    for file in (cache.directory / "v1" / "json").iterdir():
        file.write_text("{")
    assert cache.get_json("some compiler") is None


def test_keys_are_digests(cache: Cache) -> None:
    with pytest.raises(ValueError, match="sha256"):
        cache.get("../../etc")


def test_the_environment_chooses_place_and_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENN_EMIT_CACHE", str(tmp_path / "here"))
    monkeypatch.setenv("GENN_EMIT_CACHE_SIZE", "12345")
    assert (Cache().directory, Cache().limit) == (tmp_path / "here", 12345)
    monkeypatch.setenv("GENN_EMIT_CACHE_SIZE", "1 GB")
    with pytest.raises(CacheError, match="number of bytes"):
        Cache()
    monkeypatch.delenv("GENN_EMIT_CACHE")
    monkeypatch.delenv("GENN_EMIT_CACHE_SIZE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert "genn_emit" in str(Cache().directory)


def test_a_place_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CacheError, match=r"file.*cannot be written.*GENN_EMIT_CACHE"):
        Cache(tmp_path / "file" / "below")
    monkeypatch.setattr(os, "access", lambda *arguments: False)
    with pytest.raises(CacheError, match="not writable"):
        Cache(tmp_path / "read-only")


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "no space left"), (errno.EROFS, "cannot be written")])
def test_errors_while_filling(cache: Cache, number: int, words: str) -> None:
    def fill(directory: Path) -> None:
        raise OSError(number, os.strerror(number), str(directory))

    with pytest.raises(CacheError, match=words) as caught:
        cache.put(key_of("a"), fill)
    assert "GENN_EMIT_CACHE" in str(caught.value) and str(cache.directory) in str(caught.value)
    assert cache.entries() == ()


def test_a_faster_process_wins(cache: Cache) -> None:
    key = key_of("a")

    def fill(directory: Path) -> None:
        # As when lock files do not lock: somebody else finishes while we work.
        theirs = cache.path(key)
        theirs.mkdir()
        (theirs / "data").write_text("theirs")
        entries.write_manifest(theirs)
        (directory / "data").write_text("ours")

    assert (cache.put(key, fill) / "data").read_text() == "theirs"


def test_leftovers_are_swept(cache: Cache) -> None:
    root = cache.directory / "v1"
    (root / "tmp" / "old").mkdir()
    os.utime(root / "tmp" / "old", (1, 1))
    (root / "tmp" / "new").mkdir()
    for i in range(30):
        (root / "failed" / str(i)).mkdir()
    put(cache, "a")
    assert [path.name for path in (root / "tmp").iterdir()] == ["new"]
    assert len(list((root / "failed").iterdir())) == entries.FAILED_KEPT


def test_entries_are_looked_through_only_where_they_may_be_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of entries must not make the next one slow."""
    looked: list[Path] = []
    scan = entries.scan

    def watched(folder: Path) -> Any:
        looked.append(folder)
        return scan(folder)

    monkeypatch.setattr(entries, "scan", watched)
    cache = Cache(tmp_path, limit=200_000)
    keys = [f"{number:x}".rjust(64, "a") for number in range(12)]
    for key in keys:
        cache.put(key, lambda directory: (directory / "file").write_bytes(b"x" * 1000))
    assert len(looked) == 1  # nothing was known before the first
    assert int((tmp_path / "v1" / "total").read_text()) == sum(found.size for found in scan(tmp_path / "v1" / "entries"))
    (tmp_path / "v1" / "total").write_text("nonsense")
    cache.put("b" * 64, lambda directory: (directory / "file").write_bytes(b"x"))
    assert len(looked) == 2
    cache.put("00" + "b" * 62, lambda directory: (directory / "file").write_bytes(b"x"))
    assert len(looked) == 3  # now and then
    smaller = Cache(tmp_path, limit=5000)
    smaller.put("c" * 64, lambda directory: (directory / "file").write_bytes(b"x" * 1000))
    assert smaller.size() <= 5000
