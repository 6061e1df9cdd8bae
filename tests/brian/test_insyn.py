"""What synaptic code does to the neurons at its ends: statements of every shape, by the book and by trying."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from typing import Any

import brian2 as b2
import pytest

from genn_emit.brian.insyn import OWN, SHARED, Effect, Place, analyse
from genn_emit.network.kernels import Propagate

from .running import active

PRE, POST = "_presynaptic_idx", "_postsynaptic_idx"
PLACES = {
    "w": Place("w", OWN), "a": Place("a", OWN), "lastupdate": Place("lastupdate", OWN), "v_post": Place("v", POST), "v": Place("v", POST),
    "u_post": Place("u", POST), "x_pre": Place("x", PRE), "y_pre": Place("y", PRE), "v_pre": Place("v", PRE), "gain": Place("gain", SHARED),
    "not_refractory_post": Place("nr", POST), "t": Place("t", SHARED), PRE: Place(PRE, OWN), POST: Place(POST, OWN),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A statement, from a line of text."""

    var: str
    op: str
    expr: str

    @classmethod
    def of(cls, text: str) -> Line:
        var, op, expr = text.split(" ", 2)
        return cls(var, op, expr)


def effect(text: str, conditions: dict[str, str] | None = None) -> Effect:
    return analyse([Line.of(line) for line in text.split("\n") if line.strip()], PLACES, conditions)


@pytest.mark.parametrize(("text", "terms"), [
    ("v_post += w", ("w",)),
    ("v_post -= w", ("-(w)",)),
    ("v_post += w*exp(-t/tau)", ("w*exp(-t/tau)",)),
    ("v_post += w\nv_post += 2*a", ("w", "2*a")),
    ("v_post += w\nv -= a", ("w", "-(a)")),
    ("v_post += w*x_pre", ("w*x_pre",)),
    ("v_post += w*u_post", ("w*u_post",)),
    ("v_post += w*gain + rand()", ("w*gain + rand()",)),
    ("w = clip(w + a, 0, 1)\nv_post += w\na *= 0.9", ("w",)),
    ("z := w*x_pre\nv_post += z", ("z",)),
    ("w += u_post\nv_post += w", ("w",)),
    ("v_post += int(w > 0.5)", ("int(w > 0.5)",)),
])  # fmt: skip
def test_inputs(text: str, terms: tuple[str, ...]) -> None:
    found = effect(text)
    assert [(i.index, i.terms, i.condition) for i in found.inputs] == [(POST, terms, None)]
    assert found.adds_only and not found.independent and found.why_they_meet(POST) == "" and "the same for all" in found.why_they_meet(PRE)


def test_input_that_is_written_under_a_condition() -> None:
    conditions = {"v_post": "not_refractory_post"}
    found = effect("v_post += w", conditions)
    assert [i.condition for i in found.inputs] == ["not_refractory_post"]
    found = effect("v_post += w\nnot_refractory_post = False", conditions)
    assert "which the same code changes" in found.obstacles[1].reason and found.obstacles[1].variable == "v_post"


def test_inputs_of_both_ends() -> None:
    found = effect("v_post += w\nx_pre += 1\nu_post -= a")
    assert [(i.variable, i.index) for i in found.inputs] == [("u_post", POST), ("v_post", POST), ("x_pre", PRE)]
    assert found.why_they_meet(POST) == "x_pre is the same for all of them"


@pytest.mark.parametrize(("text", "variable", "reason"), [
    ("v_post = w", "v_post", "'v_post = w' does more than add to v_post"),
    ("v_post *= w", "v_post", "'v_post *= w' does more than add to v_post"),
    ("v_post //= w", "v_post", "does more than add"),
    ("v_post += w\nv_post *= 2", "v_post", "'v_post *= 2' does more than add"),
    ("v_post += w\nw = v_post", "v_post", "v_post is read in 'w = v_post'"),
    ("w = v_post\nv_post += w", "v_post", "v_post is read in 'w = v_post'"),
    ("w = v\nv_post += w", "v_post", "v_post is read in 'w = v'"),
    ("v_post += w*v_post", "v_post", "v_post is read in 'v_post += w*v_post'"),
    ("z := v_post*2\nw += z\nv_post += 1", "v_post", "v_post is read in 'z := v_post*2'"),
    ("u_post *= 2\nv_post += u_post", "v_post", "what is added to v_post depends on u_post, which the same code changes"),
    ("u_post *= 2\nz := u_post\nw = z\nv_post += w", "v_post", "depends on u_post"),
    ("gain *= 0.9\nv_post += gain*w", "v_post", "depends on gain"),
    ("gain *= 0.9", "gain", "'gain *= 0.9' does more than add to gain"),
])  # fmt: skip
def test_obstacles(text: str, variable: str, reason: str) -> None:
    found = effect(text)
    assert reason in next(o.reason for o in found.obstacles if o.variable == variable)
    assert not found.adds_only and not found.independent


@pytest.mark.parametrize("text", ["v_post += v_pre*w", "v_post += w\nv_pre += w", "v_pre = w\nw = v_post"])
def test_one_variable_of_two_neurons(text: str) -> None:
    """A group connected to itself: what is read of one neuron is written of another."""
    found = effect(text)
    assert found.obstacles and all(o.aliased and "of another element" in o.reason for o in found.obstacles)
    assert found.why_they_meet(POST) and found.why_they_meet(PRE)


