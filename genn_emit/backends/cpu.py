"""The CPU backend: loops. One function per kernel; worker w of n does its share; nothing here is atomic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.dialect import CPP
from genn_emit.ast.types import i32, i64, ptr, u8, u64, void
from genn_emit.backends import cable, cpu_record, cpu_synapses
from genn_emit.backends.base import (
    RESERVED,
    WORKER,
    WORKERS,
    Program,
    c_declarations,
    definitions,
    kernel_signature,
    print_module,
)
from genn_emit.backends.connect import connect
from genn_emit.backends.events import for_listed
from genn_emit.backends.fission import split_flags
from genn_emit.backends.includes import includes_for
from genn_emit.backends.lowering import (
    SCALAR_ELEMENT,
    changed_arrays,
    declared_names,
    load_fields,
    lower_draws,
    lower_failures,
    written,
)
from genn_emit.backends.runner import run_loop
from genn_emit.backends.user_functions import function_header, includes_functions, requirements
from genn_emit.errors import LoweringError
from genn_emit.network import kernels as k
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.schedule import Network

Lowered = tuple[tuple[str, n.Block], ...]


class CpuBackend:
    """Lowers networks to C++. Stateless."""

    name = "cpu"

    def emit(self, network: Network) -> Program:
        """The program of ``network``. ``LoweringError`` naming the kernel if one cannot be lowered."""
        table = network.table
        modules: dict[str, list[n.Node]] = {}
        functions: dict[str, tuple[str, ...]] = {}
        writes: dict[str, tuple[str, ...]] = {}
        for kernel in network.kernels:
            parts = lower(kernel, table)
            writes[kernel.name] = changed_arrays([block for _, block in parts], table)
            functions[kernel.name] = tuple(name for name, _ in parts)
            for name, block in parts:
                body, trees = load_fields((block,), table)
                whole = n.Block((*body.body, *trees))  # type: ignore[arg-type]
                comment = _comment(kernel, name)
                modules.setdefault(kernel.file, []).append(n.Function(kernel_signature(name), whole, comment))
        if network.schedule:
            modules["runner"] = [run_loop(network, functions)]
        signatures = tuple(
            f.signature for items in modules.values() for f in items if isinstance(f, n.Function)
        )
        sources = tuple(
            print_module(n.Module(f"{name}.cc", (*includes_for(items), *includes_functions(network, items), *items)), CPP)
            for name, items in sorted(modules.items())
        )
        return Program(
            network.name,
            self.name,
            sources,
            (definitions(network, signatures, CPP), *function_header(network)),
            c_declarations(network, signatures),
            functions,
            writes=writes,
            requires=requirements(network),
        )


def _comment(kernel: k.Kernel, name: str) -> tuple[str, ...]:
    """What stands above one of a kernel's functions."""
    if isinstance(kernel, k.Cable):
        return cable.stage_comment(kernel, name)
    if name == kernel.name:
        return kernel.comment
    if isinstance(kernel, k.Threshold):
        return (f"{kernel.name}: a flag for each element that crosses its threshold",)
    return (f"{kernel.name}: spikes that were on their way before this run",)


def lower(kernel: k.Kernel, table: ArrayTable) -> Lowered:
    """The functions that carry out ``kernel``: name and body, fields not yet loaded."""
    method: Callable[[Any, Body], Lowered] | None = _LOWERING.get(type(kernel))
    if method is None:
        raise LoweringError(f"cpu cannot carry out {type(kernel).__name__} ({kernel.name})")
    taken = RESERVED | {f.name for f in table} | declared_names((kernel.scalar, kernel.body))
    return method(kernel, Body(frozenset(taken)))


def worker_slice(body: Body, extent: n.Expr) -> tuple[n.Var, n.Var]:
    """The slice [first, last) of [0, extent) that belongs to this worker."""
    wide = extent.cast(i64)
    first = n.Var("first", i32)
    last = n.Var("last", i32)
    body.add(n.Declare(first, (wide * WORKER.cast(i64) / WORKERS.cast(i64)).cast(i32)))
    body.add(n.Declare(last, (wide * (WORKER.cast(i64) + 1) / WORKERS.cast(i64)).cast(i32)))
    return first, last


def one_worker(body: Body) -> None:
    """Only the first worker does what follows."""
    body.do(n.Cast(WORKERS, void))
    with body.if_(WORKER.ne(0)):
        body.return_(n.literal(0, i32))


def finish(body: Body) -> n.Block:
    body.return_(n.literal(0, i32))
    return body.block()


def scalar_part(kernel: k.Kernel) -> n.Block:
    """The code that runs once per call, draws lowered."""
    return lower_failures(lower_draws(kernel.scalar, kernel.random, n.Literal(SCALAR_ELEMENT, i64)))


def element_part(kernel: k.Kernel, index: n.Expr, block: n.Block | None = None) -> n.Block:
    """The code per element, draws lowered."""
    return lower_failures(lower_draws(kernel.body if block is None else block, kernel.random, index))


