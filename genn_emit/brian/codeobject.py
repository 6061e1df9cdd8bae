"""Brian2's code object on this device: it knows its Statements, and asks the device to run them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from brian2.codegen.codeobject import CodeObject

from genn_emit.brian.code import Kind
from genn_emit.brian.fallbacks import Fallback
from genn_emit.brian.generator import EmitGenerator
from genn_emit.brian.kinds import Kinds
from genn_emit.runtime.memory import HostArray

if TYPE_CHECKING:
    from genn_emit.brian.device import GennEmitDevice


class EmitCodeObject(CodeObject):  # type: ignore[misc]
    """One kernel (or none) of a program. ``fallback`` is Brian2's numpy code object where it could not be emitted, and
    ``fallen`` says why. ``counted``: it is in the device's tally."""

    class_name = "genn_emit"
    templater = Kinds()
    generator_class = EmitGenerator

    def __init__(
        self,
        device: GennEmitDevice,
        owner: Any,
        kind: Kind,
        abstract_code: Any,
        scalar: dict[Any, Any],
        vector: dict[Any, Any],
        generator: EmitGenerator,
        variables: dict[str, Any],
        variable_indices: dict[str, str],
        template_kwds: dict[str, Any],
        name: str,
        compiler_kwds: dict[str, Any],
    ) -> None:
        self.device, self.kind = device, kind
        self.abstract_code, self.scalar, self.vector, self.generator = abstract_code, scalar, vector, generator
        self.template_kwds = template_kwds
        self.owner_name = str(getattr(owner, "name", "") or "")
        self.fallback: Any = None
        self.fallen: Fallback | None = None
        self.counted = False
        self.clock: Any = None
        self.runner: Any = None
        self.random_key = self.random_position = 0
        self.began = 0
        self.existing = 0
        self.recipe: tuple[Any, ...] = ()
        self.counters = (HostArray("made", "i8", 1), HostArray("position", "i8", 1))
        super().__init__(
            owner, abstract_code, variables, variable_indices, kind.name, "", compiler_kwds=compiler_kwds, name=name
        )

    @property
    def always(self) -> bool:
        """Whether a conditional assignment has no condition."""
        code = self.abstract_code
        return isinstance(code, dict) and code.get("condition", "").strip() == "_cond = True"

    @property
    def kernel_name(self) -> str:
        """The name without Brian2's numbering: the same model gives the same text."""
        name = str(self.name)
        return name.split("_codeobject")[0] or name

    def synapse_arrays(self) -> tuple[HostArray, HostArray]:
        """Where synapse creation puts its pairs."""
        variables = self.owner.variables
        return self.device.host_array(variables["_synaptic_pre"]), self.device.host_array(variables["_synaptic_post"])

    def compile(self) -> None:
        """Nothing yet: programs are built when they are needed."""

    def compile_block(self, block: str) -> None:
        """As ``compile``."""

    def __call__(self, **kwds: Any) -> Any:
        return self.run()

    def run_block(self, block: str) -> Any:
        """``before_run``, ``run`` or ``after_run``."""
        if self.fallback is not None and self.kind.name != "synapses_push_spikes":
            return self.fallback() if block == "run" else self.fallback.run_block(block)
        if block == "run":
            return self.device.carry_out(self)
        if block == "before_run":
            self.device.draw_key(self)
        elif block == "after_run":
            self.kind.reset(self)
        return None


