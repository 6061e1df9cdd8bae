"""Mistakes on the command line and machines that lack something: one message each, with what to do."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest


def test_no_script(command, tmp_path: Path) -> None:
    done = command("run", "nowhere.py")
    assert (done.returncode, done.stderr) == (2, "genn-emit: there is no script nowhere.py\n")
    assert "it is a directory" in command("show", tmp_path).stderr


@pytest.mark.parametrize(("words", "text"), [
    (("run", "x.py", "--backend", "abacus"), "choose from"),
    (("run", "x.py", "--threads", "0"), "give 1 or more"),
    (("run", "--keep"), "expected one argument"),
    (("run", "--nonsense", "x.py"), "--nonsense"),
    (("walk",), "invalid choice"),
    ((), "required"),
])  # fmt: skip
def test_wrong_words(command, words: tuple[str, ...], text: str) -> None:
    done = command(*words)
    assert done.returncode == 2
    assert text in done.stderr
    assert "Traceback" not in done.stderr


def test_no_compiler(command, script) -> None:
    path = script("run(1*ms)")
    done = command("run", path, CXX="/nowhere/g++")
    assert done.returncode == 2
    assert done.stderr.startswith("genn-emit: the compiler in $CXX (/nowhere/g++) does not work")
    assert "remedy: set CXX to a working compiler, or unset it" in done.stderr
    assert f"{path}, line {len(path.read_text().splitlines())}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_compiler_that_fails(command, script, tmp_path: Path) -> None:
    compiler = tmp_path / "g++"
    version = 'case "$*" in *-v) echo "gcc version 99 (none)"; exit 0 ;; esac'
    compiler.write_text(f'#!/bin/sh\n{version}\necho "x.cc:1: error: no"; exit 1\n')
    compiler.chmod(compiler.stat().st_mode | stat.S_IXUSR)
    done = command("run", script("run(1*ms)"), CXX=str(compiler))
    assert done.returncode == 2
    assert "first error: x.cc:1: error: no" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_backend_that_cannot_work(command, script) -> None:
    done = command("run", script("print('ran')"), "--backend", "opencl", GENN_EMIT_OPENCL="/nowhere/libOpenCL.so")
    assert (done.returncode, done.stdout) == (2, "")
    assert "backend 'opencl' is not available" in done.stderr
    assert "Remedy: correct or unset GENN_EMIT_OPENCL" in done.stderr


def test_a_cache_that_cannot_be_written(command, script, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = command("run", script("run(1*ms)"), GENN_EMIT_CACHE=str(tmp_path / "file"))
    assert done.returncode == 2
    assert "set GENN_EMIT_CACHE to a directory elsewhere" in done.stderr


def test_every_help_has_an_example(command) -> None:
    for words in ((), ("run",), ("show",), ("doctor",), ("cache",)):
        done = command(*words, "--help")
        assert done.returncode == 0
        assert "example" in done.stdout
        assert "genn-emit" in done.stdout


def test_version(command) -> None:
    from genn_emit import __version__

    assert command("--version").stdout == f"genn-emit {__version__}\n"
