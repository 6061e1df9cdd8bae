"""The kinds of code objects that Brian2 makes, and the kernels that they become."""

from __future__ import annotations

from typing import Any

from brian2.codegen.runtime.numpy_rt import NumpyCodeObject

from genn_emit.brian.code import Kind
from genn_emit.brian.kinds.cable import CABLE
from genn_emit.brian.kinds.generators import SPIKE_GENERATOR
from genn_emit.brian.kinds.monitors import RATE_MONITOR, SPIKE_MONITOR, STATE_MONITOR
from genn_emit.brian.kinds.neurons import RESET, STATE_UPDATE, THRESHOLD
from genn_emit.brian.kinds.setup import SET, SET_CONDITIONAL
from genn_emit.brian.kinds.sums import SUMMED
from genn_emit.brian.kinds.synapse_creation import CREATE_ARRAY, CREATE_GENERATOR
from genn_emit.brian.kinds.synapses import PUSH_SPIKES, SYNAPSES

EMITTED: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        STATE_UPDATE, THRESHOLD, RESET, SYNAPSES, PUSH_SPIKES, CREATE_GENERATOR, CREATE_ARRAY, SPIKE_MONITOR,
        STATE_MONITOR, RATE_MONITOR, SET, SET_CONDITIONAL, SUMMED, SPIKE_GENERATOR, CABLE,
    )
}  # fmt: skip


class Kinds:
    """Stands where Brian2 expects a templater: ``kinds.threshold`` is the kind of that name, or Brian2's numpy template for a
    kind that is not emitted. ``AttributeError`` for a name that is neither."""

    def __getattr__(self, name: str) -> Any:
        if name in EMITTED:
            return EMITTED[name]
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(NumpyCodeObject.templater, name)
