"""Set-up work that waits: assignments and synapse creation, in program order, built at once when something is read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from brian2.core.variables import ArrayVariable
from brian2.groups.subgroup import Subgroup

from genn_emit.brian.assembly import Assembly, Begun, assemble, begin, completed
from genn_emit.brian.kinds.setup import SET, SET_CONDITIONAL
from genn_emit.brian.kinds.synapse_creation import CREATE_ARRAY, CREATE_GENERATOR, more_room
from genn_emit.brian.kinds.synapse_errors import may_fail
from genn_emit.instance import KernelError
from genn_emit.network.status import GROW

if TYPE_CHECKING:
    from genn_emit.brian.codeobject import EmitCodeObject
    from genn_emit.brian.device import GennEmitDevice

_MADE_WITH_SYNAPSES = ("_synaptic_pre", "_synaptic_post", "N", "N_incoming", "N_outgoing")


class Pending:
    """Code objects to be carried out, and the variables that they read or write."""

    def __init__(self, device: GennEmitDevice) -> None:
        self._device = device
        self._codes: list[EmitCodeObject] = []
        self._read: set[ArrayVariable] = set()
        self._written: set[ArrayVariable] = set()
        # Subgroups that nobody else may hold (``G[2:4].v = 'i'``): what is written through them outlives them.
        self._subgroups: list[Subgroup] = []
        self._flushing = False
        self._begun: Begun | None = None

    @property
    def flushing(self) -> bool:
        return self._flushing

    def __len__(self) -> int:
        return len(self._codes)

    def add(self, code: EmitCodeObject) -> None:
        """Carry out ``code`` later; its random numbers are decided now. What may be an error of the model is not put off."""
        at_once = code.kind is CREATE_GENERATOR and may_fail(code)
        self._device.draw_key(code)
        self._codes.append(code)
        if isinstance(code.owner, Subgroup):
            self._subgroups.append(itself(code.owner))
        self._read |= {v for v in code.variables.values() if isinstance(v, ArrayVariable)}
        self._written |= written_by(code)
        if at_once:
            self.flush()

    def settle(self, variable: ArrayVariable, writing: bool) -> None:
        """Carry everything out if that changes ``variable``, or uses it and it may be changed now: by ``writing``, or by somebody
        who gets to see its memory, unless that is read-only."""
        if not self._codes or self._flushing:
            return
        if variable in self._written or (variable in self._read and (writing or not variable.read_only)):
            self.flush()

    def clear(self) -> None:
        """Forget everything."""
        self._give_up()
        self._codes, self._subgroups = [], []
        self._read, self._written = set(), set()

    @contextmanager
    def compiling(self) -> Iterator[None]:
        """Let the compilers work on all that waits, while Python does something else; ``flush`` uses what they made. After an
        error it goes on waiting, unless it is the cause."""
        self._begin()
        try:
            yield
        except BaseException:
            self._give_up()
            raise

    def _begin(self) -> None:
        if not self._codes or self._flushing:
            return
        if self._device.running is None:
            self._device.choose()
        self._flushing = True
        try:
            self._begun = begin(self._device, "setup", self._living())
        except BaseException:
            self.clear()
            raise
        finally:
            self._flushing = False

    def _give_up(self) -> None:
        """Forget what was begun."""
        if self._begun is not None and self._begun.building is not None:
            self._begun.building.end()
        self._begun = None

    def flush(self) -> None:
        """Build one program for all that waits, and carry it out in order. After an error nothing waits any more."""
        if not self._codes or self._flushing:
            return
        if self._device.running is None:
            self._device.choose()
        codes = self._living()
        self._flushing = True
        try:
            if self._begun is not None and self._begun.codes == codes:
                assembly = completed(self._device, self._begun)
            else:
                self._give_up()
                assembly = assemble(self._device, "setup", codes)
            for code in codes:
                self._carry_out(assembly, code)
        finally:
            self.clear()
            self._flushing = False

    def _living(self) -> tuple[EmitCodeObject, ...]:
        """What waits, without what belongs to an object that is gone: that can be seen by nobody."""
        return tuple(code for code in self._codes if _alive(code))

    def _carry_out(self, assembly: Assembly, code: EmitCodeObject) -> None:
        if code.fallback is not None:
            # It was made before the synapses that wait with it, and knows arrays as they were.
            code.fallback.variables_to_namespace()
            code.fallback()
            self._device.tally.count(code, code.fallen)
            return
        code.kind.prepare(code)
        try:
            while assembly.call(code) == GROW:
                assert assembly.instance is not None
                needed = assembly.instance.needed
                if code.kind is CREATE_GENERATOR:
                    made = int(code.counters[0].view[0])
                    for array in code.synapse_arrays():
                        array.expose((made,))
                    more_room(code, needed)
                else:
                    code.kind.settle(code)
                    code.kind.prepare(code)
        except KernelError as error:
            self._device.raise_error(code, error)
        code.kind.settle(code)
        self._device.tally.count(code, code.fallen)


def itself(subgroup: Any) -> Any:
    """The object behind Brian2's weak reference."""
    return subgroup.resolve_all.__self__


def written_by(code: EmitCodeObject) -> set[ArrayVariable]:
    """The variables that a code object changes."""
    if code.kind in (CREATE_GENERATOR, CREATE_ARRAY):
        variables = code.owner.variables
        # What grows with the synapses, too: their own variables, and delays, which belong to the pathways.
        return {variables[name] for name in _MADE_WITH_SYNAPSES} | set(code.owner._registered_variables)
    if code.kind not in (SET, SET_CONDITIONAL):
        return {v for v in code.variables.values() if isinstance(v, ArrayVariable)}
    statements = (s for blocks in (code.scalar, code.vector) for block in blocks.values() for s in block)
    targets = (code.variables[s.var] for s in statements if s.op != ":=")
    return {v for v in targets if isinstance(v, ArrayVariable)}


def _alive(code: EmitCodeObject) -> bool:
    """Whether the object that ``code`` belongs to, which Brian2 refers to weakly, is still there."""
    try:
        return code.owner is None or bool(code.owner.name)
    except ReferenceError:
        return False
