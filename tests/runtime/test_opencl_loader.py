"""Where an OpenCL library is looked for, what is refused, and that the one found runs a kernel in double precision."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from genn_emit.errors import BackendUnavailable
from genn_emit.runtime import opencl_loader
from genn_emit.runtime.opencl_loader import VARIABLE, OpenCLLibrary, find_opencl

FAKE = """
#include <stdint.h>
int clGetPlatformIDs(uint32_t n, void **platforms, uint32_t *count) {
    for (uint32_t i = 0; i < n; i++) platforms[i] = &platforms[i];
    if (count) *count = PLATFORMS;
    return PLATFORMS ? 0 : -1001;
}
int clGetDeviceIDs(void *p, uint64_t type, uint32_t n, void **devices, uint32_t *count) {
    if (count) *count = DEVICES;
    return DEVICES ? 0 : -1;
}
"""

Fake = Callable[[str, int, int], str]


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """Compiles an OpenCL library with a given number of platforms, and of devices in each."""

    def build(name: str, platforms: int, devices: int) -> str:
        source, target = tmp_path / f"{name}.c", tmp_path / f"lib{name}.so"
        source.write_text(FAKE)
        counts = [f"-DPLATFORMS={platforms}", f"-DDEVICES={devices}"]
        subprocess.run(["gcc", "-shared", "-fPIC", *counts, "-o", target, source], check=True)
        return str(target)

    return build


@pytest.fixture(autouse=True)
def unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def replace(monkeypatch: pytest.MonkeyPatch, *, system: str | None = None, wheel: str | None = None) -> None:
    def libraries(path: str | None, origin: str) -> Callable[[], Iterator[OpenCLLibrary]]:
        return lambda: iter([OpenCLLibrary(path, {}, origin)] if path else [])

    monkeypatch.setattr(opencl_loader, "_system_libraries", libraries(system, "system"))
    monkeypatch.setattr(opencl_loader, "_wheel_libraries", libraries(wheel, "wheel"))


@pytest.mark.compile
def test_the_variable_comes_first(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    chosen = fake("chosen", 1, 1)
    replace(monkeypatch, system=fake("system", 1, 1))
    monkeypatch.setenv(VARIABLE, chosen)
    assert find_opencl() == OpenCLLibrary(chosen, {}, f"${VARIABLE}")


@pytest.mark.compile
def test_the_system_comes_before_the_wheel(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    replace(monkeypatch, system=fake("system", 2, 1), wheel=fake("wheel", 1, 1))
    assert find_opencl().origin == "system"


@pytest.mark.compile
@pytest.mark.parametrize(("platforms", "devices"), [(0, 0), (1, 0)])
def test_a_system_loader_without_devices_falls_through(
    monkeypatch: pytest.MonkeyPatch, fake: Fake, platforms: int, devices: int
) -> None:
    replace(monkeypatch, system=fake("system", platforms, devices), wheel=fake("wheel", 1, 1))
    assert find_opencl().origin == "wheel"


@pytest.mark.compile
def test_what_was_tried_is_listed(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    replace(monkeypatch, system="libnowhere.so.1", wheel=fake("wheel", 0, 0))
    with pytest.raises(BackendUnavailable, match="pip install genn-emit") as caught:
        find_opencl()
    message = str(caught.value)
    assert "libnowhere.so.1 (system) cannot be loaded" in message
    assert "libwheel.so (wheel) has no platform" in message


def test_nothing_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    replace(monkeypatch)
    with pytest.raises(BackendUnavailable, match="no OpenCL library was found"):
        find_opencl()


@pytest.mark.compile
def test_a_chosen_library_without_a_platform_is_refused(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    replace(monkeypatch, wheel=fake("wheel", 1, 1))
    monkeypatch.setenv(VARIABLE, fake("chosen", 0, 0))
    with pytest.raises(BackendUnavailable, match=f"has no platform.*unset {VARIABLE}"):
        find_opencl()


@pytest.mark.parametrize(
    ("path", "problem"), [("/no/such/lib.so", "cannot be loaded"), ("libc.so.6", "is not an OpenCL library")]
)
@pytest.mark.skipif(sys.platform != "linux", reason="names a library of Linux")
def test_a_chosen_library_that_is_none(monkeypatch: pytest.MonkeyPatch, path: str, problem: str) -> None:
    monkeypatch.setenv(VARIABLE, path)
    with pytest.raises(BackendUnavailable, match=problem):
        find_opencl()


def test_the_wheel_is_found_without_importing_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "pyopencl" / ".libs"
    folder.mkdir(parents=True)
    for name in ("libOpenCL-12.so.1.0.0", "libpocl-34.so"):
        (folder / name).touch()
    (folder.parent / "__init__.py").write_text("raise RuntimeError('imported')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pyopencl", raising=False)
    [library] = opencl_loader._wheel_libraries()
    assert library.path == str(folder / "libOpenCL-12.so.1.0.0")
    assert library.environment == {
        "PYOPENCL_HOME": str(folder.parent),
        "OCL_ICD_VENDORS": str(folder / "libpocl-34.so"),
    }


@pytest.mark.compile
def test_pocl_of_the_wheel_needs_a_linker(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    library = OpenCLLibrary(fake("wheel", 1, 1), {"OCL_ICD_VENDORS": "libpocl.so"}, "wheel")
    monkeypatch.setenv("PATH", "/nowhere")
    assert "install binutils" in opencl_loader._problem(library)


@pytest.mark.compile
def test_the_environment_is_put_back(monkeypatch: pytest.MonkeyPatch, fake: Fake) -> None:
    monkeypatch.setenv("GENN_EMIT_A", "before")
    monkeypatch.delenv("GENN_EMIT_B", raising=False)
    assert not opencl_loader._problem(OpenCLLibrary(fake("any", 1, 1), {"GENN_EMIT_A": "1", "GENN_EMIT_B": "2"}))
    assert os.environ["GENN_EMIT_A"] == "before"
    assert "GENN_EMIT_B" not in os.environ


VECTOR_ADD = '''
import sys, cffi
from genn_emit.runtime import opencl_loader

if sys.argv[1] == "wheel":
    opencl_loader._system_libraries = lambda: iter(())
library = opencl_loader.find_opencl()
ffi = cffi.FFI()
ffi.cdef("""
int clGetPlatformIDs(uint32_t, void **, uint32_t *);
int clGetDeviceIDs(void *, uint64_t, uint32_t, void **, uint32_t *);
void *clCreateContext(void *, uint32_t, void **, void *, void *, int *);
void *clCreateCommandQueue(void *, void *, uint64_t, int *);
void *clCreateProgramWithSource(void *, uint32_t, const char **, size_t *, int *);
int clBuildProgram(void *, uint32_t, void **, const char *, void *, void *);
void *clCreateKernel(void *, const char *, int *);
void *clCreateBuffer(void *, uint64_t, size_t, void *, int *);
int clSetKernelArg(void *, uint32_t, size_t, void *);
int clEnqueueNDRangeKernel(void *, void *, uint32_t, size_t *, size_t *, size_t *, uint32_t, void *, void *);
int clEnqueueReadBuffer(void *, void *, uint32_t, size_t, size_t, void *, uint32_t, void *, void *);
""")
cl, none, status = ffi.dlopen(library.path), ffi.NULL, ffi.new("int *")
platform, device = ffi.new("void *[1]"), ffi.new("void *[1]")
assert cl.clGetPlatformIDs(1, platform, none) == 0
assert cl.clGetDeviceIDs(platform[0], 0xFFFFFFFF, 1, device, none) == 0
context = cl.clCreateContext(none, 1, device, none, none, status)
queue = cl.clCreateCommandQueue(context, device[0], 0, status)
source = ffi.new("char[]", b"""
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
kernel void add(global const double *a, global const double *b, global double *c) {
    size_t i = get_global_id(0);
    c[i] = a[i] + b[i];
}""")
program = cl.clCreateProgramWithSource(context, 1, ffi.new("char *[1]", [source]), none, status)
assert cl.clBuildProgram(program, 1, device, b"", none, none) == 0
kernel = cl.clCreateKernel(program, b"add", status)
n = 100
arrays = [ffi.new("double[]", [i / 3 for i in range(n)]), ffi.new("double[]", [1e-15] * n), ffi.new("double[]", n)]
buffers = [cl.clCreateBuffer(context, 1 | 32, 8 * n, array, status) for array in arrays]
for i, buffer in enumerate(buffers):
    assert cl.clSetKernelArg(kernel, i, 8, ffi.new("void **", buffer)) == 0
assert cl.clEnqueueNDRangeKernel(queue, kernel, 1, none, ffi.new("size_t *", n), none, 0, none, none) == 0
assert cl.clEnqueueReadBuffer(queue, buffers[2], 1, 0, 8 * n, arrays[2], 0, none, none) == 0
assert list(arrays[2]) == [i / 3 + 1e-15 for i in range(n)]
print("ran on", library.origin)
'''


def available(which: str) -> bool:
    places = [opencl_loader._wheel_libraries] + [opencl_loader._system_libraries] * (which == "any")
    return any(not opencl_loader._problem(library) for place in places for library in place())


@pytest.mark.opencl
@pytest.mark.parametrize("which", ["any", "wheel"])
def test_a_kernel_in_double_precision_runs(which: str) -> None:
    """In a process of its own, because a loader reads the environment once."""
    if not available(which):
        pytest.skip("no OpenCL device" if which == "any" else "the wheels of the opencl extra are not installed")
    done = subprocess.run([sys.executable, "-c", VECTOR_ADD, which], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert which == "any" or done.stdout == "ran on pyopencl wheel\n"
