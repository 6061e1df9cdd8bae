"""The networks whose generated code is kept: three of Brian2's, one put together by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from genn_emit import Neurons, Synapses, assemble
from genn_emit.network.schedule import Network

sys.path.insert(0, str(Path(__file__).parents[1]))


def from_brian(name: str) -> list[Network]:
    """The networks that a script leads to, in order; it runs on the cpu, for a moment."""
    import brian2 as b2
    from brian import networks
    from brian.running import active

    from genn_emit.brian import assembly

    seen: list[Network] = []
    emit = assembly.emit

    def remember(network: Network, *arguments: object) -> object:
        assert network.name not in {n.name for n in seen}, "set-up work is one program, the run another"
        seen.append(network)
        return emit(network, *arguments)  # type: ignore[arg-type]

    assembly.emit = remember  # type: ignore[assignment]
    try:
        with active("genn_emit"):
            networks.NETWORKS[name](20, duration=2 * b2.ms, fixed=False, parts=1)
    finally:
        assembly.emit = emit
    return seen


def by_hand() -> list[Network]:
    """Excitatory neurons, inhibition between them."""
    cells = Neurons(
        "cells",
        variables=("v", "g", "I", "count"),
        constants=("tau", "tau_g"),
        update={"v": "v + dt*(I + g - v)/tau", "g": "g - dt*g/tau_g"},
        threshold="v > 1",
        reset={"v": "0.0", "count": "count + 1"},
    )
    inhibition = Synapses("inhibition", cells, cells, on_spike={"g": "-w"})
    return [assemble("by_hand", [cells], [inhibition])]


MODELS: dict[str, Callable[[], list[Network]]] = {
    "cuba": lambda: from_brian("cuba"),
    "cobahh": lambda: from_brian("cobahh"),
    "stdp": lambda: from_brian("stdp"),
    "by_hand": by_hand,
}
