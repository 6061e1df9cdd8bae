"""TimedArray: a table that code reads at a time (and a column). Its values, length and time step are data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from brian2.input.timedarray import _find_K

from genn_emit.ast import nodes as n
from genn_emit.ast.types import f64, i64
from genn_emit.runtime.memory import HostArray

if TYPE_CHECKING:
    from genn_emit.brian.expressions import ExpressionTranslator, FunctionEmitter, Value
    from genn_emit.brian.statements import Scope


def timed_array(table: Any, scope: Scope) -> FunctionEmitter:
    """``table(t)`` or ``table(t, i)``: the row is ``(t / epsilon + 0.5) / K`` with ``epsilon = dt / K``, clipped to the table; K
    is Brian2's upsampling factor, which keeps rounding errors of t from choosing the row before. NaN outside of the columns."""

    def emit(translator: ExpressionTranslator, args: list[Value]) -> Value:
        fields, name = scope.fields, str(table.name)
        values = np.ascontiguousarray(table.values, dtype=float)
        clock_dt, dt = float(scope.generator.owner.clock.dt_), float(table.dt)
        upsampling = _find_K(clock_dt, dt)
        memory = HostArray(f"{name}_values", "f8", values.size)
        memory.view[:] = values.ravel()
        array = fields.scratch(name, "values", memory, f64, unit="values of the timed array")
        rows = fields.computed(name, "rows", i64, lambda: len(values), "time bins")
        owner = fields.symbols.numbering(scope.owner)
        suffix = f"{owner}_epsilon", f"{owner}_K"
        epsilon = fields.computed(name, suffix[0], f64, lambda: dt / upsampling, "second")
        factor = fields.computed(name, suffix[1], f64, lambda: float(upsampling), "upsampling factor")
        position = ((translator.convert(args[0], f64) / epsilon + 0.5) / factor).cast(i64)
        zero = n.literal(0, i64)
        row = n.Select(position < 0, zero, n.Select(position >= rows, rows - 1, position))
        if values.ndim == 1:
            return array[row]
        columns = fields.computed(name, "columns", i64, lambda: values.shape[1], "columns")
        column = translator.convert(args[1], i64)
        inside = n.binary("&", column >= 0, column < columns)
        place = row * columns + n.Select(inside, column, zero)
        return n.Select(inside, array[place], n.literal(float("nan"), f64))

    return emit
