"""Workers wait where one sees what another did, and nowhere else."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import f64, i32, ptr
from genn_emit.backends.ownership import Access, Slice, SynapseOf, accesses, places_of, separable
from genn_emit.backends.waiting import Part, Wait, grouped, waits
from genn_emit.network.kernels import End

OURS, THEIRS = Slice(n.Var("N", i32)), Slice(n.Var("M", i32))
MEET, GATHER, RELEASE, NOTHING = Wait(True, True), Wait(True, False), Wait(False, True), Wait()
END = End(n.Var("post", ptr(i32)), n.Var("N", i32))
c = n.Var("c", i32)


def part(name: str, *found: str, alone: bool = False, clock: str = "", place: object = OURS) -> Part:
    """``part("x", "+v", "g")`` writes v and reads g."""
    seen = {Access(f.lstrip("+"), None if alone else place, f.startswith("+")) for f in found}  # type: ignore[arg-type]
    return Part(name, frozenset(seen), alone, clock)


def test_own_elements_need_no_wait() -> None:
    parts = [part("update", "+v", "g"), part("reset", "+v"), part("effect", "+g")]
    assert waits(parts, True) == (NOTHING,) * 3


def test_another_division_needs_all() -> None:
    parts = [part("update", "+v"), part("other", "v", place=THEIRS)]
    assert waits(parts, True) == (MEET, MEET)
    assert waits(parts, False) == (NOTHING, MEET)


def test_any_element_needs_all() -> None:
    assert waits([part("update", "+v"), part("effect", "v", "+g", place=None)], False) == (NOTHING, MEET)
    assert waits([part("look", "v", place=None), part("update", "+v")], False) == (NOTHING, MEET)
    assert waits([part("look", "v", place=None), part("look more", "v", place=THEIRS)], True) == (NOTHING, NOTHING)


def test_work_of_one_fits_between_the_halves() -> None:
    """The step of a network of neurons that spike: one wait in all."""
    parts = [
        part("update", "+v", "g"), part("found", "v", "+found"), part("spikes", "found", "+spikes", alone=True),
        part("monitor", "spikes", "+rows", alone=True), Part("effect", frozenset({Access("spikes", None, False),
        Access("g", OURS, True)})), part("reset", "+v"),
    ]  # fmt: skip
    assert waits(parts, True) == (NOTHING, NOTHING, GATHER, NOTHING, RELEASE, NOTHING)


def test_a_wait_counts_only_if_its_clock_ticks() -> None:
    parts = [part("update", "+v", clock="fast"), part("trace", "v", alone=True, clock="slow"),
             part("watch", "v", alone=True, clock="fast"), part("again", "v", alone=True, clock="slow")]  # fmt: skip
    assert waits(parts, False) == (NOTHING, GATHER, GATHER, NOTHING)


def test_work_of_one_is_put_together() -> None:
    parts = [
        part("found 1", "+found1"), part("spikes 1", "found1", "+spikes1", alone=True), part("found 2", "+found2"),
        part("spikes 2", "found2", "+spikes2", alone=True),
    ]  # fmt: skip
    assert [p.name for p in grouped(parts)] == ["found 1", "found 2", "spikes 1", "spikes 2"]
    dependent = [part("a", "+x", alone=True), part("b", "x", "+y"), part("c", "y", alone=True), part("d", "+z")]
    assert [p.name for p in grouped(dependent)] == ["d", "a", "b", "c"]
    other_clock = [part("a", "+x", alone=True, clock="1"), part("b", "+y", clock="2")]
    assert [p.name for p in grouped(other_clock)] == ["a", "b"]


def effect(*stores: tuple[str, n.Expr], source: n.Expr | None = None) -> n.Block:
    """A synapse that adds to elements of arrays."""
    body = Body(frozenset({"c"}))
    post = body.let("j", END.indices[c])
    for name, index in stores:
        array = n.Var(name, ptr(f64))
        body.assign(array[post if index is END.indices else index], 1.0, "+=")
    if source is not None:
        body.let("x", source)
    return body.block()


def test_places_are_seen_through_variables() -> None:
    found = accesses((effect(("g", END.indices), ("w", c)),), places_of(END, c))
    assert found == {
        Access("post", SynapseOf("post", n.Var("N", i32)), False), Access("g", OURS, True),
        Access("w", SynapseOf("post", n.Var("N", i32)), True),
    }  # fmt: skip
    assert separable(found)


def test_what_others_own_cannot_be_shared_out() -> None:
    pre = n.Var("pre", ptr(i32))
    for block in (
        effect(("g", END.indices), ("a", pre[c])),
        effect(("g", END.indices), source=n.Var("g", ptr(f64))[pre[c]]),
        effect(("total", n.literal(0, i32))),
        effect(("g", c), ("g", END.indices)),
    ):
        assert not separable(accesses((block,), places_of(END, c)))
