"""Which traces of a run are kept per neuron: those that all synapses of a neuron share, as ``network.traces`` finds them."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from genn_emit.ast import nodes as n
from genn_emit.ast.types import f64
from genn_emit.ast.walk import walk
from genn_emit.brian.fields import Fields
from genn_emit.brian.trace_memory import KeptTrace, Side, TraceMemory, uniform
from genn_emit.network import traces
from genn_emit.network.arrays import Constant
from genn_emit.network.kernels import Kernel, Propagate, trees
from genn_emit.network.schedule import Step
from genn_emit.runtime.memory import HostArray

if TYPE_CHECKING:
    from genn_emit.brian.codeobject import EmitCodeObject
    from genn_emit.brian.device import GennEmitDevice

_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
Pathways = dict[str, tuple["EmitCodeObject", Propagate, traces.Reading]]


def keep_per_neuron(
    device: GennEmitDevice, fields: Fields, pathways: Mapping[str, EmitCodeObject], kernels: list[Kernel], steps: list[Step]
) -> tuple[list[Kernel], list[Step], tuple[TraceMemory, ...]]:
    """``kernels`` and ``steps`` of a run with shared traces kept per neuron, and where they are kept. ``pathways`` are the code
    objects of kernels that propagate spikes."""
    kept: list[TraceMemory] = []
    for group in _by_synapses(pathways):
        made = _of_one(device, fields, group, kernels, steps)
        if made is not None:
            kernels, steps, memory = made
            kept.append(memory)
    return kernels, steps, tuple(kept)


def forget_what_changes(device: GennEmitDevice, fields: Fields, kept: tuple[TraceMemory, ...]) -> None:
    """Kernels of ``fields`` may write what synapses were given back, where it is not kept per neuron."""
    for variable in fields.variables.values():
        memory = device.traces.get(variable)
        if memory is not None and not any(memory is other for other in kept):
            memory.seen = True


def _by_synapses(pathways: Mapping[str, EmitCodeObject]) -> list[dict[str, EmitCodeObject]]:
    groups: dict[str, dict[str, EmitCodeObject]] = {}
    for name, code in pathways.items():
        groups.setdefault(code.template_kwds["pathway"].synapses.name, {})[name] = code
    return list(groups.values())


def _of_one(
    device: GennEmitDevice, fields: Fields, codes: dict[str, EmitCodeObject], kernels: list[Kernel], steps: list[Step]
) -> tuple[list[Kernel], list[Step], TraceMemory] | None:
    some = next(iter(codes.values()))
    synapses, clock = some.template_kwds["pathway"].synapses, some.clock
    pathways = _read(fields, codes, kernels)
    if pathways is None or len(codes) != len(synapses._pathways) or any(code.clock is not clock for code in codes.values()):
        return None
    owners = _owners(pathways)
    last_updates = {reading.last_update for _, _, reading in pathways.values()}
    if owners is None or len(last_updates) != 1:
        return None
    (last_update,) = last_updates
    hidden = {last_update.name, *owners}
    others = [k for k in kernels if k.name not in pathways]
    if any(isinstance(v, n.Var) and v.name in hidden for k in others for tree in trees(k) for v in walk(tree)):
        return None
    rates = _rates(fields, pathways)
    if rates is None:
        return None
    memory = _memory(device, fields, synapses, pathways, owners, rates, last_update)
    if memory is None:
        return None
    t, dt = (float(clock.variables[name].get_value()[0]) for name in ("t", "dt"))
    memory.begin(t, dt)
    return (*_replaced(fields, str(synapses.name), pathways, owners, memory, kernels, steps), memory)


def _read(fields: Fields, codes: dict[str, EmitCodeObject], kernels: list[Kernel]) -> Pathways | None:
    constants = {f.name for f in fields.rows if isinstance(f, Constant)}
    by_name = {k.name: k for k in kernels}
    pathways: Pathways = {}
    for name, code in codes.items():
        kernel = by_name[name]
        if not isinstance(kernel, Propagate) or kernel.delay is not None or kernel.source.first is not None:
            return None
        found = traces.read(kernel, constants)
        if found is None:
            return None
        pathways[name] = code, kernel, found
    return pathways


def _owners(pathways: Pathways) -> dict[str, str] | None:
    """For each trace the kernel of the pathway that changes it; None if there are several."""
    arrays = sorted({t.array.name for _, _, reading in pathways.values() for t in reading.traces})
    owners: dict[str, str] = {}
    for array in arrays:
        changing = [name for name, (_, _, r) in pathways.items() for t in r.traces if t.array.name == array and t.updates]
        if len(changing) != 1:
            return None
        owners[array] = changing[0]
    return owners


def _rates(fields: Fields, pathways: Pathways) -> dict[str, float] | None:
    """1/second for each trace; None where pathways disagree or it is not made of constants."""
    rates: dict[str, float] = {}
    for _, kernel, reading in pathways.values():
        values = {s.var.name: s.init for s in kernel.scalar.body if isinstance(s, n.Declare) and s.init is not None}
        for trace in reading.traces:
            rate = _number(trace.rate, values, fields)
            if rate is None or rates.setdefault(trace.array.name, rate) != rate:
                return None
    return rates


def _number(e: n.Expr, scalar: dict[str, n.Expr], fields: Fields) -> float | None:
    if isinstance(e, n.Literal):
        return float(e.value)
    if isinstance(e, n.Var):
        if e.name in scalar:
            return _number(scalar[e.name], scalar, fields)
        return float(fields.values[e.name]()) if e.name in fields.values else None
    if isinstance(e, n.Unary) and e.op == "-":
        value = _number(e.operand, scalar, fields)
        return None if value is None else -value
    if isinstance(e, n.Binary) and e.op in _ARITHMETIC:
        left, right = (_number(part, scalar, fields) for part in (e.left, e.right))
        return None if left is None or right is None or (e.op == "/" and right == 0) else float(_ARITHMETIC[e.op](left, right))
    return None


def _memory(
    device: GennEmitDevice,
    fields: Fields,
    synapses: Any,
    pathways: Pathways,
    owners: dict[str, str],
    rates: dict[str, float],
    last: n.Var,
) -> TraceMemory | None:
    """What a former run kept, if it still holds; new memory if all synapses begin alike; None otherwise."""
    variables = [fields.variables[name] for name in (last.name, *sorted(owners))]
    former = device.traces.get(variables[0])
    if former is not None:
        same = [t.rate for t in former.traces] == [rates[name] for name in sorted(owners)] and former.holds()
        sizes = [int(code.template_kwds["pathway"].queue.last) for code, _, _ in pathways.values()]
        if same and [side.times.size for side in former.sides] == sizes:
            former.seen = False
            return former
    arrays = [fields.arrays[name] for name in (last.name, *sorted(owners))]
    if not all(uniform(array) for array in arrays):
        return None
    first = float(arrays[0].view[0])
    sides: dict[str, Side] = {}
    for name, (code, _, _) in pathways.items():
        pathway = code.template_kwds["pathway"]
        ends = device.host_array(synapses.variables[f"_synaptic_{pathway.prepost}"])
        times = HostArray(f"{name}_times", "f8", int(pathway.queue.last))
        times.view[:] = first
        sides[name] = Side(ends, times)
    kept = []
    for name, array in zip(sorted(owners), arrays[1:], strict=True):
        side = sides[owners[name]]
        now, then = (HostArray(f"{name}_{what}", "f8", side.times.size) for what in ("now", "then"))
        then.view[:] = array.view[0]
        kept.append(KeptTrace(array, side, rates[name], now, then))
    memory = TraceMemory(arrays[0], tuple(sides.values()), tuple(kept), first)
    for variable in variables:
        device.traces[variable] = memory
    return memory


def _replaced(
    fields: Fields,
    owner: str,
    pathways: Pathways,
    owners: dict[str, str],
    memory: TraceMemory,
    kernels: list[Kernel],
    steps: list[Step],
) -> tuple[list[Kernel], list[Step]]:
    sides = dict(zip(pathways, memory.sides, strict=True))
    places: dict[str, traces.PerNeuron] = {}
    before: dict[str, list[Kernel]] = {name: [] for name in pathways}
    first = next(s for s in steps if s.kernel in pathways)
    dt = fields.table[f"{first.clock}_dt"].var[0]
    for array, kept in zip(sorted(owners), memory.traces, strict=True):
        code, kernel, reading = pathways[owners[array]]
        short = str(fields.variables[array].name)
        pathway = code.template_kwds["pathway"]
        ends = fields.array(pathway.synapses.variables[f"_synaptic_{pathway.prepost}"])
        now = fields.scratch(owner, f"{short}_now", kept.now, f64, unit="of the neurons at this time")
        then = fields.scratch(owner, f"{short}_then", kept.then, f64, unit="of the neurons at their last spikes")
        places[array] = traces.PerNeuron(now, then, ends)
        trace = next(t for t in reading.traces if t.array.name == array)
        name = fields.symbols.name((owner, array, "decay"), f"{owner}_{short}_decay")
        before[first.kernel].append(traces.decay(kernel, trace, places[array], dt, kernel.source.extent, name))
    changed: dict[str, Kernel] = {}
    for pathway_name, (_, kernel, reading) in pathways.items():
        times = fields.scratch(pathway_name, "times", sides[pathway_name].times, f64, unit="second: last spikes of the neurons")
        mine = fields.symbols.name((pathway_name, "traces"), f"{pathway_name}_traces")
        before[pathway_name].append(traces.spiking(kernel, reading, places, times, mine))
        changed[pathway_name] = traces.without_traces(kernel, reading, places)
    new_kernels = [k for known in kernels for k in (*before.get(known.name, ()), changed.get(known.name, known))]
    new_steps = [Step(k, s.clock) for s in steps for k in (*(b.name for b in before.get(s.kernel, ())), s.kernel)]
    return new_kernels, new_steps
