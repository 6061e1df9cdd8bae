"""The CPU backend: loops. One function per kernel, or a few; worker w of n does its share; nothing here is atomic."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Names
from genn_emit.ast.dialect import CPP
from genn_emit.backends.base import Program, c_declarations, definitions, kernel_signature, print_module, state_struct
from genn_emit.backends.cpu_constants import apart
from genn_emit.backends.cpu_parts import lower
from genn_emit.backends.cpu_run import MEMBERS, RUN_PROFILED, part_names, run_function
from genn_emit.backends.cpu_shares import Function
from genn_emit.backends.includes import includes_for
from genn_emit.backends.lowering import changed_arrays, load_fields
from genn_emit.backends.user_functions import function_header, includes_functions, requirements
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.schedule import Network


class CpuBackend:
    """Lowers networks to C++. Stateless."""

    name = "cpu"

    def emit(self, network: Network, profile: bool = False) -> Program:
        """The program of ``network``. ``LoweringError`` naming the kernel if one cannot be lowered.

        With ``profile`` a second run loop that measures is in a module of its own: the others are as without.
        """
        table = network.table
        modules: dict[str, list[n.Node]] = {}
        functions: dict[str, tuple[Function, ...]] = {}
        writes: dict[str, tuple[str, ...]] = {}
        members: tuple[n.Member, ...] = MEMBERS
        taken = {member.name for _, section in state_struct(network, MEMBERS).sections for member in section}
        names = Names(taken | {kernel.name for kernel in network.kernels})
        for kernel in network.kernels:
            reading, constants = apart(kernel, network, names)
            functions[kernel.name] = parts = lower(reading, table)
            if constants is not None:
                functions[kernel.name] = (constants.function, *parts)
                modules.setdefault("init", []).append(finished(constants.function, (), table))
                members += constants.members
            writes[kernel.name] = changed_arrays([part.body for part in parts], table)
            modules.setdefault(kernel.file, []).extend(finished(part, kernel.comment, table) for part in parts)
        if network.schedule:
            modules["runner"] = [run_function(network, functions)]
        signatures = tuple(
            f.signature for items in modules.values() for f in items if isinstance(f, n.Function)
        )
        measured: tuple[str, ...] = ()
        called_from_python = signatures
        if network.schedule and profile:
            modules["profile"] = [run_function(network, functions, profile=True)]
            called_from_python += (RUN_PROFILED,)
            measured = part_names(network, functions)
        sources = tuple(
            print_module(n.Module(f"{name}.cc", (*includes_for(items), *includes_functions(network, items), *items)), CPP)
            for name, items in sorted(modules.items())
        )
        return Program(
            network.name,
            self.name,
            sources,
            (definitions(network, signatures, CPP, members), *function_header(network)),
            c_declarations(network, called_from_python, members),
            {name: tuple(part.name for part in parts) for name, parts in functions.items()},
            extra=members,
            writes=writes,
            requires=requirements(network),
            measured=measured,
        )


def finished(part: Function, comment: tuple[str, ...], table: ArrayTable) -> n.Function:
    """The function with its fields loaded, as it is printed."""
    loads, trees = load_fields((part.body,), table)
    whole = n.Block((*loads.body, *trees))  # type: ignore[arg-type]
    return n.Function(kernel_signature(part.name), whole, part.comment or comment)
