"""The address and undefined behaviour sanitizers: their runtime, which must be in the process before anything else.

The library that is built with them is loaded into Python, which is not, so the dynamic linker has to preload the runtime: a
process cannot do that for itself, only for the one that it becomes (``environment``).
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from genn_emit.errors import ToolchainError
from genn_emit.runtime.compiler import Compiler
from genn_emit.runtime.launch import ProcessGroup

EXIT_STATUS = 86
"""How a process ends in which a sanitizer found something: no status that Python or scripts commonly use."""
# Python itself leaks at exit by design. Its memory is not ours to judge.
_OPTIONS = {
    "ASAN_OPTIONS": ("detect_leaks=0", f"exitcode={EXIT_STATUS}", "detect_stack_use_after_return=1"),
    "UBSAN_OPTIONS": ("print_stacktrace=1", f"exitcode={EXIT_STATUS}"),
}


@cache
def loaded() -> bool:
    """Whether the runtime of the address sanitizer is in this process."""
    return hasattr(ctypes.CDLL(None), "__asan_init")


def runtime_libraries(compiler: Compiler) -> tuple[Path, ...]:
    """What must be preloaded. ``ToolchainError`` if the compiler has no such runtime."""
    if compiler.kind == "gcc":
        wanted = "libasan.so"
    else:
        wanted = f"libclang_rt.asan-{compiler.target.partition('-')[0]}.so"
    found = _find(compiler, wanted)
    if found is None:
        package = "libasan and libubsan, which come with g++ on Debian"
        raise ToolchainError(
            f"{compiler.path} has no runtime of the address sanitizer ({wanted})",
            command=" ".join([*compiler.command, f"-print-file-name={wanted}"]),
            remedy=f"install {package if compiler.kind == 'gcc' else 'compiler-rt'}, or set CXX to a compiler that has it",
        )
    # Behind it libstdc++: the sanitizer looks for the function that throws once, at the start.
    library = _find(compiler, "libstdc++.so.6")
    return (found,) if library is None else (found, library)


def environment(libraries: tuple[Path, ...], base: Mapping[str, str]) -> dict[str, str]:
    """``base`` with what a new process needs to start with the runtime. Options in ``base`` have the last word."""
    changed = dict(base)
    changed["LD_PRELOAD"] = " ".join([*map(str, libraries), *base.get("LD_PRELOAD", "").split()])
    for name, options in _OPTIONS.items():
        changed[name] = ":".join([*options, *filter(None, [base.get(name, "")])])
    return changed


def only_here(libraries: tuple[Path, ...]) -> None:
    """Do not hand the runtime on: compilers that this process starts do without it."""
    ours = set(map(str, libraries))
    kept = [word for word in os.environ.get("LD_PRELOAD", "").split() if word not in ours]
    os.environ.pop("LD_PRELOAD", None)
    if kept:
        os.environ["LD_PRELOAD"] = " ".join(kept)


def check_loaded() -> None:
    """``ToolchainError`` if the runtime is missing: loading a library that needs it would end the process."""
    if not loaded():
        raise ToolchainError(
            "code with sanitizers needs their runtime before Python starts",
            remedy="run the script with `genn-emit run --sanitize SCRIPT`, which sees to it",
        )


def _find(compiler: Compiler, name: str) -> Path | None:
    """A library of the compiler: it repeats the bare name of one that it does not have."""
    answer = ProcessGroup().run([*compiler.command, f"-print-file-name={name}"]).output.strip()
    path = Path(answer)
    return path.resolve() if path.is_absolute() and path.exists() else None
