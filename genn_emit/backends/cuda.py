"""The CUDA backend: kernels and the host code that launches them side by side, in one file per module."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CPP, CUDA
from genn_emit.backends.base import File, Program, c_declarations, definitions, print_module
from genn_emit.backends.cuda_host import CudaLauncher
from genn_emit.backends.device_api import CUDA_API
from genn_emit.backends.includes import includes_for
from genn_emit.backends.simt_host import Carried, extra_members, host_functions, run_functions
from genn_emit.backends.simt_program import (
    device_function,
    device_headers,
    function_names,
    split,
    written_arrays,
)
from genn_emit.backends.user_functions import function_header, includes_functions, requirements
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.schedule import Network


class CudaBackend:
    """Lowers networks to CUDA. Stateless."""

    name = "cuda"

    def emit(self, network: Network, profile: bool = False) -> Program:
        """The program of ``network``. ``LoweringError`` naming the kernel if one cannot be lowered. A queue runs kernels when it
        likes: nothing is measured, with ``profile`` or without."""
        table, parts = network.table, split(network)
        kernels = tuple(parts.carried.values())
        files: list[tuple[n.Module, tuple[n.Function, ...]]] = []
        for file, functions in parts.host.items():
            items = (*includes_for(functions), *includes_functions(network, functions), *functions)
            files.append((n.Module(f"{file}_host.cc", items), functions))
        for file, group in parts.device.items():
            items, functions = _device_module(group, table)
            files.append((n.Module(f"{file}.cu", items), functions))
        if network.schedule:
            functions = run_functions(network, parts.carried, frozenset(parts.carried))
            files.append((n.Module("runner.cc", (*includes_for(functions), *functions)), functions))
        extra = extra_members(kernels, table, typed=True, handles=False)
        signatures = tuple(f.signature for _, functions in files for f in functions) + CUDA_API
        device = n.Module("device.cu", (n.Include("definitions.h"), n.Include("genn_emit/cuda_device.h")))
        sources = tuple(_print(module) for module in (device, *(module for module, _ in files)))
        return Program(
            network.name,
            self.name,
            sources,
            (definitions(network, signatures, CPP, extra), *function_header(network)),
            c_declarations(network, signatures, extra),
            function_names(network, parts),
            extra=extra,
            writes=written_arrays(network, parts),
            host=tuple(f.signature.name for functions in parts.host.values() for f in functions),
            requires=requirements(network),
        )


def _print(module: n.Module) -> File:
    return print_module(module, CUDA if module.name.endswith(".cu") else CPP)


def _device_module(group: tuple[Carried, ...], table: ArrayTable) -> tuple[tuple[n.Node, ...], tuple[n.Function, ...]]:
    """The items of a file, and the host functions among them."""
    items: list[n.Node] = []
    device: list[n.Function] = []
    host: list[n.Function] = []
    for carried in group:
        for ready in carried.ready:
            device.append(device_function(carried, ready))
            items.append(device[-1])
        functions = host_functions(carried, CudaLauncher(), table)
        host.extend(functions)
        items.extend(functions)
    headers = tuple(n.Include(path) for path in ("definitions.h", *device_headers(tuple(device))))
    return (*headers, *items), tuple(host)
