"""The selections of Brian2's tests that a device is held to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_RUNTIME = "not standalone_only and not codegen_independent"


@dataclass(frozen=True)
class Phase:
    """Tests with these pytest ``markers``, under ``set_device('genn_emit', **options)`` and Brian2's ``preferences``."""

    name: str
    what: str
    markers: str
    options: Mapping[str, Any] = field(default_factory=dict)
    preferences: Mapping[str, Any] = field(default_factory=dict)


# The first two are those of brian2.test(test_standalone='genn_emit', long_tests=True), the others what it runs for the
# runtime device's targets, with our device in the place of runtime.
PHASES = (
    Phase("1", "tests with one run", "standalone_compatible and not multiple_runs", {"directory": None, "with_output": False}),
    Phase(
        "2", "tests with several runs, built by hand", "standalone_compatible and multiple_runs",
        {"directory": None, "with_output": False, "build_on_run": False},
    ),
    Phase("runtime-numpy", "the runtime's tests, codegen.target numpy", _RUNTIME, preferences={"codegen.target": "numpy"}),
    Phase("runtime-cython", "the runtime's tests, codegen.target cython", _RUNTIME, preferences={"codegen.target": "cython"}),
)  # fmt: skip
NAMES = tuple(phase.name for phase in PHASES)


def named(name: str) -> tuple[Phase, ...]:
    """The phase of that name, or every phase for ``all``."""
    return tuple(phase for phase in PHASES if name in ("all", phase.name))
