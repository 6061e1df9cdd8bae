"""Networks become running programs: emit, build, load, bind. With ``simulation`` the only place that sees every room."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, resources
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from genn_emit.backends import team_api
from genn_emit.backends.base import Program
from genn_emit.errors import BackendUnavailable, BuildError, GennEmitError, ToolchainError
from genn_emit.network.functions import Requirements
from genn_emit.network.fuse import fused
from genn_emit.network.optimise import with_less_arithmetic
from genn_emit.network.schedule import Network
from genn_emit.network.status import GROW, OK
from genn_emit.runtime.build import BuildRequest, BuildResult, Source, load_built
from genn_emit.runtime.building import Building
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.devices import check_backend
from genn_emit.runtime.library import Library
from genn_emit.runtime.memory import HostArray
from genn_emit.runtime.mirrors import DeviceMirrors
from genn_emit.runtime.pace import Pace
from genn_emit.runtime.sanitizers import check_loaded
from genn_emit.runtime.team import Team
from genn_emit.runtime.toolchain import SETUP_FLAGS, Compiler, Flags, default_flags, find_cxx, find_nvcc, loop_flags

_BACKENDS = {
    "cpu": ("genn_emit.backends.cpu", "CpuBackend"),
    "opencl": ("genn_emit.backends.opencl", "OpenclBackend"),
    "cuda": ("genn_emit.backends.cuda", "CudaBackend"),
}
BACKENDS = tuple(_BACKENDS)
Value = Callable[[], "bool | int | float"]


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
    """Flags of one source behind those of its program, unless the user chooses how much is optimised. The user's own flags have
    the last word."""
    if options.sanitize or any(flag.startswith("-O") for flag in options.extra_flags):
        return ()
    own = {"init.cc": SETUP_FLAGS, "neuron_update.cc": loop_flags(compiler)}.get(name, ())
    return (*own, *options.extra_flags) if own else ()


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


class KernelError(GennEmitError):
    """A kernel found something wrong with the model: ``status`` (see ``network.status``) and the offending ``value``."""

    def __init__(self, kernel: str, status: int, value: int) -> None:
        super().__init__(f"{kernel} failed with status {status} (value {value})")
        self.kernel, self.status, self.value = kernel, status, value


@dataclass
class Instance:
    """One State of a built program, with the memory that stands behind it.

    ``arrays`` maps every Array of the network to its memory, ``values`` every Constant to what computes it. ``mirrors`` is the
    device that the program runs on, None for the cpu. ``team`` are threads that share the work on the cpu; without them the
    caller does it alone; ``pace`` chooses for each run between both. ``ticks`` are the shares of the program's measured
    functions, and of the rest, in ``elapsed`` seconds.
    """

    built: Built
    network: Network
    arrays: Mapping[str, HostArray]
    values: Mapping[str, Value]
    mirrors: DeviceMirrors | None = None
    team: Team | None = None
    pace: Pace | None = None
    elapsed: float = field(init=False, default=0.0)
    ticks: NDArray[np.int64] = field(init=False)
    state: Any = field(init=False)
    _versions: dict[str, tuple[int, int]] = field(init=False, default_factory=dict)
    _on_device: dict[str, HostArray] = field(init=False, default_factory=dict)
    _scheduled: tuple[str, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        library, program = self.built.library, self.built.program
        self.state = library.ffi.new("struct State *")
        self.ticks = np.zeros(len(program.measured) + 1, np.int64)
        missing = [f.name for f in self.network.table if f.name not in self.arrays and f.name not in self.values]
        if missing:
            raise GennEmitError(f"network {self.network.name}: nothing is given for {', '.join(missing)}")
        if self.mirrors is not None:
            self._on_device = {f.name: self.arrays[f.name] for f in self.network.table.arrays if f.space == "device"}
            text = "\n".join(file.text for file in program.device)
            self.mirrors.attach(library, self.state, text, program.kernels)
        written = {name for step in self.network.schedule for name in program.writes.get(step.kernel, ())}
        self._scheduled = tuple(sorted(written))

    def bind(self) -> None:
        """Pointers and constants as they are now."""
        ffi = self.built.library.ffi
        for name, array in self.arrays.items():
            seen = (id(array), array.version)
            if self._versions.get(name) != seen:
                self._versions[name] = seen
                setattr(self.state, name, ffi.cast("void *", array.address))
        for name, value in self.values.items():
            setattr(self.state, name, value())
        if self.mirrors is not None:
            for name, array in self._on_device.items():
                self.mirrors.bind(self.state, name, array)

    def call(self, kernel: str) -> int:
        """Carry out one kernel; OK or GROW. ``KernelError`` for an error of the model."""
        self.bind()
        program = self.built.program
        on_host = kernel in program.host
        self._hand_over(to_host=on_host)
        status = OK
        for function in program.functions[kernel]:
            status = self._share(function, self.team)
            if status != OK:
                break
        if on_host and self.mirrors is not None:
            for array in self._on_device.values():
                self.mirrors.host_wrote(array)
        else:
            self._device_wrote(program.writes.get(kernel, ()))
        return self._checked(kernel, status)

    def run(self, n_steps: int) -> int:
        """Up to ``n_steps`` steps; OK or GROW. ``steps_done`` says how many there were: it may be fewer."""
        team, n_steps = (self.team, n_steps) if self.pace is None else self.pace.choose(n_steps)
        self.bind()
        self._hand_over(to_host=False)
        if self.mirrors is None:
            status = self._run(team, n_steps)
        else:
            status = int(self.built.library.call("run", self.state, n_steps))
        self._device_wrote(self._scheduled)
        return self._checked("run", status)

    def _run(self, team: Team | None, n_steps: int) -> int:
        measured = bool(self.built.program.measured)
        if measured:
            self.state.ticks = self.built.library.ffi.cast("int64_t *", self.ticks.ctypes.data)
        self.state.n_steps = n_steps
        start = time.perf_counter()
        status = self._share("run_profiled" if measured else "run", team)
        elapsed = time.perf_counter() - start
        self.elapsed += elapsed
        if self.pace is not None:
            self.pace.took(self.steps_done, elapsed)
        return status

    @property
    def seconds(self) -> dict[str, float]:
        """The time that each measured function has taken of all runs."""
        tick = self.elapsed / max(int(self.ticks.sum()), 1)
        return {name: tick * count for name, count in zip(self.built.program.measured, self.ticks.tolist(), strict=False)}

    def _share(self, function: str, team: Team | None) -> int:
        """Let all workers call a function of the program; its status."""
        library, ffi = self.built.library, self.built.library.ffi
        if team is None or self.mirrors is not None:
            return int(library.call(function, self.state, 0, 1))
        self.state.team = ffi.cast("void *", team.address)
        try:
            address = ffi.cast("uintptr_t", ffi.addressof(library.lib, function))
            return team.carry_out(int(address), int(ffi.cast("uintptr_t", self.state)))
        finally:
            self.state.team = ffi.NULL

    def _hand_over(self, to_host: bool) -> None:
        """The newest content of every array to the side that is going to use it."""
        if self.mirrors is None:
            return
        for array in self._on_device.values():
            if to_host:
                self.mirrors.to_host(array)
            else:
                self.mirrors.to_device(array)

    def _device_wrote(self, names: Iterable[str]) -> None:
        if self.mirrors is not None:
            for name in names:
                self.mirrors.device_wrote(self.arrays[name])

    def stop_at(self, clock: str, timestep: int) -> None:
        """The time step at which ``run`` ends."""
        setattr(self.state, f"{clock}_end", timestep)

    @property
    def steps_done(self) -> int:
        return int(self.state.steps_done)

    @property
    def needed(self) -> int:
        """What the last kernel that returned GROW asked for."""
        return int(self.state.error_value)

    def _checked(self, kernel: str, status: int) -> int:
        if status in (OK, GROW):
            return status
        raise KernelError(kernel, status, int(self.state.error_value))


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
