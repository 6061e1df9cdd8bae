"""The functions of ``include/genn_emit/opencl_device.h`` and ``cuda_device.h``, the same for every model.

Generated host code and the runtime call them. Codes are those of the device's own library, zero is success.
"""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import i32, i64, ptr, void
from genn_emit.backends.base import STATE

ADDRESS, TEXT = ptr(void), ptr(void, const=True)
_DEVICE, _KERNEL, _BUFFER = n.Var("device", ADDRESS), n.Var("kernel", ADDRESS), n.Var("buffer", ADDRESS)
_PROGRAM = n.Var("program", ADDRESS)
_BYTES = n.Var("bytes", i64)

OPEN = Signature("genn_device_open", (n.Var("device", ptr(ADDRESS)), n.Var("library", TEXT), n.Var("number", i32)), i32)
CLOSE = Signature("genn_device_close", (_DEVICE,))
BUILD = Signature(
    "genn_device_build",
    (_DEVICE, n.Var("program", ptr(ADDRESS)), n.Var("text", TEXT), n.Var("options", TEXT)),
    i32,
)
LOG = Signature("genn_device_log", (_DEVICE, _PROGRAM, n.Var("text", ADDRESS), _BYTES), i64)
KERNEL = Signature("genn_device_kernel", (_DEVICE, _PROGRAM, n.Var("name", TEXT)), ADDRESS)
RELEASE = Signature("genn_device_release", (_DEVICE, _PROGRAM, n.Var("kernels", ptr(ADDRESS)), n.Var("count", i64)))
ALLOCATE = Signature("genn_device_allocate", (_DEVICE, _BYTES), ADDRESS)
FREE = Signature("genn_device_free", (_DEVICE, _BUFFER))
PUSH = Signature("genn_device_push", (_DEVICE, _BUFFER, n.Var("host", TEXT), _BYTES), i32)
PULL = Signature("genn_device_pull", (_DEVICE, _BUFFER, n.Var("host", ADDRESS), _BYTES), i32)
COUNT = Signature("genn_device_count", (_DEVICE, _BUFFER), i64)
FINISH = Signature("genn_device_finish", (_DEVICE,), i32)
SET_BUFFER = Signature("genn_set_buffer", (_DEVICE, _KERNEL, n.Var("position", i32), _BUFFER))
SET_VALUE = Signature("genn_set_value", (_DEVICE, _KERNEL, n.Var("position", i32), n.Var("value", TEXT), _BYTES))
LAUNCH = Signature("genn_launch", (_DEVICE, _KERNEL, n.Var("items", i64), n.Var("group", i64)), i32)
SELECT = Signature("genn_device_select", (_DEVICE,))
LAUNCHED = Signature("genn_launched", (_DEVICE,), i32)

SHARED_API = (OPEN, CLOSE, ALLOCATE, FREE, PUSH, PULL, COUNT, FINISH)
OPENCL_API = (*SHARED_API, BUILD, LOG, KERNEL, RELEASE, SET_BUFFER, SET_VALUE, LAUNCH)
CUDA_API = (*SHARED_API, SELECT, LAUNCHED)

DEVICE = n.Field(STATE, "device", ADDRESS)


def buffer_name(array: str) -> str:
    """The field of State that holds the device's copy of an array."""
    return f"device_{array}"


def kernel_symbol(name: str) -> str:
    """The name of a kernel on the device, where ``name`` is the host function."""
    return f"{name}_kernel"
