"""BinomialFunction (and with it PoissonInput): its n and p are data of the generated code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from brian2.input.binomial import BinomialFunction

from genn_emit.ast import nodes as n
from genn_emit.ast.types import f64, i32
from genn_emit.brian.errors import NotEmitted
from genn_emit.brian.generator import EmitGenerator

if TYPE_CHECKING:
    from genn_emit.brian.expressions import ExpressionTranslator, FunctionEmitter, Value
    from genn_emit.brian.statements import Scope


@dataclass(frozen=True)
class Binomial:
    """``trials`` with probability ``p``; ``normal`` where Brian2 approximates by a normal distribution."""

    trials: int
    p: float
    normal: bool


def parameters(n: int, p: float, use_normal: bool, name: str) -> tuple[Binomial, dict[str, Any]]:
    """What Brian2 keeps as this device's implementation: the parameters, and no dependencies."""
    return Binomial(int(n), float(p), bool(use_normal)), {}


def register() -> None:
    """From now on BinomialFunction objects tell us their parameters."""
    BinomialFunction.implementations["genn_emit"] = parameters


def binomial(function: BinomialFunction, scope: Scope) -> FunctionEmitter:
    """A draw of ``function``. ``NotEmitted`` for one that was made before genn_emit was imported."""

    def emit(translator: ExpressionTranslator, args: list[Value]) -> Value:
        name = str(function.name)
        try:
            made = function.implementations[EmitGenerator].get_code(scope.generator.owner)
        except KeyError:
            made = None
        if not isinstance(made, Binomial):
            raise NotEmitted(f"the function {name}, made before genn_emit was imported,")
        fields = scope.fields
        if made.normal:
            mean = fields.computed(name, "mean", f64, lambda: made.trials * made.p)
            spread = fields.computed(name, "sd", f64, lambda: float(np.sqrt(made.trials * made.p * (1 - made.p))))
            return mean + spread * n.Draw("normal", (), translator.next_site(), f64)
        trials = fields.computed(name, "n", i32, lambda: made.trials, "trials")
        p = fields.computed(name, "p", f64, lambda: made.p, "probability")
        return n.Draw("binomial", (trials, p), translator.next_site(), i32).cast(f64)

    return emit
