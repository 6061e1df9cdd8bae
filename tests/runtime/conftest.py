"""A cache of its own for each test, and a small program."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from genn_emit.runtime.build import BuildRequest, Source
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.toolchain import default_flags, find_cxx

CDEF = """
typedef struct State { double *v; int64_t n; } State;
int32_t scale(State *s, double by);
"""
HEADER = Source("definitions.h", "struct State { double *v; long n; };\n")
SCALE = Source(
    "scale.cc",
    """#include "definitions.h"
extern "C" int scale(State *s, double by) {
  for (long i = 0; i < s->n; i++) { s->v[i] *= by; }
  return 0;
}
""",
)
OTHER = Source("other.cc", 'extern "C" int other(int x) { return x + 1; }\n')


@pytest.fixture(autouse=True)
def own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CXX", "NVCC", "GENN_EMIT_CACHE_SIZE", "GENN_EMIT_LAUNCH_LOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GENN_EMIT_CACHE", str(tmp_path / "default"))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def request_for(*sources: Source, header: Source = HEADER, include_dirs: tuple[str, ...] = ()) -> BuildRequest:
    if not any(shutil.which(name) for name in ("g++", "clang++", "c++")):
        pytest.skip("no C++ compiler")
    compiler = find_cxx()
    return BuildRequest("model", sources, (header,), include_dirs, compiler, default_flags(compiler, optimise=False))


@pytest.fixture
def make_request() -> Callable[..., BuildRequest]:
    return request_for
