"""What stands on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from genn_emit import __version__
from genn_emit.brian.suite.phases import NAMES
from genn_emit.programs import BACKENDS

_WITH_VALUE = ("--backend", "--threads", "--keep")
_ALONE = ("--float32", "--profile", "--sanitize")

RUN = """Run a Brian2 script on genn_emit, also one without set_device. The script's own output is left as it is. A summary goes
to stderr, and the exit status is the script's."""
RUN_MORE = """The options may stand on either side of SCRIPT. Whatever else follows SCRIPT is the script's, and so is
everything after --. A script that calls set_device('genn_emit', ...) itself has the last word on what it names there. One
that chooses another device (cpp_standalone, runtime) stays on genn_emit, and a line on stderr says so.

example:
  genn-emit run examples/cuba.py --backend opencl --keep generated
"""
SHOW = """Print the code that is generated for a Brian2 script. The script runs up to its first run(), which is cut off before
anything is simulated, and its output is suppressed. Set-up work that it needs until then (synapses, assignments) is compiled
and carried out on the cpu, whichever backend the code is shown for, so neither a GPU nor its compiler is needed."""
SHOW_MORE = """KERNEL is the name of a function (neurons_stateupdater) or of a Brian2 object (neurons). Arguments for the script
follow after --.

examples:
  genn-emit show examples/cuba.py
  genn-emit show examples/cuba.py neurons --backend cuda
"""
DOCTOR = """Say what works on this machine: compilers, OpenCL and CUDA devices, the cache, versions, and what to do about what
is missing. The exit status is 0 if the cpu backend works."""
SUITE = """Run the tests that come with Brian2, on genn_emit: those for devices with one run (phase 1) and with several (phase 2),
and those for Brian2's runtime, for either codegen.target. Tables at the end say how many passed, and how many code objects of
each kind ran compiled and how many in numpy. The exit status is 1 if a test failed, or if a code object that has a compiled
form ran in numpy."""
SUITE_MORE = """What follows after -- is pytest's. With that or with -k the tables cover only the tests that ran.

examples:
  genn-emit test-brian2
  genn-emit test-brian2 --phase runtime-numpy -k subgroup
  genn-emit test-brian2 --phase 1 -- -x --durations=10
"""
CACHE = "Say where compiled code, and what is remembered of equations, is kept and how much there is, or remove it."


def parse(arguments: list[str]) -> argparse.Namespace:
    """The command and its options. Ends the process with status 2 and a usage line for wrong ones, as argparse does."""
    parser = _parser()
    if arguments[:1] == ["run"]:
        ours, rest = split(arguments[1:])
        chosen = parser.parse_args(["run", *ours])
    elif arguments[:1] in (["show"], ["test-brian2"]) and "--" in arguments:
        end = arguments.index("--")
        chosen, rest = parser.parse_args(arguments[:end]), arguments[end + 1 :]
    else:
        chosen, rest = parser.parse_args(arguments), []
    chosen.arguments = rest
    return chosen


def split(words: list[str]) -> tuple[list[str], list[str]]:
    """Our words, the script among them, and those of the script."""
    ours: list[str] = []
    theirs: list[str] = []
    script_seen = False
    waiting = iter(words)
    for word in waiting:
        if word == "--":
            theirs += waiting
        elif word in _WITH_VALUE:
            ours += [word, *([value] if (value := next(waiting, None)) is not None else [])]
        elif word in _ALONE or word.partition("=")[0] in _WITH_VALUE:
            ours.append(word)
        elif script_seen:
            theirs.append(word)
        else:
            ours.append(word)
            script_seen = not word.startswith("-")
    return ours, theirs


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="genn-emit",
        description="Brian2 simulations as small C++, OpenCL or CUDA programs, compiled fast and run in this process.",
        epilog="example:\n  genn-emit run examples/cuba.py\n\n'genn-emit COMMAND --help' says more about a command.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"genn-emit {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    run = _command(commands, "run", "run a Brian2 script on the device", RUN, RUN_MORE)
    run.usage = "genn-emit run SCRIPT [--backend B] [--threads N] [--float32] [--profile] [--keep DIR] [--sanitize] [ARGS...]"
    run.add_argument("script", metavar="SCRIPT", type=Path, help="the script")
    _backend(run, "where to run: %(choices)s (default: cpu)")
    run.add_argument(
        "--threads", type=_threads, default=1, metavar="N",
        help="threads of the cpu backend (default: 1), or auto",
    )  # fmt: skip
    run.add_argument("--float32", action="store_true", help="state variables in single precision, unless the script says otherwise")
    run.add_argument("--profile", action="store_true", help="measure how long each object of the network takes")
    run.add_argument(
        "--sanitize", action="store_true",
        help="watch the generated code with the address and undefined behaviour sanitizers: the first error ends it (status 86)",
    )  # fmt: skip
    run.add_argument("--keep", type=Path, metavar="DIR", help="write a readable copy of the generated code to DIR")

    show = _command(commands, "show", "print the generated code of a script", SHOW, SHOW_MORE)
    show.usage = "genn-emit show SCRIPT [KERNEL] [--backend B] [-- ARGS...]"
    show.add_argument("script", metavar="SCRIPT", type=Path, help="the script")
    show.add_argument("kernel", metavar="KERNEL", nargs="?", help="a function or a Brian2 object, all code if not given")
    _backend(show, "the backend to show code for: %(choices)s (default: cpu)")

    suite = _command(commands, "test-brian2", "run Brian2's own tests on the device", SUITE, SUITE_MORE)
    suite.usage = "genn-emit test-brian2 [--phase P] [--float32] [-k EXPR] [--jobs N] [-- ARGS...]"
    suite.add_argument("--phase", choices=(*NAMES, "all"), default="all", metavar="P", help="one of %(choices)s (default: all)")
    suite.add_argument("--float32", action="store_true", help="state variables in single precision")
    suite.add_argument("-k", dest="keyword", default="", metavar="EXPR", help="only tests whose names match, as for pytest")
    suite.add_argument("--jobs", type=_positive, default=0, metavar="N", help="processes (default: one per processor)")

    _command(commands, "doctor", "what works on this machine", DOCTOR, "example:\n  genn-emit doctor\n")

    cache = _command(commands, "cache", "the cache of compiled code", CACHE, "example:\n  genn-emit cache --clear\n")
    cache.add_argument("--clear", action="store_true", help="remove all of it")
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, line: str, text: str, more: str
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name, help=line, description=text, epilog=more, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )


def _backend(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--backend", choices=BACKENDS, default="cpu", metavar="B", help=text)


def _threads(text: str) -> int | str:
    return text if text == "auto" else _positive(text)


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of threads or processes: give 1 or more")
    return number
