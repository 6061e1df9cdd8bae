"""Brian2's tests of what is Brian2's own: the inside of its numpy code, its generator of random numbers."""

from __future__ import annotations

DESELECTED = {
    "test_network.py::test_restore_random_state_from_file_in_new_process": "restores on the device runtime, in a process of "
    "its own, and expects the random numbers of the device that stored",
    "test_synapses.py::test_ufunc_at_vectorisation": "expects messages of Brian2's numpy code generator about code that it cannot "
    "vectorise, and here nothing goes through it",
}
"""The reason for each, by ``file::function``."""
