"""Brian2's tests that look inside Brian2's own numpy or Cython code, which this device replaces."""

from __future__ import annotations

DESELECTED: dict[str, str] = {}
"""The reason for each, by ``file::function``."""
