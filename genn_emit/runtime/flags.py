"""Compiler flags, each with its reason, and the processor that ``native`` stands for."""

from __future__ import annotations

import functools
import platform
from dataclasses import dataclass

from genn_emit.runtime.compiler import Compiler

CPUINFO = "/proc/cpuinfo"
CPU_FIELDS = frozenset(
    {"vendor_id", "cpu family", "model", "model name", "flags", "Features", "CPU implementer", "CPU part", "cpu", "isa"}
)
_SANITIZERS = ("-fsanitize=address,undefined",)

# Set-up code spends its time in scattered writes and random numbers, which more optimisation does not make faster.
SETUP_FLAGS = ("-O1",)
# For sources whose time goes into loops without branches: -O1 and, by name, what they gain of -O2 and -O3. The same loops in less
# of the compiler's time, as much of what -O2 does has no name and cannot be left out.
_GCC_LOOPS = (
    "-O1", "-ftree-loop-vectorize", "-fvect-cost-model=dynamic", "-finline-functions", "-finline-small-functions",
    "-fstrict-aliasing", "-fgcse", "-frerun-cse-after-loop",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flags:
    """Arguments for compiling and, behind the objects, for linking."""

    compile: tuple[str, ...] = ()
    link: tuple[str, ...] = ()

    def __add__(self, other: Flags) -> Flags:
        return Flags(self.compile + other.compile, self.link + other.link)

    @property
    def identity(self) -> str:
        """Part of every cache key: holds the processor when the code is made for the processor at hand."""
        native = any("native" in flag for flag in self.compile)
        return "\n".join((*self.compile, "--", *self.link, cpu_identity() if native else ""))


def default_flags(
    compiler: Compiler,
    *,
    optimise: bool = True,
    sanitize: bool = False,
    debug: bool = False,
    standard_library: bool = False,
) -> Flags:
    """Flags for a shared library of generated code.

    ``standard_library`` links libstdc++ as well and keeps exceptions, for user code (costs 10 ms a link). ``sanitize`` adds
    the address and undefined behaviour sanitizers, whose runtime must be preloaded into Python.
    """
    if compiler.kind == "nvcc":
        return _nvcc_flags(optimise, debug)
    return Flags(
        _compile_flags(compiler, optimise, sanitize, debug, standard_library),
        _link_flags(compiler, sanitize, standard_library),
    )


def loop_flags(compiler: Compiler) -> tuple[str, ...]:
    """For loops without branches, as state updates are, behind the ``default_flags``."""
    return _GCC_LOOPS if compiler.kind == "gcc" else ()


def _compile_flags(
    compiler: Compiler, optimise: bool, sanitize: bool, debug: bool, standard_library: bool
) -> tuple[str, ...]:
    flags = [
        "-std=c++17",
        "-fPIC",
        # 3 % less time than temporary files.
        "-pipe",
        # a*b+c rounds twice, as in numpy: the same results on machines with and without fused multiply-add.
        "-ffp-contract=off",
        # Nobody reads errno or floating point traps, and both keep loops over exp() and selects from being vectorised.
        # Not -ffast-math: NaN and infinity keep their meaning and sums keep their order.
        "-fno-math-errno",
        "-fno-trapping-math",
        # The author of generated code is a program: warnings are for its tests, not for its users.
        "-w",
    ]
    if not standard_library:
        # The code neither throws nor asks for types at run time: no tables for either.
        flags += ["-fno-exceptions", "-fno-rtti", "-fno-asynchronous-unwind-tables"]
    if sanitize:
        # -O1: checks stay next to what they check, and reports name lines that exist.
        flags += ["-O1"]
    elif optimise:
        # -O3 rather than -O2: loops are vectorised without knowing their length.
        flags += ["-O3", "-mcpu=native" if _is_arm(compiler) else "-march=native"]
        if compiler.kind == "gcc" and "x86_64" in compiler.target:
            # Several exponentials side by side instead of one after the other: a step of Hodgkin-Huxley neurons takes a seventh
            # less time. On other processors gcc does it anyway; here not, as there were few registers.
            flags += ["-fschedule-insns"]
    else:
        flags += ["-O0"]
    if debug or sanitize:
        flags += ["-g", "-fno-omit-frame-pointer"]
    if sanitize:
        flags += [*_SANITIZERS, "-fno-sanitize-recover=all"]
    return tuple(flags)


def _link_flags(compiler: Compiler, sanitize: bool, standard_library: bool) -> tuple[str, ...]:
    linux = "linux" in compiler.target
    glibc_x86 = linux and "x86_64" in compiler.target and "musl" not in compiler.target
    flags = ["-shared"]
    # Libraries that go unused (libmvec on most models) are not loaded at run time.
    libraries = ["-Wl,--as-needed"] if linux else []
    # libmvec holds glibc's vector versions of exp, log, sin, ...
    libraries += ["-lmvec", "-lm"] if glibc_x86 else ["-lm"]
    if sanitize:
        # Clang would link its runtime into the program, which here is Python.
        shared = ("-shared-libasan",) if compiler.kind == "clang" else ()
        return (*flags, *libraries, *_SANITIZERS, *shared)
    if linux:
        # A missing function is a link error that names it, not a failure at load time.
        flags += ["-Wl,-z,defs"]
        if not standard_library:
            # No libstdc++ and no start files: halves the time of the link. libc stays: it gives symbols their versions.
            flags += ["-nostdlib"]
            libraries += ["-lpthread", "-lc", "-lgcc"]
    return (*flags, *libraries)


def _nvcc_flags(optimise: bool, debug: bool) -> Flags:
    compile_flags = ["-std=c++17", "-Xcompiler=-fPIC", "-O3" if optimise else "-O0"]
    # As -ffp-contract=off above.
    compile_flags += ["-fmad=false", "-w"]
    if debug:
        compile_flags += ["-g", "-lineinfo"]
    return Flags(tuple(compile_flags), ("-shared",))


def _is_arm(compiler: Compiler) -> bool:
    return compiler.target.startswith(("aarch64", "arm64"))


@functools.cache
def cpu_identity() -> str:
    """The processor and its instruction sets: two machines that share a home directory differ here when they must."""
    lines: set[str] = set()
    try:
        with open(CPUINFO, encoding="utf-8", errors="replace") as stream:
            for line in stream:
                if line.partition(":")[0].strip() in CPU_FIELDS:
                    lines.add(line.strip())
    except OSError:
        pass
    return "\n".join((platform.machine(), platform.processor(), *sorted(lines)))
