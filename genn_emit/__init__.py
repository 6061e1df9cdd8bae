"""genn_emit: fast simulation of spiking neural networks.

With Brian2 installed, importing this package registers the device ``genn_emit``: ``brian2.set_device('genn_emit')``.
Without it, ``Network`` and ``Simulation`` work alone.
"""

from __future__ import annotations

from importlib.util import find_spec

__version__ = "0.1.0"

if find_spec("brian2") is not None:
    from genn_emit.brian.register import device

    __all__ = ["__version__", "device"]
else:
    __all__ = ["__version__"]
