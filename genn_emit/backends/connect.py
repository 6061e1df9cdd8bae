"""Making synapses, in host code on every backend: the pairs live in memory that the user reads anyway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import Scalar, f64, i32, i64, u32, u64
from genn_emit.backends.base import STATE
from genn_emit.backends.lowering import SCALAR_ELEMENT, lower_draws, lower_failures
from genn_emit.network import kernels as k
from genn_emit.network.status import GROW, SAMPLE_NEGATIVE, SAMPLE_TOO_LARGE

_CHOICE_SITE = 0xFFFF


def connect(kernel: k.Connect, body: Body) -> None:
    """The body of the kernel's function: rows of one outer element at a time, so that it can stop between rows."""
    assert kernel.pre is not None and kernel.post is not None and kernel.choose is not None
    body.add(lower_failures(lower_draws(kernel.scalar, kernel.random, n.Literal(SCALAR_ELEMENT, i64))))
    made = body.let("n_made", kernel.made[0], mutable=True)
    stop = body.let("outer_end", kernel.extent.cast(i64))
    with body.for_("outer", kernel.position[0], stop) as outer:
        body.add(n.Declare(kernel.outer, outer))
        row_start = body.let("row_start", made)
        body.add(lower_failures(lower_draws(kernel.body, kernel.random, outer, n.literal(0, u64))))
        with _chosen(kernel, outer, body):
            body.add(lower_failures(lower_draws(kernel.each, kernel.random, outer, kernel.inner.cast(u64))))
            _append(kernel, made, body)
        with body.if_(made > kernel.capacity):
            body.assign(n.Field(STATE, "error_value", i64), made)
            body.assign(kernel.made[0], row_start)
            body.assign(kernel.position[0], outer)
            body.return_(n.literal(GROW, i32))
    body.assign(kernel.made[0], made)
    body.assign(kernel.position[0], stop)


def _append(kernel: k.Connect, made: n.Var, body: Body) -> None:
    assert kernel.pre is not None and kernel.post is not None
    copies = kernel.copies.cast(i64) if kernel.copies is not None else n.literal(1, i64)

    def pair() -> None:
        assert kernel.pre is not None and kernel.post is not None
        with body.if_(made < kernel.capacity):
            body.assign(kernel.sources[made], kernel.pre.cast(i32))
            body.assign(kernel.targets[made], kernel.post.cast(i32))
        body.assign(made, 1, "+=")

    if isinstance(copies, n.Literal) and copies.value == 1:
        pair()
    else:
        with body.for_("copy", 0, copies):
            pair()


@contextmanager
def _chosen(kernel: k.Connect, outer: n.Var, body: Body) -> Iterator[None]:
    """The loop over the inner values that ``choose`` selects."""
    choose = kernel.choose
    assert choose is not None
    low, step = body.let("low", choose.low.cast(i64)), body.let("by", choose.step.cast(i64))
    steps = body.let("n_steps", _number_of_steps(low, choose.high.cast(i64), step))
    if isinstance(choose, k.Chance):
        with _with_chance(kernel, choose, outer, steps, body) as ordinal:
            body.add(n.Declare(kernel.inner, low + ordinal * step))
            yield
    elif isinstance(choose, k.Sample):
        with _with_size(kernel, choose, outer, steps, body) as ordinal:
            body.add(n.Declare(kernel.inner, low + ordinal * step))
            yield
    else:
        with body.for_("ordinal", 0, steps) as ordinal:
            body.add(n.Declare(kernel.inner, low + ordinal * step))
            yield


def _number_of_steps(low: n.Expr, high: n.Expr, step: n.Expr) -> n.Expr:
    up = (high - low + step - 1) / step
    down = (low - high - step - 1) / (-step)
    zero = n.literal(0, i64)
    return n.Select(step > 0, n.Select(high > low, up, zero), n.Select(high < low, down, zero))


def _draw(kernel: k.Connect, function: str, outer: n.Var, ordinal: n.Expr, of: Scalar, *args: n.Expr) -> n.Expr:
    assert kernel.random is not None
    where = (kernel.random.key, outer.cast(u32), n.literal(_CHOICE_SITE, u32), ordinal.cast(u64))
    return n.Call(function, where + args, of)


@contextmanager
def _with_chance(
    kernel: k.Connect, choose: k.Chance, outer: n.Var, steps: n.Var, body: Body
) -> Iterator[n.Var]:
    """Geometric jumps from success to success: the cost follows the synapses that are made. The k-th jump of a row draws the k-th
    number, wherever it starts, so that the processor may draw ahead."""
    p = body.let("probability", choose.p.cast(f64))
    log_fail = body.let("log_fail", n.Call("log1p", (-p,), f64))
    some = n.Select(p > 0.0, steps, n.literal(0, i64))
    end = body.let("ordinal_end", some)
    first = _draw(kernel, "genn_geometric_skip", outer, n.literal(0, i64), i64, log_fail)
    ordinal = n.Var(body.names.fresh("ordinal"), i64)
    jumps = body.let("jumps", n.literal(0, i64), mutable=True)
    jump = 1 + _draw(kernel, "genn_geometric_skip", outer, jumps, i64, log_fail)
    with body.nested() as inner:
        body.assign(jumps, 1, "+=")
        yield ordinal
    body.add(n.For(ordinal, first, end, inner(), jump))


@contextmanager
def _with_size(kernel: k.Connect, choose: k.Sample, outer: n.Var, steps: n.Var, body: Body) -> Iterator[n.Var]:
    """Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S)."""
    wanted = body.let("wanted", choose.size.cast(i64), mutable=True)
    if choose.lenient:
        body.assign(wanted, n.Select(wanted > steps, steps, n.Select(wanted < 0, n.literal(0, i64), wanted)))
    else:
        for bad, status in ((wanted > steps, SAMPLE_TOO_LARGE), (wanted < 0, SAMPLE_NEGATIVE)):
            with body.if_(bad):
                body.add(*lower_failures(n.Block((n.Fail(status, wanted),))).body)
    with body.for_("ordinal", 0, steps) as ordinal:
        chance = _draw(kernel, "genn_uniform_f64", outer, ordinal, f64)
        with body.if_((steps - ordinal).cast(f64) * chance >= wanted.cast(f64)):
            body.add(n.Continue())
        body.assign(wanted, 1, "-=")
        yield ordinal
