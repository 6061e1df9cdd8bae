"""Spike, event, state and rate monitors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brian2.core.variables import ArrayVariable

from genn_emit.ast import nodes as n
from genn_emit.ast.types import f64, i32, i64
from genn_emit.brian.code import KernelBuilder, Kind
from genn_emit.brian.comments import comment
from genn_emit.brian.extents import end_of_events
from genn_emit.network.kernels import Column, EventSource, Kernel, RecordEvents, RecordRate, RecordState

if TYPE_CHECKING:
    from genn_emit.brian.codeobject import EmitCodeObject


def _source(b: KernelBuilder, eventspace: ArrayVariable) -> EventSource:
    """The events that a monitor sees: those of its (sub)group."""
    return EventSource(
        b.fields.array(eventspace),
        end_of_events(b.fields, eventspace),
        b.scalar("_source_start").cast(i32),
        b.scalar("_source_stop").cast(i32),
    )


def _recorded(code: EmitCodeObject) -> dict[str, ArrayVariable]:
    """The growing arrays of a monitor, by name."""
    if code.template_name == "spikemonitor":
        return dict(code.template_kwds["record_variables"])
    if code.template_name == "statemonitor":
        return {"t": code.variables["t"], **code.template_kwds["_recorded_variables"]}
    return {"t": code.variables["t"], "rate": code.variables["rate"]}


def _capacity(b: KernelBuilder) -> n.Var:
    """Rows that fit in the smallest of the arrays."""
    arrays = [b.fields.host_array(v) for v in _recorded(b.code).values()]
    return b.computed("capacity", i64, lambda: min(a.rows for a in arrays), "rows that fit")


def _spikes(b: KernelBuilder) -> tuple[Kernel, ...]:
    i = b.local("i", i32)
    block = b.block(i)
    record = b.code.template_kwds["record_variables"]
    columns = tuple(_column(b, block.value(f"_to_record_{name}"), record[name]) for name in sorted(record))
    scalar, body = block.scalar.block(), block.vector.block()
    return (
        RecordEvents(
            b.name, comment(b), "record", scalar, body, b.random(scalar, body), i,
            _source(b, b.code.template_kwds["eventspace_variable"]), columns, b.array("count"), b.array("N"),
            _capacity(b) if columns else None,
        ),
    )  # fmt: skip


def _column(b: KernelBuilder, value: n.Expr, variable: ArrayVariable) -> Column:
    array = b.fields.array(variable)
    return Column(array, value.cast(array[0].type))


def _states(b: KernelBuilder) -> tuple[Kernel, ...]:
    i = b.local("i", i32)
    block = b.block(i)
    record = b.code.template_kwds["_recorded_variables"]
    columns = tuple(_column(b, block.value(f"_to_record_{name}"), record[name]) for name in sorted(record))
    time = _column(b, b.scalar("_clock_t"), b.variable("t"))
    scalar, body = block.scalar.block(), block.vector.block()
    indices = b.variable("_indices")
    count = b.computed("n_indices", i32, lambda: indices.size, "recorded elements")
    return (
        RecordState(
            b.name, comment(b), "record", scalar, body, b.random(scalar, body), i, b.fields.array(indices), count,
            columns, (time,), b.array("N", on_host=True), _capacity(b),
        ),
    )  # fmt: skip


def _rates(b: KernelBuilder) -> tuple[Kernel, ...]:
    width = b.scalar("_num_source_neurons")
    return (
        RecordRate(
            b.name, comment(b), "record", source=_source(b, b.variable("_spikespace")), times=b.array("t"),
            rates=b.array("rate"), time=b.scalar("_clock_t", on_host=True).cast(f64),
            dt=b.scalar("_clock_dt", on_host=True).cast(f64), width=width, recorded=b.array("N", on_host=True),
            capacity=_capacity(b),
        ),
    )  # fmt: skip


def make_room(code: EmitCodeObject) -> None:
    """At least twice the rows that are there, for what is to come."""
    eventspace = code.template_kwds.get("eventspace_variable")
    most = 1024 if eventspace is None else eventspace.size
    rows = int(code.variables["N"].get_value()[0])
    for variable in _recorded(code).values():
        array = code.device.host_array(variable)
        if array.rows < rows + most:
            array.reserve(max(2 * rows, rows + most))


def show_rows(code: EmitCodeObject) -> None:
    """Make the rows that were recorded visible to Python."""
    rows = int(code.device.host_array(code.variables["N"]).view[0])
    for variable in _recorded(code).values():
        array = code.device.host_array(variable)
        if array.view.ndim == 2:
            columns = code.variables["_indices"].size
            array.expose((rows, columns))
            variable.size = (rows, columns)
        else:
            array.expose((rows,))
            variable.size = rows


SPIKE_MONITOR = Kind(
    "spikemonitor",
    _spikes,
    frozenset({"N", "count", "_clock_t", "_source_start", "_source_stop", "_source_N"}),
    prepare=make_room,
    settle=show_rows,
)
STATE_MONITOR = Kind(
    "statemonitor", _states, frozenset({"t", "_clock_t", "_indices", "N"}), prepare=make_room, settle=show_rows
)
RATE_MONITOR = Kind(
    "ratemonitor",
    _rates,
    frozenset(
        {"rate", "t", "_spikespace", "_num_source_neurons", "_clock_t", "_clock_dt", "_source_start", "_source_stop", "N"}
    ),
    prepare=make_room,
    settle=show_rows,
)
