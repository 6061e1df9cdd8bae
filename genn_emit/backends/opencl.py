"""The OpenCL backend: kernels in OpenCL C, built when the device is opened, and C++ host code that launches them."""

from __future__ import annotations

from importlib import resources

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CPP, OPENCL
from genn_emit.backends.base import File, Program, c_declarations, definitions, print_module
from genn_emit.backends.device_api import OPENCL_API, kernel_symbol
from genn_emit.backends.includes import includes_for
from genn_emit.backends.opencl_host import OpenclLauncher
from genn_emit.backends.simt_host import Carried, extra_members, host_functions, run_functions
from genn_emit.backends.simt_program import (
    device_function,
    device_headers,
    function_names,
    split,
    written_arrays,
)
from genn_emit.backends.user_functions import function_header, includes_functions, requirements
from genn_emit.network.schedule import Network

COMMON = "genn_emit/common.h"


class OpenclBackend:
    """Lowers networks to OpenCL. Stateless."""

    name = "opencl"

    def emit(self, network: Network, profile: bool = False) -> Program:
        """The program of ``network``. ``LoweringError`` naming the kernel if one cannot be lowered. A queue runs kernels when it
        likes: nothing is measured, with ``profile`` or without."""
        table, parts, launcher = network.table, split(network), OpenclLauncher()
        modules: dict[str, list[n.Function]] = {file: list(functions) for file, functions in parts.host.items()}
        for file, group in parts.device.items():
            for carried in group:
                modules.setdefault(file, []).extend(host_functions(carried, launcher, table))
        if network.schedule:
            binds = frozenset(
                carried.name
                for carried in parts.carried.values()
                if any(not p.changes for ready in carried.ready for p in ready.parameters)
            )
            modules["runner"] = list(run_functions(network, parts.carried, binds))
        extra = extra_members(tuple(parts.carried.values()), table, typed=False, handles=True)
        signatures = tuple(f.signature for _, functions in sorted(modules.items()) for f in functions) + OPENCL_API
        sources = []
        for file, functions in sorted(modules.items()):
            includes = (*includes_for(functions), *includes_functions(network, functions))
            sources.append(print_module(n.Module(f"{file}.cc", (*includes, *functions)), CPP))
        device = n.Module("device.cc", (n.Include("definitions.h"), n.Include("genn_emit/opencl_device.h")))
        sources.insert(0, print_module(device, CPP))
        return Program(
            network.name,
            self.name,
            tuple(sources),
            (definitions(network, signatures, CPP, extra), *function_header(network)),
            c_declarations(network, signatures, extra),
            function_names(network, parts),
            _device_files(parts.device),
            extra,
            kernels=tuple(kernel_symbol(r.kernel.name) for c in parts.carried.values() for r in c.ready),
            writes=written_arrays(network, parts),
            host=tuple(f.signature.name for functions in parts.host.values() for f in functions),
            requires=requirements(network),
        )


def _device_files(groups: dict[str, tuple[Carried, ...]]) -> tuple[File, ...]:
    """The text of the device's program, in order: hand-written headers, kernels by file.

    ``common.h`` asks for doubles and forbids contraction to fused multiply-add.
    """
    modules: list[n.Module] = []
    everything: list[n.Function] = []
    for file, group in groups.items():
        items = tuple(device_function(carried, ready) for carried in group for ready in carried.ready)
        everything.extend(items)
        modules.append(n.Module(f"{file}.cl", items))
    functions = tuple(everything)
    paths = (COMMON, *device_headers(functions))
    texts = [File(path, resources.files("genn_emit").joinpath(f"include/{path}").read_text("utf-8")) for path in paths]
    return (*texts, *(print_module(module, OPENCL) for module in modules))
