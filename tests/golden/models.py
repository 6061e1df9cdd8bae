"""The networks whose generated code is kept: four of Brian2's, one put together by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from genn_emit import Neurons, Synapses, assemble
from genn_emit.network.schedule import Network
from genn_emit.programs import Options, optimised

sys.path.insert(0, str(Path(__file__).parents[1]))


def from_brian(script: Callable[[], object]) -> list[Network]:
    """The networks that a script leads to, in order; it runs on the cpu."""
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
            script()
    finally:
        assembly.emit = emit
    return seen


def example(name: str) -> list[Network]:
    """One of the networks that everything is measured on, for a moment."""
    import brian2 as b2
    from brian import networks

    return from_brian(lambda: networks.NETWORKS[name](20, duration=2 * b2.ms, fixed=False, parts=1))


def cable() -> list[Network]:
    """A cell of several sections."""
    import brian2 as b2
    from brian import test_cable

    def script() -> None:
        b2.Network(test_cable.passive(test_cable.forked()), name="net").run(0.2 * b2.ms)

    return from_brian(script)


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
    return [optimised(assemble("by_hand", [cells], [inhibition]), Options(), keep=False)]


MODELS: dict[str, Callable[[], list[Network]]] = {
    "cuba": lambda: example("cuba"),
    "cobahh": lambda: example("cobahh"),
    "stdp": lambda: example("stdp"),
    "cable": cable,
    "by_hand": by_hand,
}
