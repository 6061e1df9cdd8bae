"""Comments as text. They hold what users wrote (names, units, equations), so nothing in them may end them early."""

from __future__ import annotations

import re
from collections.abc import Sequence


def clean(text: str) -> tuple[str, ...]:
    """The lines of ``text``: ASCII, no end of comment, no line splice (a backslash or its trigraph at the end)."""
    return tuple(_line(line) for line in text.splitlines()) or ("",)


def one_line(text: str) -> str:
    """``text`` as what may follow ``//``."""
    return _line(" ".join(text.split()))


def comment(lines: Sequence[str]) -> tuple[str, ...]:
    """``/* ... */``, one line or several."""
    first, *rest = [part for line in lines for part in clean(line)] or [""]
    if not rest:
        return (f"/* {first} */",)
    return (f"/* {first}".rstrip(), *(f" * {line}".rstrip() for line in rest), " */")


def _line(text: str) -> str:
    text = text.expandtabs(4).encode("ascii", "backslashreplace").decode("ascii")
    text = re.sub(r"[\x00-\x1f\x7f]", " ", text)
    text = re.sub(r"\?(?=\?)", "? ", text).replace("*/", "* /").replace("/*", "/ *")
    return text.rstrip("\\ ")
