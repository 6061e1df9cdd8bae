"""Several processes, warm starts, and interrupts."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from genn_emit.runtime.build import build
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.launch import ProcessGroup
from genn_emit.runtime.toolchain import find_cxx

from .conftest import OTHER, SCALE, request_for


def build_here(directory: str, turn: int, barrier: object) -> int:
    request = request_for(SCALE, OTHER) if turn >= 0 else request_for(SCALE)
    barrier.wait(20)  # type: ignore[attr-defined]
    return build(request, Cache(directory)).compiled


def test_processes_build_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, context.Pool(3) as pool:
        barrier = manager.Barrier(3)
        for turn, sources in ((0, 2), (-1, 1)):
            counts = pool.starmap(build_here, [(str(tmp_path), turn, barrier)] * 3, chunksize=1)
            assert sum(counts) == sources


WARM = """
import sys
from genn_emit.runtime.build import launches, load_built
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.toolchain import default_flags, find_cxx
from genn_emit.runtime.build import BuildRequest, Source
cache = Cache(sys.argv[1])
compiler = find_cxx(cache=cache)
source = Source("f.cc", 'extern "C" int f() { return 5; }')
request = BuildRequest("m", (source,), (), (), compiler, default_flags(compiler))
library, result = load_built(request, cache, "int f(void);")
assert library.call("f") == 5
print(launches.count, "filelock" in sys.modules)
"""


def test_a_warm_start_launches_no_process(tmp_path: Path) -> None:
    log = tmp_path / "log"
    environment = {**os.environ, "GENN_EMIT_LAUNCH_LOG": str(log)}
    root = Path(__file__).resolve().parents[2]

    def start() -> str:
        command = [sys.executable, "-c", WARM, str(tmp_path / "cache")]
        return subprocess.run(command, check=True, env=environment, cwd=root, capture_output=True, text=True).stdout

    assert start().split() == ["2", "True"]
    assert len(log.read_text().splitlines()) == 2
    assert start().split() == ["0", "False"]
    assert len(log.read_text().splitlines()) == 2


@pytest.mark.parametrize("sources", [(SCALE,), (SCALE, OTHER)])
def test_an_interrupt_ends_the_compilers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: tuple[object, ...]
) -> None:
    compiler = tmp_path / "slow"
    compiler.write_text(
        f"#!/bin/sh\n[ $1 = -v ] && echo gcc version 1 && exit\nsleep 60 &\necho $! >> {tmp_path}/children\nwait\n"
    )
    compiler.chmod(0o755)
    monkeypatch.setenv("CXX", str(compiler))
    request = request_for(*sources)  # type: ignore[arg-type]
    cache = Cache(tmp_path / "cache")
    children = tmp_path / "children"

    def when_running(*arguments: object) -> None:
        if children.exists() and len(children.read_text().split()) == len(sources):
            signal.setitimer(signal.ITIMER_REAL, 0)
            raise KeyboardInterrupt

    previous = signal.signal(signal.SIGALRM, when_running)
    signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)
    try:
        start = time.perf_counter()
        with pytest.raises(KeyboardInterrupt):
            build(request, cache)
        assert time.perf_counter() - start < 10
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
    for child in children.read_text().split():
        assert ended(int(child))
    assert cache.entries() == ()
    assert list((cache.directory / "v1" / "tmp").iterdir()) == []


def ended(process: int) -> bool:
    for _ in range(100):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_an_ended_group_refuses_processes() -> None:
    group = ProcessGroup()
    group.end()
    with pytest.raises(KeyboardInterrupt):
        group.run(["true"])


def test_finding_a_compiler_leaves_no_zombie() -> None:
    find_cxx()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
