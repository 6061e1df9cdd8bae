"""Generated code, kept: a change of text is seen in review, and every file compiles without a warning.

``make golden`` writes the files anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from genn_emit import programs
from genn_emit.programs import BACKENDS
from genn_emit.runtime.devices import list_devices

from .models import MODELS

HERE = Path(__file__).parent
INCLUDE = programs.include_directory()
STRICT = ("-Wall", "-Wextra", "-Wshadow", "-Werror", "-std=c++17", "-fsyntax-only")
CASES = [
    pytest.param(backend, model, marks=() if model == "by_hand" else (pytest.mark.brian,)) for backend in BACKENDS for model in MODELS
]
pytestmark = pytest.mark.compile


@cache
def texts(model: str) -> dict[str, dict[str, str]]:
    """For each backend the files of all programs of a model: name in the folder, text."""
    networks = MODELS[model]()
    return {
        backend: {
            f"{network.name}/{file.name}": file.text
            for network in networks
            for file in programs.emit(network, backend, programs.Stages()).files
            if not file.name.startswith("genn_emit/")  # a copy of what is in genn_emit/include
        }
        for backend in BACKENDS
    }


def files(backend: str, *endings: str) -> list[Path]:
    return sorted(p for p in (HERE / backend).rglob("*") if p.is_file() and p.suffix in endings)


@pytest.mark.parametrize(("backend", "model"), CASES)
def test_text(backend: str, model: str, request: pytest.FixtureRequest) -> None:
    folder = HERE / backend / model
    now = texts(model)[backend]
    if request.config.getoption("--update-golden"):
        shutil.rmtree(folder, ignore_errors=True)
        for name, text in now.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        return
    kept = {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}
    assert sorted(now) == sorted(kept), "other files than before: make golden"
    for name, text in now.items():
        assert text == kept[name], f"{name} changed: make golden, and look at the diff"


@pytest.mark.brian
def test_same_bytes_under_any_hash_seed() -> None:
    code = (
        "import hashlib, json; from golden.test_golden import texts, MODELS\n"
        "print(hashlib.sha256(json.dumps([texts(m) for m in MODELS]).encode()).hexdigest())"
    )
    path = os.pathsep.join([str(HERE.parents[1]), str(HERE.parent)])
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, text=True
        )
        for seed in ("1", "2")
    ]  # fmt: skip
    sums = [process.communicate(timeout=300)[0].split()[-1] for process in started]
    assert len(sums[0]) == 64 and sums[0] == sums[1]


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
@pytest.mark.parametrize("backend", ["cpu", "opencl"])
def test_host_code_compiles_without_a_warning(backend: str, compiler: str) -> None:
    if shutil.which(compiler) is None:
        pytest.skip(f"no {compiler}")
    sources = files(backend, ".cc")
    assert sources
    for source in sources:
        command = [compiler, *STRICT, f"-I{INCLUDE}", f"-I{source.parent}", str(source)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{source.relative_to(HERE)}\n{done.stdout}{done.stderr}"


@pytest.mark.opencl
def test_device_code_builds_with_opencl() -> None:
    if not any(device.backend == "opencl" for device in list_devices()):
        pytest.skip("no OpenCL device")
    cl = pytest.importorskip("pyopencl")
    context = cl.Context([cl.get_platforms()[0].get_devices()[0]])
    built = 0
    for model in MODELS:
        for network in MODELS[model]():
            # As at run time: our headers first, all in one.
            device = programs.emit(network, "opencl", programs.Stages()).device
            kept = HERE / "opencl" / model / network.name
            parts = [f.text if f.name.startswith("genn_emit/") else (kept / f.name).read_text("utf-8") for f in device]
            if parts:
                cl.Program(context, "\n".join(parts)).build()
                built += 1
    assert built > 3


@pytest.mark.cuda
@pytest.mark.slow
def test_cuda_code_compiles() -> None:
    nvcc = os.environ.get("NVCC") or shutil.which("nvcc") or shutil.which("nvcc", path="/usr/local/cuda/bin")
    if nvcc is None or subprocess.run([nvcc, "--version"], capture_output=True).returncode:
        pytest.skip("no nvcc")
    sources = files("cuda", ".cu")
    assert sources

    def compile_one(source: Path) -> None:
        command = [nvcc, "-std=c++17", "-Werror", "all-warnings", f"-I{INCLUDE}", f"-I{source.parent}", "-c", "-o", os.devnull, str(source)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, f"{source.relative_to(HERE)}\n{done.stdout}{done.stderr}"

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(compile_one, sources))
