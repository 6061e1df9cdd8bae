"""Measurements are carried out in fresh processes, with a cache of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.contestants import Contestant

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Job:
    """What to measure: a model, at a size, for ``seconds`` of biological time."""

    model: str
    size: str
    seconds: float = 1.0
    float32: bool = False

    @property
    def name(self) -> str:
        return f"{self.model} {self.size}" + (" float32" if self.float32 else "")


class MeasurementFailed(Exception):
    """A process ended with an error; the last line that it printed."""


def measure(job: Job, contestant: Contestant, seed: int, place: Path, limit: float | None = None) -> dict[str, Any]:
    """Run one measurement. ``place`` holds whatever the contestant keeps: cold when it is empty, warm the next time. One that
    takes longer than ``limit`` seconds has failed, and is ended with all that it started."""
    place.mkdir(parents=True, exist_ok=True)
    spec = {
        "model": job.model, "size": job.size, "seconds": job.seconds, "float32": job.float32, "kind": contestant.kind,
        "backend": contestant.backend, "threads": contestant.threads, "seed": seed, "place": str(place / "kept"),
    }  # fmt: skip
    spec_file, result_file = place / "spec.json", place / "result.json"
    spec_file.write_text(json.dumps(spec))
    result_file.unlink(missing_ok=True)
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": path, "GENN_EMIT_CACHE": str(place / "kept")}
    # The others are installed, that is with bytecode.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    status, output = run_process([sys.executable, "-m", "bench.child", str(spec_file), str(result_file)], place, environment, limit)
    if status or not result_file.exists():
        lines = [line for line in output.splitlines() if line.strip()]
        raise MeasurementFailed(lines[-1] if lines else f"exit status {status}")
    result: dict[str, Any] = json.loads(result_file.read_text())
    return result


def run_process(command: list[str], place: Path, environment: dict[str, str], limit: float | None) -> tuple[int, str]:
    """Exit status and output. ``MeasurementFailed`` after ``limit`` seconds; nothing that it started goes on."""
    process = subprocess.Popen(
        command, cwd=place, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        output, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired as error:
        raise MeasurementFailed(f"took longer than {limit:g} s") from error
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return process.returncode, output
