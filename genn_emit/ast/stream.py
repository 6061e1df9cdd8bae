"""CodeStream: owns indentation and braces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from genn_emit.errors import EmitError


class CodeStream:
    """Lines of text. A scope that is not closed in order raises ``EmitError``."""

    def __init__(self, indent: str = "    ") -> None:
        self._lines: list[str] = []
        self._indent = indent
        self._depth = 0

    def line(self, text: str = "") -> None:
        """One line at the current depth; ``""`` is an empty one."""
        self._lines.append(self._indent * self._depth + text if text else "")

    def flush_left(self, text: str) -> None:
        """One line without indentation, as preprocessor lines are written."""
        self._lines.append(text)

    @contextmanager
    def scope(self, head: str = "", tail: str = "") -> Iterator[CodeStream]:
        """Braces around what is written inside. After an error inside the stream is unusable."""
        self.open(head)
        depth = self._depth
        yield self
        if self._depth != depth:
            raise EmitError(f"scope {head or 'block'!r} was left with {self._depth - depth:+d} open braces")
        self.close(tail)

    def open(self, head: str = "") -> None:
        self.line(f"{head} {{" if head else "{")
        self._depth += 1

    def close(self, tail: str = "") -> None:
        if self._depth == 0:
            raise EmitError("a brace was closed that was never opened")
        self._depth -= 1
        self.line("}" + tail)

    def reopen(self) -> None:
        """Go one deeper after a line that closed one brace and opened the next."""
        self._depth += 1

    def text(self) -> str:
        """Everything written. ``EmitError`` if a brace is still open."""
        if self._depth:
            raise EmitError(f"{self._depth} braces are still open at the end of the text")
        return "\n".join(self._lines) + "\n" if self._lines else ""
