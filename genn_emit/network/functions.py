"""Functions that a user wrote in C++: text that is compiled as it is, and what it needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from genn_emit.ast import nodes as n


@dataclass(frozen=True, slots=True)
class Requirements:
    """What C++ needs besides its text: paths of source files to compile with it, directories, macros (name and value, or the name
    alone), libraries and where they are, now and when the program runs."""

    sources: tuple[str, ...] = ()
    include_dirs: tuple[str, ...] = ()
    define_macros: tuple[tuple[str, ...], ...] = ()
    libraries: tuple[str, ...] = ()
    library_dirs: tuple[str, ...] = ()
    runtime_library_dirs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UserFunction:
    """``text``, in a namespace called ``name``. ``entries`` are functions in the same namespace, one for each combination of types
    that it is called with: what kernels call. ``pointers`` are arrays that the text refers to by name; entries set them from
    their last parameters."""

    name: str
    text: tuple[n.Verbatim, ...]
    headers: tuple[n.Include, ...] = ()
    pointers: tuple[n.Var, ...] = ()
    entries: tuple[n.Function, ...] = ()
    requires: Requirements = Requirements()


def required(functions: Iterable[UserFunction]) -> Requirements:
    """What all of them need, each thing once."""
    functions = tuple(functions)
    return Requirements(
        **{f.name: tuple(dict.fromkeys(x for u in functions for x in getattr(u.requires, f.name))) for f in fields(Requirements)}
    )
