"""A state update and the threshold after it become one kernel: one pass over the neurons instead of two."""

from __future__ import annotations

from dataclasses import replace

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Names
from genn_emit.ast.types import boolean
from genn_emit.ast.walk import substitute, walk
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.chances import chance_of
from genn_emit.network.effects import assigned, independent
from genn_emit.network.kernels import ForEach, Kernel, Threshold
from genn_emit.network.names import declared
from genn_emit.network.schedule import Network, Step

Known = dict[n.Expr, n.Expr]


def fused(network: Network, keep: bool) -> Network:
    """``network`` with fused kernels in its schedule; with ``keep`` those that they stand for may still be called by name."""
    kernels = {k.name: k for k in network.kernels}
    schedule = list(network.schedule)
    for step in network.schedule:
        pair = _before(step, schedule, kernels, network.table)
        if pair is None:
            continue
        update, threshold, whole = pair
        kernels = {k.name: k for known in kernels.values() for k in ((whole, known) if known is threshold else (known,))}
        schedule = [
            Step(whole.name, s.clock) if s.kernel == threshold.name else s for s in schedule if s.kernel != update.name
        ]
    scheduled = {s.kernel for s in schedule}
    replaced = {s.kernel for s in network.schedule} - scheduled
    left = tuple(k for k in kernels.values() if keep or k.name not in replaced)
    return replace(network, kernels=left, schedule=tuple(schedule))


def _before(
    step: Step, schedule: list[Step], kernels: dict[str, Kernel], table: ArrayTable
) -> tuple[ForEach, Threshold, Threshold] | None:
    """The update that may join the threshold of ``step``, the threshold, and both in one."""
    threshold = kernels[step.kernel]
    if not isinstance(threshold, Threshold):
        return None
    between: list[Kernel] = []
    for earlier in reversed(schedule[: schedule.index(step)]):
        update = kernels[earlier.kernel]
        once = sum(s.kernel == update.name for s in schedule) == 1
        if isinstance(update, ForEach) and earlier.clock == step.clock and once:
            whole = _whole(update, threshold, table)
            if whole is not None and all(independent(update, k, table) for k in between):
                return update, threshold, whole
        between.append(update)
    return None


def _whole(update: ForEach, threshold: Threshold, table: ArrayTable) -> Threshold | None:
    """Both in one; None where they do not meet, or where the threshold would see what it should not."""
    stores = tuple(s for s in update.body.body if _is_store(s))
    first = update.body.body[: len(update.body.body) - len(stores)]
    if not (_fits(update, threshold) and stores and (*first, *stores) == update.body.body):
        return None
    threshold = _renamed(threshold, update, table)
    assert threshold.condition is not None
    changed = assigned(update.body)
    scalar, same = _merged(threshold.scalar, _constants(update.scalar), {})
    known = {**_loaded(first, changed), **_stored(stores)}
    body, same = _merged(threshold.body, known, same)
    condition = substitute(threshold.condition, same)
    if any(isinstance(e, n.Var) and e.name in changed for part in (body, condition) for e in walk(part)):
        return None
    return replace(
        threshold,
        name=f"{update.name}_and_threshold",
        comment=(*update.comment, *threshold.comment),
        scalar=n.Block((*update.scalar.body, *scalar.body)),
        body=n.Block((*first, *body.body, *stores)),
        random=update.random or threshold.random,
        condition=condition,
        then=substitute(threshold.then, same),
    )


def _fits(update: ForEach, threshold: Threshold) -> bool:
    """The same neurons in the same order, straight lines without a branch, and no draws that would get in each other's way.
    A threshold that is crossed by chance does better without an update. An update that calls functions keeps to itself: a pass
    more is nothing beside it, and a loop that also stores bytes takes as many neurons at a time as bytes fit in a vector, more
    than there are registers for."""
    straight = all(isinstance(s, (n.Declare, n.Assign)) for s in (*update.body.body, *threshold.body.body))
    once = all(isinstance(s, n.Declare) and s.const for s in (*update.scalar.body, *threshold.scalar.body))
    return (
        straight
        and once
        and not any(isinstance(e, n.Call) for e in walk(update.body))
        and not update.ordered
        and not threshold.ordered
        and update.extent == threshold.extent
        and (update.random is None or threshold.random is None)
        and not assigned(threshold.body)
        and threshold.condition is not None
        and chance_of(threshold) is None
    )


def _renamed(threshold: Threshold, update: ForEach, table: ArrayTable) -> Threshold:
    """``threshold`` with the index of ``update`` and none of its names."""
    names = Names({update.index.name, *declared((update.scalar, update.body)), *(field.name for field in table)})
    mine = [threshold.scalar, threshold.body, threshold.then]
    changes: dict[str, n.Node] = {}
    for block in mine:
        for node in walk(block):
            if isinstance(node, n.Declare):
                changes[node.var.name] = n.Var(names.fresh(node.var.name), node.var.type)
    changes[threshold.index.name] = update.index
    scalar, body, then = (substitute(block, changes) for block in mine)
    assert threshold.condition is not None
    condition = substitute(threshold.condition, changes)
    return replace(threshold, index=update.index, scalar=scalar, body=body, then=then, condition=condition)


def _merged(block: n.Block, known: Known, same: dict[str, n.Node]) -> tuple[n.Block, dict[str, n.Node]]:
    """``block`` without constants whose value is ``known`` under another name, and which names stand for which."""
    same, kept = dict(same), list[n.Stmt]()
    for statement in block.body:
        statement = substitute(statement, same)
        if isinstance(statement, n.Declare) and statement.const and statement.init in known:
            same[statement.var.name] = known[statement.init]
        else:
            kept.append(statement)
    return n.Block(tuple(kept)), same


def _constants(block: n.Block) -> Known:
    return {s.init: s.var for s in block.body if isinstance(s, n.Declare) and s.init is not None}


def _loaded(statements: tuple[n.Stmt, ...], changed: frozenset[str]) -> Known:
    """What was read from memory that does not change."""
    return {
        s.init: s.var
        for s in statements
        if isinstance(s, n.Declare) and s.const and s.init is not None and _is_load(s.init)
        if not any(isinstance(v, n.Var) and v.name in changed for v in walk(s.init))
    }


def _is_load(e: n.Expr) -> bool:
    return isinstance(e, n.Index) or (isinstance(e, n.Binary) and e.op == "!=" and isinstance(e.left, n.Index))


def _stored(stores: tuple[n.Stmt, ...]) -> Known:
    """What stands in memory after the stores, as it would be read."""
    known: Known = {}
    for store in stores:
        assert isinstance(store, n.Assign)
        value = store.value
        if isinstance(value, n.Var):
            known[store.target] = value
        elif isinstance(value, n.Cast) and isinstance(value.operand, n.Var) and value.operand.type == boolean:
            known[store.target.ne(0)] = value.operand
    return known


def _is_store(statement: n.Stmt) -> bool:
    return isinstance(statement, n.Assign) and isinstance(statement.target, n.Index) and statement.op == "="
