"""Names for locals that a pass adds to a kernel."""

from __future__ import annotations

from collections.abc import Iterable

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Names
from genn_emit.ast.walk import walk
from genn_emit.network.arrays import ArrayTable


def declared(blocks: Iterable[n.Node]) -> tuple[str, ...]:
    """Names that ``blocks`` declare, in order."""
    return tuple(node.var.name for block in blocks for node in walk(block) if isinstance(node, n.Declare))


def local_names(blocks: Iterable[n.Node], table: ArrayTable) -> Names:
    """Names that neither ``blocks`` nor the table have."""
    return Names({*declared(blocks), *(field.name for field in table)})
