"""Networks become programs: emit, build, load. With ``instance`` and ``simulation`` what sees every room."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Protocol

from genn_emit.backends import team_api
from genn_emit.backends.base import Program
from genn_emit.errors import BackendUnavailable, BuildError, ToolchainError
from genn_emit.network.functions import Requirements
from genn_emit.network.fuse import fused
from genn_emit.network.optimise import with_less_arithmetic
from genn_emit.network.schedule import Network
from genn_emit.runtime.build import BuildRequest, BuildResult, Source, load_built
from genn_emit.runtime.building import Building
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.devices import check_backend
from genn_emit.runtime.library import Library
from genn_emit.runtime.mirrors import DeviceMirrors
from genn_emit.runtime.sanitizers import check_loaded
from genn_emit.runtime.team import Team
from genn_emit.runtime.toolchain import SETUP_FLAGS, Compiler, Flags, default_flags, find_cxx, find_nvcc, loop_flags

_BACKENDS = {
    "cpu": ("genn_emit.backends.cpu", "CpuBackend"),
    "opencl": ("genn_emit.backends.opencl", "OpenclBackend"),
    "cuda": ("genn_emit.backends.cuda", "CudaBackend"),
}
BACKENDS = tuple(_BACKENDS)


class Backend(Protocol):
    """What a backend does: a network in, a program out."""

    name: str

    def emit(self, network: Network, profile: bool = False) -> Program: ...


@dataclass(frozen=True)
class Options:
    """How programs are built. ``fuse`` makes one pass of a state update and its threshold. ``shared_traces`` keeps traces that
    all synapses of a neuron share per neuron (Brian2 device, cpu). ``less_arithmetic`` puts exponentials, powers and exprel in
    forms that cost less, which round differently in the last bits. ``vector_math`` lets loops over exp and its like become
    vectors, which round differently in the last bits (exp at most 2 ulp; others, the C library's, at most 4). ``keep`` is a
    directory for a readable copy of the generated code. ``sanitize`` has the address and undefined behaviour sanitizers watch
    the code, in a process that began with their runtime (see ``runtime.sanitizers``)."""

    compiler: str | None = None
    fuse: bool = True
    shared_traces: bool = True
    less_arithmetic: bool = True
    vector_math: bool = True
    extra_flags: tuple[str, ...] = ()
    sanitize: bool = False
    debug: bool = False
    keep: Path | None = None
    cache_directory: Path | None = None


@dataclass
class Stages:
    """Seconds spent so far, and what the compiler did. ``build`` is what Python waited for, ``ahead`` what went on while it worked.
    ``witness`` is told of every network and its program before it is built."""

    generate: float = 0.0
    build: float = 0.0
    ahead: float = 0.0
    compiled: int = 0
    reused: int = 0
    commands: int = 0
    witness: Callable[[Network, Program], None] | None = field(default=None, repr=False)

    def add(self, result: BuildResult, waited: float | None = None) -> None:
        """Count a build, of which Python waited for ``waited`` seconds, for all of it if that is None."""
        waited = result.seconds if waited is None else min(waited, result.seconds)
        self.build += waited
        self.ahead += result.seconds - waited
        self.compiled += result.compiled
        self.reused += result.reused
        self.commands += len(result.commands)


@dataclass(frozen=True)
class Built:
    """A program in this process."""

    program: Program
    library: Library
    result: BuildResult


@cache
def backend(name: str) -> Backend:
    """The backend called ``name``. ``BackendUnavailable`` listing those there are if there is none."""
    if name not in _BACKENDS:
        raise BackendUnavailable(name, "there is no backend of this name", f"choose one of {', '.join(BACKENDS)}")
    module, attribute = _BACKENDS[name]
    made: Backend = getattr(import_module(module), attribute)()
    return made


@cache
def open_cache(directory: Path | None = None) -> Cache:
    """The cache of compiled code."""
    return Cache(directory)


def include_directory() -> str:
    """Where the hand-written headers are."""
    return str(resources.files("genn_emit") / "include")


def toolchain(name: str, options: Options, requires: Requirements | None = None) -> tuple[Compiler, Flags]:
    """The compiler and its flags for a backend's host code; ``requires`` is what functions of users need."""
    store = open_cache(options.cache_directory)
    compiler = _cuda_compiler(store) if name == "cuda" else find_cxx(options.compiler, cache=store)
    flags = default_flags(compiler, sanitize=options.sanitize, debug=options.debug, standard_library=requires is not None)
    vector = (vector_math_macro(),) if name != "cuda" and options.vector_math else ()
    return compiler, flags + Flags(vector + options.extra_flags) + _user_flags(requires)


def source_flags(name: str, compiler: Compiler, options: Options) -> tuple[str, ...]:
    """Flags of one source behind those of its program, unless the user chooses how much is optimised. What the user says of
    single optimisations has the last word."""
    if options.sanitize or any(flag.startswith("-O") for flag in options.extra_flags):
        return ()
    own = {"init.cc": SETUP_FLAGS, "neuron_update.cc": loop_flags(compiler)}.get(name, ())
    return (*own, *(flag for flag in options.extra_flags if flag.startswith("-f"))) if own else ()


def _user_flags(requires: Requirements | None) -> Flags:
    if requires is None:
        return Flags()
    macros = tuple("-D" + "=".join(macro) for macro in requires.define_macros)
    places = tuple(f"-L{directory}" for directory in requires.library_dirs)
    found = tuple(part for place in requires.runtime_library_dirs for part in ("-Xlinker", "-rpath", "-Xlinker", place))
    return Flags(macros, places + tuple(f"-l{library}" for library in requires.libraries) + found)


def _user_sources(requires: Requirements | None) -> tuple[Source, ...]:
    """The files that a user's functions are in, under names that are theirs alone."""
    paths = [Path(path) for path in requires.sources] if requires is not None else []
    return tuple(Source(f"user_{k}_{path.name}", _text(path)) for k, path in enumerate(paths))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise BuildError(
            f"a source file of a function cannot be read: {path}", first_error=str(error), remedy="correct the path in sources="
        ) from error


def _cuda_compiler(store: Cache) -> Compiler:
    try:
        return find_nvcc(cache=store)
    except ToolchainError as error:
        raise BackendUnavailable("cuda", error.what, error.remedy) from error


def vector_math_macro() -> str:
    """Which vector functions this system's libm has, as ``include/genn_emit/cpu_math.h`` wants to know it."""
    library, version = platform.libc_ver()
    numbers = tuple(int(part) for part in version.split(".")[:2]) if library == "glibc" and version else (0, 0)
    level = 1 if numbers >= (2, 35) else 2 if numbers >= (2, 22) else 0
    return f"-DGENN_VECTOR_MATH={level}"


def begin(program: Program, options: Options) -> Building:
    """Let the compilers start, while Python goes on; ``build`` waits for them. Errors of the code appear there, others here."""
    return Building(_request(program, options), open_cache(options.cache_directory))


def build(program: Program, options: Options, stages: Stages, begun: Building | None = None) -> Built:
    """Compile what the cache does not have, and load it. ``BackendUnavailable`` if the backend's compiler is missing,
    ``BuildError`` if the code does not compile."""
    request = _request(program, options)
    if options.keep is not None:
        keep(program, options.keep / program.name)
    began, waiting = time.perf_counter(), begun.result if begun is not None else None
    library, result = load_built(request, open_cache(options.cache_directory), program.cdef, waiting)
    stages.add(result, time.perf_counter() - began)
    return Built(program, library, result)


def _request(program: Program, options: Options) -> BuildRequest:
    if options.sanitize:
        if program.backend != "cpu":
            raise BackendUnavailable(program.backend, "the sanitizers watch code of the backend cpu only", "leave out sanitize")
        check_loaded()
    requires = program.requires
    compiler, flags = toolchain(program.backend, options, requires)
    sources = tuple(Source(file.name, file.text, source_flags(file.name, compiler, options)) for file in program.sources)
    return BuildRequest(
        program.name,
        sources + _user_sources(requires),
        tuple(Source(f.name, f.text) for f in program.headers),
        (include_directory(), *(requires.include_dirs if requires is not None else ())),
        compiler,
        flags,
    )


@cache
def check_once(name: str) -> None:
    """``BackendUnavailable`` with a remedy if the backend cannot work here; asked until it can."""
    check_backend(name)


def keep(program: Program, directory: Path) -> None:
    """A copy of the generated code for reading."""
    for file in program.files:
        path = directory / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text)


