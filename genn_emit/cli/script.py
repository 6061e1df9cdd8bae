"""Running somebody's script as Python would, with errors that start where the script does."""

from __future__ import annotations

import os
import runpy
import sys
import traceback
from pathlib import Path
from types import TracebackType

from genn_emit.errors import BackendUnavailable, BuildError, CacheError

# Files whose frames say nothing about the script.
_OURS = str(Path(__file__).parent)


def execute(script: Path, arguments: list[str]) -> int | None:
    """Run a script as ``__main__``; its exit status, or None when it ended with an error, which then was printed.

    Errors that say what to do about them (no device, no compiler, no cache) pass through, with the place in the script.
    """
    sys.argv = [str(script), *arguments]
    sys.path[0] = str(script.resolve().parent)
    _draw_without_display()
    try:
        runpy.run_path(str(script), run_name="__main__")
    except SystemExit as end:
        return _status(end)
    except Exception as error:
        expected = explained(error)
        if expected is not None:
            place = _place(error, script)
            if place:
                expected.add_note(place)
            raise expected from None
        print_error(error, script)
        return None
    return 0


def explained(error: BaseException | None) -> BaseException | None:
    """The error with a remedy behind an error, if there is one."""
    while error is not None:
        if isinstance(error, (BackendUnavailable, BuildError, CacheError)):
            return error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return None


def print_error(error: BaseException, script: Path) -> None:
    """The traceback from the script on, without the frames that brought it here."""
    shown = traceback.TracebackException.from_exception(error)
    parts: list[traceback.TracebackException | None] = [shown]
    first = True
    while parts:
        part = parts.pop()
        if part is None:
            continue
        _strip(part.stack, script if first else None)
        parts += [part.__cause__, part.__context__]
        first = False
    print("".join(shown.format()), end="", file=sys.stderr)


def _strip(stack: traceback.StackSummary, script: Path | None) -> None:
    starts = [k for k, frame in enumerate(stack) if script is not None and frame.filename == str(script)]
    if starts:
        del stack[: starts[0]]
    elif script is not None:
        # The script could not even be read: a syntax error says itself where.
        stack.clear()
    stack[:] = [frame for frame in stack if not frame.filename.startswith(_OURS)]


def _place(error: BaseException, script: Path) -> str:
    """Where in the script an error came from."""
    step: TracebackType | None = error.__traceback__
    line = 0
    while step is not None:
        if step.tb_frame.f_code.co_filename == str(script):
            line = step.tb_lineno
        step = step.tb_next
    return f"{script}, line {line}" if line else ""


def _status(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return int(end.code or 0)
    print(end.code, file=sys.stderr)
    return 1


def _draw_without_display() -> None:
    """Let matplotlib draw to files where there is no display, whatever its configuration asks for."""
    has_display = sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if has_display or "MPLBACKEND" in os.environ:
        return
    os.environ["MPLBACKEND"] = "Agg"
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].use("Agg")
