"""What ran in numpy, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

READING = frozenset({"group_variable_get", "group_variable_get_conditional", "group_get_indices"})


@dataclass(frozen=True)
class Fallback:
    """A code object that runs in numpy: its kind, its name, the object it belongs to and the reason. ``python_function``: the
    reason is a function of the user's that exists in Python only."""

    kind: str
    name: str
    owner: str
    reason: str
    python_function: bool = False


def describe(kind: str, name: str, owner: Any) -> list[Fallback]:
    """An entry for a kind that is not emitted; none for those that only read for Python."""
    if kind in READING:
        return []
    return [Fallback(kind, name, str(getattr(owner, "name", "")), f"the kind {kind}")]
