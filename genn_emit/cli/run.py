"""``genn-emit run``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from genn_emit.cli.script import execute
from genn_emit.cli.summary import summary
from genn_emit.programs import Options, check_once
from genn_emit.runtime.sanitizers import check_loaded, environment, loaded, only_here, runtime_libraries
from genn_emit.runtime.toolchain import find_cxx

FAILED = 2


def run(chosen: argparse.Namespace, process_start: bool = True) -> int:
    """Run a script on the device, and print what it did. With ``process_start`` importing began when this process did."""
    began = time.perf_counter()
    before = since_start() if process_start else 0.0
    problem = unusable(chosen.script)
    if problem:
        tell(problem)
        return FAILED
    if chosen.backend != "cpu":
        check_once(chosen.backend)
    if chosen.sanitize:
        begin_again_with_sanitizers(process_start)

    from genn_emit.brian import session
    from genn_emit.brian.options import DeviceOptions

    imported = before + time.perf_counter() - began
    keep = chosen.keep.absolute() if chosen.keep is not None else None
    options = DeviceOptions(chosen.backend, chosen.threads, build=Options(keep=keep, sanitize=chosen.sanitize))
    with session.on_device(options, chosen.float32, tell, chosen.profile) as totals:
        status = execute(chosen.script, chosen.arguments)
    sys.stdout.flush()
    if status is None:
        return 1
    if totals.runs == 0:
        tell("the script ended without a run()")
        return status
    total = before + time.perf_counter() - began
    title = f"genn-emit: {chosen.script.name} on the backend {totals.options.backend}, {totals.precision}"
    print(summary(totals, title, imported, total), file=sys.stderr)
    if totals.options.build.keep is not None:
        print(f"{'code kept in':<16} {totals.options.build.keep}", file=sys.stderr)
    return status


def unusable(script: Path) -> str:
    """Why a script cannot be run here; empty if it can."""
    if not script.is_file():
        return f"there is no script {script}" + (" (it is a directory)" if script.is_dir() else "")
    if find_spec("brian2") is None:
        return "scripts need Brian2, which is not installed: pip install brian2"
    return ""


def begin_again_with_sanitizers(process_start: bool) -> None:
    """Become a process that began with the runtime of the sanitizers, unless this is it. ``ToolchainError`` if there is none."""
    libraries = runtime_libraries(find_cxx())
    if loaded():
        only_here(libraries)
    elif process_start:
        sys.stdout.flush()
        os.execve(sys.executable, sys.orig_argv, environment(libraries, os.environ))
    else:
        check_loaded()


def tell(line: str) -> None:
    """A line for the user, apart from the script's output."""
    print(f"genn-emit: {line}", file=sys.stderr)


def since_start() -> float:
    """Seconds since this process began; where the system does not tell, the processor time that it took."""
    try:
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        return max(0.0, time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK"))
    except (OSError, ValueError, AttributeError):
        return time.process_time()
