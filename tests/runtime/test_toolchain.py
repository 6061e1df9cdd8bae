"""Finding compilers: whom it asks, what it says when there is none, how often it asks."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

import pytest

from genn_emit.errors import BuildError, ToolchainError
from genn_emit.runtime import compiler as compiler_module
from genn_emit.runtime.build import launches
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.toolchain import Compiler, Flags, cpu_identity, default_flags, find_cxx, find_nvcc, loop_flags

needs_cxx = pytest.mark.skipif(not shutil.which("g++") and not shutil.which("clang++"), reason="no C++ compiler")
GCC = Compiler("/usr/bin/g++", "gcc", "gcc version 12", "x86_64-linux-gnu")


@pytest.fixture(autouse=True)
def forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiler_module, "_probed", {})


def fake(path: Path, answer: str, status: int = 0) -> str:
    path.write_text(f"#!/bin/sh\necho '{answer}'\nexit {status}\n")
    path.chmod(0o755)
    return str(path)


@needs_cxx
def test_the_compiler_of_this_machine() -> None:
    found = find_cxx()
    assert os.path.isabs(found.path)
    assert found.kind in ("gcc", "clang") and found.kind in found.version
    assert "-" in found.target


@needs_cxx
def test_asked_once_per_process_and_never_again_with_a_cache(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = launches.count
    first = find_cxx(cache=cache)
    assert find_cxx(cache=cache) == find_cxx() == first
    assert launches.count == before + 1
    monkeypatch.setattr(compiler_module, "_probed", {})
    assert find_cxx(cache=Cache(cache.directory)) == first
    assert launches.count == before + 1


def test_an_upgrade_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Cache) -> None:
    monkeypatch.setenv("CXX", fake(tmp_path / "cc", "gcc version 1.0"))
    assert find_cxx(cache=cache).version == "gcc version 1.0"
    fake(tmp_path / "cc", "gcc version 11.0")
    assert find_cxx(cache=cache).version == "gcc version 11.0"


def test_cxx_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", fake(tmp_path / "my c++", "Debian clang version 17\nTarget: aarch64-linux-gnu"))
    found = find_cxx(preference="g++")
    assert (found.kind, found.target, found.arguments) == ("clang", "aarch64-linux-gnu", ())


def test_cxx_may_hold_arguments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", fake(tmp_path / "wrap", "gcc version 9") + " g++ -m64")
    found = find_cxx()
    assert found.command == [str(tmp_path / "wrap"), "g++", "-m64"]
    assert "-m64" in found.identity


def test_a_wrong_cxx_is_an_error_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for value, words in (
        ("/nowhere/g++", "not found"),
        (fake(tmp_path / "odd", "hello"), "does not answer like gcc or clang"),
        (fake(tmp_path / "fails", "broken", 3), "status 3"),
    ):
        monkeypatch.setenv("CXX", value)
        with pytest.raises(ToolchainError, match=words) as caught:
            find_cxx()
        assert "$CXX" in str(caught.value) and value in str(caught.value)
        assert isinstance(caught.value, BuildError)
    binary = tmp_path / "binary"
    binary.write_bytes(b"\x00\x01")
    binary.chmod(0o755)
    monkeypatch.setenv("CXX", str(binary))
    with pytest.raises(ToolchainError, match="cannot be started"):
        find_cxx()


def test_a_preference(tmp_path: Path) -> None:
    assert find_cxx(fake(tmp_path / "mine", "gcc version 10")).path == str(tmp_path / "mine")
    with pytest.raises(ToolchainError, match="preferred"):
        find_cxx("no-such-compiler")


def test_no_compiler_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ToolchainError) as caught:
        find_cxx()
    for part in ("g++", "clang++", "c++", "apt install g++", "xcode-select --install", "cxx-compiler", "CXX"):
        assert part in str(caught.value)


def test_nvcc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nvcc = fake(tmp_path / "nvcc", "nvcc: NVIDIA\nCuda compilation tools, release 12.4, V12.4.1")
    monkeypatch.setenv("NVCC", nvcc)
    found = find_nvcc()
    assert found.kind == "nvcc" and "12.4" in found.version
    assert "-Xcompiler=-fPIC" in default_flags(found).compile
    monkeypatch.setenv("NVCC", "/nowhere/nvcc")
    with pytest.raises(ToolchainError, match="NVCC"):
        find_nvcc()


def test_flags_keep_the_meaning_of_nan() -> None:
    flags = default_flags(GCC)
    assert "-ffp-contract=off" in flags.compile
    assert not {"-ffast-math", "-Ofast", "-ffinite-math-only"} & set(flags.compile)
    assert "-lmvec" in flags.link and "-nostdlib" in flags.link
    assert "-nostdlib" not in default_flags(GCC, standard_library=True).link
    assert any("sanitize" in flag for flag in default_flags(GCC, sanitize=True).link)
    assert (flags + Flags(("-DX",), ("-lfoo",))).compile[-1] == "-DX"


def test_flags_of_loops() -> None:
    arm, clang = dataclasses.replace(GCC, target="aarch64-linux-gnu"), dataclasses.replace(GCC, kind="clang")
    assert "-O3" in default_flags(GCC).compile and "-O0" in default_flags(GCC, optimise=False).compile
    assert {"-O1", "-ftree-loop-vectorize"} < set(loop_flags(GCC))
    assert "-fschedule-insns" in default_flags(GCC).compile
    assert not any("-fschedule-insns" in default_flags(other).compile for other in (arm, clang))
    assert loop_flags(clang) == loop_flags(dataclasses.replace(GCC, kind="nvcc")) == ()


def test_flags_elsewhere() -> None:
    arm = Compiler("/c++", "clang", "Apple clang version 15", "arm64-apple-darwin23")
    flags = default_flags(arm)
    assert "-mcpu=native" in flags.compile and flags.link == ("-shared", "-lm")
    musl = Compiler("/c++", "gcc", "gcc version 13", "x86_64-alpine-linux-musl")
    assert "-lmvec" not in default_flags(musl).link


def test_native_code_is_keyed_by_processor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from genn_emit.runtime import flags as flags_module

    native, plain = default_flags(GCC), Flags(("-O2",))
    here, anywhere = native.identity, plain.identity
    (tmp_path / "cpuinfo").write_text("model name\t: Another CPU\nflags\t: sse2\ncpu MHz\t: 1234\n")
    monkeypatch.setattr(flags_module, "CPUINFO", str(tmp_path / "cpuinfo"))
    cpu_identity.cache_clear()
    try:
        assert "Another CPU" in native.identity and native.identity != here
        assert "1234" not in native.identity
        assert plain.identity == anywhere
    finally:
        cpu_identity.cache_clear()