def optimised(network: Network, options: Options, keep: bool = True) -> Network:
    """``network`` as it is emitted: the passes that ``options`` choose. Without ``keep`` kernels are only ever run by the
    schedule."""
    if options.less_arithmetic:
        network = with_less_arithmetic(network)
    return fused(network, keep) if options.fuse else network


def emit(network: Network, name: str, stages: Stages, profile: bool = False) -> Program:
    """The program of a network on a backend, timed. With ``profile`` it can measure where its time goes, on the cpu."""
    start = time.perf_counter()
    program = backend(name).emit(network, profile)
    stages.generate += time.perf_counter() - start
    if stages.witness is not None:
        stages.witness(network, program)
    return program


def open_team(workers: int, options: Options, stages: Stages) -> Team:
    """Threads for the cpu backend. ``BuildError`` if they do not compile, ``GennEmitError`` if the system gives none."""
    compiler, flags = toolchain("cpu", options)
    source = Source("team.cc", (Path(include_directory()) / "genn_emit" / "team.cc").read_text(encoding="utf-8"))
    request = BuildRequest("team", (source,), (), (include_directory(),), compiler, flags)
    library, result = load_built(request, open_cache(options.cache_directory), team_api.DECLARATIONS)
    stages.add(result)
    return Team(library, workers)


def open_device(built: Built, number: int = 0) -> DeviceMirrors | None:
    """The device that a program of this backend runs on; None for the cpu. ``BackendUnavailable`` if it cannot be opened."""
    if built.program.backend == "cpu":
        return None
    check_once(built.program.backend)
    return DeviceMirrors(built.program.backend, built.library, number)
