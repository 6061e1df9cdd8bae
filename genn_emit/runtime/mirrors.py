"""Copies of host arrays on a device, and the kernels of programs that run there. Knows nothing of neurons.

One ``DeviceMirrors`` serves all programs that work on the same arrays: an array has one copy, whatever its name in a
program.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from genn_emit.errors import BackendUnavailable, BuildError, GennEmitError
from genn_emit.runtime.library import Library
from genn_emit.runtime.memory import BLOCK, HostArray
from genn_emit.runtime.opencl_loader import find_opencl


@dataclass(slots=True)
class _Copy:
    """The device's side of one host array. At most one of the two sides is ``newer``."""

    array: HostArray
    handle: int
    nbytes: int
    host_newer: bool = True
    device_newer: bool = False


@dataclass(slots=True)
class _Program:
    """A program that was built on the device, and its kernels."""

    library: Library
    handle: Any
    kernels: list[Any]


class DeviceMirrors:
    """An open device and what lies there for one simulation.

    ``library`` is any library that was emitted for ``backend`` (``opencl`` or ``cuda``) and stays loaded. ``number``
    counts devices as ``devices.list_devices`` does. Raises ``BackendUnavailable`` when the device cannot be opened.
    """

    def __init__(self, backend: str, library: Library, number: int = 0) -> None:
        self.backend = backend
        self._library = library
        self._copies: dict[int, _Copy] = {}
        self._programs: list[_Program] = []
        path = find_opencl().path.encode() if backend == "opencl" else b""
        device = library.ffi.new("void **")
        code = library.call("genn_device_open", device, path, number)
        if code != 0:
            reason = f"device {number} cannot be opened ({_code(backend, code)})"
            raise BackendUnavailable(backend, reason, "choose one of the devices that `genn-emit doctor` lists")
        self._device: int = _address(library, device[0])

    def attach(
        self, library: Library, state: Any, text: str = "", kernels: Iterable[str] = (), options: str = ""
    ) -> None:
        """Make ``state`` ready for this device: build ``text``, the device's part of the program, and hand over its
        kernels. Raises ``BuildError`` with the log of the device's compiler."""
        state.device = library.ffi.cast("void *", self._device)
        names = tuple(kernels)
        if not names:
            return
        out = library.ffi.new("void **")
        code = library.call("genn_device_build", state.device, out, text.encode(), options.encode())
        program = _Program(library, out[0], [])
        self._programs.append(program)
        if code != 0:
            log = self._log(program).strip() or _code(self.backend, code)
            lines = [line for line in log.splitlines() if "error" in line]
            output = f"{log}\n\n{_numbered(text)}"
            raise BuildError("the device's compiler failed", output=output, first_error=lines[0] if lines else log)
        for name in names:
            kernel = library.call("genn_device_kernel", state.device, program.handle, name.encode())
            if kernel == library.ffi.NULL:
                raise BuildError(f"the device has no usable kernel {name}", first_error=self._log(program).strip())
            program.kernels.append(kernel)
            setattr(state, name, kernel)

    def bind(self, state: Any, name: str, array: HostArray) -> None:
        """Point the field ``device_<name>`` of ``state`` at the copy of ``array``, made anew when the memory grew:
        then only the host has its content. ``MemoryError`` when the device is full."""
        # Up to the end of the last block, which host arrays own as well: kernels may read whole blocks.
        nbytes = max(-(-array.nbytes // BLOCK) * BLOCK, BLOCK)
        copy = self._copies.get(id(array))
        if copy is not None and copy.nbytes != nbytes:
            self.forget(array)
            copy = None
        if copy is None:
            handle = _address(self._library, self._call("genn_device_allocate", nbytes))
            if not handle:
                raise MemoryError(f"array {array.name!r}: the device has no memory for {nbytes} bytes")
            copy = self._copies[id(array)] = _Copy(array, handle, nbytes)
        setattr(state, f"device_{name}", self._library.ffi.cast("void *", copy.handle))

    def forget(self, array: HostArray) -> None:
        """Free the copy of an array, if there is one; what only the device knew is lost."""
        copy = self._copies.pop(id(array), None)
        if copy is not None:
            self._call("genn_device_free", self._pointer(copy.handle))

    def push(self, array: HostArray) -> None:
        """Host to device, whichever is newer."""
        copy = self._copies[id(array)]
        self._transfer("genn_device_push", copy)

    def pull(self, array: HostArray) -> None:
        """Device to host, whichever is newer."""
        copy = self._copies[id(array)]
        self._transfer("genn_device_pull", copy)

    def host_wrote(self, array: HostArray) -> None:
        """Someone may have changed ``array`` on the host (after ``to_host``, else the device's changes are lost)."""
        copy = self._copies.get(id(array))
        if copy is not None:
            copy.host_newer, copy.device_newer = True, False

    def device_wrote(self, array: HostArray) -> None:
        """A kernel may have changed ``array`` on the device."""
        copy = self._copies.get(id(array))
        if copy is not None:
            copy.host_newer, copy.device_newer = False, True

    def to_device(self, array: HostArray) -> None:
        """Push if the host's side is newer."""
        copy = self._copies[id(array)]
        if copy.host_newer:
            self._transfer("genn_device_push", copy)

    def to_host(self, array: HostArray) -> None:
        """Pull if the device's side is newer; an array without a copy is left alone."""
        copy = self._copies.get(id(array))
        if copy is not None and copy.device_newer:
            self._transfer("genn_device_pull", copy)

    def push_all(self) -> None:
        """Push what is newer on the host."""
        for copy in list(self._copies.values()):
            self.to_device(copy.array)

    def pull_all(self) -> None:
        """Pull what is newer on the device."""
        for copy in list(self._copies.values()):
            self.to_host(copy.array)

    @property
    def nbytes(self) -> int:
        """Bytes allocated on the device."""
        return sum(copy.nbytes for copy in self._copies.values())

    def close(self) -> None:
        """Free everything on the device. States that were attached must not be used any more."""
        if not self._device:
            return
        for copy in list(self._copies.values()):
            self.forget(copy.array)
        for program in self._programs:
            handles = program.library.ffi.new("void *[]", program.kernels)
            device = program.library.ffi.cast("void *", self._device)
            program.library.call("genn_device_release", device, program.handle, handles, len(program.kernels))
        self._programs.clear()
        self._call("genn_device_close")
        self._device = 0

    def _pointer(self, address: int) -> Any:
        return self._library.ffi.cast("void *", address)

    def _call(self, function: str, *arguments: Any) -> Any:
        return self._library.call(function, self._pointer(self._device), *arguments)

    def _transfer(self, function: str, copy: _Copy) -> None:
        code = self._call(function, self._pointer(copy.handle), self._pointer(copy.array.address), copy.nbytes)
        if code != 0:
            raise GennEmitError(f"array {copy.array.name!r} cannot be copied ({_code(self.backend, code)})")
        copy.host_newer = copy.device_newer = False

    def _log(self, program: _Program) -> str:
        ffi, device = program.library.ffi, program.library.ffi.cast("void *", self._device)
        if program.handle == ffi.NULL:
            return ""
        needed = program.library.call("genn_device_log", device, program.handle, ffi.NULL, 0)
        if needed <= 0:
            return ""
        text = ffi.new("char[]", needed)
        program.library.call("genn_device_log", device, program.handle, text, needed)
        return bytes(ffi.string(text)).decode("utf-8", "replace")


def _address(library: Library, pointer: Any) -> int:
    return int(library.ffi.cast("uintptr_t", pointer))


def _code(backend: str, code: int) -> str:
    return f"{'OpenCL' if backend == 'opencl' else 'CUDA'} code {code}"


def _numbered(text: str) -> str:
    return "\n".join(f"{number:4} {line}" for number, line in enumerate(text.splitlines(), 1))
