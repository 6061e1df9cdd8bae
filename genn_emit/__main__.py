"""``python -m genn_emit`` is the command ``genn-emit``."""

from __future__ import annotations

import sys

from genn_emit.cli import main

if __name__ == "__main__":
    sys.exit(main())