def _range(kernel: k.ForEach | k.Threshold, body: Body) -> tuple[n.Expr, n.Expr]:
    """The elements of this worker: all of them for the first where they must run one after the other."""
    if kernel.ordered or written((kernel.scalar,)):
        one_worker(body)
        return n.literal(0, i32), kernel.extent.cast(i32)
    return worker_slice(body, kernel.extent)


def _for_each(kernel: k.ForEach, body: Body) -> Lowered:
    start, stop = _range(kernel, body)
    body.add(scalar_part(kernel))
    if kernel.body.body:
        for part in split_flags(element_part(kernel, kernel.index), kernel.index):
            body.add(n.For(kernel.index, start, stop, part, independent=not kernel.ordered))
    return ((kernel.name, finish(body)),)


def _threshold(kernel: k.Threshold, body: Body) -> Lowered:
    assert kernel.condition is not None
    first, last = _range(kernel, body)
    body.add(scalar_part(kernel))
    element = element_part(kernel, kernel.index)
    flag = n.Assign(kernel.flags[kernel.index], kernel.condition.cast(u8))
    body.add(n.For(kernel.index, first, last, n.Block((*element.body, flag)), independent=not kernel.ordered))
    flags = finish(body)
    return ((f"{kernel.name}_flags", flags), (kernel.name, _compaction(kernel, body)))


def _compaction(kernel: k.Threshold, flagged: Body) -> n.Block:
    """Visit only the words of eight flags that are not zero; then what happens to those that crossed the threshold."""
    body = Body()
    body.names = flagged.names
    one_worker(body)
    extent = kernel.extent.cast(i32)
    word = body.let("word", n.Cast(kernel.flags, ptr(u64, const=True)), mutable=True)
    count = body.let("count", n.literal(0, i32), mutable=True)
    with body.for_("block", 0, extent, 8) as block:
        bits = body.let("bits", word[block / 8], mutable=True)
        with body.while_(bits.ne(0)):
            position = n.Call("__builtin_ctzll", (bits,), i32) >> 3
            body.assign(kernel.events[count], block + position)
            body.assign(count, 1, "+=")
            body.assign(bits, n.Binary("&", bits, bits - 1))
    body.assign(kernel.events[extent], count)
    if kernel.then.body:
        with body.for_("event", 0, count) as event:
            index = n.Declare(kernel.index, kernel.events[event])
            body.add(index, element_part(kernel, kernel.index, kernel.then))
    return finish(body)


def _for_events(kernel: k.ForEvents, body: Body) -> Lowered:
    one_worker(body)
    body.add(scalar_part(kernel))
    with for_listed(body, kernel.source, kernel.index):
        body.add(element_part(kernel, kernel.index))
    return ((kernel.name, finish(body)),)


def _propagate(kernel: k.Propagate, body: Body) -> Lowered:
    one_worker(body)
    element = element_part(kernel, kernel.index)
    if kernel.delay is None:
        body.add(scalar_part(kernel))
        cpu_synapses.deliver_now(kernel, element, body)
        return ((kernel.name, finish(body)),)
    carried = Body()
    carried.names = body.names
    one_worker(carried)
    carried.add(scalar_part(kernel))
    cpu_synapses.deliver_carried(kernel, element, carried)
    body.add(scalar_part(kernel))
    cpu_synapses.deliver_delayed(kernel, element, body)
    return ((f"{kernel.name}_carried", finish(carried)), (kernel.name, finish(body)))


def _record(kernel: k.RecordEvents | k.RecordState | k.RecordRate, body: Body) -> Lowered:
    one_worker(body)
    element = element_part(kernel, kernel.index) if not isinstance(kernel, k.RecordRate) else n.Block()
    cpu_record.record(kernel, scalar_part(kernel), element, body)
    return ((kernel.name, finish(body)),)


def _connect(kernel: k.Connect, body: Body) -> Lowered:
    one_worker(body)
    connect(kernel, body)
    return ((kernel.name, finish(body)),)


def _cable(kernel: k.Cable, body: Body) -> Lowered:
    section, tree, combine = (cable.stage_body(body) for _ in range(3))
    first, last = worker_slice(body, kernel.extent)
    body.add(scalar_part(kernel))
    with body.nested() as loop:
        cable.membrane(kernel, element_part(kernel, kernel.index), body)
    body.add(n.For(kernel.index, first, last, loop(), independent=True))
    _for_sections(kernel, cable.section, section)
    one_worker(tree)
    cable.tree(kernel, tree)
    _for_sections(kernel, cable.combine, combine)
    bodies = (body, section, tree, combine)
    return tuple((name, finish(stage)) for name, stage in zip(cable.stage_names(kernel), bodies, strict=True))


def _for_sections(kernel: k.Cable, stage: cable.SectionStage, body: Body) -> None:
    """``stage`` for each section of this worker."""
    first, last = worker_slice(body, cable.system_of(kernel).n_sections)
    with body.for_("section", first, last) as section:
        stage(kernel, section, body)


_LOWERING: dict[type[k.Kernel], Any] = {
    k.ForEach: _for_each, k.Threshold: _threshold, k.ForEvents: _for_events, k.Propagate: _propagate,
    k.RecordEvents: _record, k.RecordState: _record, k.RecordRate: _record, k.Connect: _connect, k.Cable: _cable,
}  # fmt: skip
