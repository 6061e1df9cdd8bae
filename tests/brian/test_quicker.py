"""What stands in for Brian2's own functions does the same."""

from __future__ import annotations

import gc
import inspect
import subprocess
import sys
from itertools import chain
from pathlib import Path
from typing import Any
from weakref import ref

import brian2 as b2
import numpy as np
import pytest
from brian2.core import magic
from brian2.core.base import BrianObject
from brian2.core.functions import DEFAULT_FUNCTIONS
from brian2.core.variables import AuxiliaryVariable, Constant
from brian2.utils import caching

from genn_emit.brian import quicker
from genn_emit.brian.garbage import Bystanders, paused

from .running import active


def values() -> list[Any]:
    G = b2.NeuronGroup(3, "dv/dt = -v/ms : volt (unless refractory)\nx = 2*v : volt\nn : integer", threshold="v > 1*mV", refractory=b2.ms)
    S = b2.Synapses(G, G, "w : 1")
    S.connect()
    return [
        1, 1.5, True, None, "text", float, np.float64, np.dtype("f4"), np.float64(2), 3 * b2.mV, b2.volt.dim, (1, "a"), [1, [2]],
        {"a": [1]}, {"b", "a"}, frozenset({1}), G.variables, dict(G.variables), dict(S.variables), G.equations, DEFAULT_FUNCTIONS,
        Constant("c", value=2), AuxiliaryVariable("a", dtype=bool), b2.TimedArray([1, 2], dt=b2.ms), b2.euler,
    ]  # fmt: skip


def test_keys_of_arguments() -> None:
    """The same key, so that the same calls are told apart."""
    assert caching._hashable is quicker.hashable
    known = values()
    got = [quicker.hashable(value) for value in known]
    caching._hashable = quicker._any_hashable
    try:
        want = [caching._hashable(value) for value in known]
    finally:
        caching._hashable = quicker.hashable
    assert got == want
    assert [hash(key) for key in got] == [hash(key) for key in want]


def test_what_has_no_key() -> None:
    with pytest.raises(TypeError, match="Do not know how to handle"):
        quicker.hashable({"a": np.zeros(3)})


def test_a_changed_variable_has_another_key() -> None:
    G = b2.NeuronGroup(3, "v : 1\nflag : boolean")
    v = G.variables["v"]
    before = quicker.hashable(v)
    v.set_conditional_write(G.variables["flag"])
    assert quicker.hashable(v) != before


def slow(level: int) -> Any:
    frame = inspect.stack()[level + 1][0]
    everything = chain(frame.f_globals.values(), frame.f_locals.values())
    return {ref(value) for value in everything if isinstance(value, BrianObject)}


@pytest.mark.parametrize("level", [0, 1])
def test_objects_in_namespace(level: int) -> None:
    G = b2.NeuronGroup(1, "v : 1")

    def called() -> Any:
        H = b2.NeuronGroup(1, "v : 1")
        return magic.get_objects_in_namespace(level), slow(level), H

    found, expected, H = called()
    assert found == expected
    assert ref(H if level == 0 else G) in found
    assert ref(G if level == 0 else H) not in found


def test_collections_are_complete_after_the_first_run() -> None:
    if gc.get_freeze_count():
        pytest.skip("this Python has set objects aside itself")
    with active("genn_emit"):
        assert gc.get_freeze_count() > 0
        G = b2.NeuronGroup(1, "dv/dt = -v/ms : 1", method="euler")
        b2.Network(G).run(b2.ms)
        assert gc.get_freeze_count() == 0


def test_somebody_elses_objects_stay_aside() -> None:
    gc.freeze()
    try:
        count = gc.get_freeze_count()
        ours = Bystanders()
        ours.set_aside()
        ours.take_back()
        assert gc.get_freeze_count() == count
    finally:
        gc.unfreeze()


def test_an_error_does_not_end_collection() -> None:
    def fail() -> None:
        with paused():
            assert not gc.isenabled()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert gc.isenabled()


@pytest.mark.skipif(gc.get_freeze_count() > 0, reason="this Python has set objects aside itself")
def test_what_is_made_without_collections_counts_as_old() -> None:
    with paused():
        made = [[number] for number in range(1000)]
    young = {id(thing) for generation in (0, 1) for thing in gc.get_objects(generation)}
    assert not young & set(map(id, made))
    assert not gc.get_freeze_count()


def test_what_others_set_aside_stays_so() -> None:
    gc.freeze()
    try:
        before = gc.get_freeze_count()
        with paused():
            pass
        assert gc.get_freeze_count() == before > 0
    finally:
        gc.unfreeze()


def test_objects_in_no_network_are_noticed(tmp_path: Path) -> None:
    """Brian2's warning comes from a collection before the run."""
    script = tmp_path / "script.py"
    script.write_text(
        "import genn_emit, brian2 as b2\nb2.set_device('genn_emit')\n"
        "def forgotten():\n    b2.NeuronGroup(1, 'v : 1', name='lost')\nforgotten()\n"
        "G = b2.NeuronGroup(1, 'v : 1', name='G')\nb2.Network(G).run(0*b2.ms)\nprint('after')\n"
    )
    done = subprocess.run(
        [sys.executable, "-u", str(script)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True, timeout=300,
        env=None, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert "'lost' is getting deleted" in done.stdout
    assert done.stdout.index("'lost'") < done.stdout.index("after")
