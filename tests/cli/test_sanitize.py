"""genn-emit run --sanitize: the address and undefined behaviour sanitizers watch what was generated."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from genn_emit.errors import ToolchainError
from genn_emit.runtime.compiler import probe
from genn_emit.runtime.sanitizers import EXIT_STATUS, runtime_libraries
from genn_emit.runtime.toolchain import find_cxx

from .conftest import row

WATCHED = Path(__file__).parents[1] / "brian" / "fuzz" / "watched.py"
SYNAPSES = ("S = Synapses(group, group, 'w : 1', on_pre='v_post += w', name='S')", "S.connect()")


def runtime(compiler: str | None = None) -> str:
    """Why there are no sanitizers here; empty if there are."""
    try:
        runtime_libraries(find_cxx() if compiler is None else probe([compiler]))
    except ToolchainError as error:
        return str(error)
    return ""


pytestmark = [
    pytest.mark.genn_emit,
    pytest.mark.skipif(sys.platform != "linux", reason="preloads a library, which is Linux's way"),
    pytest.mark.skipif(bool(runtime()), reason=runtime()),
]


def test_a_sound_script(command, script) -> None:
    path = script(*SYNAPSES, "import os; print('preload', os.environ.get('LD_PRELOAD'))", "run(100*ms)", "print(spikes.num_spikes, sys.argv[1:])")
    done = command("run", path, "--sanitize", "-x", "1")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "preload None\n100 ['-x', '1']\n"
    assert row(done.stderr, "spikes") == "100"


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_beyond_the_end_of_an_array(command, script, compiler: str) -> None:
    if shutil.which(compiler) is None or runtime(compiler):
        pytest.skip(f"no {compiler} with sanitizers")
    path = script(*SYNAPSES, "S.variables['_synaptic_post'].get_value()[3] = len(group)", "run(100*ms)", "print('not seen')")
    done = command("run", "--sanitize", path, CXX=compiler)
    assert done.returncode == EXIT_STATUS, done.stderr
    assert "heap-buffer-overflow" in done.stderr and "synapse_update.cc" in done.stderr and "in S_pre" in done.stderr
    assert "not seen" not in done.stdout


def test_undefined_behaviour(command, script) -> None:
    path = script("other = NeuronGroup(3, 'k : integer', name='other')", "other.k = 2**17", "other.run_regularly('k = k*k')", "run(1*ms)")
    done = command("run", path, "--sanitize")
    assert done.returncode == EXIT_STATUS
    assert "signed integer overflow" in done.stderr and "neuron_update.cc" in done.stderr


def test_without_the_runtime(command, script, tmp_path: Path) -> None:
    """A compiler that has none says its name again, as compilers do."""
    poor = tmp_path / "poor-g++"
    poor.write_text(f'#!/bin/sh\ncase "$1" in -print-file-name=*) echo "${{1#*=}}";; *) exec {find_cxx().path} "$@";; esac\n')
    poor.chmod(0o755)
    done = command("run", script("run(1*ms)"), "--sanitize", CXX=str(poor))
    assert done.returncode == 2
    assert "poor-g++ has no runtime of the address sanitizer" in done.stderr and "remedy: install" in done.stderr


def test_in_a_process_that_began_without(command, script) -> None:
    """Loading such code would end Python without a word of explanation."""
    path = script("set_device('genn_emit', sanitize=True)", "run(1*ms)", "print('not run')")
    done = command("run", path)
    assert done.returncode == 2 and "not run" not in done.stdout
    assert "before Python starts" in done.stderr and "genn-emit run --sanitize" in done.stderr


def test_other_backends(command, script) -> None:
    done = command("run", script("run(1*ms)"), "--sanitize", "--backend", "opencl")
    assert done.returncode == 2
    assert "opencl" in done.stderr
    assert "sanitizers watch code of the backend cpu only" in done.stderr or "not available" in done.stderr


def watch(command, *words: str) -> None:
    done = command("run", "--sanitize", WATCHED, *words, GENN_EMIT_CACHE=os.environ["GENN_EMIT_CACHE"], PYTHONPATH=str(WATCHED.parents[3]))
    assert done.returncode == 0, done.stdout[-300:] + done.stderr[-6000:]
    assert done.stdout.endswith("clean\n")


def test_three_random_networks(command) -> None:
    watch(command, "0", "3")


@pytest.mark.fuzz
@pytest.mark.parametrize("start", range(0, 50, 10))
def test_random_networks(command, start: int) -> None:
    watch(command, str(start), str(start + 10))


@pytest.mark.fuzz
def test_feature_tests(command) -> None:
    watch(command, "0", "0", "features")
