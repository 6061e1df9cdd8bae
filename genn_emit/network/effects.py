"""What a kernel reads and writes, and whether two kernels may change places."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.types import Pointer
from genn_emit.ast.walk import walk
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.kernels import ForEach, ForEvents, Kernel, trees


def mentioned(kernel: Kernel, table: ArrayTable) -> frozenset[str]:
    """Arrays that the kernel reads or writes."""
    arrays = {a.name for a in table.arrays}
    return frozenset(e.name for tree in trees(kernel) for e in walk(tree) if isinstance(e, n.Var) and e.name in arrays)


def written(kernel: Kernel, table: ArrayTable) -> frozenset[str]:
    """Arrays that the kernel may write: of kernels whose lists and counters their backends write, all but those that only
    the run loop changes."""
    if isinstance(kernel, (ForEach, ForEvents)):
        return assigned(kernel.scalar) | assigned(kernel.body)
    return mentioned(kernel, table) - {a.name for a in table.arrays if a.space == "host"}


def assigned(tree: n.Node) -> frozenset[str]:
    """Arrays that a tree assigns to."""
    targets = [e.target for e in walk(tree) if isinstance(e, (n.Assign, n.AtomicAdd)) and isinstance(e.target, n.Index)]
    bases = [v for target in targets for v in walk(target.base) if isinstance(v, n.Var)]
    return frozenset(v.name for v in bases if isinstance(v.type, Pointer))


def independent(a: Kernel, b: Kernel, table: ArrayTable) -> bool:
    """Whether nobody can tell which of the two ran first."""
    return not (written(a, table) & mentioned(b, table) or written(b, table) & mentioned(a, table))
