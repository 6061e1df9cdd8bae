"""Compilers that work while Python does: set-up code is begun when a run begins."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms

from genn_emit.brian import pending
from genn_emit.brian.assembly import Begun
from genn_emit.errors import BuildError

from .running import active


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Begun]:
    """What is begun, in order."""
    made: list[Begun] = []
    begin = pending.begin

    def noted(*arguments: Any) -> Begun:
        made.append(begin(*arguments))
        return made[-1]

    monkeypatch.setattr(pending, "begin", noted)
    return made


def decaying() -> Any:
    G = b2.NeuronGroup(5, "dv/dt = -v/(10*ms) : 1", method="exact", name="G")
    G.v = "1 + i"
    return G


def test_what_waits_is_begun_with_the_run_and_compiled_once(begun: list[Begun]) -> None:
    with active("genn_emit") as device:
        G = decaying()
        assert not begun
        b2.Network(G).run(1 * ms)
        (first,) = begun
        assert [code.owner.name for code in first.codes] == ["G"]
        assert first.building is not None and first.building.result().directory.exists()
        assert device.stages.compiled + device.stages.reused == 4  # init; init, neuron update and runner
        np.testing.assert_allclose(G.v[:], (1 + np.arange(5)) * np.exp(-0.1), rtol=1e-12)


def test_nothing_is_begun_where_nothing_waits(begun: list[Begun]) -> None:
    with active("genn_emit"):
        G = decaying()
        assert G.v[0] == 1  # read: carried out
        network = b2.Network(G)
        network.run(1 * ms)
        network.run(1 * ms)
    assert not begun


class Assigning(b2.core.base.BrianObject):
    """Assigns when a run begins, after the compilers have."""

    def __init__(self, group: Any) -> None:
        super().__init__(name="assigning*")
        self.group = group

    def before_run(self, run_namespace: Any) -> None:
        self.group.v = "10*v"


def test_what_comes_later_is_not_lost(begun: list[Begun]) -> None:
    with active("genn_emit"):
        G = decaying()
        b2.Network(G, Assigning(G)).run(1 * ms)
        assert len(begun) == 1
        np.testing.assert_allclose(G.v[:], 10 * (1 + np.arange(5)) * np.exp(-0.1), rtol=1e-12)


def test_an_error_before_the_run_leaves_what_waits(begun: list[Begun]) -> None:
    """The values, not the compilers."""
    with active("genn_emit") as device:
        G = decaying()
        H = b2.NeuronGroup(1, "dv/dt = unknown/ms : 1", method="euler", name="H")
        with pytest.raises(b2.core.base.BrianObjectException):
            b2.Network(G, H).run(1 * ms)
        (first,) = begun
        assert device.pending._begun is None
        np.testing.assert_array_equal(G.v[:], 1 + np.arange(5))
    with suppress(KeyboardInterrupt):
        assert first.building is not None
        first.building.result()


def test_python_takes_turns_as_before(begun: list[Begun]) -> None:
    before = sys.getswitchinterval()
    with active("genn_emit"):
        G = decaying()
        b2.Network(G).run(1 * ms)
    assert begun and sys.getswitchinterval() == before


def test_an_error_of_what_waits_is_told_once() -> None:
    """As where it is read: what cannot be compiled does not wait on."""
    with active("genn_emit"):

        @b2.implementation("cpp", "double f(double x) { return x; }", sources=["/nowhere/missing.cpp"])
        @b2.check_units(x=1, result=1)
        def f(x: Any) -> Any:
            return x

        G, H = decaying(), b2.NeuronGroup(2, "dv/dt = -v/ms : 1", method="exact", name="H")
        G.v = "f(1.0*i)"
        with pytest.raises(BuildError, match=r"missing\.cpp"):
            b2.Network(H).run(1 * ms)
        b2.Network(H).run(1 * ms)


def test_an_error_of_the_compiler_names_the_object() -> None:
    with active("genn_emit"):

        @b2.implementation("cpp", "double f(double x) { return undeclared; }")
        @b2.check_units(x=1, result=1)
        def f(x: Any) -> Any:
            return x

        G = decaying()
        G.v = "f(1.0*i)"
        with pytest.raises(BuildError, match="undeclared"):
            b2.Network(G).run(1 * ms)


def test_what_runs_in_numpy_is_listed_once(begun: list[Begun]) -> None:
    with active("genn_emit") as device:

        @b2.check_units(x=1, result=1)
        def doubled(x: Any) -> Any:
            return 2 * x

        G = b2.NeuronGroup(5, "dv/dt = -v/(10*ms) : 1\nw : 1", method="exact", name="G")
        G.w = "i + 1"
        G.v = "doubled(w)"
        b2.Network(G).run(1 * ms)
        assert len(begun) == 1
        assert len(device.fallbacks) == 1
        np.testing.assert_allclose(G.v[:], 2 * (1 + np.arange(5)) * np.exp(-0.1), rtol=1e-12)
