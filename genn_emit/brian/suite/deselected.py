"""Brian2's tests that look inside Brian2's own numpy or Cython code, which this device replaces."""

from __future__ import annotations

DESELECTED = {
    "test_synapses.py::test_ufunc_at_vectorisation": "expects messages of Brian2's numpy code generator about code that it cannot "
    "vectorise, and here nothing goes through it",
}
"""The reason for each, by ``file::function``."""
