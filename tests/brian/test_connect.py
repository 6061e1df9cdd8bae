"""Every way to make synapses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2.core.base import BrianObjectException

from .running import active, check

N_PRE, N_POST = 11, 7

CERTAIN: dict[str, dict[str, Any]] = {
    "all": {},
    "condition": {"condition": "i != j"},
    "condition on values": {"condition": "x_pre > y_post + 0.5 or i == 2*j"},
    "condition with p one": {"condition": "i < j", "p": 1},
    "p zero": {"p": 0},
    "range": {"j": "k for k in range(i % 8)"},
    "range skipping": {"j": "k for k in range(i - 3, i + 4)", "skip_if_invalid": True},
    "range with steps": {"j": "k for k in range(0, N_post, 2) if (i + k) % 3 == 0"},
    "range downwards": {"j": "k for k in range(N_post - 1, -1, -2)"},
    "one each": {"j": "i % N_post"},
    "one each if": {"j": "i if i < N_post"},
    "one each skipping": {"j": "i - 2", "skip_if_invalid": True},
    "one each with values": {"j": "int(x_pre*5) % N_post"},
    "from the other side": {"i": "k for k in range(0, N_pre, 3) if k != j"},
    "from the other side if": {"i": "j + 1 if x_pre > 0.3"},
    "sample of all": {"j": "k for k in sample(N_post, p=1)"},
    "sample of none": {"j": "k for k in sample(N_post, size=0)"},
    "sample of size all": {"j": "k for k in sample(N_post, size=N_post)"},
    "n": {"condition": "i == j", "n": 3},
    "n expression": {"condition": "i < 3", "n": "i + (j > 2)"},
    "n zero": {"condition": "i < 3", "n": 0},
    "pairs": {"i": [3, 1, 1, 10], "j": [0, 6, 2, 2]},
    "pairs with n": {"i": [3, 1], "j": [0, 6], "n": 3},
    "one pair": {"i": 4, "j": 5},
    "one to many": {"i": 4, "j": [1, 2, 5]},
}


def groups() -> tuple[Any, Any, Any]:
    A, B = b2.NeuronGroup(N_PRE, "x : 1", name="A"), b2.NeuronGroup(N_POST, "y : 1", name="B")
    A.x = np.arange(N_PRE) * 3 % N_PRE / N_PRE
    B.y = np.arange(N_POST) / 10
    return A, B, b2.Synapses(A, B, "w : 1\nx_sum = x_pre + y_post : 1", name="S")


@pytest.mark.parametrize("how", sorted(CERTAIN))
def test_certain(how: str, backend: str) -> None:
    def script() -> dict[str, Any]:
        _, _, S = groups()
        S.connect(**CERTAIN[how])
        S.w = "i*100 + j + x_pre"
        first = len(S)
        S.connect("i == 1")
        return {"pre": S.i[:], "post": S.j[:], "n": len(S), "first": first, "out": S.N_outgoing[:], "in": S.N_incoming[:],
                "w": S.w[:], "sum": S.x_sum[:], "outgoing": S.N_outgoing_pre, "N": S.N}  # fmt: skip

    check(script, backend)


CHANCE: dict[str, dict[str, Any]] = {
    "p": {"p": 0.3},
    "condition and p": {"condition": "i != j", "p": 0.3},
    "p expression": {"p": "0.1 + 0.4*(i % 2)"},
    "sample p": {"j": "k for k in sample(N_post, p=0.3)"},
    "sample part": {"j": "k for k in sample(1, N_post, 2, p=0.5)"},
    "sample size": {"j": "k for k in sample(N_post, size=3)"},
    "sample size expression": {"j": "k for k in sample(N_post, size=i % 4)"},
    "sample for sources": {"i": "k for k in sample(N_pre, size=4)"},
    "sample with if": {"j": "k for k in sample(N_post, p=0.5) if k != i"},
    "rand in the condition": {"condition": "rand() < 0.25"},
}


@pytest.mark.parametrize("how", sorted(CHANCE))
def test_by_chance(how: str, backend: str) -> None:
    """Valid pairs, each at most once, ascending; as often as it should be; the same for the same seed."""
    made = []
    for _ in range(2):
        with active("genn_emit", backend=backend):
            b2.seed(11)
            A, B = b2.NeuronGroup(60, "v : 1", name="A"), b2.NeuronGroup(80, "v : 1", name="B")
            S = b2.Synapses(A, B, name="S")
            S.connect(**CHANCE[how])
            made.append(np.array([S.i[:], S.j[:]]))
    np.testing.assert_array_equal(made[0], made[1])
    i, j = made[0]
    assert i.min() >= 0 and i.max() < 60 and j.min() >= 0 and j.max() < 80
    assert len(np.unique(i * 80 + j)) == len(i)
    each, other = (j, i) if "i" in CHANCE[how] else (i, j)
    assert np.all(np.diff(each * 1000 + other) > 0)
    if how.startswith("sample size") or how == "sample for sources":
        wanted = {"sample size": np.full(60, 3), "sample size expression": np.arange(60) % 4, "sample for sources": np.full(80, 4)}[how]
        np.testing.assert_array_equal(np.bincount(each, minlength=len(wanted)), wanted)
        assert abs(np.corrcoef(each, other)[0, 1]) < 0.25
        return
    chance = np.full((60, 80), 0.3)
    where = np.arange(60)[:, None], np.arange(80)[None, :]
    if how == "condition and p":
        chance = np.where(where[0] == where[1], 0, chance)
    elif how == "p expression":
        chance = 0.1 + 0.4 * (where[0] % 2) + 0 * where[1]
    elif how == "sample part":
        chance = 0.5 * (where[1] % 2) + 0 * where[0]
    elif how == "sample with if":
        chance = np.where(where[0] == where[1], 0, 0.5)
    elif how == "rand in the condition":
        chance = np.full((60, 80), 0.25)
    assert abs(len(i) - chance.sum()) < 5 * np.sqrt((chance * (1 - chance)).sum())
    assert np.all(chance[i, j] > 0)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "too large": ({"j": "i + 1"}, r"index j=7 outside allowed range from 0 to 6"),
    "negative": ({"j": "i - 1"}, r"index j=-1 outside allowed range from 0 to 6"),
    "sources": ({"i": "j + 8"}, r"index i=11 outside allowed range from 0 to 10"),
    "range": ({"j": "k for k in range(i, i + 3)"}, r"index j=7 outside allowed range from 0 to 6"),
    "condition on it": ({"j": "i + 1 if y_post > 0"}, r"index j=7 outside allowed range from 0 to 6, and the condition refers to a post"),
    "sample too large": ({"j": "k for k in sample(N_post, size=N_post + 1)"}, r"sample size 8 is bigger than the population size"),
    "sample negative": ({"j": "k for k in sample(N_post, size=-1)"}, r"sample size -1 is negative"),
}


def reason(connect: Callable[[], None]) -> BaseException:
    """What is behind Brian2's BrianObjectException."""
    with pytest.raises(BrianObjectException) as raised:
        connect()
    cause = raised.value.__cause__
    assert cause is not None
    assert "S" in str(raised.value)
    return cause


