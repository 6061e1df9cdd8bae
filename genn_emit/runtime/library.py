"""A compiled library in this process, called through cffi."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cffi import FFI  # type: ignore[import-untyped, unused-ignore]

from genn_emit.errors import LibraryError


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """An open shared library. ``ffi`` makes its structs, ``lib`` has its functions.

    The code has no globals: all state is in the structs that callers pass, so one Library serves several simulations.
    """

    path: Path
    ffi: Any
    lib: Any

    def call(self, name: str, *arguments: Any) -> Any:
        """Call a function by name, without the GIL. AttributeError when the library has no such function."""
        return getattr(self.lib, name)(*arguments)

    def close(self) -> None:
        """Unload the library: functions taken from it must not be called any more."""
        self.ffi.dlclose(self.lib)


@functools.lru_cache(maxsize=256)
def interface(cdef: str) -> Any:
    """The cffi interface for C declarations: parsed once per text, since that takes milliseconds."""
    ffi = FFI()
    ffi.cdef(cdef)
    return ffi


def load(path: Path, cdef: str) -> Library:
    """Open a shared library whose functions and structs ``cdef`` declares. LibraryError when it cannot be opened."""
    ffi = interface(cdef)
    try:
        lib = ffi.dlopen(str(path))
    except OSError as error:
        raise LibraryError(f"the library {path} cannot be loaded: {error}") from error
    return Library(path, ffi, lib)
