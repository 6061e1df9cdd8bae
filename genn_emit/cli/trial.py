"""A small network, to see whether a compiler or a backend works."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from genn_emit.errors import GennEmitError
from genn_emit.network.assembly import assemble
from genn_emit.network.neurons import Neurons
from genn_emit.network.schedule import Network
from genn_emit.programs import Options, Stages, emit, include_directory, vector_math_macro
from genn_emit.runtime.build import BuildRequest, Source, load_built
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.compiler import Compiler
from genn_emit.runtime.toolchain import Flags, default_flags
from genn_emit.simulation import Simulation

N = 3
CELLS = Neurons("cells", ("v",), {"v": "v + 1"}, threshold="v > 2", reset={"v": "v - 2"})


def network() -> Network:
    return assemble("trial", [CELLS])


def build_with(compiler: Compiler, scratch: Path) -> float:
    """Build and load the network with this compiler, without a cache; seconds. Raises as ``load_built``."""
    start = time.perf_counter()
    backend = "cuda" if compiler.kind == "nvcc" else "cpu"
    program = emit(network(), backend, Stages())
    vector = () if backend == "cuda" else (vector_math_macro(),)
    request = BuildRequest(
        program.name,
        tuple(Source(file.name, file.text) for file in program.sources),
        tuple(Source(file.name, file.text) for file in program.headers),
        (include_directory(),),
        compiler,
        default_flags(compiler) + Flags(vector),
    )
    load_built(request, Cache(scratch / f"compiler-{Path(compiler.path).name}"), program.cdef)
    return time.perf_counter() - start


def step_on(backend: str, scratch: Path) -> float:
    """Build the network for a backend and step it; seconds. Raises what is wrong."""
    start = time.perf_counter()
    options = Options(cache_directory=scratch / f"backend-{backend}")
    simulation = Simulation(network(), CELLS.memory(N, v=np.array([0.0, 1.0, 2.0])), backend=backend, options=options)
    try:
        simulation.step(2)
        simulation.pull("cells_v")
        result = simulation["cells_v"].tolist()
    finally:
        simulation.close()
    if result != [2.0, 1.0, 2.0]:
        raise GennEmitError(f"a small network computes {result} instead of [2.0, 1.0, 2.0]: please report this")
    return time.perf_counter() - start


def broken(attempt: Callable[[], float]) -> float | str:
    """What an attempt took, or in words why it failed."""
    try:
        return attempt()
    except (GennEmitError, OSError) as error:
        return str(error)
