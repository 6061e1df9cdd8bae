"""Brian2's variables as rows of the array table, and where their values come from when a program runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from brian2.core import clocks
from brian2.core.variables import ArrayVariable
from brian2.core.variables import Constant as BrianConstant

from genn_emit.ast import nodes as n
from genn_emit.ast.types import Scalar, from_numpy
from genn_emit.backends.base import TAKEN
from genn_emit.brian.naming import Symbols
from genn_emit.network.arrays import Array, Constant
from genn_emit.network.functions import UserFunction
from genn_emit.runtime.memory import HostArray

# The class of all clocks; Brian2 2.9 has but one.
_CLOCK: type = getattr(clocks, "BaseClock", clocks.Clock)
Value = Callable[[], "bool | int | float"]
Saved = tuple[dict[str, Any], ...]


@dataclass
class Fields:
    """The fields of one network under construction.

    ``arrays`` says which memory stands behind each Array, ``values`` how each Constant is read just before a call. Names are
    made from the owner's and the variable's name, in the order in which kernels ask for them. ``namespace`` has the owner, the
    name and the variable of each Constant that is not a group's own, ``keys`` the code object that draws with each random key,
    ``used_before`` are variables whose values data of the program was computed from.
    """

    host_array: Callable[[ArrayVariable], HostArray]
    table: dict[str, Array | Constant] = field(default_factory=dict)
    arrays: dict[str, HostArray] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    variables: dict[str, ArrayVariable] = field(default_factory=dict)
    functions: dict[str, UserFunction] = field(default_factory=dict)
    weak: set[str] = field(default_factory=set)
    used_before: set[ArrayVariable] = field(default_factory=set)
    namespace: dict[str, tuple[str, str, BrianConstant]] = field(default_factory=dict)
    keys: dict[str, Any] = field(default_factory=dict)
    locals: set[str] = field(default_factory=lambda: set(TAKEN))
    symbols: Symbols = field(init=False)

    def __post_init__(self) -> None:
        self.symbols = Symbols(self.locals)

    def array(self, variable: ArrayVariable, space: str = "device") -> n.Var:
        """The pointer that stands for ``variable``."""
        owner = self.symbols.numbering(owner_name(variable))
        name = self.symbols.name(variable, joined(owner, variable.name))
        if name not in self.table:
            self._add(variable, name, "host" if belongs_to_clock(variable) else space, owner)
        found = self.table[name]
        assert isinstance(found, Array)
        return found.var

    def _add(self, variable: ArrayVariable, name: str, space: str, owner: str) -> None:
        self.table[name] = Array(name, from_numpy(variable.dtype), unit_of(variable), owner, space)
        self.arrays[name] = self.host_array(variable)
        self.variables[name] = variable

    def on_host(self, variable: ArrayVariable) -> n.Var:
        """As ``array``, for one that only the run loop changes."""
        return self.array(variable, "host")

    def constant(self, owner: str, name: str, variable: BrianConstant) -> n.Expr:
        """The value of a namespace constant: a field, so that changing it needs no compiler."""
        value = variable.value
        kind = Scalar("b", 8) if isinstance(value, (bool, np.bool_)) else from_numpy(np.asarray(value).dtype)
        given_to = getattr(variable, "of", None) or owner
        owner = self.symbols.numbering(given_to)
        symbol = self.symbols.name((owner, name, repr(value)), joined(owner, name))
        if symbol not in self.table:
            self.table[symbol] = Constant(symbol, kind, unit_of(variable), owner)
            self.values[symbol] = lambda: value
            self.weak.add(symbol)
            if variable.owner is None:
                self.namespace[symbol] = (given_to, name, variable)
        return self.constant_var(symbol)

    def constant_var(self, symbol: str) -> n.Var:
        found = self.table[symbol]
        assert isinstance(found, Constant)
        return found.var

    def computed(self, owner: str, name: str, of: Scalar, value: Value, unit: str = "", key: object = None) -> n.Var:
        """A value that the front end computes before each call (a capacity, a key, a size). ``key`` tells values apart whose
        owners have the same name, as groups that are not in one network may."""
        owner = self.symbols.numbering(owner)
        symbol = self.symbols.name((owner, name, key), joined(owner, name))
        self.table[symbol] = Constant(symbol, of, unit, owner)
        self.values[symbol] = value
        return self.constant_var(symbol)

    def scratch(
        self, owner: str, name: str, array: HostArray, of: Scalar, space: str = "device", unit: str = "", key: object = None
    ) -> n.Var:
        """Memory of a kernel's own; ``key`` as for ``computed``."""
        owner = self.symbols.numbering(owner)
        symbol = self.symbols.name((owner, name, "scratch", key), joined(owner, name))
        self.table[symbol] = Array(symbol, of, unit, owner, space)
        self.arrays[symbol] = array
        found = self.table[symbol]
        assert isinstance(found, Array)
        return found.var

    def clock(self, clock: Any) -> str:
        """The symbol of a clock; its arrays are named after it. Must come before any use of them."""
        symbol = self.symbols.name(("clock", clock), self.symbols.numbering(str(clock.name)))
        for name in ("timestep", "t", "dt", "times"):
            if name in clock.variables:
                variable = clock.variables[name]
                self.symbols.claim(variable, f"{symbol}_{name}")
                self._add(variable, f"{symbol}_{name}", "host", symbol)
        self.symbols.claim(("clock", clock, "end"), f"{symbol}_end")
        return symbol

    def copy(self) -> Saved:
        """What ``restore`` goes back to when a kernel turns out not to be emitted."""
        return dict(self.table), dict(self.arrays), dict(self.values), dict(self.variables), dict(self.functions)

    def restore(self, saved: Saved) -> None:
        """Forget fields that were added since; their names stay taken, harmlessly."""
        parts: tuple[dict[str, Any], ...] = (self.table, self.arrays, self.values, self.variables, self.functions)
        for mine, was in zip(parts, saved, strict=True):
            mine.clear()
            mine.update(was)

    @property
    def rows(self) -> tuple[Array | Constant, ...]:
        return tuple(self.table.values())


def joined(owner: str, name: str) -> str:
    """``owner_name`` as a reader expects it, whatever underscores Brian2 puts in front of its own variables."""
    return f"{owner}_{name.lstrip('_')}" if owner else name


def unit_of(variable: Any) -> str:
    """What a reader sees behind a field: the unit, empty for a plain number."""
    return "" if variable.dim is None or variable.dim.is_dimensionless else str(variable.dim)


def owner_name(variable: Any) -> str:
    """The name of the object that owns a variable; empty when there is none, or it is gone."""
    try:
        return str(getattr(variable.owner, "name", "") or "")
    except ReferenceError:
        return ""


def belongs_to_clock(variable: Any) -> bool:
    """Whether only the run loop changes a variable: time and time step."""
    try:
        return isinstance(variable.owner, _CLOCK)
    except ReferenceError:
        return False


def is_listed(clock: Any) -> bool:
    """Whether a clock ticks at given times: Brian2's EventClock."""
    return "times" in clock.variables


def type_of(variable: Any) -> Scalar:
    """The scalar type of a Brian2 variable."""
    return from_numpy(variable.dtype)


