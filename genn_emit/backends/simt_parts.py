"""What device lowering is made of: launches, their parameters, loops over events by a work-group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import Pointer, Type, boolean, i32, stored, void
from genn_emit.ast.walk import rewrite, walk
from genn_emit.backends.lowering import used_fields, written
from genn_emit.errors import LoweringError
from genn_emit.network.arrays import Array, ArrayTable, Constant
from genn_emit.network.kernels import EventSource

TILE = 64
"""Work-items in a group of a grid."""
GROUP = 256
"""Work-items in a group that works alone."""
ONE = n.literal(1, i32)
GRID, LOCAL_ID = n.Builtin("global_id", i32), n.Builtin("local_id", i32)
GROUP_ID, GROUPS = n.Builtin("group_id", i32), n.Builtin("num_groups", i32)
BARRIER = n.Do(n.Builtin("barrier", void))


@dataclass(frozen=True, slots=True)
class DeviceKernel:
    """One launch: ``items`` (a host expression) work-items or a few more, in groups of ``group``; ``when`` is a host
    condition. ``body`` uses names of the array table."""

    name: str
    body: n.Block
    items: n.Expr
    group: int = TILE
    when: n.Expr | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """Rows that a recorder needs: the host keeps an upper bound of those that are there."""

    recorded: n.Var
    capacity: n.Var
    rows: n.Expr


@dataclass(frozen=True, slots=True)
class Plan:
    """How a kernel is carried out: ``before`` and ``after`` run on the host around the launches."""

    kernels: tuple[DeviceKernel, ...]
    before: n.Block = n.Block()
    after: n.Block = n.Block()
    room: Room | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a device kernel: the field it comes from and the variable that the kernel sees. ``changes``: its
    value is new at each launch."""

    field: Array | Constant
    var: n.Var

    @property
    def buffer(self) -> bool:
        return isinstance(self.var.type, Pointer)

    @property
    def changes(self) -> bool:
        return isinstance(self.field, Array) and self.field.space == "host"


def parameters(kernel: DeviceKernel, table: ArrayTable) -> tuple[tuple[Parameter, ...], n.Block]:
    """The fields that ``kernel`` uses as parameters, in the table's order, and its body in terms of them: buffers as
    pointers to global memory, constants and host arrays as values (booleans as bytes: kernels cannot take ``bool``)."""
    body = kernel.body
    writes = written((body,))
    restrict = BARRIER not in tuple(walk(body))
    found: dict[str, Parameter] = {}
    for name in used_fields((body,), table):
        field = table[name]
        of: Type = stored(field.type)
        if isinstance(field, Array) and field.space != "host":
            pointer = field.var.type
            assert isinstance(pointer, Pointer)
            of = replace(pointer, const=name not in writes, restrict=restrict, space="global")
        elif name in writes:
            raise LoweringError(f"{kernel.name} writes {name} on the device, which only the host changes")
        found[name] = Parameter(field, n.Var(name, of))

    def change(node: n.Node) -> n.Node:
        if isinstance(node, n.Index) and isinstance(node.base, n.Var) and node.base.name in found:
            parameter = found[node.base.name]
            if parameter.changes:
                return parameter.var
        if isinstance(node, n.Var) and node.name in found:
            parameter = found[node.name]
            if parameter.buffer:
                return parameter.var
            if isinstance(parameter.field, Constant) and node.type == boolean:
                return parameter.var.ne(0)
        return node

    _refuse(kernel)
    return tuple(found.values()), rewrite(body, change)


def _refuse(kernel: DeviceKernel) -> None:
    for node in walk(kernel.body):
        if isinstance(node, n.Fail):
            raise LoweringError(f"{kernel.name} can fail, which kernels on a device cannot report")
        if isinstance(node, n.Var) and node.name in ("s", "worker", "workers"):
            raise LoweringError(f"{kernel.name} uses {node.name}, which exists on the host only")


def touches_others(trees: Iterable[n.Node], index: n.Var) -> bool:
    """Whether the trees may write memory that belongs to another element than ``index``: any access to a written array
    that is not at ``index`` itself."""
    trees = tuple(trees)
    writes = written(trees)
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, n.Index) and isinstance(node.base, n.Var) and node.base.name in writes:
                where = node.index.operand if isinstance(node.index, n.Cast) else node.index
                if where != index:
                    return True
    return False


def barrier(body: Body) -> None:
    """Every work-item of the group is here, and its writes are seen by the group."""
    body.add(BARRIER)


def bounds(body: Body, source: EventSource) -> tuple[n.Expr, n.Expr]:
    """The events [low, high) of the list that belong to the source: the list is ascending, so they are neighbours."""
    count = body.let("count", source.events[source.extent])
    low: n.Expr = n.literal(0, i32) if source.first is None else _search(body, source, source.first, count)
    high: n.Expr = count if source.last is None else _search(body, source, source.last, count)
    return low, high


def _search(body: Body, source: EventSource, value: n.Expr, count: n.Var) -> n.Var:
    """How many events are below ``value`` (binary search)."""
    low = body.let("low", n.literal(0, i32), mutable=True)
    high = body.let("high", count, mutable=True)
    with body.while_(low < high):
        middle = body.let("middle", (low + high) / 2)
        event = source.events[middle]
        with body.if_(event < value.cast(event.type)):
            body.assign(low, middle + 1)
        with body.else_():
            body.assign(high, middle)
    return low


@contextmanager
def for_events(body: Body, source: EventSource, index: n.Var, size: int) -> Iterator[None]:
    """Each work-item of one group of ``size`` takes every ``size``-th event of the source."""
    low, high = bounds(body, source)
    start = low if size == 1 else low + LOCAL_ID if not isinstance(low, n.Literal) else LOCAL_ID
    with body.for_("event", start, high, None if size == 1 else size) as event:
        body.add(n.Declare(index, source.events[event].cast(index.type)))
        yield
