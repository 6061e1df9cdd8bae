"""genn-emit doctor and genn-emit cache."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np


def test_doctor_says_what_works(command, tmp_path: Path) -> None:
    done = command("doctor")
    assert done.returncode == 0, done.stdout
    for part in ("versions", "compilers", "devices", "cache", "backends", f"numpy          {np.__version__}", "g++", "nvcc"):
        assert part in done.stdout
    assert str(tmp_path / "cache") in done.stdout
    assert "cpu            works" in done.stdout
    assert "Traceback" not in done.stderr


def test_doctor_without_a_compiler(command) -> None:
    done = command("doctor", CXX="/nowhere/g++", NVCC="/nowhere/nvcc", GENN_EMIT_OPENCL="/nowhere/libOpenCL.so")
    assert done.returncode == 1
    assert "set CXX to a working compiler, or unset it" in done.stdout
    assert "correct or unset GENN_EMIT_OPENCL" in done.stdout
    assert "install the CUDA toolkit" in done.stdout


def test_doctor_with_a_cache_that_cannot_be_written(command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = command("doctor", GENN_EMIT_CACHE=str(tmp_path / "file"))
    assert done.returncode == 1
    assert "GENN_EMIT_CACHE" in done.stdout


def test_cache(command, script, tmp_path: Path) -> None:
    assert "entries    0" in command("cache").stdout
    assert command("run", script("run(1*ms)")).returncode == 0
    shown = command("cache").stdout
    assert str(tmp_path / "cache") in shown
    assert "entries    0" not in shown
    assert "of at most 1.0 GiB" in shown
    assert re.search(r"notes      [1-9]\d* on equations", shown)
    assert re.search(r"removed \d+ entries .* and [1-9]\d* notes", command("cache", "--clear").stdout)
    assert "entries    0" in command("cache").stdout
    assert "notes      0" in command("cache").stdout
