"""Finding a compiler on this machine."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable

from genn_emit.errors import ToolchainError
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.compiler import Compiler, Kind, Unusable, probe
from genn_emit.runtime.flags import SETUP_FLAGS, Flags, cpu_identity, default_flags, loop_flags

__all__ = ["SETUP_FLAGS", "Compiler", "Flags", "Kind", "cpu_identity", "default_flags", "find_cxx", "find_nvcc", "loop_flags"]

CXX_NAMES = ("g++", "clang++", "c++")
NVCC_PLACES = ("nvcc", "/usr/local/cuda/bin/nvcc")


def find_cxx(preference: str | None = None, *, cache: Cache | None = None) -> Compiler:
    """The C++ compiler: $CXX, else ``preference`` (a command), else g++, clang++ or c++, whichever works first.

    With a ``cache`` the answer outlives this process, and a warm start launches no process. Raises ToolchainError when
    nothing works, or when what the user asked for by name does not.
    """
    chosen = os.environ.get("CXX", "").strip()
    if chosen:
        return _named(chosen, f"the compiler in $CXX ({chosen})", "set CXX to a working compiler, or unset it", cache)
    if preference:
        return _named(preference, f"the preferred compiler ({preference})", "choose another one, or set CXX", cache)
    return _first(CXX_NAMES, "no C++ compiler", f"{_install_cxx()}, or set CXX to the compiler's path", cache)


def find_nvcc(*, cache: Cache | None = None) -> Compiler:
    """The CUDA compiler: $NVCC, else nvcc in PATH, else under /usr/local/cuda. ToolchainError when there is none."""
    chosen = os.environ.get("NVCC", "").strip()
    if chosen:
        return _named(chosen, f"the compiler in $NVCC ({chosen})", "set NVCC to a working nvcc, or unset it", cache)
    return _first(NVCC_PLACES, "no CUDA compiler", "install the CUDA toolkit, or set NVCC to nvcc's path", cache)


def _named(command: str, what: str, remedy: str, cache: Cache | None) -> Compiler:
    # A path with spaces is one word, although the shell would split it.
    words = [command] if os.path.exists(command) else shlex.split(command)
    try:
        return probe(words, cache)
    except Unusable as error:
        raise ToolchainError(f"{what} does not work", command=command, first_error=str(error), remedy=remedy) from error


def _first(names: Iterable[str], what: str, remedy: str, cache: Cache | None) -> Compiler:
    reasons: list[str] = []
    for name in names:
        try:
            return probe([name], cache)
        except Unusable as error:
            reasons.append(str(error))
    searched = ", ".join(names)
    raise ToolchainError(
        f"{what} was found (searched for {searched} in PATH)", first_error=" | ".join(reasons), remedy=remedy
    )


def _install_cxx() -> str:
    conda = "`conda install -c conda-forge cxx-compiler`"
    if sys.platform == "darwin":
        return f"install one with `xcode-select --install` or {conda}"
    return f"install one with `apt install g++` or {conda} (on macOS: `xcode-select --install`)"
