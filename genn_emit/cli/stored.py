"""``genn-emit cache``."""

from __future__ import annotations

from genn_emit.programs import open_cache


def stored(clear: bool) -> int:
    """Print what the cache holds, compiled code and what is remembered of equations, or empty it."""
    cache = open_cache()
    entries, size = len(cache.entries()), cache.size()
    notes, notes_size = cache.notes()
    if clear:
        cache.clear()
        print(f"removed {entries} entries ({in_bytes(size)}) and {notes} notes ({in_bytes(notes_size)}) from {cache.directory}")
        return 0
    print(f"directory  {cache.directory}")
    print(f"entries    {entries}")
    print(f"size       {in_bytes(size)} of at most {in_bytes(cache.limit)}")
    print(f"notes      {notes} on equations ({in_bytes(notes_size)} of at most {in_bytes(cache.notes_limit)})")
    return 0


def in_bytes(number: int) -> str:
    """A size as people read it."""
    value, unit = float(number), "bytes"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if value < 1024:
            break
        value, unit = value / 1024, larger
    return f"{number} bytes" if unit == "bytes" else f"{value:.1f} {unit}"
