"""Several processes, warm starts, and interrupts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from genn_emit.runtime.build import build
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.launch import ProcessGroup
from genn_emit.runtime.toolchain import find_cxx

from .conftest import OTHER, SCALE, request_for

ROOT = Path(__file__).resolve().parents[2]
TOGETHER = """
import sys, time
from pathlib import Path
from genn_emit.runtime.build import BuildRequest, Source, build
from genn_emit.runtime.cache import Cache
from genn_emit.runtime.toolchain import default_flags, find_cxx
folder, name, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
compiler = find_cxx()
sources = tuple(Source(f"f{i}.cc", f'extern "C" int f{i}() {{ return {i}; }}') for i in range(number))
request = BuildRequest("m", sources, (), (), compiler, default_flags(compiler))
(folder / f"ready {name}").touch()
while not (folder / "go").exists():
    time.sleep(0.001)
print(build(request, Cache(folder / "cache")).compiled)
"""


@pytest.mark.parametrize("sources", [1, 2])
def test_processes_build_once(tmp_path: Path, sources: int) -> None:
    names = ["a", "b", "c"]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", TOGETHER, str(tmp_path), name, str(sources)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    try:
        wait_for(lambda: all((tmp_path / f"ready {name}").exists() for name in names), started)
        (tmp_path / "go").touch()
        outputs = [process.communicate(timeout=30) for process in started]
    finally:
        for process in started:
            process.kill()
    assert [process.returncode for process in started] == [0, 0, 0], outputs
    assert sum(int(output) for output, _ in outputs) == sources


def wait_for(condition: Callable[[], bool], processes: list[subprocess.Popen[str]], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        for process in processes:
            assert not process.poll(), process.communicate()
        assert time.monotonic() < end, "too slow"
        time.sleep(0.005)


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

    def start() -> str:
        command = [sys.executable, "-c", WARM, str(tmp_path / "cache")]
        return subprocess.check_output(command, env=environment, cwd=ROOT, text=True, timeout=60)

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
