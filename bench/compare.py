"""Us and the peers on the same models in the same run: ``python -m bench.compare --help``."""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from bench import machine
from bench.cases import CASES
from bench.report import write_section


def cases() -> dict[str, Any]:
    """The modules of all cases, by name."""
    return {name: import_module(f"bench.cases.{name}") for name in CASES}


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__)
    choices = parser.add_subparsers(dest="case", required=True, metavar="CASE")
    for name, module in cases().items():
        case = choices.add_parser(name, help=module.__doc__, description=module.__doc__)
        module.arguments(case)
        case.add_argument("--repeats", type=int, default=5, metavar="N", help="measurements of each (default 5)")
        case.add_argument("--limit", type=float, metavar="S", help="seconds after which a measurement has failed")
        case.add_argument("--json", type=Path, metavar="FILE", help="all measurements")
        case.add_argument("--into", type=Path, metavar="FILE", help="put the result into a Markdown file, under the command's name")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    """1 when rates disagree or ours failed."""
    options = arguments(given)
    where = machine.describe()
    options.machine = machine.line(where)
    report = cases()[options.case].measure(options)
    text = "\n".join((f"    {options.machine}", "", *report.lines))
    print(text)
    if options.json:
        options.json.write_text(json.dumps({"machine": where, "repeats": options.repeats, **report.data}, indent=1, default=str))
    if options.into:
        write_section(options.into, title(sys.argv[1:] if given is None else given), text)
    return 1 if report.wrong else 0


def title(given: list[str]) -> str:
    """The command without the options that say where its result goes."""
    words = iter(given)
    kept = []
    for word in words:
        if word in ("--into", "--json", "--plot"):
            next(words, None)
        elif not word.startswith(("--into=", "--json=", "--plot=")):
            kept.append(word)
    return f"python -m bench.compare {shlex.join(kept)}"


if __name__ == "__main__":
    sys.exit(main())
