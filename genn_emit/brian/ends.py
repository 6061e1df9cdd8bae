"""The two ends of synapses, by which their work may be shared out."""

from __future__ import annotations

from typing import Any

from brian2.groups.subgroup import Subgroup

from genn_emit.brian.code import KernelBuilder
from genn_emit.brian.extents import number_of
from genn_emit.network.kernels import End


def ends_of(b: KernelBuilder, pathway: Any = None) -> tuple[End, ...]:
    """The targets, then the sources: in this order for all pathways, so that what belongs to a synapse stays with one
    worker wherever that is possible. None where code calls a function that remembers."""
    if b.scope.stateful:
        return ()
    synapses = b.code.owner if pathway is None else pathway.synapses
    spiking = None if pathway is None else pathway.prepost
    ends = []
    for side, group in (("post", synapses.target), ("pre", synapses.source)):
        whole = group.source if isinstance(group, Subgroup) else group
        size = number_of(b.fields, str(whole.name), whole.variables["N"])
        ends.append(End(b.fields.array(synapses.variables[f"_synaptic_{side}"]), size, spiking == side))
    return tuple(ends)
