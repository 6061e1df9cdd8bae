"""Compiler processes: started, counted, and ended when the user interrupts."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOG_VARIABLE = "GENN_EMIT_LAUNCH_LOG"
GRACE_SECONDS = 2.0


class CompilerLaunches:
    """Counts the compiler processes that this Python process started.

    When the environment variable ``GENN_EMIT_LAUNCH_LOG`` names a file, one line per launch is appended to it as well,
    which counts over several processes.
    """

    def __init__(self) -> None:
        self.count = 0
        self.lock = threading.Lock()

    def record(self, command: str) -> None:
        with self.lock:
            self.count += 1
        log = os.environ.get(LOG_VARIABLE)
        if log:
            with open(log, "a", encoding="utf-8") as stream:
                stream.write(f"{os.getpid()} {command}\n")


launches = CompilerLaunches()


@dataclass(frozen=True, slots=True)
class Finished:
    """A compiler process that ended: its command as a shell line, exit status, and stdout and stderr together."""

    command: str
    status: int
    output: str


class ProcessGroup:
    """The processes of one build, so that all of them can be ended together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[subprocess.Popen[str]] = set()
        self._ended = False

    def run(self, arguments: list[str], directory: Path | None = None) -> Finished:
        """Run a compiler to its end. OSError when it cannot be started, KeyboardInterrupt after ``end``."""
        command = shlex.join(arguments)
        # Messages in English, so that the first error can be found in them; temporary files where they are cleaned up.
        environment = {**os.environ, "LC_ALL": "C"}
        if directory is not None:
            environment["TMPDIR"] = str(directory)
        with self._lock:
            if self._ended:
                raise KeyboardInterrupt
            launches.record(command)
            # A session of its own: killing only the compiler driver would leave the compiler proper running.
            process = subprocess.Popen(
                arguments,
                cwd=directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                start_new_session=True,
            )
            self._running.add(process)
        try:
            output, _ = process.communicate()
        except BaseException:
            _end(process)
            raise
        finally:
            with self._lock:
                self._running.discard(process)
        if self._ended:
            raise KeyboardInterrupt
        return Finished(command, process.returncode, output)

    def end(self) -> None:
        """End every running process and refuse new ones."""
        with self._lock:
            self._ended = True
            running = list(self._running)
        for process in running:
            _signal(process, signal.SIGTERM)
        for process in running:
            _end(process)


def _signal(process: subprocess.Popen[str], number: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _end(process: subprocess.Popen[str]) -> None:
    _signal(process, signal.SIGTERM)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()
