"""Sequences of Brian2 Statements as blocks: load everything that is read, compute, store everything that was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from brian2.codegen.statements import Statement
from brian2.core.functions import Function
from brian2.core.variables import ArrayVariable, Constant

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.symbols import mangle
from genn_emit.ast.types import Scalar, boolean, from_numpy, i32, i64
from genn_emit.brian.errors import NotEmitted
from genn_emit.brian.expressions import ExpressionTranslator
from genn_emit.brian.fields import Fields, belongs_to_clock, type_of
from genn_emit.brian.functions import emitter_for


@dataclass
class Scope:
    """Names in sight while the blocks of one code object are translated, shared by all of them.

    ``index`` is the element (``_idx``), ``given`` are variables that the kernel itself declares (``_i``, ``_raw_pre_idx``).
    ``takes_cpp``: C++ of the user's can be compiled for this code. ``stateful``: it calls a function that is not the same for
    the same arguments, so that elements must run one after the other.
    ``before`` are copies that variables are read from, made before any element changes. ``weak`` are locals that count as
    constants do in mixed precision: the time step, but not the time, whose digits single precision does not hold.
    """

    generator: Any
    fields: Fields
    body_names: Any
    owner: str
    float_type: Scalar
    given: dict[str, n.Expr] = field(default_factory=dict)
    sites: list[int] = field(default_factory=lambda: [0])
    takes_cpp: bool = True
    stateful: bool = False
    before: dict[str, n.Var] = field(default_factory=dict)
    weak: set[str] = field(default_factory=set)

    def translator(self, names: Mapping[str, n.Expr]) -> ExpressionTranslator:
        functions = {
            name: emitter_for(name, v, self) for name, v in self.generator.variables.items() if isinstance(v, Function)
        }
        return ExpressionTranslator(
            names, functions, self.float_type, self.weak | self.fields.weak, self.sites
        )


def constants(scope: Scope, statements: Iterable[Statement]) -> dict[str, n.Expr]:
    """Namespace constants that the statements mention."""
    from brian2.utils.stringtools import get_identifiers

    names: dict[str, n.Expr] = {}
    used = sorted(set().union(*(get_identifiers(s.expr) for s in statements)) if statements else ())
    for name in used:
        variable = scope.generator.variables.get(name)
        if isinstance(variable, Constant):
            names[name] = scope.fields.constant(scope.owner, name, variable)
    return names


class SequenceTranslator:
    """Translates one block (scalar part, then vector part) of a code object."""

    def __init__(self, scope: Scope, scalar: list[Statement], vector: list[Statement], index: n.Expr | None) -> None:
        self.scope = scope
        self.index = index
        self.names: dict[str, n.Expr] = dict(scope.given)
        self.names.update(constants(scope, [*scalar, *vector]))
        self.scalar = Body()
        self.scalar.names = scope.body_names
        self.vector = Body()
        self.vector.names = scope.body_names
        generator = scope.generator
        reads, writes, indices, conditions = generator.arrays_helper(scalar)
        more_reads, more_writes, more_indices, more_conditions = generator.arrays_helper(vector)
        shared = {v for v in more_reads if generator.variables[v].scalar and v not in more_writes}
        self.names["_vectorisation_idx"] = n.literal(-1, i64)
        self._sequence(self.scalar, scalar, reads | shared, writes, indices, conditions)
        if index is not None:
            self.names["_vectorisation_idx"] = index.cast(i64)
        self._sequence(self.vector, vector, more_reads - shared, more_writes, more_indices, more_conditions)

    def value(self, name: str) -> n.Expr:
        """The expression that a name stands for after the block, such as ``_cond``."""
        if name in self.names:
            return self.names[name]
        raise NotEmitted(f"{name}, which the code never sets,")

    def _element(self, name: str) -> n.Expr:
        """The place in memory of a variable: its array at its own index."""
        variable = self.scope.generator.variables[name]
        index_name = self.scope.generator.variable_indices[name]
        before = self.scope.before
        pointer = before[name] if name in before else self.scope.fields.array(variable)
        if index_name == "0" or (variable.scalar and index_name == "_idx"):
            return pointer[0]
        if index_name == "_idx":
            assert self.index is not None
            return pointer[self.index]
        return pointer[self.names[index_name]]

    def _load(self, body: Body, name: str, mutable: bool) -> None:
        variable = self.scope.generator.variables[name]
        element = self._element(name)
        value = element.ne(0) if type_of(variable) == boolean else element
        self.names[name] = local = body.let(local_name(name), value, mutable=mutable)
        if variable.name == "dt" and belongs_to_clock(variable):
            self.scope.weak.add(local.name)

    def _sequence(
        self,
        body: Body,
        statements: list[Statement],
        reads: set[str],
        writes: set[str],
        indices: set[str],
        conditions: Mapping[str, str],
    ) -> None:
        variables = self.scope.generator.variables
        for name in sorted(indices):
            if name not in self.scope.given:
                self._load(body, name, mutable=name in writes)
        in_place = aliased(variables, reads - indices - set(self.scope.before), writes)
        for name in in_place:
            self.names[name] = self._element(name)
        reads, writes = reads.difference(in_place), writes.difference(in_place)
        for name in sorted(reads - indices):
            self._load(body, name, mutable=name in writes)
        for name in sorted(writes - reads - indices):
            self.names[name] = body.declare(local_name(name), type_of(variables[name]))
        for statement in statements:
            self._statement(body, statement, conditions)
        for name in sorted(writes):
            value = self.names[name]
            target = self._element(name)
            body.assign(target, value.cast(target.type))

    def _statement(self, body: Body, statement: Statement, conditions: Mapping[str, str]) -> None:
        translate = self.scope.translator(self.names)
        name, op = statement.var, statement.op
        variable = self.scope.generator.variables.get(name)
        stored = isinstance(variable, ArrayVariable)
        if op == ":=" or not stored:
            of = from_numpy(statement.dtype if op == ":=" or variable is None else variable.dtype)
            if of == i32 and op == ":=":
                of = i64
            self.names[name] = body.let(local_name(name), self._chosen(translate, statement, of))
            return
        local = self.names[name]
        of = type_of(variable)
        if op == "=":
            value = self._chosen(translate, statement, of)
        else:
            value = translate.convert(self._augmented(translate, op, local, statement.expr), of)
        condition = conditions.get(name)
        if condition is not None:
            value = n.Select(translate.convert(self.names[condition], boolean), value, local)
        body.assign(local, value)

    def _chosen(self, translate: ExpressionTranslator, statement: Statement, of: Scalar) -> n.Expr:
        """The value of a statement. Where Brian2 simplified it for both values of one boolean, a choice between the two: what
        costs (an exp of a boolean, say) has become a loop invariant in each."""
        used = getattr(statement, "used_boolean_variables", None) or ()
        if of != boolean and len(used) == 1 and next(iter(used)) in self.names:
            name = next(iter(used))
            forms = {dict(key)[name]: text for key, text in statement.boolean_simplified_expressions.items()}
            if set(forms) == {True, False}:
                condition = translate.convert(self.names[name], boolean)
                return n.Select(condition, translate.typed(forms[True], of), translate.typed(forms[False], of))
        return translate.typed(statement.expr, of)

    def _augmented(self, translate: ExpressionTranslator, op: str, local: n.Expr, text: str) -> Any:
        """``local op= text`` as the value it leads to."""
        names = dict(translate.names)
        names["_augmented"] = local
        nested = ExpressionTranslator(names, translate.functions, translate.float_type, translate.weak, translate.sites)
        return nested(f"_augmented {op[:-1]} ({text})")


def aliased(variables: Mapping[str, Any], reads: Iterable[str], writes: Iterable[str]) -> list[str]:
    """Names that share their memory with another name, one of them written: ``v_pre`` and ``v_post`` of a group connected to
    itself. A copy of either would miss what happens to the other where both are the same element."""
    written, names = set(writes), sorted({*reads, *writes})
    memory = [n for n in names if isinstance(variables[n], ArrayVariable) and type_of(variables[n]) != boolean]
    return [
        a for a in memory
        if any(a != b and variables[a] is variables[b] and (a in written or b in written) for b in memory)
    ]  # fmt: skip


def local_name(name: str) -> str:
    """What a local variable is called: the user's name, or a telling one for Brian2's own (``_v`` is the next v)."""
    if name.startswith("_lio_"):
        return "invariant_" + name.removeprefix("_lio_").strip("_")
    plain = name.lstrip("_")
    is_next = name.startswith("_") and name.count("_") == 1 and len(plain) <= 20 and plain not in _OWN
    return mangle(f"{plain}_next" if is_next else plain or name)


_OWN = frozenset({"cond", "n", "i", "j", "synaptic_var", "variable"})
