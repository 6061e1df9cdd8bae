"""genn_emit: fast simulation of spiking neural networks.

With Brian2 installed, importing this package registers the device ``genn_emit``: ``brian2.set_device('genn_emit')``.
Without it, ``Neurons``, ``Synapses``, ``assemble`` and ``Simulation`` work alone; asking for ``device`` then says what to install.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from genn_emit.brian.garbage import paused

# Collections in between would look through modules again and again.
with paused():
    from genn_emit.network.assembly import assemble
    from genn_emit.network.neurons import Neurons
    from genn_emit.network.schedule import Network
    from genn_emit.network.synapses import Synapses
    from genn_emit.simulation import Simulation
    from genn_emit.sweeps import sweep

__version__ = "0.1.0"
__all__ = ["Network", "Neurons", "Simulation", "Synapses", "__version__", "assemble", "device", "sweep"]


def _has_brian2() -> bool:
    try:
        return find_spec("brian2") is not None
    except ImportError:
        return False


if _has_brian2():
    with paused():
        from genn_emit.brian.register import device


def __getattr__(name: str) -> Any:
    if name == "device":
        raise ImportError("the device genn_emit needs Brian2, which is not installed: pip install brian2")
    raise AttributeError(f"module 'genn_emit' has no attribute {name!r}")
