"""How many code objects of each kind ran as code of ours, and how many in numpy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from genn_emit.brian.codeobject import EmitCodeObject
    from genn_emit.brian.fallbacks import Fallback

# In the order in which Brian2's code meets them; the last three only read, for Python.
KINDS = (
    "stateupdate", "threshold", "reset", "synapses", "synapses_push_spikes", "synapses_create_generator",
    "synapses_create_array", "summed_variable", "spikemonitor", "statemonitor", "ratemonitor", "spikegenerator",
    "spatialstateupdate", "group_variable_set", "group_variable_set_conditional", "group_variable_get",
    "group_variable_get_conditional", "group_get_indices",
)  # fmt: skip


@dataclass
class Tally:
    """Code objects over the life of a process, or of several: ``emitted`` by kind, ``in_numpy`` by kind, reason, and whether
    the script left nothing else (a function in Python only, a class of code objects that it names)."""

    emitted: Counter[str] = field(default_factory=Counter)
    in_numpy: Counter[tuple[str, str, bool]] = field(default_factory=Counter)

    def count(self, code: EmitCodeObject, fallen: Fallback | None) -> None:
        """Count ``code``, once: in numpy for the reason that ``fallen`` gives, emitted without one."""
        if code.counted:
            return
        code.counted = True
        if fallen is None:
            self.emitted[code.kind.name] += 1
        else:
            self.in_numpy[code.kind.name, fallen.reason, fallen.python_function] += 1

    def numpy_of(self, kind: str) -> int:
        """Code objects of ``kind`` that ran in numpy."""
        return sum(number for (of, _, _), number in self.in_numpy.items() if of == kind)

    def add(self, other: Tally) -> None:
        """Count what another process counted."""
        self.emitted += other.emitted
        self.in_numpy += other.in_numpy

    def as_data(self) -> dict[str, list[Any]]:
        """Lists, dictionaries, texts and numbers, for another process."""
        return {
            "emitted": [list(entry) for entry in self.emitted.items()],
            "in_numpy": [[*what, number] for what, number in self.in_numpy.items()],
        }


def from_data(data: dict[str, Iterable[list[Any]]]) -> Tally:
    """What ``as_data`` gave. ``KeyError`` or ``ValueError`` for anything else."""
    tally = Tally()
    for kind, number in data["emitted"]:
        tally.emitted[kind] = number
    for kind, reason, forced, number in data["in_numpy"]:
        tally.in_numpy[kind, reason, forced] = number
    return tally
