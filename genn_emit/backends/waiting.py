"""Where workers wait for each other: only where one sees what another did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from genn_emit.backends.ownership import Access


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in the schedule: one function that all workers call. ``alone``: only worker 0 does anything. ``clock``:
    it is called when that clock ticks, in each step if empty. ``ends``: it may return an error, and everybody waits to learn it."""

    name: str
    accesses: frozenset[Access]
    alone: bool = False
    clock: str = ""
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Before a part: ``gather``: worker 0 waits for all others; ``release``: the others wait for worker 0."""

    gather: bool = False
    release: bool = False

    def __or__(self, other: Wait) -> Wait:
        return Wait(self.gather or other.gather, self.release or other.release)


ALWAYS = ""


@dataclass(frozen=True, slots=True)
class _Earlier:
    """An access of before, and the clocks that made everybody wait since: if one of them ticked, worker 0 knows that all are
    past it (``gathered``), or all know it of all (``released``)."""

    access: Access
    alone: bool
    clock: str
    gathered: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()

    def known(self, waits: frozenset[str], clock: str) -> bool:
        """Whether one of ``waits`` has happened, given that the access has, and that ``clock`` ticks."""
        return bool(waits & {self.clock, clock, ALWAYS})


def grouped(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The same parts in an order that nobody can tell from theirs: work for all, then what worker 0 does alone, and so on, as
    much at a time as there is. Fewer waits are needed then."""
    left, order = list(parts), list[Part]()
    alone = False
    while left:
        passed: list[Part] = []
        for part in left:
            if part.alone == alone and all(_exchangeable(part, other) for other in passed):
                order.append(part)
            else:
                passed.append(part)
        left, alone = passed, not alone
    return tuple(order)


def _exchangeable(one: Part, other: Part) -> bool:
    if one.clock != other.clock or one.ends or other.ends:
        return False
    return not any(
        a.array == b.array and (a.writes or b.writes) for a in one.accesses for b in other.accesses
    )


def waits(parts: Sequence[Part], cyclic: bool) -> tuple[Wait, ...]:
    """What to wait for before each part. ``cyclic``: the first follows the last at once, and there is one clock; otherwise
    everybody waits for everybody in between."""
    chosen = [Wait() for _ in parts]
    while True:
        before = list(chosen)
        earlier: frozenset[_Earlier] = frozenset()
        for _ in range(2 if cyclic else 1):
            for place, part in enumerate(parts):
                chosen[place] |= _needed(part, earlier)
                earlier = _after(earlier, chosen[place], part.clock)
                earlier |= {_Earlier(access, part.alone, part.clock) for access in part.accesses}
        if chosen == before:
            return tuple(chosen)


def _needed(part: Part, earlier: frozenset[_Earlier]) -> Wait:
    wait = Wait()
    for past in earlier:
        if any(_meet(past, access, part.alone) for access in part.accesses):
            gathered = past.alone or past.known(past.gathered, part.clock)
            released = part.alone or past.known(past.released, part.clock)
            if not released or not gathered:
                wait |= Wait(not gathered, not released)
    return wait


def _meet(past: _Earlier, access: Access, alone: bool) -> bool:
    """Whether one worker may see what another does."""
    if past.access.array != access.array or not (past.access.writes or access.writes) or (past.alone and alone):
        return False
    same_owner = past.access.place is not None and past.access.place == access.place
    return past.alone or alone or not same_owner


def _after(earlier: frozenset[_Earlier], wait: Wait, clock: str) -> frozenset[_Earlier]:
    """What is still to be waited for after a wait that happens when ``clock`` ticks."""
    left = set()
    for past in earlier:
        gathered = past.gathered | {clock} if wait.gather else past.gathered
        released = past.released
        if wait.release and (past.alone or past.known(gathered, clock)):
            released = released | {clock}
        if not past.known(released, ALWAYS):
            left.add(replace(past, gathered=gathered, released=released))
    return frozenset(left)
