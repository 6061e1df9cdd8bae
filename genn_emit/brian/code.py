"""What a kind is built from: one Brian2 code object, its Statements and what it was made for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from brian2.core.preferences import prefs
from brian2.core.variables import ArrayVariable, Constant

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body, Names
from genn_emit.ast.types import Scalar, from_numpy, i64, u64
from genn_emit.ast.walk import walk
from genn_emit.backends.base import RESERVED
from genn_emit.brian.fields import Fields
from genn_emit.brian.insyn import OWN, SHARED, Effect, Place, analyse
from genn_emit.brian.statements import Scope, SequenceTranslator
from genn_emit.network.kernels import Kernel, Random

if TYPE_CHECKING:
    from genn_emit.brian.codeobject import EmitCodeObject


@dataclass
class KernelBuilder:
    """Collects what one code object's kernel is made of: its names, its fields, its blocks."""

    code: EmitCodeObject
    fields: Fields
    name: str
    names: Names = field(init=False)
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.names = LocalNames(self.fields)
        self.scope = Scope(
            self.code.generator,
            self.fields,
            self.names,
            self.owner,
            from_numpy(prefs["core.default_float_dtype"]),
            takes_cpp=self.code.device.options.backend == "cpu" or self.code.kind.on_host,
        )

    @property
    def owner(self) -> str:
        """The name of the Brian2 object that the code belongs to."""
        return self.code.owner_name

    def local(self, wish: str, of: Scalar) -> n.Var:
        """An index variable of the kernel, under a fresh name."""
        return n.Var(self.names.fresh(wish), of)

    def variable(self, name: str) -> Any:
        """A variable by its name in the code object. ``KeyError`` if the code object does not know it."""
        return self.code.variables[name]

    def array(self, name: str, on_host: bool = False) -> n.Var:
        """The array of a variable."""
        return self.fields.on_host(self.variable(name)) if on_host else self.fields.array(self.variable(name))

    def scalar(self, name: str, on_host: bool = False) -> n.Expr:
        """The value of a constant, or of an array of one element."""
        variable = self.variable(name)
        if isinstance(variable, Constant):
            return self.fields.constant(self.owner, name, variable)
        assert isinstance(variable, ArrayVariable)
        return (self.fields.on_host(variable) if on_host else self.fields.array(variable))[0]

    def block(self, index: n.Expr | None, block: str | None = None) -> SequenceTranslator:
        """One block of the code, translated for the element ``index``."""
        return SequenceTranslator(self.scope, self.code.scalar[block], self.code.vector[block], index)

    def body(self) -> Body:
        """An empty body that shares the kernel's names."""
        body = Body()
        body.names = self.names
        return body

    def random(self, *blocks: n.Node) -> Random | None:
        """Where draws come from, if the blocks draw."""
        if not any(isinstance(node, n.Draw) for block in blocks for node in walk(block)):
            return None
        code = self.code
        key = self.fields.computed(self.name, "key", u64, lambda: code.random_key, "random numbers of this kernel")
        self.fields.keys[key.name] = code
        clock = code.clock
        if clock is None:
            return Random(key, n.literal(0, i64))
        # Counted from the run's begin: the same seed gives the same numbers at whatever time a run begins.
        began = self.fields.computed(self.name, "began", i64, lambda: code.began, "time step at which the run began")
        return Random(key, self.fields.on_host(clock.variables["timestep"])[0] - began)

    def computed(self, name: str, of: Scalar, value: Callable[[], int | float], unit: str = "") -> n.Var:
        return self.fields.computed(self.name, name, of, value, unit)

    def effects(self) -> tuple[Effect, ...]:
        """What each block does to memory that its elements share."""
        generator = self.code.generator
        places = {
            name: Place(id(v), SHARED if v.scalar else generator.variable_indices.get(name, OWN))
            for name, v in generator.variables.items()
            if isinstance(v, ArrayVariable)
        }
        conditions = generator.get_conditional_write_vars()
        return tuple(analyse(statements, places, conditions) for statements in self.code.vector.values())

    def writes_shared(self) -> bool:
        """Whether two elements might meet at one place that either writes: something written is not indexed by the element
        itself, or is read at another index as well; or a function of the user's has a state."""
        return self.scope.stateful or not all(effect.independent for effect in self.effects())


class LocalNames(Names):
    """Names of one kernel, kept apart from all fields of the network, present and future."""

    def __init__(self, fields: Fields) -> None:
        super().__init__(RESERVED, fields.symbols.taken)
        self._fields = fields

    def fresh(self, wish: str) -> str:
        name = super().fresh(wish)
        self._fields.locals.add(name)
        return name


Build = Callable[[KernelBuilder], tuple[Kernel, ...]]
Hook = Callable[["EmitCodeObject"], None]


def nothing(code: EmitCodeObject) -> None:
    """A hook that has nothing to do."""


@dataclass(frozen=True)
class Kind:
    """A kind of code object. It stands where Brian2 expects a template, hence the attribute names.

    ``build`` makes the kernels; ``prepare`` runs before a program that contains the code object (at run start, or just
    before a set-up call), ``settle`` after it; ``reset`` is Brian2's ``after_run``. ``on_host``: it runs there on every backend.
    """

    name: str
    build: Build
    variables: frozenset[str] = frozenset()
    iterate_all: frozenset[str] = frozenset({"_idx"})
    allows_scalar_write: bool = False
    on_host: bool = False
    writes_read_only: frozenset[str] = frozenset()
    prepare: Hook = nothing
    settle: Hook = nothing
    reset: Hook = nothing
    template_source: str = ""


def byte_flags(size: int) -> int:
    """Elements of a flag array for ``size`` neurons: whole words of eight."""
    return int(np.ceil(size / 8) * 8) + 8
