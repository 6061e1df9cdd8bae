"""A script under construction. Who makes its choices is left open: a numbered random generator, or hypothesis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
# Names that mean something in C++, OpenCL or generated code.
LABELS = ("double", "kernel", "int4", "global", "state", "class_", "t_end", "register", "N", "half", "run", "size_t", "end")


@dataclass(frozen=True)
class Cells:
    """A NeuronGroup of the script."""

    name: str
    n: int
    has_event: bool = False
    refractory: bool = False
    linked: bool = False
    freezes: bool = False


@dataclass(frozen=True)
class Train:
    """A SpikeGeneratorGroup."""

    name: str
    n: int
    periodic: bool = False


@dataclass(frozen=True)
class Part:
    """A group or a piece of it, as the script calls it."""

    text: str
    group: Cells | Train
    n: int


class Script(str):
    """Text that hypothesis shows as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"\n{self}\n"


class Writer:
    """Collects lines. ``one_of`` and its like make the choices, by ``choose``: any element of a sequence."""

    def __init__(self, choose: Callable[[Sequence[Any]], Any]) -> None:
        self._choose = choose
        self.lines: list[str] = []
        self._labels = list(LABELS)

    def __call__(self, line: str) -> None:
        self.lines.append(line)

    def one_of(self, *choices: T) -> T:
        chosen: T = self._choose(choices)
        return chosen

    def maybe(self) -> bool:
        return self.one_of(False, True)

    def seldom(self) -> bool:
        return self.one_of(False, False, False, True)

    def seed(self) -> int:
        """For numbers that numpy draws."""
        return self.one_of(*range(1000))

    def label(self, name: str) -> str:
        """What Brian2 calls an object: sometimes a word of another language."""
        if self._labels and self.seldom():
            label = self.one_of(*self._labels)
            self._labels.remove(label)
            return label
        return name

    def part(self, group: Cells | Train) -> Part:
        if isinstance(group, Cells) and group.n >= 3 and not group.linked and self.seldom():
            start, stop = self.one_of((1, group.n), (0, group.n - 1), (1, group.n - 1), (2, 3))
            return Part(f"{group.name}[{start}:{stop}]", group, stop - start)
        return Part(group.name, group, group.n)

    @property
    def script(self) -> Script:
        return Script("\n".join(self.lines))
