"""Compilers that work while Python does: set-up code is begun when a run begins."""

from __future__ import annotations

import sys
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms

from genn_emit.brian import pending
from genn_emit.brian.assembly import Begun

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
        assert device.stages.compiled + device.stages.reused == 3  # init; neuron update and runner
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
    with active("genn_emit"):
        G = decaying()
        H = b2.NeuronGroup(1, "dv/dt = unknown/ms : 1", method="euler", name="H")
        with pytest.raises(b2.core.base.BrianObjectException):
            b2.Network(G, H).run(1 * ms)
        assert len(begun) == 1
        np.testing.assert_array_equal(G.v[:], 1 + np.arange(5))


def test_python_takes_turns_as_before(begun: list[Begun]) -> None:
    before = sys.getswitchinterval()
    with active("genn_emit"):
        G = decaying()
        b2.Network(G).run(1 * ms)
    assert begun and sys.getswitchinterval() == before
