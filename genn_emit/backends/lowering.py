"""Steps of lowering that all backends share: which fields a tree uses, draws to calls of the counter RNG, failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from genn_emit.ast import nodes as n
from genn_emit.ast.types import Pointer, Scalar, f32, i32, i64, u32, u64
from genn_emit.ast.walk import rewrite, walk
from genn_emit.backends.base import STATE
from genn_emit.errors import LoweringError
from genn_emit.network.arrays import Array, ArrayTable
from genn_emit.network.kernels import Random

SCALAR_ELEMENT = 0xFFFFFFFF
_ONLY_LOOK = ("genn_at_least", "genn_run_begin", "genn_run_end", "genn_fetch", "genn_fetch_row")


def names_in(trees: Iterable[n.Node]) -> set[str]:
    """All names that occur in the trees."""
    return {node.name for tree in trees for node in walk(tree) if isinstance(node, n.Var)}


def declared_names(trees: Iterable[n.Node]) -> frozenset[str]:
    """Names that the trees declare themselves."""
    names: set[str] = set()
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, (n.Declare, n.For)):
                names.add(node.var.name)
    return frozenset(names)


def used_fields(trees: Sequence[n.Node], table: ArrayTable) -> tuple[str, ...]:
    """Names of the table that the trees use, in the table's order."""
    seen = names_in(trees) - declared_names(trees)
    return tuple(f.name for f in table if f.name in seen)


def _base(target: n.Expr) -> n.Expr:
    while isinstance(target, (n.Index, n.Field)):
        target = target.base
    return target


def written(trees: Iterable[n.Node]) -> frozenset[str]:
    """Names of arrays that the trees assign to."""
    names: set[str] = set()
    for tree in trees:
        for node in walk(tree):
            if isinstance(node, (n.Assign, n.AtomicAdd)) and isinstance(node.target, n.Index):
                base = _base(node.target)
                if isinstance(base, n.Var):
                    names.add(base.name)
    return frozenset(names)


def changed_arrays(trees: Sequence[n.Node], table: ArrayTable) -> tuple[str, ...]:
    """Names of the arrays that the trees may change, in the table's order: those assigned to, and those whose pointer is used
    for anything but looking up."""
    changed = set(written(trees))
    for tree in trees:
        nodes = list(walk(tree))
        indexed = Counter(node.base.name for node in nodes if isinstance(node, n.Index) and isinstance(node.base, n.Var))
        seen = Counter(node.name for node in nodes if isinstance(node, n.Var))
        indexed += Counter(
            e.name for node in nodes if isinstance(node, n.Call) and node.function in _ONLY_LOOK
            for e in node.args if isinstance(e, n.Var)
        )  # fmt: skip
        changed |= {name for name, count in seen.items() if count > indexed[name]}
    return tuple(array.name for array in table.arrays if array.name in changed)


def load_fields(trees: Sequence[n.Node], table: ArrayTable, restrict: bool = True) -> tuple[n.Block, tuple[n.Node, ...]]:
    """Declarations that fetch every field the trees use from State, once, and the trees with read-only arrays const."""
    writes = written(trees)
    declarations: list[n.Stmt] = []
    const: dict[str, n.Var] = {}
    for name in used_fields(trees, table):
        field = table[name]
        if isinstance(field, Array):
            pointer = field.var.type
            assert isinstance(pointer, Pointer)
            local = n.Var(name, replace(pointer, const=name not in writes, restrict=restrict))
            const[name] = local
            declarations.append(n.Declare(local, n.Field(STATE, name, pointer)))
        else:
            declarations.append(n.Declare(field.var, n.Field(STATE, name, field.type)))

    def change(node: n.Node) -> n.Node:
        return const.get(node.name, node) if isinstance(node, n.Var) else node

    return n.Block(tuple(declarations)), tuple(rewrite(tree, change) for tree in trees)


def lower_draws(tree: n.Block, random: Random | None, element: n.Expr, step: n.Expr | None = None) -> n.Block:
    """``Draw`` becomes a call of the counter RNG keyed by the kernel, the element, the site and the step."""

    def change(node: n.Node) -> n.Node:
        if not isinstance(node, n.Draw):
            return node
        if random is None:
            raise LoweringError(f"a kernel draws {node.kind} numbers but has no random key")
        suffix = "" if node.kind in ("poisson", "binomial") else "_f32" if node.of == f32 else "_f64"
        when = step if step is not None else random.step
        where = (random.key, element.cast(u32), n.literal(node.site, u32), when.cast(u64))
        result: Scalar = node.of if suffix else i32
        call = n.Call(f"genn_{node.kind}{suffix}", where + node.args, result)
        return call.cast(node.of)

    return rewrite(tree, change)


def lower_failures(tree: n.Block) -> n.Block:
    """``Fail`` stores its value in State and returns its status."""

    def change(node: n.Node) -> n.Node:
        if not isinstance(node, n.Fail):
            return node
        store = n.Assign(n.Field(STATE, "error_value", i64), node.value.cast(i64))
        return n.Block((store, n.Return(n.literal(node.status, i32))))

    return rewrite(tree, change)


def uses_draws(trees: Iterable[n.Node]) -> bool:
    return any(isinstance(node, n.Draw) for tree in trees for node in walk(tree))


def called(items: Iterable[n.Node]) -> frozenset[str]:
    """Names of all functions that the trees call."""
    return frozenset(node.function for item in items for node in walk(item) if isinstance(node, n.Call))
