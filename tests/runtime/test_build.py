"""Compile, link, load: what is reused, what is rebuilt, what errors say."""

from __future__ import annotations

import dataclasses
import pickle
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from genn_emit.errors import BuildError, CacheError
from genn_emit.runtime import launch
from genn_emit.runtime.build import BuildRequest, Source, build, launches, load_built
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.flags import default_flags
from genn_emit.runtime.memory import HostArray

from .conftest import CDEF, HEADER, OTHER, SCALE

Make = Callable[..., BuildRequest]


def test_compiled_code_works_on_host_memory(make_request: Make, cache: Cache) -> None:
    library, _ = load_built(make_request(SCALE), cache, CDEF)
    array = HostArray("v", "f8", 5)
    array.view[:] = np.arange(5)
    state = library.ffi.new("State *")
    state.v, state.n = library.ffi.cast("double *", array.address), array.size
    assert library.call("scale", state, 2.0) == 0
    np.testing.assert_array_equal(array.view, [0, 2, 4, 6, 8])


def test_two_states_share_one_library(make_request: Make, cache: Cache) -> None:
    library, _ = load_built(make_request(SCALE), cache, CDEF)
    again, result = load_built(make_request(SCALE), cache, CDEF)
    assert result.commands == () and again.ffi is library.ffi
    first, second = np.ones(3), np.ones(3)
    for values, by in ((first, 2.0), (second, 3.0)):
        state = again.ffi.new("State *", {"v": again.ffi.cast("double *", values.ctypes.data), "n": 3})
        again.call("scale", state, by)
    assert first.tolist() == [2] * 3 and second.tolist() == [3] * 3


def test_one_source_takes_one_command_and_then_none(make_request: Make, cache: Cache) -> None:
    before = launches.count
    first = build(make_request(SCALE), cache)
    assert launches.count == before + 1
    assert (first.compiled, first.reused, len(first.commands)) == (1, 0, 1)
    second = build(make_request(SCALE), cache)
    assert launches.count == before + 1
    assert (second.compiled, second.reused, second.commands) == (0, 1, ())
    assert second.library == first.library


def test_sources_lie_beside_the_library(make_request: Make, cache: Cache) -> None:
    for sources in ((SCALE,), (SCALE, OTHER)):
        result = build(make_request(*sources), cache)
        for file in (*sources, HEADER):
            assert (result.directory / file.name).read_text() == file.text


def test_only_changed_modules_compile(make_request: Make, cache: Cache) -> None:
    assert build(make_request(SCALE, OTHER), cache).compiled == 2
    changed = Source("other.cc", OTHER.text.replace("1", "2"))
    result = build(make_request(SCALE, changed), cache)
    assert (result.compiled, result.reused, len(result.commands)) == (1, 1, 2)


def test_a_header_counts_only_for_those_who_may_include_it(make_request: Make, cache: Cache) -> None:
    build(make_request(SCALE, OTHER), cache)
    header = Source(HEADER.name, HEADER.text + "struct More {};\n")
    result = build(make_request(SCALE, OTHER, header=header), cache)
    assert (result.compiled, result.reused) == (1, 1)


def test_include_directories_count_by_content(make_request: Make, cache: Cache, tmp_path: Path) -> None:
    folder = tmp_path / "with space"
    folder.mkdir()
    (folder / "limit.h").write_text("#define LIMIT 3\n")
    source = Source("limit.cc", '#include "limit.h"\nextern "C" int limit() { return LIMIT; }\n')
    for value in (3, 4):
        (folder / "limit.h").write_text(f"#define LIMIT {value}\n")
        library, result = load_built(make_request(source, include_dirs=(str(folder),)), cache, "int limit(void);")
        assert library.call("limit") == value
        assert result.compiled == 1


def test_flags_and_compiler_count(make_request: Make, cache: Cache) -> None:
    request = make_request(OTHER)
    build(request, cache)
    newer = dataclasses.replace(request.compiler, version=request.compiler.version + " newer")
    assert build(dataclasses.replace(request, compiler=newer), cache).compiled == 1
    other = default_flags(request.compiler, optimise=True)
    assert build(dataclasses.replace(request, flags=other), cache).compiled == 1


def test_flags_of_one_source_count(make_request: Make, cache: Cache) -> None:
    request = make_request(SCALE, OTHER)
    build(request, cache)
    first, second = request.sources
    changed = dataclasses.replace(request, sources=(first, dataclasses.replace(second, flags=("-DOTHER=1",))))
    result = build(changed, cache)
    assert (result.compiled, result.reused) == (1, 1)
    assert [("-DOTHER=1" in command) for command in result.commands] == [True, False]  # compiled, linked


def test_every_kind_of_flags_compiles(make_request: Make, cache: Cache) -> None:
    request = make_request(SCALE, OTHER)
    for options in ({"debug": True}, {"sanitize": True}, {"standard_library": True}):
        flags = default_flags(request.compiler, **options)
        assert build(dataclasses.replace(request, flags=flags), cache).library.exists()


def test_vector_math_and_threads_link(make_request: Make, cache: Cache) -> None:
    text = """extern "C" double exp(double) __attribute__((simd("notinbranch")));
    extern "C" int pthread_cond_signal(void *);
    extern "C" void fill(double *x, long n) { for (long i = 0; i < n; i++) x[i] = exp(x[i]); }
    extern "C" int wake(void *p) { return pthread_cond_signal(p); }
    """
    request = make_request(Source("math.cc", text))
    request = dataclasses.replace(request, flags=default_flags(request.compiler))
    library, _ = load_built(request, cache, "void fill(double *x, long n);")
    values = np.linspace(-1, 1, 67)
    expected = np.exp(values)
    library.call("fill", library.ffi.cast("double *", values.ctypes.data), values.size)
    np.testing.assert_allclose(values, expected, rtol=1e-15)


