"""The table of arrays: one list that feeds the State struct, the cffi declaration, push, pull and numpy views."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from genn_emit.ast.nodes import Var
from genn_emit.ast.types import Scalar, f64, i64, ptr, stored


@dataclass(frozen=True, slots=True)
class Array:
    """Memory that kernels read and write.

    ``type`` is the element type, ``unit`` and ``owner`` are for readers of the generated code. ``space`` says who
    changes it: ``device`` (kernels), or ``host`` (the run loop only, one element; kernels get its value).
    """

    name: str
    type: Scalar
    unit: str = ""
    owner: str = ""
    space: str = "device"

    @property
    def var(self) -> Var:
        """The pointer that kernels index."""
        return Var(self.name, ptr(stored(self.type)))


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that does not change while kernels run: a field of State, never a literal in the text."""

    name: str
    type: Scalar
    unit: str = ""
    owner: str = ""

    @property
    def var(self) -> Var:
        return Var(self.name, self.type)


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock, advanced by the run loop: arrays of one element each, ``t = timestep * dt``, never accumulated. With ``listed``
    it ticks at given times, the last of them infinity: ``t = times[timestep]``."""

    name: str
    listed: bool = False

    @property
    def arrays(self) -> tuple[Array, Array, Array]:
        """timestep (int64), t (second), and dt or times (second)"""
        third = "times" if self.listed else "dt"
        return (
            Array(f"{self.name}_timestep", i64, "time steps done", self.name, "host"),
            Array(f"{self.name}_t", f64, "second", self.name, "host"),
            Array(f"{self.name}_{third}", f64, "second", self.name, "host"),
        )


@dataclass(frozen=True, slots=True)
class ArrayTable:
    """All fields of one program, in a fixed order, no name twice."""

    fields: tuple[Array | Constant, ...]

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for field in self.fields:
            if field.name in seen:
                raise ValueError(f"the array table has {field.name} twice")
            seen.add(field.name)

    def __iter__(self) -> Iterator[Array | Constant]:
        return iter(self.fields)

    def __contains__(self, name: str) -> bool:
        return any(field.name == name for field in self.fields)

    def __getitem__(self, name: str) -> Array | Constant:
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    @property
    def arrays(self) -> tuple[Array, ...]:
        return tuple(f for f in self.fields if isinstance(f, Array))

    @property
    def constants(self) -> tuple[Constant, ...]:
        return tuple(f for f in self.fields if isinstance(f, Constant))

    def owners(self) -> tuple[tuple[str, tuple[Array | Constant, ...]], ...]:
        """Fields by owner, owners in order of first appearance."""
        groups: dict[str, list[Array | Constant]] = {}
        for field in self.fields:
            groups.setdefault(field.owner, []).append(field)
        return tuple((owner, tuple(members)) for owner, members in groups.items())
