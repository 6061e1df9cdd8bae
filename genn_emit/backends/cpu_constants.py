"""What stays the same throughout a run, and takes functions to compute, is computed before the loop and kept in State."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body, Names
from genn_emit.ast.dialect import MATH
from genn_emit.ast.types import f32, f64, i32, i64, void
from genn_emit.ast.walk import children, rewrite, walk
from genn_emit.backends.base import STATE, WORKER, WORKERS
from genn_emit.backends.cpu_shares import Function, finish
from genn_emit.backends.lowering import names_in
from genn_emit.network import kernels as k
from genn_emit.network.arrays import Constant
from genn_emit.network.schedule import Network

_CALM = (n.Literal, n.Unary, n.Binary, n.Cast, n.Select)
_KEPT_TYPES = (f32, f64, i32, i64)


@dataclass(frozen=True, slots=True)
class Constants:
    """``function`` computes the ``members`` of State that a kernel reads."""

    function: Function
    members: tuple[n.Member, ...]


def apart(kernel: k.Kernel, network: Network, names: Names) -> tuple[k.Kernel, Constants | None]:
    """The kernel without what its scalar part computes from constants and time steps by functions, and that; the kernel as it is
    if there is no such thing. ``names`` are those of State and of functions."""
    if not isinstance(kernel, (k.ForEach, k.Threshold)) or kernel.name not in {step.kernel for step in network.schedule}:
        return kernel, None
    steady, changing = _divided(kernel, network)
    if not any(isinstance(node, n.Call) for declared in steady for node in walk(declared)):
        return kernel, None
    others: tuple[n.Node, ...] = (*changing, kernel.body)
    if isinstance(kernel, k.Threshold):
        others += (kernel.then,) if kernel.condition is None else (kernel.then, n.Do(kernel.condition))
    seen = names_in(others)
    computed = _computed(steady)
    kept = [d for d in steady if d.var.name in seen and d.var.name in computed]
    others_seen = [d for d in steady if d.var.name in seen and d.var.name not in computed]
    plain = _needed(steady, others_seen)
    members = {d.var.name: n.Member(names.fresh(f"{kernel.name}_{d.var.name}"), d.var.type) for d in kept}
    loads = [n.Declare(d.var, n.Field(STATE, members[d.var.name].name, d.var.type)) for d in kept]
    body = Body()
    body.do(n.Cast(WORKER, void))
    body.do(n.Cast(WORKERS, void))
    body.add(*_needed(steady, kept))
    for d in kept:
        body.assign(n.Field(STATE, members[d.var.name].name, d.var.type), d.var)
    comment = (f"{kernel.name}: what stays the same throughout a run",)
    function = Function(names.fresh(f"{kernel.name}_constants"), finish(body), frozenset(), first=True, comment=comment)
    return replace(kernel, scalar=n.Block((*plain, *loads, *changing))), Constants(function, tuple(members.values()))


def _divided(kernel: k.ForEach | k.Threshold, network: Network) -> tuple[list[n.Declare], list[n.Stmt]]:
    """What of the scalar part does not change within a run, and the rest; functions in that which do not change have names."""
    known = {f.name for f in network.table if isinstance(f, Constant)}
    time_steps = {clock.arrays[2].name for clock in network.clocks if not clock.listed}
    own = Names({f.name for f in network.table} | names_in((kernel.scalar, kernel.body)))
    steady: list[n.Declare] = []
    changing: list[n.Stmt] = []

    def named(node: n.Node) -> n.Node:
        if not isinstance(node, n.Call) or node.type not in _KEPT_TYPES or not _is_steady(node, known, time_steps):
            return node
        for declared in steady:
            if declared.init == node:
                return declared.var
        var = n.Var(own.numbered("constant"), node.type)
        known.add(var.name)
        steady.append(n.Declare(var, node))
        return var

    for statement in kernel.scalar.body:
        if isinstance(statement, n.Declare) and _stays(statement, known, time_steps):
            known.add(statement.var.name)
            steady.append(statement)
        else:
            changing.append(rewrite(statement, named))
    return steady, changing


def _stays(declared: n.Declare, known: Collection[str], time_steps: Collection[str]) -> bool:
    kept = declared.const and declared.var.type in _KEPT_TYPES
    return kept and declared.init is not None and _is_steady(declared.init, known, time_steps)


def _is_steady(e: n.Node, known: Collection[str], time_steps: Collection[str]) -> bool:
    """Whether ``e`` depends on nothing but ``known`` names and time steps. Functions of users may do what they like."""
    if isinstance(e, n.Var):
        return e.name in known
    if isinstance(e, n.Index):
        return isinstance(e.base, n.Var) and e.base.name in time_steps and isinstance(e.index, n.Literal)
    calm = isinstance(e, _CALM) or (isinstance(e, n.Call) and (e.function in MATH or e.function.startswith("genn_")))
    return calm and all(_is_steady(child, known, time_steps) for child in children(e))


def _computed(steady: Iterable[n.Declare]) -> set[str]:
    """The names of what takes more than looking it up, or stands for such a thing."""
    found: set[str] = set()
    for declared in steady:
        nodes = list(walk(declared))
        if any(isinstance(x, (n.Binary, n.Call)) or (isinstance(x, n.Var) and x.name in found) for x in nodes):
            found.add(declared.var.name)
    return found


def _needed(steady: Iterable[n.Declare], kept: Iterable[n.Declare]) -> list[n.Stmt]:
    """Those that ``kept`` are computed from, and themselves, in order."""
    order = list(steady)
    wanted = {declared.var.name for declared in kept}
    for declared in reversed(order):
        if declared.var.name in wanted and declared.init is not None:
            wanted |= names_in((declared.init,))
    return [declared for declared in order if declared.var.name in wanted]
