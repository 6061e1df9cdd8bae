"""CUDA programs: nvcc takes all of them; where there is a GPU they give what the CPU gives."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from genn_emit import programs
from genn_emit.ast.types import f32
from genn_emit.errors import BackendUnavailable, ToolchainError
from genn_emit.runtime.devices import check_backend, list_devices
from genn_emit.runtime.toolchain import find_nvcc

from .simt_cases import Case, draws, lif, mixed, pairs, recorders, run_case, synapses


def _no_nvcc() -> str:
    try:
        find_nvcc()
    except ToolchainError as error:
        return str(error)
    return ""


def _no_gpu() -> str:
    try:
        check_backend("cuda")
    except BackendUnavailable as error:
        return str(error)
    return ""


NO_NVCC, NO_GPU = _no_nvcc(), _no_gpu()
needs_nvcc = pytest.mark.skipif(bool(NO_NVCC), reason=NO_NVCC or "nvcc is there")
needs_gpu = pytest.mark.skipif(bool(NO_GPU), reason=NO_GPU or "a GPU is there")
pytestmark = pytest.mark.cuda


def with_synapses(kind: str, delays: tuple[int, ...] = (), **options: object) -> Callable[[], Case]:
    def make() -> Case:
        case = lif(100)
        synapses(case, np.random.default_rng(1), 20, kind, delays, **options)  # type: ignore[arg-type]
        return case

    return make


def recorded() -> Case:
    case = lif(100)
    recorders(case, subgroup=True)
    return case


CASES: dict[str, Callable[[], Case]] = {
    "lif": lambda: lif(100, split_reset=True),
    "single": lambda: lif(100, f32),
    "exclusive": with_synapses("exclusive"),
    "independent": with_synapses("independent"),
    "in order": with_synapses("none"),
    "delays": with_synapses("exclusive", (0, 1, 5)),
    "independent delays": with_synapses("independent", (3,)),
    "carried": with_synapses("none", (4, 2), carried=6, mapped=True, subgroup=True),
    "recorders": recorded,
    "draws": lambda: draws(100),
    "mixed": mixed,
    "connect": pairs,
}


@needs_nvcc
@pytest.mark.compile
@pytest.mark.parametrize("name", CASES)
def test_nvcc_takes_it(name: str, tmp_path: Path) -> None:
    program = programs.emit(CASES[name]().network, "cuda", programs.Stages())
    for file in program.headers + program.sources:
        (tmp_path / file.name).write_text(file.text)
    for file in program.sources:
        if file.name == "device.cu" and name != "lif":
            continue
        command = [
            find_nvcc().path, "-std=c++17", "-I", programs.include_directory(), "-Werror", "all-warnings",
            "-ptx" if file.name.endswith(".cu") else "-c", file.name,
        ]  # fmt: skip
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@needs_nvcc
@pytest.mark.compile
@pytest.mark.slow
def test_library_is_built_and_loads() -> None:
    program = programs.emit(CASES["recorders"]().network, "cuda", programs.Stages())
    built = programs.build(program, programs.Options(), programs.Stages())
    assert built.library.lib.run and built.library.lib.genn_device_open


@needs_gpu
@pytest.mark.parametrize("name", [name for name in CASES if name not in ("draws", "recorders", "connect")])
def test_same_bits_as_the_cpu(name: str) -> None:
    expected, got = run_case(CASES[name](), "cpu", 150), run_case(CASES[name](), "cuda", 150)
    for array, content in expected.items():
        np.testing.assert_array_equal(got[array].view(np.uint8), content.view(np.uint8), err_msg=array)


def test_reasons_are_given() -> None:
    if not NO_GPU:
        pytest.skip("this machine has all that CUDA needs")
    with pytest.raises(BackendUnavailable, match="Remedy") as caught:
        check_backend("cuda")
    assert caught.value.name == "cuda" and not [d for d in list_devices() if d.backend == "cuda"]
