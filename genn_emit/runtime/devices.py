"""Which devices this machine has, and why a backend cannot use them."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from dataclasses import dataclass

from genn_emit.errors import BackendUnavailable, ToolchainError
from genn_emit.runtime.opencl_loader import find_opencl
from genn_emit.runtime.toolchain import find_nvcc

_ALL_DEVICES = 0xFFFFFFFF
_PLATFORM_NAME, _DEVICE_NAME, _DEVICE_VERSION, _DEVICE_EXTENSIONS = 0x0902, 0x102B, 0x102F, 0x1030
_CUDA_DRIVER = "libcuda.so.1"
_CUDA_MAJOR, _CUDA_MINOR = 75, 76
_MOST_DEVICES = 64


@dataclass(frozen=True, slots=True)
class Device:
    """A device. ``number`` is what ``DeviceMirrors`` takes; ``fp64``: it knows double precision."""

    backend: str
    number: int
    name: str
    platform: str
    version: str
    fp64: bool


def list_devices() -> tuple[Device, ...]:
    """All devices of all platforms; none where nothing is installed. Needs no compiler."""
    return (*_opencl_devices(), *_cuda_devices())


def check_backend(name: str) -> None:
    """Raise ``BackendUnavailable``, with the remedy, when backend ``name`` has no device or lacks its compiler."""
    if name == "opencl":
        find_opencl()
    elif name == "cuda":
        try:
            find_nvcc()
        except ToolchainError as error:
            reason = error.first_error or error.what
            raise BackendUnavailable(name, f"there is no CUDA compiler ({reason})", error.remedy) from error
        if not _cuda_devices():
            remedy = "install NVIDIA's driver on a machine with an NVIDIA GPU, or choose 'opencl' or 'cpu'"
            raise BackendUnavailable(name, f"there is no CUDA device ({_cuda_problem()})", remedy)


def _opencl_devices() -> tuple[Device, ...]:
    try:
        library = find_opencl()
    except BackendUnavailable:
        return ()
    for variable, value in library.environment.items():
        os.environ.setdefault(variable, value)
    cl = ctypes.CDLL(library.path)
    found: list[Device] = []
    for platform in _handles(lambda n, out, count: cl.clGetPlatformIDs(n, out, count)):
        for device in _handles(
            lambda n, out, count, p=platform: cl.clGetDeviceIDs(
                ctypes.c_void_p(p), ctypes.c_uint64(_ALL_DEVICES), n, out, count
            )
        ):
            found.append(
                Device(
                    "opencl",
                    len(found),
                    _text(cl.clGetDeviceInfo, device, _DEVICE_NAME),
                    _text(cl.clGetPlatformInfo, platform, _PLATFORM_NAME),
                    _text(cl.clGetDeviceInfo, device, _DEVICE_VERSION),
                    "cl_khr_fp64" in _text(cl.clGetDeviceInfo, device, _DEVICE_EXTENSIONS).split(),
                )
            )
    return tuple(found)


def _handles(ask: Callable[..., int]) -> list[int]:
    out = (ctypes.c_void_p * _MOST_DEVICES)()
    count = ctypes.c_uint32(0)
    if ask(ctypes.c_uint32(_MOST_DEVICES), out, ctypes.byref(count)) != 0:
        return []
    return [handle for handle in out[: count.value] if handle]


def _text(ask: Callable[..., int], handle: int, what: int) -> str:
    size = ctypes.c_size_t(0)
    if ask(ctypes.c_void_p(handle), ctypes.c_uint32(what), ctypes.c_size_t(0), None, ctypes.byref(size)) != 0:
        return ""
    out = ctypes.create_string_buffer(max(size.value, 1))
    ask(ctypes.c_void_p(handle), ctypes.c_uint32(what), size, out, None)
    return out.value.decode("utf-8", "replace").strip()


def _cuda_problem() -> str:
    try:
        cuda = ctypes.CDLL(_CUDA_DRIVER)
    except OSError as error:
        return str(error)
    code = cuda.cuInit(ctypes.c_uint32(0))
    return f"cuInit gives {code}" if code else "the driver lists none"


def _cuda_devices() -> tuple[Device, ...]:
    try:
        cuda = ctypes.CDLL(_CUDA_DRIVER)
    except OSError:
        return ()
    count = ctypes.c_int(0)
    if cuda.cuInit(ctypes.c_uint32(0)) != 0 or cuda.cuDeviceGetCount(ctypes.byref(count)) != 0:
        return ()
    found = []
    for number in range(count.value):
        device, major, minor = ctypes.c_int(0), ctypes.c_int(0), ctypes.c_int(0)
        name = ctypes.create_string_buffer(256)
        if cuda.cuDeviceGet(ctypes.byref(device), number) != 0:
            continue
        cuda.cuDeviceGetName(name, len(name), device)
        cuda.cuDeviceGetAttribute(ctypes.byref(major), _CUDA_MAJOR, device)
        cuda.cuDeviceGetAttribute(ctypes.byref(minor), _CUDA_MINOR, device)
        version = f"compute capability {major.value}.{minor.value}"
        found.append(Device("cuda", number, name.value.decode("utf-8", "replace"), "NVIDIA CUDA", version, True))
    return tuple(found)
