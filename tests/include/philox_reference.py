"""Philox4x32-10 and the numbers made from it, in numpy: what the headers must give bit for bit."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

_MASK = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL = 0x9E3779B9, 0xBB67AE85
_ROUNDS = 10

Words = tuple[NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64], NDArray[np.uint64]]


def philox(key: int, element: ArrayLike, draw: ArrayLike, step: ArrayLike) -> Words:
    """The four words of each counter (32 bits each, held in 64). Salmon et al. 2011, section 4.3."""
    a, b, full = np.broadcast_arrays(*(np.asarray(x, dtype=np.uint64) for x in (element, draw, step)))
    c, d = full & _MASK, full >> _SHIFT
    for i in range(_ROUNDS):
        key0, key1 = (np.uint64(((key >> s) + i * w) & 0xFFFFFFFF) for s, w in zip((0, 32), _WEYL, strict=True))
        first, second = _MULTIPLIERS[0] * a, _MULTIPLIERS[1] * c
        a, b, c, d = (second >> _SHIFT) ^ b ^ key0, second & _MASK, (first >> _SHIFT) ^ d ^ key1, first & _MASK
    return a, b, c, d


def unit_f64(high: NDArray[np.uint64], low: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Two words as a double in [0, 1) with 53 random bits."""
    return ((high >> np.uint64(5)).astype(float) * 2.0**26 + (low >> np.uint64(6)).astype(float)) * 2.0**-53


def uniform_f64(key: int, element: ArrayLike, draw: ArrayLike, step: ArrayLike) -> NDArray[np.float64]:
    """Uniform in [0, 1)."""
    return unit_f64(*philox(key, element, draw, step)[:2])


def uniform_f32(key: int, element: ArrayLike, draw: ArrayLike, step: ArrayLike) -> NDArray[np.float32]:
    """Uniform in [0, 1) with 24 bits."""
    word = philox(key, element, draw, step)[0]
    return (word >> np.uint64(8)).astype(np.float32) * np.float32(2.0**-24)


def normal_f64(key: int, element: ArrayLike, draw: ArrayLike, step: ArrayLike) -> NDArray[np.float64]:
    """Standard normal, Box-Muller."""
    a, b, c, d = philox(key, element, draw, step)
    return np.sqrt(-2.0 * np.log(1.0 - unit_f64(a, b))) * np.cos(2.0 * np.pi * unit_f64(c, d))


def normal_f32(key: int, element: ArrayLike, draw: ArrayLike, step: ArrayLike) -> NDArray[np.float64]:
    """Standard normal as the single precision function means it, computed in double."""
    a, b, _, _ = philox(key, element, draw, step)
    angle = 2.0 * np.pi * (b >> np.uint64(8)).astype(float) * 2.0**-24
    return np.sqrt(-2.0 * np.log((a.astype(float) + 0.5) * 2.0**-32)) * np.cos(angle)
