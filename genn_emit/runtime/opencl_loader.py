"""Finds a library that offers the OpenCL functions and at least one device.

Three places, in this order: the path in ``$GENN_EMIT_OPENCL``, the loader of the system, and the loader that the
``pyopencl`` wheel carries, together with PoCL (an OpenCL for CPUs) from the ``pocl-binary-distribution`` wheel. That
one needs no root and no OpenCL on the machine. ``pyopencl`` itself is never imported: only its files are used.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from genn_emit.errors import BackendUnavailable

VARIABLE = "GENN_EMIT_OPENCL"
INSTALL = (
    "install one with 'pip install genn-emit[opencl]' (no root needed, Linux on x86-64), with the system's packages "
    "(Debian: pocl-opencl-icd and ocl-icd-libopencl1) or with the driver of the GPU"
)
_ALL_DEVICES = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class OpenCLLibrary:
    """A library to hand to ``dlopen``.

    ``environment`` must be set before the first OpenCL call of a process. Where ``find_opencl`` ran that has been
    seen to. Who starts another process passes the variables on. ``origin`` says, for people, where the library was
    found.
    """

    path: str
    environment: Mapping[str, str] = field(default_factory=dict)
    origin: str = ""


def find_opencl() -> OpenCLLibrary:
    """The first library with a device.

    Raises ``BackendUnavailable`` with what was tried and a remedy. When the path in ``$GENN_EMIT_OPENCL`` does not work
    nothing else is tried.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        library = OpenCLLibrary(chosen, _wheel_environment(Path(chosen).resolve().parent), f"${VARIABLE}")
        problem = _problem(library)
        if problem:
            raise BackendUnavailable(
                "opencl", f"${VARIABLE} is {chosen!r}, which {problem}", f"correct or unset {VARIABLE}"
            )
        return library
    tried = []
    for library in (*_system_libraries(), *_wheel_libraries()):
        problem = _problem(library)
        if not problem:
            return library
        tried.append(f"{library.path} ({library.origin}) {problem}")
    raise BackendUnavailable("opencl", ", ".join(tried) or "no OpenCL library was found", INSTALL)


def _system_libraries() -> Iterator[OpenCLLibrary]:
    if sys.platform.startswith("linux"):
        # dlopen searches by itself; find_library would start ldconfig and a compiler.
        name: str | None = "libOpenCL.so.1"
    else:
        name = ctypes.util.find_library("OpenCL")
    if name:
        yield OpenCLLibrary(name, {}, "system")


def _wheel_libraries() -> Iterator[OpenCLLibrary]:
    # pocl-binary-distribution puts files into the folder of pyopencl. Without pyopencl that is a namespace package.
    spec = importlib.util.find_spec("pyopencl")
    for package in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(package) / ".libs"
        for path in sorted(folder.glob("libOpenCL*.so*")):
            yield OpenCLLibrary(str(path), _wheel_environment(folder), "pyopencl wheel")


def _wheel_environment(folder: Path) -> dict[str, str]:
    """What the loader in ``folder`` wants to be told. Empty for a folder that is not the one of the wheel."""
    if folder.name != ".libs" or folder.parent.name != "pyopencl":
        return {}
    # That build of ocl-icd copies PYOPENCL_HOME without asking whether it is set: unset, the process dies.
    environment = {"PYOPENCL_HOME": str(folder.parent)}
    for driver in sorted(folder.glob("libpocl*.so*")):
        # Its .icd file names the driver without a path, which only works for who has the folder in its own search path.
        environment["OCL_ICD_VENDORS"] = str(driver)
    return environment


def _problem(library: OpenCLLibrary) -> str:
    """Why this library cannot be used, or an empty string."""
    with _environment(library.environment):
        try:
            functions = ctypes.CDLL(library.path)
            platforms = _platforms(functions)
        except OSError as error:
            return f"cannot be loaded: {error}"
        except AttributeError:
            return "is not an OpenCL library"
        if not platforms:
            return "has no platform"
        if not any(_has_device(functions, platform) for platform in platforms):
            return "has no device (PoCL needs a cache folder it can write: see POCL_CACHE_DIR)"
    if "OCL_ICD_VENDORS" in library.environment and not shutil.which("ld"):
        return "needs the linker ld: install binutils"  # PoCL ends the process when it cannot link a kernel.
    return ""


def _platforms(functions: ctypes.CDLL) -> list[int]:
    count = ctypes.c_uint32(0)
    status = functions.clGetPlatformIDs(ctypes.c_uint32(0), None, ctypes.byref(count))
    if status != 0 or not count.value:
        return []
    platforms = (ctypes.c_void_p * count.value)()
    functions.clGetPlatformIDs(count, platforms, None)
    return [platform for platform in platforms if platform]


def _has_device(functions: ctypes.CDLL, platform: int) -> bool:
    count = ctypes.c_uint32(0)
    status = functions.clGetDeviceIDs(
        ctypes.c_void_p(platform), ctypes.c_uint64(_ALL_DEVICES), ctypes.c_uint32(0), None, ctypes.byref(count)
    )
    return bool(status == 0 and count.value)


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
