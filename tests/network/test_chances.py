"""Which thresholds are crossed by chance alone, and how likely that is."""

from __future__ import annotations

import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.types import boolean, f64, i32, ptr
from genn_emit.network.chances import Chance, chance_of
from genn_emit.network.kernels import NOTHING, Threshold

I = n.Var("i", i32)
COND, RATE, OTHER = n.Var("cond", boolean), n.Var("rate", f64), n.Var("other", f64)
RATES = n.Var("rates", ptr(f64))
LOADED = n.Declare(RATE, RATES[I])
DRAW = n.Draw("uniform", (), 3, f64)


def threshold(condition: n.Expr, *before: n.Stmt, then: n.Block = NOTHING, ordered: bool = False) -> Threshold:
    body = n.Block((*before, n.Declare(COND, condition)))
    return Threshold("spikes", ("spikes",), "neuron_update", body=body, index=I, condition=COND, then=then, ordered=ordered)


@pytest.mark.parametrize("condition", [DRAW < RATE, RATE > DRAW, DRAW <= RATE, RATE >= DRAW])
def test_a_draw_below_a_number(condition: n.Expr) -> None:
    assert chance_of(threshold(condition, LOADED)) == Chance(n.Block((LOADED,)), RATE, 3)


NORMAL = n.Draw("normal", (), 4, f64)
NOT_BY_CHANCE = {
    "no draw": threshold(RATE > 1.0, LOADED),
    "a draw above a number": threshold(DRAW > RATE, LOADED),
    "another distribution": threshold(NORMAL < RATE, LOADED),
    "something else decides too": threshold((DRAW < RATE) & (RATE > 1.0), LOADED),
    "a probability that is drawn": threshold(DRAW < NORMAL),
    "the draw is seen by others": threshold(OTHER < RATE, LOADED, n.Declare(OTHER, DRAW)),
    "elements in order": threshold(DRAW < RATE, LOADED, ordered=True),
    "something is stored": threshold(DRAW < RATE, LOADED, n.Assign(RATES[I], RATE)),
    "draws after crossing": threshold(DRAW < RATE, LOADED, then=n.Block((n.Assign(RATES[I], NORMAL),))),
}


@pytest.mark.parametrize("what", NOT_BY_CHANCE)
def test_not_by_chance_alone(what: str) -> None:
    assert chance_of(NOT_BY_CHANCE[what]) is None
