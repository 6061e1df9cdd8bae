"""``genn-emit doctor``."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from genn_emit import __version__
from genn_emit.cli.stored import in_bytes
from genn_emit.cli.trial import broken, build_with, step_on
from genn_emit.errors import BackendUnavailable, GennEmitError
from genn_emit.programs import BACKENDS, open_cache
from genn_emit.runtime.compiler import Compiler, Unusable, probe
from genn_emit.runtime.devices import list_devices
from genn_emit.runtime.opencl_loader import find_opencl
from genn_emit.runtime.toolchain import find_cxx, find_nvcc

PACKAGES = ("brian2", "numpy", "sympy", "cffi", "filelock", "platformdirs", "matplotlib")
WITHOUT = {
    "brian2": "pip install brian2 (only for Brian2 scripts)",
    "sympy": "pip install sympy (only for Brian2 scripts)",
    "matplotlib": "pip install matplotlib (only for plots)",
}
Rows = Iterator[tuple[str, str]]


def doctor() -> int:
    """Print what works here; 0 if the cpu backend does."""
    with tempfile.TemporaryDirectory(prefix="genn_emit-doctor-") as folder:
        scratch = Path(folder)
        _section("versions", _versions())
        _section("compilers", _compilers(scratch))
        _section("devices", _devices())
        _section("cache", _cache())
        problems = {name: broken(lambda name=name: step_on(name, scratch)) for name in BACKENDS}  # type: ignore[misc]
        _section("backends, tried with a small network", _backends(problems))
    stored = broken(lambda: float(bool(open_cache())))
    return 0 if not isinstance(problems["cpu"], str) and not isinstance(stored, str) else 1


def _section(title: str, rows: Rows) -> None:
    print(title)
    for name, text in rows:
        print(f"  {name:<14} {text}".rstrip().replace("\n", "\n" + " " * 17))
    print(flush=True)


def _versions() -> Rows:
    yield "genn_emit", __version__
    yield "python", f"{platform.python_version()} ({platform.platform()}, {os.cpu_count()} processors)"
    for package in PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            yield package, f"not installed: {WITHOUT.get(package, f'pip install {package}')}"


def _compilers(scratch: Path) -> Rows:
    for name, remedy in (
        ("g++", "apt install g++, or conda install -c conda-forge gxx"),
        ("clang++", "apt install clang (not needed where there is another compiler)"),
        ("nvcc", "install the CUDA toolkit, or set NVCC to nvcc's path (only for the backend cuda)"),
    ):
        try:
            compiler = find_nvcc() if name == "nvcc" else probe([name])
        except Unusable as error:
            yield name, f"{str(error).removeprefix(f'{name}: ')}\n{remedy}"
        except GennEmitError:
            yield name, f"not found\n{remedy}"
        else:
            yield name, _tried(compiler, scratch)
    try:
        chosen = find_cxx()
        reason = "CXX" if os.environ.get("CXX", "").strip() else "the first that works, CXX chooses another"
        yield "in use", f"{' '.join(chosen.command)} ({reason})"
    except GennEmitError as error:
        yield "in use", f"none: {error}"


def _tried(compiler: Compiler, scratch: Path) -> str:
    start = time.perf_counter()
    problem = broken(lambda: build_with(compiler, scratch))
    if isinstance(problem, str):
        return f"{compiler.version}\ndoes not build a small library: {problem}"
    return f"{compiler.version}\nbuilds and loads a small library in {time.perf_counter() - start:.2f} s"


def _devices() -> Rows:
    try:
        library = find_opencl()
        yield "OpenCL", f"{library.path} ({library.origin})"
    except BackendUnavailable as error:
        yield "OpenCL", f"{error.reason}\n{error.remedy}"
    devices = list_devices()
    for device in devices:
        doubles = "" if device.fp64 else ", no double precision: use --float32"
        yield f"{device.backend} {device.number}", f"{device.name} ({device.platform}, {device.version}{doubles})"
    if not any(device.backend == "cuda" for device in devices):
        yield "CUDA", "no device: needs an NVIDIA GPU and its driver (only for the backend cuda)"


def _cache() -> Rows:
    try:
        cache = open_cache()
        yield "directory", f"{cache.directory}  (GENN_EMIT_CACHE chooses another)"
        yield "size", f"{in_bytes(cache.size())} in {len(cache.entries())} entries (genn-emit cache --clear removes them)"
        yield "limit", f"{in_bytes(cache.limit)}  (GENN_EMIT_CACHE_SIZE, in bytes)"
    except GennEmitError as error:
        yield "problem", str(error)


def _backends(problems: dict[str, float | str]) -> Rows:
    for name, problem in problems.items():
        yield name, problem if isinstance(problem, str) else f"works ({problem:.2f} s to build and step)"
