"""The standard models: each a function that builds a network with Brian2, runs it, and counts spikes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from bench.models.outcome import Outcome

__all__ = ["MODELS", "Model", "Outcome"]


@dataclass(frozen=True)
class Model:
    """A model by name: ``dimensions`` numbers make a size, ``sizes`` are those measured when none are asked for."""

    module: str
    function: str
    sizes: tuple[str, ...]
    dimensions: int = 1
    heterogeneous: bool = False

    def run(self, size: str, **more: object) -> Outcome:
        """Run the model at ``size``, which is ``4000`` or ``1000x1``. Imports Brian2."""
        function: Callable[..., Outcome] = getattr(import_module(self.module), self.function)
        if self.heterogeneous:
            more["heterogeneous"] = True
        return function(*(int(part) for part in size.split("x")), **more)

    def fits(self, size: str) -> bool:
        """Whether ``size`` has as many numbers as the model has populations to size."""
        return len(size.split("x")) == self.dimensions


MODELS = {
    "cuba": Model("bench.models.cuba", "cuba", ("4000",)),
    "cobahh": Model("bench.models.cobahh", "cobahh", ("4000",)),
    "stdp": Model("bench.models.stdp", "stdp", ("1000x1", "1000x1000"), dimensions=2),
    "brunel_hakim": Model("bench.models.brunel_hakim", "brunel_hakim", ("5000",)),
    "brunel_hakim_heterogeneous": Model(
        "bench.models.brunel_hakim", "brunel_hakim", ("5000",), heterogeneous=True
    ),
}
