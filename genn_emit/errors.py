"""Errors, one class per mistake."""

from __future__ import annotations


class GennEmitError(Exception):
    """Base of every error that genn_emit raises."""


class EmitError(GennEmitError):
    """A tree cannot be built or printed."""


class VerifyError(GennEmitError):
    """A tree is not legal."""


class LoweringError(GennEmitError):
    """A backend cannot carry out a kernel."""


class BuildError(GennEmitError):
    """Generated code could not be compiled, linked or loaded."""

    def __init__(
        self,
        what: str,
        *,
        command: str = "",
        output: str = "",
        first_error: str = "",
        source: str | None = None,
        remedy: str = "",
    ) -> None:
        # Only ``what`` goes to Exception: pickle calls the class with args and then restores the attributes.
        super().__init__(what)
        self.what = what
        self.command = command
        self.output = output
        self.first_error = first_error
        self.source = source
        self.remedy = remedy

    def __str__(self) -> str:
        lines = [self.what]
        for label, value in (
            ("first error", self.first_error),
            ("command", self.command),
            ("source", self.source),
            ("remedy", self.remedy),
        ):
            if value:
                lines.append(f"  {label}: {value}")
        return "\n".join(lines)


class ToolchainError(BuildError):
    """No working compiler was found."""


class BackendUnavailable(GennEmitError):
    """A backend cannot run on this machine."""

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        super().__init__(name, reason, remedy)
        self.name = name
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"backend {self.name!r} is not available: {self.reason}. Remedy: {self.remedy}"


class SweepError(GennEmitError, ValueError):
    """A parameter sweep that cannot be carried out; the message names the variable."""


class CacheError(GennEmitError):
    """The directory of compiled code cannot be used."""


class LibraryError(CacheError):
    """A compiled library cannot be opened."""