@pytest.mark.parametrize("text", [
    "", "w = 1", "w += x_pre*u_post", "w = clip(w + a, 0, gain)\na *= exp(-(t - lastupdate)/tau)\nlastupdate = t", "z := x_pre + v_post\nw = z",
])  # fmt: skip
def test_what_belongs_to_the_synapse(text: str) -> None:
    found = effect(text)
    assert found == Effect() and found.independent and found.adds_only


def test_rows_that_set_the_other_end() -> None:
    """Anything may happen to the far end while one row is dealt with: no two of its synapses meet there."""
    assert effect("v_post = v_post*w + u_post").why_they_meet(POST) == ""
    assert "v_post = w" in effect("v_post = w").why_they_meet(PRE)
    assert effect("gain += 1").why_they_meet(POST) == "gain is the same for all of them"


LINES = ("w = {0}", "w += {0}", "a = {0}", "v_post += {0}", "v_post -= {0}", "u_post += {0}", "v_post = {0}", "u_post *= {0}", "x_pre += {0}",
         "z := {0}", "x_pre = {0}", "gain += {0}", "v_pre += {0}")  # fmt: skip
OPERANDS = ("2", "w", "a", "x_pre", "y_pre", "v_post", "u_post", "gain", "z", "w + x_pre", "u_post*2", "v_pre")


def carry_out(lines: list[Line], synapses: list[tuple[int, int]], order: tuple[int, ...]) -> dict[str, Any]:
    """The code in plain Python, synapse by synapse in that order; whole numbers, so that sums are exact."""
    memory: dict[str, list[int]] = {m: [3 + 7 * k + len(m) for k in range(3)] for m in ("v", "u", "x", "y")}
    memory |= {m: [2 + 5 * k for k in range(len(synapses))] for m in ("w", "a")} | {"gain": [3]}
    for s in order:
        pre, post = synapses[s]
        at = {OWN: s, SHARED: 0, PRE: pre, POST: post}

        def element(name: str, at: dict[str, int] = at) -> tuple[list[int], int]:
            place = PLACES[name]
            return memory[str(place.memory)], at[place.index]

        local = {"z": 1}
        for line in lines:
            names = {n: a[k] for n in ("w", "a", "v_post", "u_post", "x_pre", "y_pre", "v_pre", "gain") for a, k in [element(n)]} | local
            value = eval(line.expr, {}, names)
            if line.op == ":=":
                local[line.var] = value
                continue
            array, k = element(line.var)
            array[k] = {"=": value, "+=": array[k] + value, "-=": array[k] - value, "*=": array[k] * value}[line.op] % 1000003
    return memory


def test_order_does_not_matter_where_the_analysis_says_so() -> None:
    """Random code, carried out in all orders of four synapses: the same result for inputs; for rows, where the far ends differ."""
    generator = random.Random(5)
    any_order = [(0, 0), (0, 1), (1, 0), (2, 0)]
    row = [(1, 0), (1, 2), (1, 1)]
    claimed = refuted = 0
    for _ in range(1500):
        code = [Line.of(generator.choice(LINES).format(generator.choice(OPERANDS))) for _ in range(generator.randint(1, 4))]
        found = analyse(code, PLACES)
        for synapses, holds in ((any_order, found.adds_only), (row, not found.why_they_meet(POST))):
            orders = list(itertools.permutations(range(len(synapses))))
            results = [carry_out(code, synapses, order) for order in orders]
            equal = all(result == results[0] for result in results)
            assert equal or not holds, (code, synapses)
            claimed += holds
            refuted += not equal
    assert claimed > 500 and refuted > 300, "the code that was drawn says nothing"


@pytest.mark.parametrize(("on_pre", "exclusive", "independent", "reason"), [
    ("v_post += w", True, False, ""),
    ("v_post = w", True, False, ""),
    ("w += 0.1*u_post", True, True, ""),
    ("n_pre += 1; v_post += w", False, False, "n_pre is the same for all of them"),
    ("v_post += n_pre; n_pre *= 2", False, False, "n_pre is read in 'v_post += n_pre'"),
])  # fmt: skip
def test_how_a_device_shares_synapses(on_pre: str, exclusive: bool, independent: bool, reason: str, backend: str) -> None:
    """The analysis decides; where synapses run one after the other the generated code says why."""
    if backend == "cpu":
        pytest.skip("one worker takes all synapses of a pathway")
    kernels: list[Propagate] = []
    with active("genn_emit", backend=backend) as device:
        device.stages.witness = lambda network, program: kernels.extend(k for k in network.kernels if isinstance(k, Propagate))
        G = b2.NeuronGroup(4, "n : 1\nx : 1", threshold="x > 1", reset="x = 0", name="G")
        H = b2.NeuronGroup(3, "v : 1\nu : 1", name="H")
        S = b2.Synapses(G, H, "w : 1", on_pre=on_pre, name="S")
        S.connect()
        b2.Network(G, H, S, name="net").run(0.2 * b2.ms)
    (kernel,) = kernels
    assert (kernel.exclusive, kernel.independent) == (exclusive, independent)
    assert reason in " ".join(kernel.comment) and ("one synapse after the other" in " ".join(kernel.comment)) == bool(reason)
