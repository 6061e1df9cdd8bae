"""The command in a process of its own, with a cache of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import genn_emit

HERE = Path(__file__).parent
ROOT = Path(genn_emit.__file__).parent.parent
Command = Callable[..., "subprocess.CompletedProcess[str]"]
NEURONS = """
import sys
from brian2 import *
group = NeuronGroup(10, "dv/dt = 100*Hz : 1", threshold="v > 0.955", reset="v = 0", method="euler", name="cells")
spikes = SpikeMonitor(group)
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.brian)
            item.add_marker(pytest.mark.compile)


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs ``genn-emit`` with words in ``tmp_path``; further environment variables by keyword."""

    def call(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GENN_EMIT_") and name != "CXX"}
        path = os.pathsep.join(filter(None, (str(ROOT), kept.get("PYTHONPATH"))))
        return subprocess.run(
            [sys.executable, "-m", "genn_emit", *map(str, words)],
            cwd=tmp_path,
            env={**kept, "PYTHONPATH": path, "GENN_EMIT_CACHE": str(tmp_path / "cache"), **environment},
            capture_output=True,
            text=True,
            timeout=300,
        )

    return call


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., Path]:
    """Writes a script: ten neurons that spike every 9.6 ms, then these lines."""

    def write(*lines: str, name: str = "script.py", start: str = NEURONS) -> Path:
        path = tmp_path / name
        path.write_text("\n".join((start, *lines)) + "\n")
        return path

    return write


def row(text: str, name: str) -> str:
    """What the summary says about something."""
    found = [line[len(name) :].strip() for line in text.splitlines() if line.startswith(name + " ")]
    assert len(found) == 1, text
    return found[0]
