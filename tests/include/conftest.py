"""The headers, compiled once for all tests of this folder."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cffi
import numpy as np
import pytest

from genn_emit.include import INCLUDE_DIR

HERE = Path(__file__).parent
WARNINGS = ("-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Werror")
FAST = ("-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off", "-DGENN_VECTOR_MATH=1")
PLAIN = ("-O1", "-ffp-contract=off")

_DRAWS = {
    "uniform_f64": ("double", ""), "uniform_f32": ("float", ""),
    "normal_f64": ("double", ""), "normal_f32": ("float", ""),
    "poisson": ("int32_t", ", double"), "binomial": ("int32_t", ", int32_t, double"),
    "geometric_skip": ("int64_t", ", double"),
}  # fmt: skip
_MAPS = {
    "i32": ("int32_t", {"sign": 1, "abs": 1, "mod": 2, "floor_div": 2, "pow_int": 2, "clip": 3}),
    "i64": ("int64_t", {"sign": 1, "abs": 1, "mod": 2, "floor_div": 2, "pow_int": 2, "clip": 3}),
    "f32": ("float", {"sign": 1, "exprel": 1, "bernoulli": 1, "mod": 2, "floor_div": 2, "clip": 3}),
    "f64": ("double", {"sign": 1, "exprel": 1, "bernoulli": 1, "mod": 2, "floor_div": 2, "clip": 3}),
}
_DTYPES = {"int32_t": np.int32, "int64_t": np.int64, "float": np.float32, "double": np.float64}
OWN = {"own_exp": "double", "own_expf": "float", "own_expm1": "double", "own_expm1f": "float"}
LIBM = ("exp", "log", "sin", "expm1", "tanh", "sqrt")


def compiler(name: str = "g++") -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed")
    return path


def compile_text(command: list[str]) -> str:
    """Runs a compiler, returns what it said, fails the test when it failed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stderr[:4000]}"
    return done.stderr


class Headers:
    """The functions of the headers over numpy arrays."""

    def __init__(self, path: Path, report: str) -> None:
        ffi = self.ffi = cffi.FFI()
        self.report = report
        self.maps: dict[str, str] = {}
        ffi.cdef("void philox(uint32_t *, uint64_t, uint32_t, uint32_t, uint64_t);")
        ffi.cdef("void timestep(int64_t *, const double *, double, int64_t);")
        ffi.cdef("void log_factorial(double *, const double *, int64_t);")
        for name, (ctype, more) in _DRAWS.items():
            ffi.cdef(f"void {name}({ctype} *, int64_t, uint64_t, uint32_t, uint64_t{more});")
        for suffix, (ctype, functions) in _MAPS.items():
            for name, count in functions.items():
                self.maps[f"{name}_{suffix}"] = ctype
                ffi.cdef(f"void {name}_{suffix}({', '.join([ctype + ' *'] * (count + 1))}, int64_t);")
        ffi.cdef("void time_of_step(double *, const int64_t *, double, int64_t);")
        for name, ctype in OWN.items():
            self.maps[name] = ctype
            ffi.cdef(f"void {name}({ctype} *, {ctype} *, int64_t);")
        for name in LIBM:
            self.maps[f"libm_{name}"] = "double"
            ffi.cdef(f"void libm_{name}(double *, const double *, int64_t);")
        self.lib: Any = ffi.dlopen(str(path))

    def words(self, key: int, element: int, draw: int, step: int) -> list[int]:
        words = self.ffi.new("uint32_t[4]")
        self.lib.philox(words, key, element, draw, step)
        return list(words)

    def draw(self, name: str, n: int, *more: float, key: int = 12345, draw: int = 1, step: int = 7) -> Any:
        ctype = _DRAWS[name][0]
        result = np.zeros(n, dtype=_DTYPES[ctype])
        getattr(self.lib, name)(self.ffi.from_buffer(f"{ctype}[]", result), n, key, draw, step, *more)
        return result

    def map(self, name: str, *arrays: Any) -> Any:
        ctype = self.maps[name]
        arrays = tuple(np.ascontiguousarray(a, dtype=_DTYPES[ctype]) for a in arrays)
        result = np.empty_like(arrays[0])
        pointers = [self.ffi.from_buffer(f"{ctype}[]", a) for a in (result, *arrays)]
        getattr(self.lib, name)(*pointers, len(result))
        return result

    def doubles(self, call: Callable[..., None], dtype: Any, x: Any, *more: float) -> Any:
        """For the two functions that are neither draws nor maps of one type."""
        x = np.ascontiguousarray(x, dtype=float)
        result = np.empty(len(x), dtype=dtype)
        ctype = "int64_t[]" if dtype is np.int64 else "double[]"
        call(self.ffi.from_buffer(ctype, result), self.ffi.from_buffer("double[]", x), *more, len(x))
        return result


def _build(folder: Path, flags: tuple[str, ...]) -> Headers:
    target = folder / "headers.so"
    command = [compiler(), "-std=c++17", "-shared", "-fPIC", *flags, *WARNINGS, f"-I{INCLUDE_DIR}"]
    if "-O3" in flags:
        command.append("-fopt-info-vec")
    return Headers(target, compile_text([*command, str(HERE / "headers.cc"), "-o", str(target), "-lm"]))


@pytest.fixture(scope="session")
def fast(tmp_path_factory: pytest.TempPathFactory) -> Headers:
    """As the cpu backend compiles them: vectors, libmvec."""
    return _build(tmp_path_factory.mktemp("fast"), FAST)


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Headers:
    """Scalar code and libm."""
    return _build(tmp_path_factory.mktemp("plain"), PLAIN)


@pytest.fixture(scope="session", params=["plain", "fast"])
def headers(request: pytest.FixtureRequest) -> Headers:
    """Both builds in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="session")
def opencl_host(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The little OpenCL program of ``opencl_host.cc``."""
    target = tmp_path_factory.mktemp("opencl") / "host.so"
    flags = ["-std=c++17", "-O1", "-shared", "-fPIC", *WARNINGS, "-pedantic", f"-I{INCLUDE_DIR}"]
    compile_text([compiler(), *flags, str(HERE / "opencl_host.cc"), "-o", str(target), "-ldl"])
    ffi = cffi.FFI()
    ffi.cdef("""
        int32_t run_kernel(const char *, const char *, const char *, double *, uint64_t, uint64_t, char *, uint64_t);
        int32_t try_load(const char *, const char **);
        const char *error_name(int32_t);
    """)
    return SimpleNamespace(ffi=ffi, lib=ffi.dlopen(str(target)))


def marked_lines(source: str) -> list[int]:
    """Numbers of the lines of a source that end in ``// vector``."""
    return [i for i, line in enumerate(source.splitlines(), 1) if re.search(r"// vector$", line)]
