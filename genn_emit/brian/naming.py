"""Names that Brian2 numbers by itself, numbered anew within each program.

Brian2 calls a group ``neurongroup_1`` because a ``neurongroup`` of an earlier simulation is still in memory. Were that number in
the generated code, running the same script again would start the compiler.
"""

from __future__ import annotations

import re

from genn_emit.ast.symbols import SymbolTable

_NUMBERED = (
    "neurongroup", "poissongroup", "spikegeneratorgroup", "spatialneuron", "synapses", "subgroup", "spikemonitor", "eventmonitor",
    "statemonitor", "ratemonitor", "poissoninput_binomial", "poissoninput", "binomial", "timedarray", "clock", "network",
    "magicnetwork", "run_regularly", "run_at", "networkoperation",
    "spatialstateupdater", "stateupdater", "thresholder", "resetter", "subexpression_update",
)  # fmt: skip
_PLACE = re.compile(rf"(?:^|(?<=_))({'|'.join(_NUMBERED)})(?:_(\d+))?(?=_|$)")


class Numbered(str):
    """A name that does not change any more."""

    __slots__ = ()


class Numbering:
    """``neurongroup_7_v`` is ``neurongroup_v`` where no other neurongroup came before, else ``neurongroup_1_v``, and so on."""

    def __init__(self) -> None:
        self._numbers: dict[str, list[str]] = {}

    def __call__(self, name: str) -> Numbered:
        if isinstance(name, Numbered):
            return name
        done, rest = "", name
        while (found := _PLACE.search(rest)) is not None:
            stem = done + rest[: found.end(1)]
            seen = self._numbers.setdefault(stem, [])
            number = found.group(2) or "0"
            if number not in seen:
                seen.append(number)
            place = seen.index(number)
            done = f"{stem}_{place}" if place else stem
            rest = rest[found.end() :]
        return Numbered(done + rest)


class Symbols(SymbolTable):
    """A symbol table for wishes that are numbered already, or need not be."""

    def __init__(self, avoid: set[str]) -> None:
        super().__init__(avoid)
        self.numbering = Numbering()

    def name(self, key: object, wish: str) -> Numbered:
        return Numbered(super().name(key, wish))
