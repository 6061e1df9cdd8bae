"""What goes wrong on users' machines: each gets a message that names what is theirs and says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SCRIPT = """
import sys
import numpy as np
from brian2 import *
import genn_emit
set_device('genn_emit', backend=sys.argv[1])
cells = NeuronGroup(5, 'dv/dt = -v/(10*ms) : 1', threshold='v > 0.5', reset='v = 0', method='exact', name='cells')
cells.v = 'i/4.0'
spikes = SpikeMonitor(cells, name='spikes')
Network(cells, spikes, name='net').run(2*ms)
print('spikes', spikes.num_spikes, 'compiled', genn_emit.device.stages.commands)
"""
Run = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = [pytest.mark.compile, pytest.mark.brian]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the script in a process of its own, with a cache of its own."""

    def start(backend: str = "cpu", **environment: str) -> subprocess.CompletedProcess[str]:
        process = begin(tmp_path, backend, **environment)
        out, err = process.communicate(timeout=300)
        return subprocess.CompletedProcess([], process.returncode, out, err)

    return start


def begin(folder: Path, backend: str = "cpu", **environment: str) -> subprocess.Popen[str]:
    script = folder / "script.py"
    script.write_text(SCRIPT)
    env = {**os.environ, "GENN_EMIT_CACHE": str(folder / "cache"), "PYTHONPATH": str(ROOT), **environment}
    return subprocess.Popen(
        [sys.executable, str(script), backend], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def failed(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode != 0
    for word in words:
        assert word in done.stderr, f"{word!r} is not in:\n{done.stderr[-3000:]}"


def test_no_compiler(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    failed(run(PATH=str(empty), CXX=""), "no C++ compiler", "remedy", "CXX")


def test_compiler_named_by_the_user_is_missing(run: Run) -> None:
    failed(run(CXX="/no/such/compiler"), "/no/such/compiler", "CXX", "remedy")


def test_compiler_fails(run: Run, tmp_path: Path) -> None:
    """The message names the network, the Brian2 object, the first error, the command and the source, which is kept."""
    wrapper = tmp_path / "g++"
    wrapper.write_text(
        '#!/bin/sh\ncase "$*" in *"-c neuron_update.cc"*) '
        "echo 'neuron_update.cc: In function int32_t cells_stateupdater(State*)' >&2; "
        "echo 'neuron_update.cc:12:3: error: this compiler is broken' >&2; exit 1;; esac\nexec g++ \"$@\"\n"
    )
    wrapper.chmod(0o755)
    done = run(CXX=str(wrapper))
    failed(done, "'net'", "'cells'", "this compiler is broken", str(wrapper), "neuron_update.cc", "remedy")
    source = next(line.split("source: ")[1] for line in done.stderr.splitlines() if "source: " in line)
    assert "cells_stateupdater" in Path(source).read_text()


def test_unknown_backend(run: Run) -> None:
    failed(run("gpu"), "'gpu'", "genn_emit", "cpu, opencl, cuda")


def test_opencl_without_a_platform(run: Run, tmp_path: Path) -> None:
    failed(run("opencl", GENN_EMIT_OPENCL=str(tmp_path / "libOpenCL.so")), "opencl", "GENN_EMIT_OPENCL", "Remedy")


def test_cuda_without_nvcc(run: Run, tmp_path: Path) -> None:
    failed(run("cuda", NVCC=str(tmp_path / "nvcc")), "cuda", "nvcc", "Remedy")


def test_cache_directory_cannot_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    failed(run(GENN_EMIT_CACHE=str(tmp_path / "file" / "cache")), str(tmp_path / "file"), "GENN_EMIT_CACHE")


def test_corrupt_library_is_rebuilt(run: Run, tmp_path: Path) -> None:
    first = run()
    assert first.returncode == 0, first.stderr
    libraries = list((tmp_path / "cache").rglob("library.so"))
    assert libraries
    for library in libraries:
        library.write_bytes(library.read_bytes()[:100])
    second = run()
    assert second.returncode == 0, second.stderr
    assert second.stdout.split()[:2] == first.stdout.split()[:2]
    assert "compiled 0" not in second.stdout
    assert "compiled 0" in run().stdout


def test_two_processes_build_the_same_thing_at_once(tmp_path: Path) -> None:
    """Both get their result, and what is compiled is compiled once."""
    alone, together = tmp_path / "alone", tmp_path / "together"
    for folder in (alone, together):
        folder.mkdir()
    process = begin(alone, GENN_EMIT_LAUNCH_LOG=str(alone / "log"))
    assert process.wait(300) == 0, process.stderr
    both = [begin(together, GENN_EMIT_LAUNCH_LOG=str(together / "log")) for _ in range(2)]
    for process in both:
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        assert out.startswith("spikes")

    def compilations(log: Path) -> int:
        return sum(" -o " in line for line in log.read_text().splitlines())

    assert compilations(together / "log") == compilations(alone / "log") > 0
