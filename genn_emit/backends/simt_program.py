"""What OpenCL and CUDA programs have in common: which kernels run where, and in which file."""

from __future__ import annotations

from dataclasses import dataclass

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import MATH
from genn_emit.ast.signature import Signature
from genn_emit.backends import cpu
from genn_emit.backends.cpu_parts import lower
from genn_emit.backends.device_api import kernel_symbol
from genn_emit.backends.includes import headers_for
from genn_emit.backends.lowering import called, written
from genn_emit.backends.simt import plan
from genn_emit.backends.simt_host import Carried, Ready, carry_out, check_host_reads
from genn_emit.errors import LoweringError
from genn_emit.network import kernels as k
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.schedule import Network


@dataclass(frozen=True, slots=True)
class Split:
    """The kernels of a network: ``device`` by file, and host functions (``Connect``) by file."""

    device: dict[str, tuple[Carried, ...]]
    host: dict[str, tuple[n.Function, ...]]

    @property
    def carried(self) -> dict[str, Carried]:
        return {carried.name: carried for group in self.device.values() for carried in group}


def split(network: Network) -> Split:
    """Lower each kernel for the side that it runs on."""
    table = network.table
    device: dict[str, list[Carried]] = {}
    host: dict[str, list[n.Function]] = {}
    for kernel in network.kernels:
        if isinstance(kernel, k.Connect):
            host.setdefault(kernel.file, []).extend(_on_host(kernel, table))
        else:
            carried = carry_out(kernel, plan(kernel, table), table)
            _refuse_users(carried)
            device.setdefault(kernel.file, []).append(carried)
    check_host_reads(tuple(carried for group in device.values() for carried in group))
    return Split(
        {file: tuple(group) for file, group in sorted(device.items())},
        {file: tuple(group) for file, group in sorted(host.items())},
    )


def _on_host(kernel: k.Connect, table: ArrayTable) -> list[n.Function]:
    return [cpu.finished(part, kernel.comment, table) for part in lower(kernel, table)]


def device_function(carried: Carried, ready: Ready) -> n.Function:
    """A kernel that runs on the device."""
    name = kernel_symbol(ready.kernel.name)
    comment = carried.comment if ready is carried.ready[0] else (f"{carried.name}, continued",)
    return n.Function(Signature(name, tuple(p.var for p in ready.parameters), linkage="kernel"), ready.body, comment)


def written_arrays(network: Network, parts: Split) -> dict[str, tuple[str, ...]]:
    """For each kernel that runs on the device the arrays that it changes there, in the table's order."""
    writes: dict[str, tuple[str, ...]] = {}
    for carried in parts.carried.values():
        names = written(ready.body for ready in carried.ready)
        writes[carried.name] = tuple(array.name for array in network.table.arrays if array.name in names)
    return writes


def device_headers(items: tuple[n.Function, ...]) -> tuple[str, ...]:
    """Hand-written headers that device code needs."""
    return tuple(path for path in headers_for(items) if path not in ("genn_emit/cpu_math.h", "genn_emit/exp.h"))


def _refuse_users(carried: Carried) -> None:
    """``LoweringError`` if a kernel calls what only a user can have written: C++, which does not run on a device."""
    for ready in carried.ready:
        for name in sorted(called((ready.body,)) - set(MATH)):
            if not name.startswith("genn_"):
                raise LoweringError(f"{carried.name} calls {name}, which has no implementation for devices")


def function_names(network: Network, parts: Split) -> dict[str, tuple[str, ...]]:
    """For each kernel of the network the functions to call: one."""
    host = {f.signature.name for group in parts.host.values() for f in group}
    names: dict[str, tuple[str, ...]] = {}
    for kernel in network.kernels:
        if kernel.name not in host and kernel.name not in parts.carried:
            raise LoweringError(f"{kernel.name} has no function")
        names[kernel.name] = (kernel.name,)
    return names
