"""Keys of the counter RNG: one per execution of code that draws, in program order since the last seed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

_MASK = (1 << 64) - 1


@dataclass(frozen=True)
class RandomState:
    """``seed`` is 64 bits; ``position`` counts the keys handed out since."""

    seed: int
    position: int = 0

    @classmethod
    def fresh(cls, seed: int | None) -> RandomState:
        """From a user's seed, or from the system's randomness."""
        return cls(secrets.randbits(64) if seed is None else int(seed) & _MASK)

    def key(self) -> tuple[int, RandomState]:
        """The next key, and the state behind it (splitmix64 of Steele, Lea and Flood, OOPSLA 2014)."""
        z = (self.seed * 0xD1342543DE82EF95 + (self.position + 1) * 0x9E3779B97F4A7C15) & _MASK
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        return z ^ (z >> 31), RandomState(self.seed, self.position + 1)
