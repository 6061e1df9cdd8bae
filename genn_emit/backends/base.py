"""What every backend gives: a program as files, the State struct, and which functions carry out each kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CDEF, Dialect
from genn_emit.ast.printer import Printer
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import Struct, i32, i64, ptr, stored
from genn_emit.ast.verify import verify
from genn_emit.network.arrays import Array
from genn_emit.network.functions import Requirements
from genn_emit.network.schedule import Network

STATE = n.Var("s", ptr(Struct("State")))
WORKER, WORKERS = n.Var("worker", i32), n.Var("workers", i32)
RESERVED = frozenset({"s", "worker", "workers", "first", "last"})
HEADER_FIELDS = (
    n.Member("error_value", i64, "the offending value when a kernel returns an error"),
    n.Member("steps_done", i64, "steps carried out by the last call of run"),
)


@dataclass(frozen=True, slots=True)
class File:
    """A file of generated code."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Program:
    """Generated code for one network on one backend; depends on structure only, never on values or sizes.

    ``functions`` maps each kernel to the host functions that carry it out, in order. ``device`` is text that the host
    code builds at run time (OpenCL), empty elsewhere. ``extra`` are fields of State beyond those of the array table.
    ``kernels`` are fields among them that hold a kernel of the device by its name. ``writes`` names the arrays that
    each kernel may change (where there is a device: there), ``host`` the kernels that work on host memory although there is
    a device. ``requires`` is what functions of users need to be compiled; None where there are none. ``measured`` are the
    functions whose time ``run_profiled`` counts, in the order of ``ticks``; empty without one.
    """

    name: str
    backend: str
    sources: tuple[File, ...]
    headers: tuple[File, ...]
    cdef: str
    functions: Mapping[str, tuple[str, ...]]
    device: tuple[File, ...] = ()
    extra: tuple[n.Member, ...] = field(default=())
    kernels: tuple[str, ...] = ()
    writes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    host: tuple[str, ...] = ()
    requires: Requirements | None = None
    measured: tuple[str, ...] = ()

    @property
    def files(self) -> tuple[File, ...]:
        return self.headers + self.sources + self.device


def kernel_signature(name: str) -> Signature:
    """Every function that carries out a kernel: worker ``worker`` of ``workers`` does its share; the return value is a
    status."""
    return Signature(name, (STATE, WORKER, WORKERS), i32)


RUN = Signature("run", (STATE, n.Var("n_steps", i64)), i32)
# The same in pieces, where a device must be waited for.
STEPS = Signature("run_steps", RUN.params, RUN.result)
# What no kernel, field or local of a model may be called.
TAKEN = (
    RESERVED
    | {RUN.name, STEPS.name, "run_profiled", "shared", "n_steps", "team", "ticks", "device"}
    | {member.name for member in HEADER_FIELDS}
)


def clock_members(network: Network) -> tuple[n.Member, ...]:
    """Where each clock stops: written by the runtime before each run."""
    return tuple(n.Member(f"{clock.name}_end", i64, "run until this time step") for clock in network.clocks)


def state_struct(network: Network, extra: tuple[n.Member, ...] = ()) -> n.StructDefinition:
    """One struct for everything: pointers to arrays, constants, and the run's bookkeeping."""
    sections: list[tuple[str, tuple[n.Member, ...]]] = [("run", HEADER_FIELDS + clock_members(network))]
    for owner, fields in network.table.owners():
        members = tuple(
            n.Member(f.name, ptr(stored(f.type)) if isinstance(f, Array) else f.type, f.unit) for f in fields
        )
        sections.append((owner, members))
    if extra:
        sections.append(("how it is carried out", extra))
    return n.StructDefinition("State", tuple(sections))


def definitions(
    network: Network, signatures: tuple[Signature, ...], dialect: Dialect, extra: tuple[n.Member, ...] = ()
) -> File:
    """``definitions.h``: the struct and the prototypes."""
    items: tuple[n.Node, ...] = (n.Include("stdint.h", system=True), state_struct(network, extra))
    items += tuple(n.Prototype(s) for s in signatures)
    module = n.Module("definitions.h", items, (f"{network.name}: state and functions",), guard=True)
    return File("definitions.h", Printer(dialect).module(module))


def c_declarations(network: Network, signatures: tuple[Signature, ...], extra: tuple[n.Member, ...] = ()) -> str:
    """The same as cffi reads it."""
    struct = Printer(CDEF).module(n.Module("cdef", (state_struct(network, extra),)))
    return struct + Printer(CDEF).prototypes(signatures)


def print_module(module: n.Module, dialect: Dialect) -> File:
    """A module, verified and printed."""
    return File(module.name, Printer(dialect).module(verify(module)))


