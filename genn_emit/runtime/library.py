"""A compiled library in this process, called through cffi."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cffi import FFI  # type: ignore[import-untyped, unused-ignore]
from cffi import __version__ as cffi_version

from genn_emit.errors import LibraryError
from genn_emit.runtime.cache import Cache


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


_interfaces: dict[str, Any] = {}


def interface(cdef: str, cache: Cache | None = None) -> Any:
    """The cffi interface for C declarations. Reading C takes cffi tens of milliseconds: once per text, in this process and, with a
    ``cache``, in all of them."""
    if cdef not in _interfaces:
        _interfaces[cdef] = _made(cdef) if cache is None else _kept(cdef, cache)
    return _interfaces[cdef]


def _made(cdef: str) -> Any:
    ffi = FFI()
    ffi.cdef(cdef)
    return ffi


def _kept(cdef: str, cache: Cache) -> Any:
    """An interface from its tables, which cffi writes as a Python module."""
    parts = ("interface", cffi_version, sys.version, cdef)
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    tables = cache.get_note(key)
    if tables is None:
        from cffi.recompiler import make_py_source  # type: ignore[import-untyped, unused-ignore]

        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "tables.py"
            make_py_source(_made(cdef), "genn_emit_interface", str(path))
            tables = path.read_text("utf-8")
        cache.put_note(key, tables)
    module: dict[str, Any] = {}
    exec(tables, module)
    return module["ffi"]


def load(path: Path, cdef: str, cache: Cache | None = None) -> Library:
    """Open a shared library whose functions and structs ``cdef`` declares. LibraryError when it cannot be opened."""
    ffi = interface(cdef, cache)
    try:
        lib = ffi.dlopen(str(path))
    except OSError as error:
        raise LibraryError(f"the library {path} cannot be loaded: {error}") from error
    return Library(path, ffi, lib)
