"""What a case hands back: Markdown, all measurements, and how many things were wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Report:
    """``lines`` are Markdown, ``data`` goes to ``--json``. ``wrong`` counts failures of ours and rates that disagree."""

    lines: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    wrong: int = 0

    def add(self, *lines: str) -> None:
        self.lines += lines

    def fail(self, line: str) -> None:
        self.lines.append(f"\nERROR: {line}")
        self.wrong += 1


def markdown(rows: Sequence[Sequence[str]]) -> str:
    """A table; the first row is its header. Rows shorter than the header end early."""
    full = [tuple(row) + ("",) * (len(rows[0]) - len(row)) for row in rows]
    widths = [max(len(row[column]) for row in full) for column in range(len(rows[0]))]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in full]
    return "\n".join([lines[0], rule, *lines[1:]])


def write_section(file: Path, title: str, text: str) -> None:
    """Put ``text`` under the heading ``### title`` of a Markdown file, in place of what stood there, else at its end."""
    heading = f"### {title}\n"
    section = f"{heading}\n{text.strip()}\n"
    old = file.read_text() if file.exists() else ""
    start = old.find(heading)
    if start < 0:
        file.write_text(f"{old.rstrip()}\n\n{section}".lstrip())
        return
    after = re.compile(r"^#{1,3} ", re.MULTILINE).search(old, start + len(heading))
    rest = f"\n{old[after.start() :]}" if after else ""
    file.write_text(old[:start] + section + rest)