def test_extra_objects_are_linked(make_request: Make, cache: Cache, tmp_path: Path) -> None:
    request = make_request(Source("user.cc", 'extern "C" int seven(); extern "C" int f() { return seven(); }\n'))
    (tmp_path / "seven.cc").write_text('extern "C" int seven() { return 7; }\n')
    subprocess.run([request.compiler.path, "-fPIC", "-c", "seven.cc", "-o", "seven.o"], cwd=tmp_path, check=True)
    request = dataclasses.replace(request, extra_objects=(str(tmp_path / "seven.o"),))
    library, _ = load_built(request, cache, "int f(void);")
    assert library.call("f") == 7


@pytest.mark.parametrize("others", [(), (OTHER,)])
def test_a_compile_error_names_the_place(make_request: Make, cache: Cache, others: tuple[Source, ...]) -> None:
    broken = Source("broken.cc", "int f() {\n  return nothing;\n}\n")
    with pytest.raises(BuildError) as caught:
        build(make_request(broken, *others), cache)
    error = caught.value
    assert "broken.cc:2" in error.first_error and "nothing" in error.first_error
    assert error.source is not None and Path(error.source).read_text() == broken.text
    assert "broken.cc" in error.command and "nothing" in error.output
    for part in (error.first_error, error.command, error.source, error.remedy):
        assert part in str(error)
    # The command can be pasted into a shell.
    assert "nothing" in subprocess.run(error.command, shell=True, capture_output=True, text=True).stderr
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert all("broken.cc" not in [file.name for file in cache.path(key).iterdir()] for key in cache.entries())


@pytest.mark.parametrize("others", [(), (OTHER,)])
def test_a_missing_function_is_a_link_error(make_request: Make, cache: Cache, others: tuple[Source, ...]) -> None:
    source = Source("calls.cc", 'extern "C" int absent(); extern "C" int f() { return absent(); }\n')
    with pytest.raises(BuildError, match="absent"):
        build(make_request(source, *others), cache)


def test_a_compiler_that_vanished(make_request: Make, cache: Cache) -> None:
    request = make_request(SCALE)
    gone = dataclasses.replace(request.compiler, path="/nowhere/g++")
    with pytest.raises(BuildError, match="cannot be started"):
        build(dataclasses.replace(request, compiler=gone), cache)


def test_a_library_that_does_not_load_is_built_anew_once(make_request: Make, cache: Cache) -> None:
    request = make_request(SCALE)
    good = build(request, cache)
    key = good.directory.name
    cache.remove(key)
    # An entry that agrees with its manifest, yet is no library.
    cache.put(key, lambda directory: (directory / "library.so").write_bytes(b"\x7fELF no library") and None)
    library, result = load_built(request, cache, CDEF)
    assert result.compiled == 1 and library.path == good.library


def test_a_fresh_library_that_does_not_load(make_request: Make, cache: Cache) -> None:
    request = make_request(Source("c.cc", 'extern "C" int absent(); extern "C" int f() { return absent(); }\n'))
    lazy = dataclasses.replace(request.flags, link=("-shared", "-Wl,-z,now"))
    before = launches.count
    with pytest.raises(BuildError, match="absent"):
        load_built(dataclasses.replace(request, flags=lazy), cache, "int f(void);")
    assert launches.count == before + 1


def test_a_truncated_library_is_rebuilt(make_request: Make, cache: Cache) -> None:
    request = make_request(SCALE)
    result = build(request, cache)
    result.library.write_bytes(result.library.read_bytes()[:1000])
    library, again = load_built(request, cache, CDEF)
    assert again.compiled == 1 and library.path == result.library


def test_a_full_disk(make_request: Make, cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    full = launch.Finished("g++", 1, "/tmp/x.s: error: No space left on device")
    monkeypatch.setattr(launch.ProcessGroup, "run", lambda *arguments: full)
    with pytest.raises(CacheError, match="GENN_EMIT_CACHE") as caught:
        build(make_request(SCALE), cache)
    assert str(cache.directory) in str(caught.value)


def test_threads_build_once(make_request: Make, cache: Cache) -> None:
    request = make_request(SCALE, OTHER)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: build(request, cache), range(4)))
    assert sum(result.compiled for result in results) == 2
    assert sum(len(result.commands) for result in results) == 3


def test_a_tiny_bound_does_not_evict_the_build_under_way(make_request: Make, tmp_path: Path) -> None:
    small = Cache(tmp_path / "small", limit=1)
    result = build(make_request(SCALE, OTHER), small)
    assert result.library.exists()
    assert result.directory.name in small.entries()


@pytest.mark.parametrize("name", ["../out.cc", "/out.cc", ""])
def test_files_stay_in_the_build_directory(make_request: Make, name: str) -> None:
    with pytest.raises(ValueError, match="build directory"):
        make_request(Source(name, ""))


def test_names_are_unique(make_request: Make) -> None:
    with pytest.raises(ValueError, match="same name"):
        make_request(SCALE, SCALE)
    with pytest.raises(ValueError, match="no sources"):
        make_request()
