"""What Brian2's work on equations may know of variables: names, types, dimensions and flags, but no values.

Facts are plain data, the same in every process. Whatever has none raises Unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from brian2.core import variables as brian_variables
from brian2.core.functions import DEFAULT_FUNCTIONS, Function
from brian2.core.variables import ArrayVariable, Variable
from brian2.equations.equations import Equations
from brian2.units.fundamentalunits import Dimension

_HIDDEN = ("owner", "device", "size", "value")


class Unknown(Exception):
    """There is no description that another process would understand."""


class ValueNeeded(BaseException):
    """A stand-in was asked for what it does not have. Derived from BaseException so that nobody takes it for an error of the
    model."""


def facts(value: Any) -> Any:
    """``value`` as nested lists, strings and numbers."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Dimension):
        return [float(power) for power in value._dims]
    if isinstance(value, type):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, np.dtype):
        return value.str
    if isinstance(value, (set, frozenset)):
        return ["set", *sorted(str(facts(item)) for item in value)]
    if isinstance(value, (list, tuple)):
        return [facts(item) for item in value]
    if isinstance(value, Equations):
        return [_equation(equation) for equation in value.ordered]
    if isinstance(value, Mapping):
        return [[str(name), facts(value[name])] for name in sorted(value)]
    if isinstance(value, Function):
        return _function(value)
    if type(value) in _STAND_INS:
        visible = {name: kept for name, kept in value.__dict__.items() if name not in _HIDDEN}
        return [type(value).__name__, facts(visible)]
    raise Unknown(type(value).__name__)


def _equation(equation: Any) -> list[Any]:
    code = None if equation.expr is None else equation.expr.code
    return [equation.type, equation.varname, facts(equation.dim), equation.var_type, code, list(equation.flags)]


def _function(function: Function) -> list[str]:
    """Brian2's own functions are known by name. Those of a user, and timed arrays, may be anything."""
    for name, known in DEFAULT_FUNCTIONS.items():
        if function is known:
            return ["function", name]
    raise Unknown("a function that is not Brian2's")


def without_values(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Stand-ins that look like ``variables`` in all that ``facts`` tells and raise ValueNeeded when asked for more."""
    return {name: _stand_in(variable) for name, variable in variables.items()}


def _stand_in(variable: Any) -> Any:
    if isinstance(variable, Function):
        return variable
    made: Any = object.__new__(_STAND_INS[type(variable)])
    made.__dict__.update((name, kept) for name, kept in variable.__dict__.items() if name not in _HIDDEN)
    return made


def _refuse(self: Variable) -> Any:
    raise ValueNeeded(self.name)


def _blind(kind: type[Variable]) -> type[Variable]:
    """A class of variables that have no values."""
    return type(kind.__name__, (kind,), {name: property(_refuse) for name in _HIDDEN})


_STAND_INS: dict[type, type] = {
    kind: _blind(kind)
    for kind in vars(brian_variables).values()
    if isinstance(kind, type) and issubclass(kind, Variable)
}


def time_step(variables: Mapping[str, Any]) -> float | None:
    """The value of ``dt``, which integration methods do look at: some functions are constant over short steps only."""
    dt = variables.get("dt")
    return float(dt.get_value()[0]) if isinstance(dt, ArrayVariable) else None


def show_time_step(stand_ins: dict[str, Any], dt: float | None) -> None:
    """Let the stand-in of ``dt`` have a value."""
    if dt is not None:
        stand_ins["dt"].get_value = lambda: np.array([dt])
