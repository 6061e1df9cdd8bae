"""Thresholds crossed by chance on the CPU: blocks of elements, leaps from one that may cross to the next."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import boolean, f64, i32, u8, u32, u64
from genn_emit.backends.cpu_shares import FIRST, LAST, element_part
from genn_emit.network.chances import Chance
from genn_emit.network.kernels import Threshold

# A block belongs to one worker: GENN_SLICE_STEP of slices.h.
BLOCK = 64


def flag_by_chance(kernel: Threshold, chance: Chance, body: Body) -> None:
    """Set the flags of this worker's slice. A block where crossing is likely draws for each element."""
    assert kernel.condition is not None and kernel.random is not None
    index = kernel.index
    with body.for_("block", FIRST, LAST, BLOCK) as block:
        end = body.let("end", n.Select(block + BLOCK < LAST, block + BLOCK, LAST))
        parts = body.let("parts", n.literal(0, i32), mutable=True)
        bound = n.Call("genn_at_most", (chance.p.cast(f64),), i32)
        with body.nested() as largest:
            body.add(chance.body)
            own = body.let("own", bound)
            body.assign(parts, n.Select(own > parts, own, parts))
        body.add(n.For(index, block, end, largest(), independent=True))
        with body.if_(n.Call("genn_likely", (parts,), boolean)):
            drawn = element_part(kernel, index)
            flag = n.Assign(kernel.flags[index], kernel.condition.cast(u8))
            body.add(n.For(index, block, end, n.Block((*drawn.body, flag)), independent=True))
        with body.else_():
            body.add(n.For(index, block, end, n.Block((n.Assign(kernel.flags[index], n.literal(0, u8)),))))
            _leap(kernel, chance, block, end, parts, body)


def _leap(kernel: Threshold, chance: Chance, block: n.Var, end: n.Var, parts: n.Var, body: Body) -> None:
    """Visit the elements that leaps end at."""
    assert kernel.random is not None
    most = body.let("most", n.Call("genn_probability", (parts,), f64))
    leaps = body.let("leaps", n.literal(0, u32), mutable=True)
    site = n.Binary("<<", leaps, n.literal(16, u32))
    if chance.site:
        site = n.Binary("|", site, n.literal(chance.site, u32))
    stream = (kernel.random.key, block.cast(u32), site, kernel.random.step.cast(u64))
    at = body.let("at", block + n.Call("genn_leap", (*stream, most, end - block), i32), mutable=True)
    with body.while_(at < end):
        body.add(n.Declare(kernel.index, at), chance.body)
        hit = n.Call("genn_hit", (*stream, most, chance.p.cast(f64)), boolean)
        body.assign(kernel.flags[kernel.index], hit.cast(u8))
        body.assign(leaps, 1, "+=")
        body.assign(at, 1, "+=")
        body.assign(at, n.Call("genn_leap", (*stream, most, end - at), i32), "+=")
