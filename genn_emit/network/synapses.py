"""Projections put together by hand: what a spike does, along which synapses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.parse import expression
from genn_emit.ast.types import i32, i64
from genn_emit.network.arrays import Array, Constant
from genn_emit.network.kernels import End, Kernel, Propagate
from genn_emit.network.neurons import Memory, Neurons


@dataclass(frozen=True)
class Synapses:
    """Synapses from ``source`` to ``target`` without delay.

    ``variables`` are names of synaptic variables, ``constants`` of values for all synapses. ``on_spike`` maps variables of the
    target to what a spike adds to them.
    """

    name: str
    source: Neurons
    target: Neurons
    on_spike: Mapping[str, str]
    variables: tuple[str, ...] = ("w",)
    constants: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in self.on_spike:
            if name not in self.target.variables:
                raise ValueError(f"{self.name}: on_spike adds to {name}, which {self.target.name} does not have")

    @property
    def _rows(self) -> Array:
        return Array(f"{self.name}_rows", i64, "where the synapses of each source begin", self.name)

    @property
    def _targets(self) -> Array:
        return Array(f"{self.name}_target", i32, "target of each synapse", self.name)

    @property
    def fields(self) -> tuple[Array | Constant, ...]:
        of = self.target.type
        values = tuple(Constant(f"{self.name}_{c}", of, "", self.name) for c in self.constants)
        return (*values, self._rows, self._targets, *(Array(f"{self.name}_{v}", of, "", self.name) for v in self.variables))

    def kernels(self) -> tuple[Kernel, ...]:
        """Propagation of this step's spikes."""
        c = n.Var("synapse", i32)
        body = Body(frozenset({"synapse"}))
        j = body.let("j", self._targets.var[c])
        known: dict[str, n.Expr] = {
            f.name.removeprefix(f"{self.name}_"): f.var if isinstance(f, Constant) else f.var[c]
            for f in self.fields
            if f not in (self._rows, self._targets)
        }
        places = self.target.names(j)
        for name, text in self.on_spike.items():
            body.assign(places[name], expression(text, known).cast(self.target.type), "+=")
        lines = tuple(f"    {name} += {text}" for name, text in self.on_spike.items())
        return (
            Propagate(
                f"{self.name}_spikes", (f"{self.name}: effect of spikes", *lines), "synapse_update", body=body.block(),
                index=c, source=self.source.events, rows=self._rows.var,
                ends=(End(self._targets.var, self.target.size.var),), ascending=n.literal(1, i32),
            ),
        )  # fmt: skip

    def memory(self, sources: np.ndarray, targets: np.ndarray, n_sources: int, **values: np.ndarray | float) -> Memory:
        """What a Simulation needs: the synapses as pairs of indices (in any order), values per synapse (in the same order) and
        constants. ``ValueError`` for an index that is out of range, or a value that is missing."""
        pre, post = np.asarray(sources, dtype=np.int64), np.asarray(targets, dtype=np.int64)
        if pre.shape != post.shape or pre.ndim != 1:
            raise ValueError(f"{self.name}: {pre.shape} sources but {post.shape} targets")
        if pre.size and (pre.min() < 0 or pre.max() >= n_sources or post.min() < 0):
            raise ValueError(f"{self.name}: a source lies outside of 0 to {n_sources - 1}, or a target below 0")
        missing = set(self.variables + self.constants) - set(values)
        if missing:
            raise ValueError(f"{self.name} needs a value for {sorted(missing)}")
        order = np.lexsort((post, pre))
        rows = np.concatenate(([0], np.cumsum(np.bincount(pre, minlength=n_sources))))
        given: Memory = {self._rows.name: rows, self._targets.name: post[order]}
        given.update({f"{self.name}_{c}": float(values[c]) for c in self.constants})
        given.update({f"{self.name}_{v}": (np.zeros(pre.size) + values[v])[order] for v in self.variables})
        return given
