"""``functions.h``: what users wrote in C++, each function in a namespace of its own, for the modules that call it."""

from __future__ import annotations

from collections.abc import Iterable

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CPP
from genn_emit.backends.base import File, print_module
from genn_emit.backends.lowering import called
from genn_emit.network.functions import Requirements, UserFunction, required
from genn_emit.network.schedule import Network

HEADER = "functions.h"
# What Brian2's C++ includes before the functions of users, as far as functions need it.
_STANDARD = ("algorithm", "climits", "cmath", "cstdint", "cstdlib", "limits")


def function_header(network: Network) -> tuple[File, ...]:
    """The header, if the network has functions of users."""
    if not network.functions:
        return ()
    headers = [n.Include(name, system=True) for name in _STANDARD]
    for function in network.functions:
        headers += [include for include in function.headers if include not in headers]
    bodies = [item for function in network.functions for item in _items(function)]
    comment = (f"{network.name}: functions that were written in C++",)
    return (print_module(n.Module(HEADER, (*headers, *bodies), comment, guard=True), CPP),)


def _items(function: UserFunction) -> tuple[n.Node, ...]:
    """The namespace, and the names that kernels see of it. What is in it belongs to the module: several may include it."""
    inside = (*(n.ThreadLocal(pointer) for pointer in function.pointers), *function.text, *function.entries)
    names = (n.Using(function.name, entry.signature.name) for entry in function.entries)
    return (n.Namespace(function.name, (n.Namespace("", inside),)), *names)


def includes_functions(network: Network, items: Iterable[n.Node]) -> tuple[n.Include, ...]:
    """The ``#include`` of the header where a module's functions call one of users."""
    return (n.Include(HEADER),) if called(items) & _entries(network) else ()


def requirements(network: Network) -> Requirements | None:
    """What they need, if there are any."""
    return required(network.functions) if network.functions else None


def _entries(network: Network) -> frozenset[str]:
    return frozenset(entry.signature.name for function in network.functions for entry in function.entries)
