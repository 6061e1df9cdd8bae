"""``genn-emit show``."""

from __future__ import annotations

import argparse
import io
import re
import sys
from contextlib import redirect_stderr, redirect_stdout

from genn_emit.backends.base import File, Program
from genn_emit.cli.run import tell, unusable
from genn_emit.cli.script import execute
from genn_emit.network.kernels import Kernel
from genn_emit.network.schedule import Network
from genn_emit.programs import backend

FAILED = 2
Emitted = tuple[Network, Program]


def show(chosen: argparse.Namespace) -> int:
    """Print the generated code of a script: all of it, or of one kernel or object."""
    problem = unusable(chosen.script)
    if problem:
        tell(problem)
        return FAILED

    from genn_emit.cli.first_run import Stopped, until_first_run

    networks: list[Network] = []
    silent = io.StringIO()
    status: int | None = 0
    with redirect_stdout(silent), until_first_run(chosen.backend, networks.append) as fallbacks:
        try:
            with redirect_stderr(io.StringIO()) as errors:
                status = execute(chosen.script, chosen.arguments)
        except Stopped:
            pass
    if status is None:
        print(errors.getvalue(), end="", file=sys.stderr)
        return 1
    emitted = [(network, backend(chosen.backend).emit(network)) for network in networks]
    for reason in fallbacks:
        tell(f"runs in numpy: {reason}")
    if not emitted:
        tell("no code is generated for this script" + (f" (it ended with status {status})" if status else ""))
        return 1
    if chosen.kernel is None:
        print("\n".join(_with_title(title, file) for title, _, program in _titled(emitted) for file in program.files))
        return 0
    return _show_one(emitted, chosen.kernel)


def _show_one(emitted: list[Emitted], wanted: str) -> int:
    parts: list[tuple[str, str]] = []
    for title, network, program in _titled(emitted):
        for kernel in network.kernels:
            if wanted == _owner(kernel):
                parts += _functions(title, program, _names(kernel, program))
            elif wanted in (kernel.name, *_names(kernel, program)):
                parts += _functions(title, program, (wanted,) if wanted != kernel.name else _names(kernel, program))
        if wanted == "run" and network.schedule:
            parts += _functions(title, program, ("run", "run_steps"))
    if parts:
        last = ""
        for place, text in dict.fromkeys(parts):
            print(("" if place == last else f"// ===== {place}\n") + text + "\n")
            last = place
        return 0
    tell(f"there is no function or Brian2 object {wanted!r} in the code. There are:")
    for title, network, program in _titled(emitted):
        print(f"  in {title}", file=sys.stderr)
        for kernel in network.kernels:
            names = ", ".join(_names(kernel, program))
            print(f"    {names}  ({_owner(kernel)})", file=sys.stderr)
    return FAILED


def _titled(emitted: list[Emitted]) -> list[tuple[str, Network, Program]]:
    """Networks with names that tell them apart: setup, setup_2, ..."""
    titled, seen = [], dict[str, int]()
    for network, program in emitted:
        seen[network.name] = number = seen.get(network.name, 0) + 1
        titled.append((network.name if number == 1 else f"{network.name}_{number}", network, program))
    return titled


def _with_title(title: str, file: File) -> str:
    return f"// ===== {title}/{file.name}\n{file.text}"


def _owner(kernel: Kernel) -> str:
    """The object that a kernel belongs to, which its comment begins with."""
    return kernel.comment[0].partition(":")[0] if kernel.comment else kernel.name


def _names(kernel: Kernel, program: Program) -> tuple[str, ...]:
    return program.functions.get(kernel.name, (kernel.name,))


def _functions(title: str, program: Program, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The definitions of functions by their places, with what a device's backend derives from their names."""
    known = "|".join(re.escape(name) for name in names)
    derived = rf"(?m)^\S.*\b(?:bind_|launch_)?(?:{known})(?:_flags)?(?:_kernel)?\("
    found = []
    for file in (*program.sources, *program.device):
        for part in re.split(r"\n\n(?=\S)", file.text):
            if re.search(derived, part):
                found.append((f"{title}/{file.name}", part.rstrip()))
    return found