@pytest.mark.parametrize("how", sorted(WRONG))
def test_wrong_indices(how: str, backend: str) -> None:
    arguments, text = WRONG[how]
    with active("genn_emit", backend=backend):
        _, _, S = groups()
        cause = reason(lambda: S.connect(**arguments))
        assert isinstance(cause, IndexError)
        with pytest.raises(IndexError, match=text):
            raise cause
        # Nothing of it stays behind.
        T = b2.Synapses(S.source, S.target, name="T")
        T.connect("i == j")
        assert len(T) == 7


@pytest.mark.parametrize(("how", "waits"), [
    ({}, True),
    ({"condition": "i != j", "p": 0.1}, True),
    ({"j": "k for k in sample(N_post, p=0.1)"}, True),
    ({"j": "k for k in sample(N_post, size=3)"}, True),
    ({"j": "k for k in sample(N_post, size=few)"}, True),
    ({"j": "k for k in sample(N_post, size=i % 2)"}, False),
    ({"j": "k for k in sample(1, N_post, size=3)"}, False),
    ({"j": "(i + 1) % N_post"}, True),
    ({"j": "i // 2"}, False),
    ({"j": "i + 3", "skip_if_invalid": True}, True),
    ({"i": "j"}, True),
    ({"j": "i if i < 7"}, False),
    ({"j": "k for k in range(1, N_post)"}, False),
])  # fmt: skip
def test_what_cannot_fail_is_put_off_until_it_is_needed(how: dict[str, Any], waits: bool) -> None:
    few = 2
    with active("genn_emit") as device:
        _, _, S = groups()
        device.build()
        S.connect(**how)
        assert bool(len(device.pending)) == waits


def test_wrong_pairs(backend: str) -> None:
    with active("genn_emit", backend=backend):
        _, _, S = groups()
        with pytest.raises(IndexError):
            S.connect(i=[0, 20], j=[0, 0])
        with pytest.raises(IndexError):
            S.connect(i=[0, 1], j=[0, -1])
        with pytest.raises(TypeError):
            S.connect(i=[0.5], j=[0])


def test_all_to_all_of_many(backend: str) -> None:
    """More synapses than there was room for at first."""

    def script() -> dict[str, Any]:
        A = b2.NeuronGroup(400, "v : 1", name="A")
        S = b2.Synapses(A, A, "w : 1", name="S")
        S.connect()
        S.w = "i*1000.0 + j"
        T = b2.Synapses(A, A, name="T")
        T.connect("i != j", n=2)
        return {"w": S.w[:], "n": len(S), "in": S.N_incoming[:], "pre": T.i[:], "post": T.j[:]}

    check(script, backend)


def test_before_anything_is_connected(backend: str) -> None:
    with active("genn_emit", backend=backend):
        _, _, S = groups()
        with pytest.raises(TypeError):
            S.w = 1
        assert len(S) == 0
