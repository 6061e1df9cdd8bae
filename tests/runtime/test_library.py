"""Opening libraries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from genn_emit.errors import CacheError, LibraryError
from genn_emit.runtime.build import BuildRequest, build
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.library import interface, load

from .conftest import OTHER


def test_call_and_close(make_request: Callable[..., BuildRequest], cache: Cache) -> None:
    library = load(build(make_request(OTHER), cache).library, "int other(int x); int absent(int x);")
    assert library.call("other", 4) == library.lib.other(4) == 5
    with pytest.raises(AttributeError, match="absent"):
        library.call("absent", 1)
    library.close()


def test_declarations_are_parsed_once() -> None:
    assert interface("int f(void);") is interface("int f(void);")


CDEF = "struct State { double x; int32_t *n; }; int other(int x); int32_t run(struct State *s, int64_t n);"


def test_declarations_are_parsed_once_in_all_processes(
    make_request: Callable[..., BuildRequest], cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = build(make_request(OTHER), cache).library
    load(path, CDEF, cache)
    monkeypatch.setattr("genn_emit.runtime.library._interfaces", {})
    monkeypatch.setattr("genn_emit.runtime.library._made", lambda cdef: pytest.fail("parsed again"))
    library = load(path, CDEF, cache)
    assert library.call("other", 4) == 5
    state = library.ffi.new("struct State *")
    state.x, state.n = 1.5, library.ffi.cast("void *", 16)
    assert (state.x, int(library.ffi.cast("intptr_t", state.n))) == (1.5, 16)
    with pytest.raises(AttributeError):
        state.absent = 1
    library.close()


@pytest.mark.parametrize("content", [None, b"", b"\x7fELF", b"text"])
def test_what_is_no_library(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "library.so"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LibraryError, match=str(path)) as caught:
        load(path, "int f(void);")
    assert isinstance(caught.value, CacheError)
