"""Code objects become one network, one program, one instance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from genn_emit.backends.base import Program
from genn_emit.brian.code import KernelBuilder
from genn_emit.brian.errors import NotEmitted
from genn_emit.brian.fields import Fields, is_listed
from genn_emit.brian.trace_memory import TraceMemory
from genn_emit.brian.traces import forget_what_changes, keep_per_neuron
from genn_emit.errors import BuildError
from genn_emit.instance import Instance
from genn_emit.network.arrays import Clock
from genn_emit.network.kernels import Kernel
from genn_emit.network.schedule import Network, Step
from genn_emit.programs import Built, build, emit, optimised
from genn_emit.programs import begin as begin_build
from genn_emit.runtime.building import Building

if TYPE_CHECKING:
    from genn_emit.brian.codeobject import EmitCodeObject
    from genn_emit.brian.device import GennEmitDevice


@dataclass
class Assembly:
    """A program for some code objects. ``kernels`` names those of each; code objects that could not be emitted have none
    and carry a ``fallback``. ``traces`` are those that the run keeps per neuron."""

    instance: Instance | None
    kernels: dict[int, tuple[str, ...]]
    clocks: dict[Any, str]
    traces: tuple[TraceMemory, ...] = ()

    def call(self, code: EmitCodeObject) -> int:
        """Carry out the kernels of one code object; the last status."""
        status = 0
        for name in self.kernels.get(id(code), ()):
            assert self.instance is not None
            status = self.instance.call(name)
            if status:
                break
        return status


@dataclass(frozen=True)
class Plan:
    """The network that code objects make, before it is built. ``kernels`` names those of each code object."""

    network: Network | None
    fields: Fields
    kernels: dict[int, tuple[str, ...]]
    clocks: dict[Any, str]
    traces: tuple[TraceMemory, ...] = ()


def plan(
    device: GennEmitDevice,
    name: str,
    codes: Sequence[EmitCodeObject],
    clocks: Iterable[Any] = (),
    schedule: bool = False,
    before: Sequence[EmitCodeObject] = (),
    one_by_one: bool = True,
    traces: bool = True,
) -> Plan:
    """The network for ``codes``, in their order; without one if there is nothing to emit. With ``schedule`` it has a run loop over
    ``clocks``, which does not carry out the codes ``before``. Without ``one_by_one`` nothing but the run loop calls the kernels,
    unless some code could not be emitted; with ``traces`` it may then keep per neuron what its synapses share."""
    fields = Fields(device.host_array)
    names = {clock: fields.clock(clock) for clock in sorted(clocks, key=lambda c: str(c.name))}
    kernels: list[Kernel] = []
    steps: list[Step] = []
    owned: dict[int, tuple[str, ...]] = {}
    for code in (*before, *codes):
        if code.fallback is not None:
            continue
        made = _kernels(device, code, fields)
        owned[id(code)] = tuple(k.name for k in made)
        kernels += made
        if schedule and code not in before:
            steps += [Step(k.name, names[code.clock]) for k in made]
    if not kernels:
        return Plan(None, fields, owned, names)
    one_by_one = one_by_one or any(code.fallback is not None for code in codes)
    kept: tuple[TraceMemory, ...] = ()
    if traces and not one_by_one and device.options.backend == "cpu" and device.options.build.shared_traces:
        pathways = {owned[id(code)][0]: code for code in codes if code.kind.name == "synapses"}
        kernels, steps, kept = keep_per_neuron(device, fields, pathways, kernels, steps)
    forget_what_changes(device, fields, kept)
    clocks = tuple(Clock(n, is_listed(clock)) for clock, n in names.items()) if schedule else ()
    functions = tuple(fields.functions.values())
    network = Network(fields.symbols.numbering(name), fields.rows, tuple(kernels), clocks, tuple(steps), functions)
    passes = replace(device.options.build, fuse=False) if one_by_one else device.options.build
    return Plan(optimised(network, passes, keep=False), fields, owned, names, kept)


@dataclass(frozen=True)
class Begun:
    """The program of a plan for ``codes``, on its way; none if the plan has no network."""

    codes: tuple[EmitCodeObject, ...]
    planned: Plan
    program: Program | None
    building: Building | None


def begin(device: GennEmitDevice, name: str, codes: Sequence[EmitCodeObject]) -> Begun:
    """Let the compilers start on the program for ``codes``, which ``assemble`` would make."""
    planned = plan(device, name, codes)
    if planned.network is None:
        return Begun(tuple(codes), planned, None, None)
    program = emit(planned.network, device.options.backend, device.stages)
    return Begun(tuple(codes), planned, program, begin_build(program, device.options.build))


def completed(device: GennEmitDevice, begun: Begun) -> Assembly:
    """What ``assemble`` returns."""
    made = None
    if begun.program is not None:
        made = _compiled(device, begun.program, begun.planned, begun.codes, begun.building)
    return _bound(device, begun.planned, made)


def built(device: GennEmitDevice, planned: Plan, codes: Sequence[EmitCodeObject], profile: bool = False) -> Built:
    """The program of a plan that has a network. ``BuildError`` names the Brian2 object where the compiler's output tells."""
    assert planned.network is not None
    return _compiled(device, emit(planned.network, device.options.backend, device.stages, profile), planned, codes)


def _compiled(
    device: GennEmitDevice, program: Program, planned: Plan, codes: Sequence[EmitCodeObject], begun: Building | None = None
) -> Built:
    try:
        return build(program, device.options.build, device.stages, begun)
    except BuildError as error:
        blame(error, codes, planned.kernels)
        raise


def assemble(
    device: GennEmitDevice,
    name: str,
    codes: Sequence[EmitCodeObject],
    clocks: Iterable[Any] = (),
    schedule: bool = False,
    one_by_one: bool = True,
    profile: bool = False,
) -> Assembly:
    """Build the program for ``codes``; arguments as for ``plan``. With ``profile`` it measures its run loop, on the cpu."""
    planned = plan(device, name, codes, clocks, schedule, one_by_one=one_by_one)
    return _bound(device, planned, built(device, planned, codes, profile) if planned.network is not None else None)


def _bound(device: GennEmitDevice, planned: Plan, made: Built | None) -> Assembly:
    """The program with the memory that it works on."""
    if made is None:
        return Assembly(None, planned.kernels, planned.clocks)
    assert planned.network is not None
    fields = planned.fields
    mirrors, team = device.open_mirrors(made), device.open_team()
    instance = Instance(made, planned.network, fields.arrays, fields.values, mirrors, team, device.pace())
    return Assembly(instance, planned.kernels, planned.clocks, planned.traces)


def blame(error: BuildError, codes: Sequence[EmitCodeObject], kernels: Mapping[int, tuple[str, ...]]) -> None:
    """Say in ``error`` which Brian2 object the code comes from, where the compiler's output tells."""
    for code in codes:
        if any(name in error.output for name in kernels.get(id(code), ())):
            error.what += f", in the code of '{code.owner_name}' ({code.template_name})"
            return


def _kernels(device: GennEmitDevice, code: EmitCodeObject, fields: Fields) -> tuple[Kernel, ...]:
    """The kernels of a code object; none, and a fallback, if it cannot be emitted."""
    symbol = fields.symbols.name(("kernel", id(code)), fields.symbols.numbering(code.kernel_name))
    saved = fields.copy()
    try:
        return code.kind.build(KernelBuilder(code, fields, symbol))
    except NotEmitted as reason:
        fields.restore(saved)
        device.fall_back(code, reason)
        return ()
