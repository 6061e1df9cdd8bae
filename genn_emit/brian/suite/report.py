"""What the tests found, as text, and whether the device did its part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from genn_emit.brian.fallbacks import READING
from genn_emit.brian.suite.collector import Collector
from genn_emit.brian.suite.phases import Phase
from genn_emit.brian.tally import KINDS, Tally


@dataclass(frozen=True)
class Result:
    """One phase: what pytest's exit status says, what the tests and the device did."""

    phase: Phase
    completed: bool
    found: Collector


def total(results: Sequence[Result]) -> Tally:
    """The tallies of all phases."""
    tally = Tally()
    for result in results:
        tally.add(result.found.tally)
    return tally


def problems(results: Sequence[Result], whole: bool) -> list[str]:
    """What must not be, a line each. ``whole``: nothing was left out by hand, so that every kind must have occurred."""
    tally = total(results)
    lines = []
    for result in results:
        failed = result.found.count("failed")
        if failed:
            lines.append(f"phase {result.phase.name}: {failed} tests failed")
        elif not result.completed:
            lines.append(f"phase {result.phase.name}: pytest did not complete")
        elif whole and not result.found.count("passed"):
            lines.append(f"phase {result.phase.name}: no test passed")
    for (kind, reason, forced), number in sorted(tally.in_numpy.items()):
        if kind not in READING and not forced:
            lines.append(f"{number} code objects of kind {kind} ran in numpy: {reason}")
    for kind in KINDS:
        if whole and kind not in READING and not tally.emitted[kind]:
            lines.append(f"no code object of kind {kind} was emitted")
    return lines


def summary(results: Sequence[Result]) -> str:
    """Tables in Markdown: the phases, the kinds of code objects, and why something ran in numpy."""
    return "\n".join((*_phases(results), "", *_kinds(total(results)), *_reasons(total(results)), *_skipped(results)))


def _phases(results: Sequence[Result]) -> Iterator[str]:
    yield from _heading("phase", "passed", "failed", "skipped", "what")
    for result in results:
        counts = (result.found.count(outcome) for outcome in ("passed", "failed", "skipped"))
        yield _row(result.phase.name, *counts, result.phase.what)


def _kinds(tally: Tally) -> Iterator[str]:
    yield from _heading("", "kind", "code objects", "emitted", "in numpy")
    others = sorted({*tally.emitted, *(kind for kind, _, _ in tally.in_numpy)} - set(KINDS))
    for number, kind in enumerate((*KINDS, *others), start=1):
        emitted, in_numpy = tally.emitted[kind], tally.numpy_of(kind)
        yield _row(number, kind, emitted + in_numpy, emitted, in_numpy)


def _reasons(tally: Tally) -> Iterator[str]:
    found = sorted((kind, reason, number) for (kind, reason, _), number in tally.in_numpy.items() if kind not in READING)
    if found:
        yield ""
        yield from _heading("in numpy", "why", "code objects")
        yield from (_row(*row) for row in found)


def _skipped(results: Sequence[Result]) -> Iterator[str]:
    rows = [(r.phase.name, reason, number) for r in results for reason, number in sorted(r.found.reasons.items())]
    if rows:
        yield ""
        yield from _heading("phase", "skipped because", "tests")
        yield from (_row(*row) for row in rows)


def _heading(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield _row(*("---" for _ in names))


def _row(*cells: object) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"
