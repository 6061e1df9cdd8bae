"""Builds that go on while Python does something else."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from genn_emit.runtime.build import BuildRequest, BuildResult, build
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.launch import ProcessGroup

_SWITCH_SECONDS = 1e-4
_lock = threading.Lock()
_intervals: list[float] = []


class Building:
    """A build in a thread of its own, begun when this is made."""

    def __init__(self, request: BuildRequest, cache: Cache) -> None:
        self._processes = ProcessGroup()
        pool = ThreadPoolExecutor(1, thread_name_prefix=f"build {request.name}")
        self._result = pool.submit(self._build, request, cache)
        pool.shutdown(wait=False)

    def _build(self, request: BuildRequest, cache: Cache) -> BuildResult:
        with _switching_quickly():
            return build(request, cache, self._processes)

    def end(self) -> None:
        """Nobody waits for it: end the compilers."""
        self._processes.end()

    def result(self) -> BuildResult:
        """What ``build`` returns or raises, when it is done. Ctrl+C ends the compilers."""
        try:
            return self._result.result()
        except BaseException:
            self._processes.end()
            raise


@contextmanager
def _switching_quickly() -> Iterator[None]:
    """Let threads of Python take turns sooner. To start a compiler takes some tens of calls of the system, after each of which
    this thread would wait its usual 5 ms for its turn while another computes."""
    with _lock:
        _intervals.append(sys.getswitchinterval())
        sys.setswitchinterval(min(_SWITCH_SECONDS, _intervals[0]))
    try:
        yield
    finally:
        with _lock:
            sys.setswitchinterval(_intervals.pop())
