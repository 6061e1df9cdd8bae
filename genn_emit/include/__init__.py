"""The hand-written headers that generated code includes, the same for every model."""

from __future__ import annotations

from pathlib import Path

INCLUDE_DIR = Path(__file__).parent
"""Pass it to the compiler as ``-I``; generated code says ``#include "genn_emit/rng.h"``."""

OPENCL_HEADERS = ("common.h", "math.h", "rng.h", "rng_discrete.h")
"""Headers that are OpenCL C as well, each after those it needs."""


def header_path(name: str) -> Path:
    """Where the header ``name`` (``"rng.h"``) is."""
    return INCLUDE_DIR / "genn_emit" / name


def opencl_source(headers: tuple[str, ...] = OPENCL_HEADERS) -> str:
    """Text to put before OpenCL kernels: the given headers and ``common.h``, in the order they need."""
    wanted = {"common.h", *headers} | ({"rng.h"} if "rng_discrete.h" in headers else set())
    unknown = wanted.difference(OPENCL_HEADERS)
    if unknown:
        raise ValueError(f"not OpenCL headers: {', '.join(sorted(unknown))}")
    return "".join(header_path(name).read_text(encoding="utf-8") for name in OPENCL_HEADERS if name in wanted)
