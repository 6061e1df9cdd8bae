"""The summary of a run, in lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from genn_emit.brian.session import Totals


def summary(totals: Totals, title: str, import_seconds: float, total_seconds: float) -> str:
    """What a run did, how long it took, and what of it ran in numpy."""
    rows = [*_network(totals), *_times(totals, import_seconds, total_seconds), *_profile(totals), *_fallbacks(totals)]
    return "\n".join((f"--- {title}", *(f"{name:<16} {text}".rstrip() for name, text in rows)))


def _network(totals: Totals) -> Iterator[tuple[str, str]]:
    several = f"  (the largest of {totals.runs} runs)" if totals.runs > 1 else ""
    yield "neurons", f"{totals.neurons:,}{several}"
    yield "synapses", f"{totals.synapses:,}{several}"
    if totals.watched == 0:
        yield "spikes", "not recorded: the script has no SpikeMonitor"
        return
    part = "" if totals.watched == totals.neurons else f"  (of the {totals.watched:,} neurons that are recorded)"
    yield "spikes", f"{totals.spikes:,}{part}"
    if totals.neuron_seconds > 0:
        yield "mean rate", f"{totals.spikes / totals.neuron_seconds:.2f} Hz{part}"


def _times(totals: Totals, import_seconds: float, total_seconds: float) -> Iterator[tuple[str, str]]:
    known = (import_seconds, totals.code_generation, totals.compile, totals.run)
    yield "import", _seconds(known[0])
    yield "code generation", _seconds(known[1])
    yield "compile", f"{_seconds(known[2])}  {_modules(totals)}"
    yield "run", _seconds(known[3])
    yield "everything else", f"{_seconds(max(0.0, total_seconds - sum(known)))}  the script itself: set-up, results, plots"


def _profile(totals: Totals) -> Iterator[tuple[str, str]]:
    """The slowest objects first."""
    whole = sum(totals.profile.values())
    ordered = sorted(totals.profile.items(), key=lambda item: (-item[1], item[0]))
    for number, (name, seconds) in enumerate(ordered):
        share = seconds / whole if whole else 0.0
        yield "" if number else "of the run", f"{seconds:.4f} s  {share:6.1%}  {name}"


def _seconds(value: float) -> str:
    return f"{value:.2f} s".ljust(8)


def _modules(totals: Totals) -> str:
    number = totals.compiled + totals.reused
    if number == 0:
        return "there was nothing to compile"
    modules = f"{number} module" + ("s" if number > 1 else "")
    if totals.compiled:
        return f"{modules}: {totals.compiled} compiled, {totals.reused} from the cache"
    if totals.commands:
        return f"compiled nothing, linked anew: all {modules} came from the cache"
    return f"compiled nothing: all {modules} came from the cache"


def _fallbacks(totals: Totals) -> Iterator[tuple[str, str]]:
    if not totals.fallbacks:
        yield "in numpy", "nothing"
        return
    yield "in numpy", "what has no compiled form yet runs in Brian2's numpy code:"
    for reason in dict.fromkeys(f"{f.owner or f.name} ({f.kind}): {f.reason}" for f in totals.fallbacks):
        yield "", reason
