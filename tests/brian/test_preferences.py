"""Options as preferences of Brian2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brian2 as b2
import pytest
from brian2 import ms, prefs
from brian2.core.preferences import PreferenceError
from brian2.devices.device import reset_device

from genn_emit.brian.options import NAMES
from genn_emit.brian.preferences import CATEGORY, DOCUMENTATION, preferred

from .running import active

USAGE = Path(__file__).parents[2] / "docs" / "usage.md"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    for name in DOCUMENTATION:
        prefs[f"{CATEGORY}.{name}"] = None


def test_every_option_is_a_preference_with_documentation() -> None:
    assert set(DOCUMENTATION) == set(NAMES)
    text = prefs.get_documentation(CATEGORY)
    table = USAGE.read_text()
    for name, words in DOCUMENTATION.items():
        assert words.split()[0] in text and f"devices.genn_emit.{name}" in text
        assert f"| `{name}` |" in table, f"docs/usage.md does not list {name}"


def test_nothing_is_preferred_at_first() -> None:
    assert preferred() == {}


def test_arguments_come_before_preferences(tmp_path: Path) -> None:
    prefs.devices.genn_emit.vector_math = False
    prefs.devices.genn_emit.extra_flags = ["-DPREFERRED"]
    prefs.devices.genn_emit.keep = str(tmp_path)
    with active("genn_emit", vector_math=True, debug=True) as device:
        build = device.options.build
        assert build.vector_math and build.debug and build.extra_flags == ("-DPREFERRED",) and build.keep == tmp_path
        G = b2.NeuronGroup(2, "dv/dt = -v/ms : 1", method="exact", name="G")
        b2.Network(G, name="net").run(1 * ms)
    assert list(tmp_path.rglob("neuron_update.cc"))


def test_preferences_of_a_script_that_has_chosen_its_device(tmp_path: Path) -> None:
    """As with Brian2's own: what counts is their value when code is compiled."""
    with active("genn_emit") as device:
        G = b2.NeuronGroup(2, "dv/dt = -v/ms : 1", method="exact", name="G")
        prefs.devices.genn_emit.keep = str(tmp_path)
        b2.Network(G, name="net").run(1 * ms)
        assert device.options.build.keep == tmp_path and list(tmp_path.rglob("*.cc"))


def test_another_backend_between_runs(backend: str) -> None:
    """State moves along."""
    with active("genn_emit") as device:
        G = b2.NeuronGroup(3, "v : 1", name="G")
        G.run_regularly("v += 1", name="count")
        net = b2.Network(G, name="net")
        net.run(1 * ms)
        prefs.devices.genn_emit.backend = backend
        net.run(1 * ms)
        assert device.options.backend == backend
        prefs.devices.genn_emit.backend = "cpu"
        net.run(1 * ms)
        assert list(G.v) == pytest.approx([30, 30, 30])


@pytest.mark.parametrize(("name", "value", "words"), [
    ("backend", "gpu", "choose one of cpu, opencl, cuda"), ("threads", 0, "at least 1"), ("threads", "two", "whole number"),
    ("device_index", -1, "at least 0"), ("device_index", True, "whole number"), ("vector_math", "yes", "True or False"),
    ("debug", 1, "True or False"), ("compiler", 3, "a string"), ("extra_flags", "-O3", "list of strings"),
    ("extra_flags", [1], "list of strings"), ("keep", 7, "path of a directory"), ("cache_directory", 7.0, "path of a directory"),
])  # fmt: skip
def test_wrong_values(name: str, value: Any, words: str) -> None:
    with pytest.raises(PreferenceError, match=rf"devices\.genn_emit\.{name}: .*{words}"):
        prefs[f"{CATEGORY}.{name}"] = value
    assert prefs[f"{CATEGORY}.{name}"] is None
    try:
        with pytest.raises((TypeError, ValueError), match=words):
            b2.set_device("genn_emit", **{name: value})
    finally:
        reset_device()


def test_unknown_names() -> None:
    with pytest.raises(PreferenceError):
        prefs.devices.genn_emit.bakend = "cpu"


def test_a_device_that_does_not_exist(backend: str) -> None:
    if backend == "cpu":
        pytest.skip("the cpu backend has no devices to choose from")
    from genn_emit.errors import BackendUnavailable

    with active("genn_emit", backend=backend, device_index=7):
        G = b2.NeuronGroup(3, "v : 1", name="G")
        G.run_regularly("v += 1", name="count")
        with pytest.raises((BackendUnavailable, b2.BrianObjectException), match="device 7"):
            b2.Network(G, name="net").run(1 * ms)


def test_preferences_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "preferences"
    file.write_text("[devices.genn_emit]\nvector_math = False\nextra_flags = ['-DFROM_A_FILE']\n")
    prefs.read_preference_file(str(file))
    prefs.do_validation()
    with active("genn_emit") as device:
        assert not device.options.build.vector_math and device.options.build.extra_flags == ("-DFROM_A_FILE",)
