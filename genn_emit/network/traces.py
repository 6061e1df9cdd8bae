"""Traces of spikes that all synapses of a neuron share, found in the kernels of their pathways and kept per neuron.

A variable of synapses that only decays exponentially between spikes, and that only the spikes of one end change, each in the same
way whatever the synapse, has the same value in all synapses of a neuron if they begin alike: exp(-a)*exp(-b) is exp(-(a + b)),
so it does not matter how often it was brought up to date on the way. Instead of one value and one time per synapse, the kernels
made here keep one value per neuron, which decays in every time step.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import i32
from genn_emit.ast.unused import without_unused
from genn_emit.ast.walk import substitute, walk
from genn_emit.network.kernels import ForEach, ForEvents, Propagate

Statements = tuple[n.Stmt, ...]


@dataclass(frozen=True)
class Trace:
    """A trace within one pathway's kernel: ``array`` is read into ``local``, which decays with ``rate`` (1/second) from the time
    ``last`` to ``t``, then is set to each of ``updates``."""

    array: n.Var
    local: n.Var
    rate: n.Expr
    t: n.Expr
    last: n.Var
    updates: tuple[n.Expr, ...]


@dataclass(frozen=True)
class Reading:
    """A pathway's kernel without its ``traces``: ``body`` is what is left, in which their locals are not declared.
    ``last_update`` is the array of times."""

    traces: tuple[Trace, ...]
    last_update: n.Var
    body: n.Block


@dataclass(frozen=True)
class PerNeuron:
    """Where a trace is kept: ``now`` at the current time, ``then`` at the neuron's last spike; ``ends`` is the neuron of each
    synapse."""

    now: n.Var
    then: n.Var
    ends: n.Var


def read(kernel: Propagate, constants: Set[str]) -> Reading | None:
    """What of a pathway's kernel is traces; None where something else looks at the time of the last update, or a trace depends
    on the synapse. ``constants`` are names of values that are the same for all synapses, beside those of the scalar part."""
    statements = kernel.body.body
    if not all(isinstance(s, (n.Declare, n.Assign)) for s in statements):
        return None
    known = {*constants, *(s.var.name for s in kernel.scalar.body if isinstance(s, n.Declare) and s.const)}
    found = [_trace(s, statements, kernel.index, known) for s in statements if _shape(s)]
    traces = [pair for pair in found if pair is not None]
    lasts = {trace.last for trace, _ in traces}
    if len(traces) < len(found) or len(lasts) != 1:
        return None
    (last,) = lasts
    load = _declaration(last, statements)
    if load is None or not (isinstance(load.init, n.Index) and isinstance(load.init.base, n.Var)):
        return None
    gone = [load, *(s for s in statements if isinstance(s, n.Assign) and s.target in (last, load.init))]
    gone += [s for _, mine in traces for s in mine]
    rest = tuple(s for s in statements if not any(s is g for g in gone))
    hidden = {t.array.name for t, _ in traces} | {load.init.base.name, last.name}
    if any(isinstance(v, n.Var) and v.name in hidden for s in rest for v in walk(s)):
        return None
    return Reading(tuple(t for t, _ in traces), load.init.base, n.Block(rest))


def _shape(s: n.Stmt) -> tuple[n.Var, n.Expr, n.Expr, n.Var] | None:
    """x, rate, t and last of a statement ``x_next = x * exp(rate * -(t - last))``."""
    if not (isinstance(s, n.Declare) and isinstance(s.init, n.Binary) and s.init.op == "*"):
        return None
    x, exp = s.init.left, s.init.right
    if not (isinstance(x, n.Var) and isinstance(exp, n.Call) and exp.function == "exp"):
        return None
    exponent = exp.args[0]
    if not (isinstance(exponent, n.Binary) and exponent.op == "*" and isinstance(exponent.right, n.Unary)):
        return None
    since = exponent.right.operand
    if not (isinstance(since, n.Binary) and since.op == "-" and exponent.right.op == "-" and isinstance(since.right, n.Var)):
        return None
    return x, exponent.left, since.left, since.right


def _trace(decay: n.Stmt, statements: Statements, index: n.Var, known: Set[str]) -> tuple[Trace, list[n.Stmt]] | None:
    """The trace that ``decay`` belongs to, and its statements; None where it is none, or is read before its last update."""
    shape = _shape(decay)
    assert shape is not None and isinstance(decay, n.Declare)
    x, rate, t, last = shape
    load = _declaration(x, statements)
    if load is None or not (isinstance(load.init, n.Index) and load.init.index == index and isinstance(load.init.base, n.Var)):
        return None
    sets = [s for s in statements if isinstance(s, n.Assign) and s.target == x]
    stores = [s for s in statements if isinstance(s, n.Assign) and s.target == load.init]
    if not sets or sets[0].value != decay.var or len(stores) != 1 or stores[0].value != x:
        return None
    updates = tuple(s.value for s in sets[1:])
    same = all(_names(e) <= {*known, x.name} and not any(isinstance(p, (n.Draw, n.Call)) for p in walk(e)) for e in updates)
    if not same or not _names(rate) | _names(t) <= known or any(s.op != "=" for s in (*sets, *stores)):
        return None
    mine: list[n.Stmt] = [load, decay, *sets, *stores]
    end = next(k for k, s in enumerate(statements) if s is sets[-1])
    for k, s in enumerate(statements):
        names = _names(s) if not any(s is m for m in mine) else set()
        if decay.var.name in names or (x.name in names and k < end):
            return None
    return Trace(load.init.base, x, rate, t, last, updates), mine


def _declaration(var: n.Var, statements: Statements) -> n.Declare | None:
    return next((s for s in statements if isinstance(s, n.Declare) and s.var == var), None)


def _names(tree: n.Node) -> set[str]:
    return {v.name for v in walk(tree) if isinstance(v, n.Var)}


def decay(kernel: Propagate, trace: Trace, place: PerNeuron, dt: n.Expr, extent: n.Expr, name: str) -> ForEach:
    """The kernel that brings a trace from one time step to the next."""
    scalar = Body(frozenset({"i", *_names(kernel.scalar)}))
    scalar.add(kernel.scalar)
    factor = scalar.let("decay", n.Call("exp", (trace.rate * -dt,), trace.local.type))
    i = n.Var("i", i32)
    body = n.Block((n.Assign(place.now[i], place.now[i] * factor),))
    (once,) = without_unused((scalar.block(),), (body,))
    comment = (f"{trace.array.name}: decay of the value that all synapses of a neuron share",)
    return ForEach(name, comment, kernel.file, once, body, index=i, extent=extent)


def spiking(kernel: Propagate, reading: Reading, places: dict[str, PerNeuron], times: n.Var, name: str) -> ForEvents:
    """The kernel that changes the traces of the neurons that spiked, before their synapses are visited."""
    i = n.Var("i", i32)
    body = Body(frozenset({"i", *_names(kernel.scalar), *_names(kernel.body)}))
    for trace in reading.traces:
        if trace.updates:
            place = places[trace.array.name]
            value: n.Expr = place.now[i]
            for update in trace.updates:
                value = body.let(trace.local.name, substitute(update, {trace.local.name: value}))
            body.assign(place.now[i], value)
            body.assign(place.then[i], value)
    body.assign(times[i], reading.traces[0].t)
    whole = body.block()
    (once,) = without_unused((kernel.scalar,), (whole,))
    comment = (f"{kernel.name}: traces of the neurons that spiked",)
    return ForEvents(name, comment, kernel.file, once, whole, index=i, source=kernel.source)


def without_traces(kernel: Propagate, reading: Reading, places: dict[str, PerNeuron]) -> Propagate:
    """``kernel`` with traces taken from their neurons."""
    statements = list(reading.body.body)
    names = Body(frozenset({*_names(kernel.scalar), *_names(kernel.body)})).names
    for trace in reading.traces:
        if not any(trace.local.name in _names(s) for s in reading.body.body):
            continue
        place = places[trace.array.name]
        at = next((k for k, s in enumerate(statements) if isinstance(s, n.Declare) and s.init == place.ends[kernel.index]), None)
        if at is None:
            at = 0
            statements.insert(0, n.Declare(n.Var(names.fresh("neuron"), i32), place.ends[kernel.index]))
        end = statements[at]
        assert isinstance(end, n.Declare)
        statements.insert(at + 1, n.Declare(trace.local, place.now[end.var]))
    scalar, body = without_unused((kernel.scalar, n.Block(tuple(statements))))
    return replace(kernel, scalar=scalar, body=body)
