"""Python's cyclic garbage collection: what imports have made is looked through once, not again and again.

Brian2 collects before and after every run, so that objects that are in no network are noticed. Most of that time goes into
modules, which stay.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No collection meanwhile: importing makes many objects and next to no garbage. They count as old afterwards, so that the
    collection of young ones that is due does not look through all of them; unless a program, or Python 3.12, has set objects
    aside, which that would undo."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if enabled:
            gc.enable()


class Bystanders:
    """Objects that collections leave out. Ours only: if a program has set objects aside itself, nothing is done."""

    def __init__(self) -> None:
        self._ours = False

    def set_aside(self) -> None:
        """Leave out what is there now, until ``take_back``."""
        if not gc.get_freeze_count():
            gc.freeze()
            self._ours = True

    def take_back(self) -> None:
        """Collections are complete again."""
        if self._ours:
            gc.unfreeze()
            self._ours = False
