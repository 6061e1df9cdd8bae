"""What was measured on what."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("genn_emit", "brian2", "numpy", "sympy", "cffi", "Cython", "pygenn", "brian2genn")


def describe() -> dict[str, str]:
    """Processor, cores, compiler, date, versions, and how busy the machine was."""
    return {
        "cpu": _cpu(),
        "cores": str(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()),
        "compiler": _compiler(),
        "date": datetime.date.today().isoformat(),
        "load": f"{os.getloadavg()[0]:.1f}",
        "python": platform.python_version(),
        **{name: found for name in PACKAGES if (found := _version(name))},
    }


def line(machine: dict[str, str]) -> str:
    """One line for reading."""
    versions = ", ".join(f"{name} {machine[name]}" for name in ("python", *PACKAGES) if name in machine)
    return (
        f"{machine['cpu']}, {machine['cores']} cores, load {machine['load']} at the start; {machine['compiler']}; "
        f"{machine['date']}; {versions}"
    )


def _cpu() -> str:
    try:
        for text in Path("/proc/cpuinfo").read_text().splitlines():
            if text.startswith("model name"):
                return text.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _compiler() -> str:
    command = os.environ.get("CXX", "g++")
    try:
        out = subprocess.run([command, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return f"{command} not found"
    return out.splitlines()[0] if out else command


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
