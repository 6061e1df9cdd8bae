"""What the Brian2 front end raises."""

from __future__ import annotations

from genn_emit.errors import GennEmitError


class NotEmitted(GennEmitError):
    """Something has no C++ form; its code object runs in numpy instead, and is listed in ``device.fallbacks``."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} has no C++ form")
        self.what = what


class PythonFunction(NotEmitted):
    """A function of the user's that has no implementation in C++."""
