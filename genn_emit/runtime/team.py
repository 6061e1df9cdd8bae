"""Threads that share the work of a program: started once, asleep between runs."""

from __future__ import annotations

import os
import weakref
from typing import Any

from genn_emit.errors import GennEmitError
from genn_emit.runtime.library import Library


def processors() -> int:
    """How many this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Team:
    """``workers`` threads, the caller among them, that carry out functions ``f(state, worker, workers)``.

    ``library`` is ``include/genn_emit/team.cc``, compiled. The team serves one caller at a time. ``GennEmitError`` when the
    system gives no threads.
    """

    def __init__(self, library: Library, workers: int) -> None:
        self.workers = workers
        self._library = library
        self._open()

    def _open(self) -> None:
        self._threads = self._library.call("team_open", self.workers)
        if self._threads == self._library.ffi.NULL:
            raise GennEmitError(f"the system gives no {self.workers} threads: use fewer")
        self._process = os.getpid()
        self._end = weakref.finalize(self, _end, self._library, self._threads, self._process)

    @property
    def address(self) -> int:
        """Where generated code finds the team. A process that was forked has lost its threads, and gets new ones; so does a
        team that was closed."""
        if self._process != os.getpid() or not self._end.alive:
            self.close()
            self._open()
        return int(self._library.ffi.cast("uintptr_t", self._threads))

    def carry_out(self, function: int, state: int) -> int:
        """Let all workers call the function at an address with the State at an address; the caller's result."""
        ffi = self._library.ffi
        return int(
            self._library.call("team_carry_out", self._threads, ffi.cast("void *", function), ffi.cast("void *", state))
        )

    def close(self) -> None:
        """End the threads. Closing twice does nothing."""
        self._end()


def _end(library: Library, threads: Any, process: int) -> None:
    library.call("team_close" if process == os.getpid() else "team_abandon", threads)
