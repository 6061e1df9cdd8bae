"""Who is measured: our backends and the peers, and which of them this machine has."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

PEERS = ("cpp_standalone", "cpp_standalone_openmp", "cython", "genn", "brian2genn", "nest")
# What has to be importable, and what else is missing even then.
_NEEDED = {
    "cpp_standalone": "brian2",
    "cpp_standalone_openmp": "brian2",
    "cython": "Cython",
    "genn": "pygenn",
    "brian2genn": "brian2genn",
    "nest": "nest",
}
_WITHOUT_MODELS = {"genn": "bench has no description of the models for PyGeNN"}

AUTO = 0


@dataclass(frozen=True)
class Contestant:
    """``kind`` is genn_emit or a peer; ``backend`` is one of ours. ``threads`` is ``AUTO`` where ours shall find out."""

    kind: str
    backend: str = ""
    threads: int = 1

    @property
    def name(self) -> str:
        parts = [self.kind, self.backend] if self.backend else [self.kind]
        told = ", threads='auto'" if self.threads == AUTO else f", {self.threads} threads" if self.threads > 1 else ""
        return " ".join(parts) + told


def ours(backends: list[str], threads: list[int]) -> list[Contestant]:
    """Our contestants. Only the cpu backend has threads to choose."""
    made = []
    for backend in backends:
        made += [Contestant("genn_emit", backend, t) for t in (threads if backend == "cpu" else [1])]
    return made


def theirs(peers: list[str], threads: list[int]) -> tuple[list[Contestant], dict[str, str]]:
    """The peers that are here, and why each of the others is not."""
    made: list[Contestant] = []
    absent: dict[str, str] = {}
    for peer in peers:
        if reason := _absent(peer):
            absent[peer] = reason
        elif peer == "cpp_standalone_openmp":
            made += [Contestant(peer, threads=t) for t in threads if t > 1] or [Contestant(peer, threads=2)]
        elif peer == "nest":
            made += [Contestant(peer, threads=t) for t in threads if t != AUTO]
        else:
            made.append(Contestant(peer))
    return made, absent


def _absent(peer: str) -> str:
    """Why ``peer`` cannot be measured; empty if it can."""
    if find_spec(_NEEDED[peer]) is None:
        return f"{_NEEDED[peer]} is not installed"
    return _WITHOUT_MODELS.get(peer, "")
