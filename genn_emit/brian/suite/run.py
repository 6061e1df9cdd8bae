"""Running the phases."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import brian2
import numpy as np
from brian2 import prefs

from genn_emit.brian.suite.collector import Collector
from genn_emit.brian.suite.phases import Phase
from genn_emit.brian.suite.report import Result

NEEDED = ("pytest", "xdist")


@dataclass(frozen=True)
class Choice:
    """How to run: single precision, pytest's expression for names of tests (empty: all), processes (0: as many as there are
    processors), further arguments of pytest."""

    float32: bool = False
    keyword: str = ""
    jobs: int = 0
    more: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every test of a phase is run."""
        return not self.keyword and not self.more


def missing() -> tuple[str, ...]:
    """The packages that running Brian2's tests needs and that are not installed."""
    return tuple(name for name in NEEDED if find_spec(name) is None)


def run(phase: Phase, choice: Choice) -> Result:
    """Run one phase with pytest, in processes of their own. Brian2's preferences are left as the phase needs them."""
    import pytest
    from brian2.tests import PreferencePlugin, make_argv

    prefs.reset_to_defaults()
    if choice.float32:
        prefs["core.default_float_dtype"] = np.float32
    for name, value in phase.preferences.items():
        prefs[name] = value
    chosen = PreferencePlugin(prefs, True)
    chosen.device = "genn_emit"
    chosen.device_options = dict(phase.options)
    collector = Collector()
    status = pytest.main(_arguments(make_argv, phase, choice), plugins=[chosen, collector])
    nothing_wrong = {pytest.ExitCode.OK} if choice.whole else {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
    return Result(phase, status in nothing_wrong, collector)


def _arguments(make_argv, phase: Phase, choice: Choice) -> list[str]:  # type: ignore[no-untyped-def]
    brian2_directory = str(Path(brian2.__file__).parent)
    return [
        *make_argv([brian2_directory], phase.markers, test_GSL=False),
        *("-p", "genn_emit.brian.suite.plugin", "-p", "no:cacheprovider", "--disable-warnings"),
        *("-n", str(choice.jobs or "auto")),
        *(("-k", choice.keyword) if choice.keyword else ()),
        *choice.more,
    ]
