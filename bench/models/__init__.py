"""The standard models: each a function that builds a network with Brian2, runs it, and counts spikes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module

from bench.models.outcome import Outcome

__all__ = ["MODELS", "Model", "Outcome"]


@dataclass(frozen=True)
class Model:
    """A model by name. ``dimensions`` numbers make a size, ``sizes`` span three decades, ``usual`` are measured when none are
    asked for.

    What a step cannot do without, for the roofline: ``neuron_bytes`` of state read and written per neuron and step in double
    precision, ``exponentials`` per neuron and step, ``event_bytes`` read and written when a spike reaches a synapse.
    """

    module: str
    function: str
    sizes: tuple[str, ...]
    usual: tuple[str, ...]
    neuron_bytes: int
    exponentials: int
    event_bytes: int
    dimensions: int = 1
    more: dict[str, object] = field(default_factory=dict)

    def run(self, size: str, **more: object) -> Outcome:
        """Run the model at ``size``, which is ``4000`` or ``1000x1``. Imports Brian2."""
        function: Callable[..., Outcome] = getattr(import_module(self.module), self.function)
        return function(*(int(part) for part in size.split("x")), **self.more, **more)

    def fits(self, size: str) -> bool:
        """Whether ``size`` has as many numbers as the model has populations to size."""
        return len(size.split("x")) == self.dimensions


def _model(name: str, sizes: str, usual: str, costs: tuple[int, int, int], dimensions: int = 1, **more: object) -> Model:
    return Model(f"bench.models.{name}", name, tuple(sizes.split()), tuple(usual.split()), *costs, dimensions, more)


# Costs: v, ge, gi are read and written, lastspike is read, a flag written: 57. An event reads a target's number (4) and changes
# its conductance (16); a plastic one also the weight (16), two traces (32) and the time of the last update (16).
MODELS = {
    "cuba": _model("cuba", "400 4000 40000 400000", "4000", (57, 0, 20)),
    "cobahh": _model("cobahh", "400 4000 40000 400000", "4000", (105, 8, 20)),
    "stdp": _model("stdp", "1000x1 1000x10 1000x100 1000x1000", "1000x1 1000x1000", (32, 0, 84), 2),
    "brunel_hakim": _model("brunel_hakim", "500 5000 50000", "5000", (25, 0, 20)),
    "brunel_hakim_heterogeneous": _model("brunel_hakim", "500 5000 50000", "5000", (25, 0, 20), heterogeneous=True),
    "mushroom_body": _model("mushroom_body", "250 2500 25000 250000", "2500", (80, 8, 84)),
    "microcircuit": _model("microcircuit", "772 3858 7717 23151", "3858", (48, 0, 28)),
    "synapses": _model("synapses", "10000 100000 1000000 10000000", "1000000", (0, 0, 0)),
}  # fmt: skip
