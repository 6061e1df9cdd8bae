"""Brian2's slow steps, remembered from one process to the next: most of a script's time is sympy, on equations it has seen before.

A result is kept under a digest of everything that it depends on: the arguments' facts, and the versions of all that works on
them. What is worked out anew is worked out from stand-ins that have nothing but these facts, so that nothing else can decide
it. Errors are not kept, and what has no facts is left to Brian2.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache, wraps
from importlib import import_module
from typing import Any

import brian2
from brian2 import stateupdaters
from brian2.core.functions import DEFAULT_CONSTANTS, DEFAULT_FUNCTIONS, Function
from brian2.equations.codestrings import CodeString, Expression
from brian2.equations.equations import Equations
from brian2.stateupdaters.exact import LinearStateUpdater
from brian2.stateupdaters.explicit import ExplicitStateUpdater
from brian2.stateupdaters.exponential_euler import ExponentialEulerStateUpdater

from genn_emit.brian.facts import Unknown, ValueNeeded, facts, show_time_step, time_step, without_values
from genn_emit.runtime.cache import Cache

# The cache in use, None while another device is active.
Store = Callable[[], "Cache | None"]
# Another number when what is worked out here may have another form: ``exact`` is part of it.
FORMAT = 2


@cache
def _versions() -> list[Any]:
    numbers = [str(import_module(name).__version__) for name in ("sympy", "mpmath", "numpy")]
    return [FORMAT, brian2.__version__, platform.python_version(), *numbers]


def _registered() -> list[Any]:
    """Functions and constants with a meaning for sympy, which users may add to."""
    functions = [[name, _place(function.sympy_func)] for name, function in sorted(DEFAULT_FUNCTIONS.items())]
    return [functions, [[name, str(constant.sympy_obj)] for name, constant in sorted(DEFAULT_CONSTANTS.items())]]


def _place(function: Any) -> str:
    """Where a function is defined, the same in every process."""
    return "" if function is None else f"{function.__module__}.{function.__qualname__}"


def key(step: str, *arguments: Any) -> str | None:
    """The digest under which a result is kept, None if an argument has no facts."""
    try:
        described = [step, _versions(), _registered(), [facts(argument) for argument in arguments]]
    except Unknown:
        return None
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()


def remember_updater(kind: Any, store: Store) -> None:
    """Remember the abstract code that an integration method makes of equations."""
    original = kind.__call__

    @wraps(original)
    def remembering(updater: Any, equations: Any, variables: Any = None, method_options: Any = None) -> Any:
        kept = store()
        name = _method_name(updater)
        if kept is None or name is None or not isinstance(equations, Equations):
            return original(updater, equations, variables, method_options)
        given = {} if variables is None else variables
        dt = time_step(given)
        note = key("state update", name, equations, given, dt, method_options)
        if note is None:
            return original(updater, equations, variables, method_options)
        found = kept.get_note(note)
        if found is not None:
            return found
        blind = without_values(given)
        show_time_step(blind, dt)
        code = None
        with suppress(ValueNeeded):
            code = original(updater, equations, None if variables is None else blind, method_options)
        if code is None:
            return original(updater, equations, variables, method_options)
        kept.put_note(note, code)
        return code

    kind.__call__ = remembering


def _method_name(updater: Any) -> str | None:
    """The name of one of Brian2's own methods."""
    return next((name for name in stateupdaters.__all__ if getattr(stateupdaters, name) is updater), None)


def remember_substitution(store: Store) -> None:
    """Remember equations with their subexpressions put in."""
    original = Equations.get_substituted_expressions

    @wraps(original)
    def remembering(equations: Any, variables: Any = None, include_subexpressions: bool = False) -> Any:
        kept = store()
        # Brian2 refuses some expressions that draw random numbers twice.
        if kept is None or equations._substituted_expressions is not None or _draws(variables):
            return original(equations, variables, include_subexpressions)
        note = key("substitution", equations)
        if note is None:
            return original(equations, variables, include_subexpressions)
        found = kept.get_note(note)
        if found is not None:
            equations._substituted_expressions = [(name, expression(code)) for name, code in json.loads(found)]
            return original(equations, variables, include_subexpressions)
        result = original(equations, variables, include_subexpressions)
        kept.put_note(note, json.dumps([[name, made.code] for name, made in vars(equations)["_substituted_expressions"]]))
        return result

    Equations.get_substituted_expressions = remembering


def _draws(variables: Mapping[str, Any] | None) -> bool:
    return any(isinstance(v, Function) and not v.stateless for v in (variables or {}).values())


def expression(code: str) -> Expression:
    """An expression that is known to be a correct one."""
    made = object.__new__(Expression)
    CodeString.__init__(made, code)
    return made


def install(store: Store) -> None:
    """Begin to remember. ``store`` says where, and None while results are not wanted."""
    for kind in (LinearStateUpdater, ExplicitStateUpdater, ExponentialEulerStateUpdater):
        remember_updater(kind, store)
    remember_substitution(store)
