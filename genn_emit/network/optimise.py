"""Passes over a network that change what it costs, not what it does."""

from __future__ import annotations

from dataclasses import replace

from genn_emit.ast.unused import without_unused
from genn_emit.network.algebra import simplified
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.kernels import Kernel, trees
from genn_emit.network.names import local_names
from genn_emit.network.schedule import Network
from genn_emit.network.sharing import shared


def with_less_arithmetic(network: Network) -> Network:
    """Cheaper forms of exponentials, powers and exprel, and what is needed twice computed once. Results may differ in their
    last bits."""
    kernels = tuple(_with_less_arithmetic(kernel, network.table) for kernel in network.kernels)
    return replace(network, kernels=kernels)


def _with_less_arithmetic(kernel: Kernel, table: ArrayTable) -> Kernel:
    names = local_names((kernel.scalar, kernel.body), table)
    changed = shared(simplified(kernel, table, names), names)
    if changed is kernel:
        return kernel
    others = [tree for tree in trees(changed) if tree is not changed.scalar and tree is not changed.body]
    scalar, body = without_unused((changed.scalar, changed.body), others)
    return replace(changed, scalar=scalar, body=body)
