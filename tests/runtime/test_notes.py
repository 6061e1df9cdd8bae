"""Notes are there or absent, whole, and bounded."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from genn_emit.runtime.cache import Cache
from genn_emit.runtime.notes import PUTS_BETWEEN_EVICTIONS, Notes


def key_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    for name in ("notes", "tmp"):
        (tmp_path / name).mkdir()
    return Notes(tmp_path / "notes", tmp_path / "tmp", 10_000)


@pytest.mark.parametrize("text", ["", "v = _v\n", "\n\n", "dτ/dt", '{"a": 1}'])
def test_put_then_get(notes: Notes, text: str) -> None:
    assert notes.get(key_of("a")) is None
    notes.put(key_of("a"), text)
    assert notes.get(key_of("a")) == text
    assert notes.get(key_of("b")) is None
    assert notes.count() == 1


def test_the_last_one_counts(notes: Notes) -> None:
    for text in ("first", "second"):
        notes.put(key_of("a"), text)
    assert notes.get(key_of("a")) == "second"


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_one_is_absent(notes: Notes, tmp_path: Path, damage: bytes | None) -> None:
    notes.put(key_of("a"), "x = 1")
    path = tmp_path / "notes" / key_of("a")
    path.write_bytes(path.read_bytes().replace(b"x = 1", b"x = 2") if damage is None else damage)
    assert notes.get(key_of("a")) is None
    assert not path.exists()


def test_the_least_recently_used_go_first(notes: Notes, tmp_path: Path) -> None:
    text = "x" * 1000
    for number in range(PUTS_BETWEEN_EVICTIONS):
        notes.put(key_of(str(number)), text)
        os.utime(tmp_path / "notes" / key_of(str(number)), (number, number))
    assert notes.get(key_of("3")) == text
    notes.put(key_of("last"), text)
    assert notes.size() <= 10_000
    assert notes.get(key_of("last")) == notes.get(key_of("3")) == text
    assert notes.get(key_of("4")) is None


def test_keys_are_digests(notes: Notes) -> None:
    with pytest.raises(ValueError, match="digest"):
        notes.put("../a", "text")


def test_in_the_cache(cache: Cache) -> None:
    cache.put_note(key_of("a"), "text")
    assert Cache(cache.directory).get_note(key_of("a")) == "text"
    assert cache.notes()[0] == 1
    assert cache.notes()[1] > len("text")
    cache.clear()
    assert cache.notes() == (0, 0)
