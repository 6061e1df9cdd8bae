"""genn-emit show: code is printed, the script is stopped, nothing of its own output appears."""

from __future__ import annotations

from pathlib import Path

import pytest

LINES = (
    "S = Synapses(group, group, on_pre='v += 0.1', name='links')",
    "S.connect(j='i')",
    "print(len(S), 'synapses')",
    "run(100*second)",
    "print('not reached')",
    "raise SystemExit(5)",
)


@pytest.fixture
def network(script) -> Path:
    path: Path = script(*LINES)
    return path


@pytest.mark.parametrize("backend", ["cpu", "opencl", "cuda"])
def test_all_code(command, network: Path, backend: str) -> None:
    done = command("show", network, "--backend", backend)
    assert done.returncode == 0, done.stderr
    for part in ("links_synapses_create_generator", "cells_stateupdater", "links_pre", "int32_t run("):
        assert part in done.stdout
    assert ("__kernel" in done.stdout) == (backend == "opencl")
    assert ("__global__" in done.stdout) == (backend == "cuda")
    assert "synapses\n" not in done.stdout
    assert "not reached" not in done.stdout


def test_one_function(command, network: Path) -> None:
    done = command("show", network, "cells_stateupdater_and_threshold_flags")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count('extern "C"') == 1
    assert done.stdout.rstrip().endswith("}")


def test_one_object(command, network: Path) -> None:
    done = command("show", network, "links")
    assert done.returncode == 0, done.stderr
    assert "links_pre(" in done.stdout
    assert "cells_stateupdater(" not in done.stdout


def test_a_kernel_of_a_device(command, network: Path) -> None:
    done = command("show", network, "cells_stateupdater_and_threshold", "--backend", "cuda")
    assert "__global__ void cells_stateupdater_and_threshold_flags_kernel(" in done.stdout


def test_an_unknown_kernel(command, network: Path) -> None:
    done = command("show", network, "nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no function or Brian2 object 'nonsense'" in done.stderr
    assert "cells_stateupdater" in done.stderr


def test_arguments_and_errors_of_the_script(command, script) -> None:
    path = script("raise ValueError(sys.argv[1:])", "run(1*ms)")
    done = command("show", path, "--", "-a", "b")
    assert done.returncode == 1
    assert done.stderr.rstrip().endswith("ValueError: ['-a', 'b']")


def test_a_script_without_code(command, script) -> None:
    done = command("show", script())
    assert done.returncode == 1
    assert "no code is generated" in done.stderr
