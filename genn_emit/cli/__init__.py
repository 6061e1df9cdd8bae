"""The command ``genn-emit``: run a Brian2 script on the device, look at its code, examine the machine, tidy the cache."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from genn_emit.cli.arguments import parse
from genn_emit.errors import BackendUnavailable, BuildError, CacheError

FAILED = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit status: the script's own for ``run``; 2 when the command could not be carried out."""
    chosen = parse(sys.argv[1:] if arguments is None else list(arguments))
    try:
        if chosen.command == "run":
            from genn_emit.cli.run import run

            return run(chosen, process_start=arguments is None)
        if chosen.command == "show":
            from genn_emit.cli.show import show

            return show(chosen)
        if chosen.command == "test-brian2":
            from genn_emit.cli.suite import suite

            return suite(chosen)
        if chosen.command == "doctor":
            from genn_emit.cli.doctor import doctor

            return doctor()
        from genn_emit.cli.stored import stored

        return stored(clear=chosen.clear)
    except (BackendUnavailable, BuildError, CacheError) as error:
        print("\n  ".join((f"genn-emit: {error}", *getattr(error, "__notes__", ()))), file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("genn-emit: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe has seen enough. What is still in our buffer goes nowhere, at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
