"""Brian2's functions as trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brian2.core.functions import DEFAULT_FUNCTIONS, Function
from brian2.input.binomial import BinomialFunction
from brian2.input.timedarray import TimedArray

from genn_emit.ast import nodes as n
from genn_emit.ast.types import Scalar, boolean, f64, i32, i64
from genn_emit.brian.binomial import binomial
from genn_emit.brian.cpp_functions import user_function
from genn_emit.brian.timedarrays import timed_array

if TYPE_CHECKING:
    from genn_emit.brian.expressions import ExpressionTranslator, FunctionEmitter, Value
    from genn_emit.brian.statements import Scope

_LIBM = {
    "exp": "exp", "log": "log", "log10": "log10", "expm1": "expm1", "log1p": "log1p", "sqrt": "sqrt", "sin": "sin",
    "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "arcsin": "asin", "arccos": "acos",
    "arctan": "atan", "ceil": "ceil", "floor": "floor",
}  # fmt: skip


def _libm(c_name: str) -> FunctionEmitter:
    def emit(translator: ExpressionTranslator, args: list[Value]) -> Value:
        x = translator.as_float(args[0])
        return n.Call(c_name, (x,), x.type)

    return emit


def _suffixed(name: str) -> FunctionEmitter:
    """A function of our headers with one version per type."""

    def emit(translator: ExpressionTranslator, args: list[Value]) -> Value:
        x = args[0] if isinstance(args[0], n.Expr) and args[0].type != boolean else translator.as_float(args[0])
        if name == "exprel":
            x = translator.as_float(x)
        result = i32 if name == "sign" and not _is_float(x) else x.type
        return n.Call(f"genn_{name}_{x.type!r}", (x,), result if name != "sign" else x.type)

    return emit


def _is_float(x: n.Expr) -> bool:
    return isinstance(x.type, Scalar) and x.type.is_float


def _abs(translator: ExpressionTranslator, args: list[Value]) -> Value:
    x = args[0] if isinstance(args[0], n.Expr) else translator.as_float(args[0])
    if _is_float(x):
        return n.Call("fabs", (x,), x.type)
    x = x.cast(i32) if x.type == boolean else x
    return n.Select(x < 0, -x, x)


def _clip(translator: ExpressionTranslator, args: list[Value]) -> Value:
    value = args[0] if isinstance(args[0], n.Expr) else translator.as_float(args[0])
    x, low = translator.together(value, args[1])
    x, high = translator.together(x, args[2])
    low = low.cast(x.type)
    return n.Select(x < low, low, n.Select(x > high, high, x))


def _int(translator: ExpressionTranslator, args: list[Value]) -> Value:
    x = args[0]
    if not isinstance(x, n.Expr):
        return int(x)
    return x.cast(i64 if _is_float(x) else i32) if x.type == boolean or _is_float(x) else x


def _timestep(translator: ExpressionTranslator, args: list[Value]) -> Value:
    t, dt = (translator.convert(a, f64) for a in args)
    return n.Call("genn_timestep", (t, dt), i64)


def _draw(kind: str) -> FunctionEmitter:
    def emit(translator: ExpressionTranslator, args: list[Value]) -> Value:
        values = tuple(translator.convert(a, f64) for a in args) if kind == "poisson" else ()
        of = i32 if kind == "poisson" else translator.float_type
        return n.Draw(kind, values, translator.next_site(), of)

    return emit


EMITTED: dict[str, FunctionEmitter] = {
    **{name: _libm(c_name) for name, c_name in _LIBM.items()},
    "exprel": _suffixed("exprel"),
    "sign": _suffixed("sign"),
    "abs": _abs,
    "clip": _clip,
    "int": _int,
    "timestep": _timestep,
    "rand": _draw("uniform"),
    "randn": _draw("normal"),
    "poisson": _draw("poisson"),
}


# As they are when the device is registered: a script may put functions of its own in their place.
_OURS = {name: DEFAULT_FUNCTIONS[name] for name in EMITTED}


def emitter_for(name: str, function: Function, scope: Scope) -> FunctionEmitter:
    """How a function that code calls ``name`` is emitted; one that cannot be raises ``NotEmitted`` when it is called."""
    if isinstance(function, TimedArray):
        return timed_array(function, scope)
    if isinstance(function, BinomialFunction):
        return binomial(function, scope)
    for known, default in _OURS.items():
        if function is default:
            return EMITTED[known]

    return user_function(name, function, scope)
