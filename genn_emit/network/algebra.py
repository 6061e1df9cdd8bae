"""Forms of exponentials, powers and exprel that cost less and are right wherever the originals are.

    pow(exp(y), c)              exp(c*y)                a power is two transcendental functions; exp(y) may overflow on the way
    a/exp(y)                    a*exp(-y)               a product instead of a quotient, unless exp(y) is needed as well
    a/exprel(x), a/(b*exprel(x))  a*bernoulli(x), a*bernoulli(x)/b    bernoulli(x) = x/(exp(x) - 1)
    timestep(t, dt) >= k        t >= time_of_step(k, dt)    for k and dt that are the same for all: no quotient per element
    exp(k*y) beside exp(y)      exp(y)^k                    see ``multiples``

The fourth is exact, the others round differently in the last bits. An infinite y, for which exp(y) is 0 or infinite
already, stays what it was.
"""

from __future__ import annotations

from dataclasses import replace

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Names
from genn_emit.ast.types import f64
from genn_emit.ast.walk import rewrite, walk
from genn_emit.network.arrays import ArrayTable
from genn_emit.network.invariants import Invariants
from genn_emit.network.kernels import NOTHING, Kernel
from genn_emit.network.multiples import with_powers

_EXPREL, _BERNOULLI = "genn_exprel_", "genn_bernoulli_"


def simplified(kernel: Kernel, table: ArrayTable, names: Names) -> Kernel:
    """``kernel`` with the forms above in its scalar part and its body. ``names`` gives names for what is added."""
    nothing = Invariants(NOTHING, table, names)
    scalar = _rewritten(kernel.scalar, nothing)
    invariants = Invariants(scalar, table, names)
    body = rewrite(_rewritten(kernel.body, invariants), lambda node: _threshold_in_time(node, invariants))
    body = with_powers(body, invariants)
    return kernel if body == kernel.body and scalar == kernel.scalar else replace(kernel, scalar=invariants.scalar, body=body)


def _rewritten(block: n.Block, invariants: Invariants) -> n.Block:
    block = rewrite(block, lambda node: _reciprocal_exprel(_power_of_exp(node, invariants)))
    needed = _numerators(block)
    return rewrite(block, lambda node: _quotient_of_exp(node, needed))


def _call(e: n.Node, function: str) -> n.Call | None:
    return e if isinstance(e, n.Call) and e.function == function else None


def _power_of_exp(node: n.Node, invariants: Invariants) -> n.Node:
    power = _call(node, "pow")
    if power is None:
        return node
    exp, exponent = _call(power.args[0], "exp"), power.args[1]
    # pow(inf, 0) is 1, but 0*inf is not a number.
    if exp is None or not isinstance(exponent, n.Literal) or exponent.value == 0:
        return node
    factor, y = float(exponent.value), exp.args[0]
    if isinstance(y, n.Binary) and y.op == "*":
        for known, other in ((y.left, y.right), (y.right, y.left)):
            if known in invariants:
                return n.Call("exp", (invariants.scaled(factor, known) * other,), exp.type)
    return n.Call("exp", (factor * y,), exp.type)


def _reciprocal_exprel(node: n.Node) -> n.Node:
    if not (isinstance(node, n.Binary) and node.op == "/"):
        return node
    below = node.right
    factors = (below.left, below.right) if isinstance(below, n.Binary) and below.op == "*" else (below,)
    for k, factor in enumerate(factors):
        if isinstance(factor, n.Call) and factor.function.startswith(_EXPREL):
            above = node.left * n.Call(_BERNOULLI + factor.function.removeprefix(_EXPREL), factor.args, factor.type)
            return above if len(factors) == 1 else above / factors[1 - k]
    return node


def _numerators(block: n.Block) -> frozenset[n.Expr]:
    """The exponentials that are not only divided by."""
    below = {id(e.right) for e in walk(block) if isinstance(e, n.Binary) and e.op == "/"}
    return frozenset(e for e in walk(block) if isinstance(e, n.Call) and e.function == "exp" and id(e) not in below)


def _quotient_of_exp(node: n.Node, needed: frozenset[n.Expr]) -> n.Node:
    if not (isinstance(node, n.Binary) and node.op == "/"):
        return node
    exp = _call(node.right, "exp")
    if exp is None or exp in needed:
        return node
    return node.left * n.Call("exp", (_negative(exp.args[0]),), exp.type)


def _negative(y: n.Expr) -> n.Expr:
    """``-y`` with the sign at the last factor."""
    if isinstance(y, n.Unary) and y.op == "-":
        return y.operand
    if isinstance(y, n.Literal):
        return n.literal(-y.value, y.type)
    if isinstance(y, n.Binary) and y.op == "*":
        return y.left * _negative(y.right)
    if isinstance(y, n.Binary) and y.op == "-":
        return y.right - y.left
    return -y


def _threshold_in_time(node: n.Node, invariants: Invariants) -> n.Node:
    if not (isinstance(node, n.Binary) and node.op in (">=", "<")):
        return node
    step = _call(node.left, "genn_timestep")
    if step is None or step.args[1] not in invariants or node.right not in invariants:
        return node
    limit = invariants.declare(n.Call("genn_time_of_step", (node.right, step.args[1]), f64), "limit")
    return n.Binary(node.op, step.args[0], limit)
