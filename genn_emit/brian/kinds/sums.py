"""Summed variables: per-synapse values added up per target."""

from __future__ import annotations

from brian2.core.variables import Constant

from genn_emit.ast import nodes as n
from genn_emit.ast.types import i32
from genn_emit.brian.code import KernelBuilder, Kind
from genn_emit.brian.comments import comment
from genn_emit.brian.ends import ends_of
from genn_emit.brian.extents import extent
from genn_emit.network.kernels import ForEach, Kernel


def _summed(b: KernelBuilder) -> tuple[Kernel, ...]:
    """Two kernels: clear the targets, then add synapse by synapse in order, as numpy's bincount does."""
    kw = b.code.template_kwds
    target = b.fields.array(kw["_target_var"])
    start = int(kw["_target_start"])
    first = b.computed("first_target", i32, lambda: start, "first target")
    k = b.local("k", i32)
    clear = b.body()
    clear.assign(target[k + first], 0)
    synapse = b.local("synapse", i32)
    block = b.block(synapse)
    body = b.body()
    body.add(block.vector.block())
    place = target[b.fields.array(kw["_index_var"])[synapse].cast(i32)]
    body.assign(place, block.value("_synaptic_var").cast(place.type), "+=")
    scalar, each = block.scalar.block(), body.block()
    return (
        ForEach(
            f"{b.name}_clear", (f"{b.fields.symbols.numbering(b.owner)}: clear {kw['_target_var'].name}",), "synapse_update",
            body=clear.block(), index=k, extent=_width(b, start),
        ),
        ForEach(
            b.name, comment(b), "synapse_update", scalar, each, b.random(scalar, each), synapse, extent(b), ordered=True,
            ends=ends_of(b),
        ),
    )  # fmt: skip


def _width(b: KernelBuilder, start: int) -> n.Expr:
    """How many targets there are: those of the (sub)group, or all."""
    stop = int(b.code.template_kwds["_target_stop"])
    if stop >= 0:
        return b.computed("n_targets", i32, lambda: stop - start, "targets")
    name = b.code.template_kwds["_target_size_name"]
    variable = b.variable(name)
    if isinstance(variable, Constant):
        return b.computed("n_targets", i32, lambda: int(variable.value) - start, "targets")
    return b.fields.on_host(variable)[0]


SUMMED = Kind("summed_variable", _summed, frozenset({"N"}))
