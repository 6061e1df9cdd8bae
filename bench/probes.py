"""Stop watches on a Brian2 device: how long it compiled, and how long it made synapses and carried out assignments."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


class StopWatch:
    """Seconds spent in some functions, those called from within them counted once."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._depth = 0

    def around(self, owner: Any, name: str, counts: Callable[[], bool] = lambda: True) -> None:
        """Time every call of ``owner.name`` for which ``counts()`` holds at its start."""
        original = getattr(owner, name)

        def timed(*args: Any, **kwargs: Any) -> Any:
            if self._depth or not counts():
                return original(*args, **kwargs)
            self._depth += 1
            start = time.perf_counter()
            try:
                return original(*args, **kwargs)
            finally:
                self._depth -= 1
                self.seconds += time.perf_counter() - start

        setattr(owner, name, timed)


class EmittedProbe:
    """Our own device: it counts what it generates and builds, and carries out set-up when it flushes."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._flushes = StopWatch()
        self._within = 0.0
        flush = device.pending.flush

        def flushed() -> None:
            before = self._made()
            try:
                flush()
            finally:
                self._within += self._made() - before

        device.pending.flush = flushed
        self._flushes.around(device.pending, "flush")

    def _made(self) -> float:
        return float(self._device.stages.generate + self._device.stages.build)

    def stages(self) -> dict[str, float]:
        stages = self._device.stages
        return {
            "compile": stages.build + stages.ahead,
            "setup": self._flushes.seconds - self._within,
            "loop": float(self._device._last_run_time),
            "emit": stages.generate,
            "compiled": stages.compiled,
            "commands": stages.commands,
        }


class StandaloneProbe:
    """Devices that write a project, compile it with make, and run it as a program of its own.

    cpp_standalone's ``_last_run_time`` is processor time unless it uses OpenMP. All other times here are wall times, so
    the program is made to write down that of its loop.
    """

    def __init__(self, device: Any, loop_file: Path) -> None:
        self._device, self._loop_file = device, loop_file
        self._compile, self._program = StopWatch(), StopWatch()
        self._compile.around(device, "compile_source")
        self._program.around(device, "run")
        loop_file.unlink(missing_ok=True)
        for slot, code in (("before_network_run", _LOOP_BEGINS), ("after_network_run", _LOOP_ENDS)):
            device.insert_code(slot, code.replace("FILE", json.dumps(str(loop_file))))

    def stages(self) -> dict[str, float]:
        loop = float(self._loop_file.read_text())
        return {"compile": self._compile.seconds, "setup": self._program.seconds - loop, "loop": loop}


_LOOP_BEGINS = "struct timespec bench_began, bench_ended; clock_gettime(CLOCK_MONOTONIC, &bench_began);"
_LOOP_ENDS = """
clock_gettime(CLOCK_MONOTONIC, &bench_ended);
std::ofstream(FILE) << bench_ended.tv_sec - bench_began.tv_sec + 1e-9 * (bench_ended.tv_nsec - bench_began.tv_nsec);
"""


class CythonProbe:
    """Brian2's runtime: one extension module per code object, compiled or found in the cache, then run from Python."""

    def __init__(self, device: Any) -> None:
        from brian2.codegen.runtime.cython_rt.cython_rt import CythonCodeObject
        from brian2.codegen.runtime.cython_rt.extension_manager import cython_extension_manager
        from brian2.core.network import Network

        self._device = device
        self._compile, self._blocks = StopWatch(), StopWatch()
        self._compile.around(cython_extension_manager, "create_extension")
        self._blocks.around(CythonCodeObject, "run_block", lambda: not Network._globally_running)

    def stages(self) -> dict[str, float]:
        loop = float(self._device._last_run_time)
        return {"compile": self._compile.seconds, "setup": self._blocks.seconds, "loop": loop}
