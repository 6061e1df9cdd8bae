"""Populations put together by hand: variables, an update, a threshold, a reset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.parse import expression
from genn_emit.ast.types import Scalar, boolean, f64, i32, u8
from genn_emit.network.arrays import Array, Clock, Constant
from genn_emit.network.kernels import EventSource, ForEach, ForEvents, Kernel, Threshold

Memory = dict[str, "np.ndarray | int | float"]


@dataclass(frozen=True)
class Neurons:
    """A population.

    ``variables`` and ``constants`` are names of state variables (one value per neuron) and of constants (one for all).
    ``update`` maps variables to their values after a time step; all right-hand sides see the values before it, plus ``t``,
    ``dt`` (second). ``threshold`` is a condition; ``reset`` maps variables to what a spike makes of them. Expressions are in
    Python's syntax, see ``ast.parse``. In generated code and in a Simulation everything is called ``<name>_<variable>``.
    """

    name: str
    variables: tuple[str, ...]
    update: Mapping[str, str]
    threshold: str = "False"
    reset: Mapping[str, str] = field(default_factory=dict)
    constants: tuple[str, ...] = ()
    type: Scalar = f64

    def __post_init__(self) -> None:
        for what, names in (("update", self.update), ("reset", self.reset)):
            for name in names:
                if name not in self.variables:
                    raise ValueError(f"{self.name}: {what} sets {name}, which is not one of its variables {self.variables}")

    @property
    def size(self) -> Constant:
        return Constant(f"{self.name}_N", i32, "number of neurons", self.name)

    @property
    def spikes(self) -> Array:
        """Indices of this step's spikes; the count stands at position N."""
        return Array(f"{self.name}_spikes", i32, "neurons that spiked in this step", self.name)

    @property
    def events(self) -> EventSource:
        return EventSource(self.spikes.var, self.size.var)

    @property
    def _flags(self) -> Array:
        return Array(f"{self.name}_flags", u8, "scratch: 1 where the threshold was crossed", self.name)

    @property
    def _found(self) -> Array:
        return Array(f"{self.name}_found", i32, "scratch: spikes before they are put together", self.name)

    @property
    def fields(self) -> tuple[Array | Constant, ...]:
        state = tuple(Array(f"{self.name}_{v}", self.type, "", self.name) for v in self.variables)
        values = tuple(Constant(f"{self.name}_{c}", self.type, "", self.name) for c in self.constants)
        return (self.size, *values, *state, self.spikes, self._flags, self._found)

    def names(self, index: n.Expr) -> dict[str, n.Expr]:
        """What expressions may mention, for the neuron ``index``: places in memory and constants."""
        known: dict[str, n.Expr] = {}
        for part in self.fields:
            short = part.name.removeprefix(f"{self.name}_")
            if isinstance(part, Constant):
                known[short] = part.var
            elif short in self.variables:
                known[short] = part.var[index]
        return known

    def kernels(self, clock: Clock) -> tuple[Kernel, ...]:
        """Update, threshold and reset, in this order."""
        i = n.Var("i", i32)
        kernels: list[Kernel] = [
            ForEach(
                f"{self.name}_update", (f"{self.name}: update", *_lines(self.update)), "neuron_update",
                body=self._assignments(self.update, i, clock), index=i, extent=self.size.var,
            ),
            self._threshold(i, clock),
        ]  # fmt: skip
        if self.reset:
            kernels.append(
                ForEvents(
                    f"{self.name}_reset", (f"{self.name}: reset", *_lines(self.reset)), "neuron_update",
                    body=self._assignments(self.reset, i, clock), index=i, source=self.events,
                )
            )  # fmt: skip
        return tuple(kernels)

    def _threshold(self, i: n.Var, clock: Clock) -> Threshold:
        body = Body(frozenset({"i"}))
        known = self._loaded(body, i, clock, {self.threshold: self.threshold})
        condition = expression(self.threshold, known)
        if condition.type != boolean:
            raise ValueError(f"{self.name}: the threshold {self.threshold!r} is not a condition")
        return Threshold(
            f"{self.name}_threshold", (f"{self.name}: threshold {self.threshold}",), "neuron_update", body=body.block(),
            index=i, extent=self.size.var, condition=condition, events=self.spikes.var, flags=self._flags.var,
            found=self._found.var,
        )  # fmt: skip

    def _loaded(self, body: Body, i: n.Var, clock: Clock, code: Mapping[str, str]) -> dict[str, n.Expr]:
        known = self.names(i)
        for name in self.variables:
            if any(name in text for text in code.values()):
                known[name] = body.let(f"{name}_i", known[name])
        _, t, dt = (array.var[0].cast(self.type) for array in clock.arrays)
        return {**known, "t": t, "dt": dt, "i": i}

    def _assignments(self, code: Mapping[str, str], i: n.Var, clock: Clock) -> n.Block:
        body = Body(frozenset({"i"}))
        known = self._loaded(body, i, clock, code)
        places = self.names(i)
        values = {name: body.let(f"{name}_next", expression(text, known).cast(self.type)) for name, text in code.items()}
        for name, value in values.items():
            body.assign(places[name], value)
        return body.block()

    def memory(self, size: int, **values: np.ndarray | float) -> Memory:
        """What a Simulation needs for ``size`` neurons: start values of variables (an array, or one for all; zero if not
        given) and the constants. ``ValueError`` for a constant that is missing or a name that is unknown."""
        unknown = set(values) - set(self.variables) - set(self.constants)
        missing = set(self.constants) - set(values)
        if unknown or missing:
            problem = f"does not know {sorted(unknown)}" if unknown else f"needs a value for {sorted(missing)}"
            raise ValueError(f"{self.name} {problem}: variables {self.variables}, constants {self.constants}")
        given: Memory = {self.size.name: size, self.spikes.name: np.zeros(size + 1), self._found.name: np.zeros(size)}
        given[self._flags.name] = np.zeros(-(-size // 8) * 8)
        given.update({f"{self.name}_{c}": float(values[c]) for c in self.constants})
        given.update({f"{self.name}_{v}": np.zeros(size) + values.get(v, 0.0) for v in self.variables})
        return given


def _lines(code: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"    {name} = {text}" for name, text in code.items())
