"""The cable equation over a tree of sections, in four stages that each may be shared out.

Within a section the new potential is a particular solution plus those for either end held at 1, each from the same tridiagonal
matrix. What the ends really are follows from currents adding up to zero at the nodes: a system as large as the tree has
nodes, solved from the leaves to the root and back (Hines, 1984, Int J Biomed Comput 15:69).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import Pointer, Type, f64, i32
from genn_emit.network.kernels import Cable, CableSystem

_STAGES = {
    "_membrane": "conductance and current of the membrane",
    "_sections": "each section for itself, with both ends at 0 and with either at 1",
    "_tree": "the potentials where sections meet",
    "": "sections put together",
}


def stage_names(kernel: Cable) -> tuple[str, ...]:
    """The functions of the four stages, in order."""
    return tuple(f"{kernel.name}{suffix}" for suffix in _STAGES)


def stage_comment(kernel: Cable, name: str) -> tuple[str, ...]:
    """What stands above one of them: the equations above the first."""
    what = _STAGES[name.removeprefix(kernel.name)]
    return (*kernel.comment, what) if name == stage_names(kernel)[0] else (f"{kernel.name}: {what}",)


SectionStage = Callable[[Cable, n.Expr, Body], None]


def stage_body(first: Body) -> Body:
    """An empty body for another stage, to be asked for while ``first`` is still empty, too."""
    body = Body()
    body.names = first.names.copy()
    return body


def system_of(kernel: Cable) -> CableSystem:
    """The kernel's arrays."""
    assert kernel.system is not None
    return kernel.system


def membrane(kernel: Cable, element: n.Block, body: Body) -> None:
    """Stage 1, for each compartment: conductance and current of the membrane."""
    system, i = system_of(kernel), kernel.index
    assert kernel.conductance is not None and kernel.current is not None
    body.add(element)
    body.assign(system.gtot[i], kernel.conductance.cast(f64))
    body.assign(system.I0[i], kernel.current.cast(f64))


@dataclass(frozen=True, slots=True)
class _Solutions:
    """The three solutions at the compartment before, and the reciprocal of its pivot."""

    pivot: n.Var
    values: tuple[n.Var, ...]


def section(kernel: Cable, s: n.Expr, body: Body) -> None:
    """Stage 2, for each section ``s``: three tridiagonal systems with one matrix (Thomas algorithm)."""
    system = system_of(kernel)
    first = body.let("begin", system.starts[s])
    end = body.let("end", system.ends[s])
    conductivity = body.let("conductivity", 1 / system.resistivity.cast(f64))
    charging = body.let("charging", _charging(kernel, first))
    pivot = 1 / (system.diagonal[first] * conductivity - charging - system.gtot[first])
    reciprocal = body.let("pivot", pivot, mutable=True)
    right = _right_hand_sides(system, first, charging, conductivity)
    names = ("v_here", "plus_here", "minus_here")
    before = _Solutions(
        reciprocal, tuple(body.let(name, r * reciprocal, mutable=True) for name, r in zip(names, right, strict=True))
    )
    _keep(system, first, before, body)
    with body.for_("j", first + 1, end) as j:
        factor = body.let("factor", system.above[j] * conductivity * before.pivot)
        body.assign(system.factor[j - 1], factor)
        below = body.let("below", system.below[j - 1] * conductivity)
        charging = body.let("charging", _charging(kernel, j))
        body.assign(before.pivot, 1 / (system.diagonal[j] * conductivity - charging - system.gtot[j] - below * factor))
        for value, r in zip(before.values, _right_hand_sides(system, j, charging, conductivity), strict=True):
            body.assign(value, (r - below * value) * before.pivot)
        _keep(system, j, before, body)
    with body.for_("done", 1, end - first) as done:
        j = body.let("j", end - 1 - done)
        factor = body.let("factor", system.factor[j])
        for value, array in zip(before.values, _solutions(system), strict=True):
            body.assign(value, array[j] - factor * value)
        _keep(system, j, before, body)


def _solutions(system: CableSystem) -> tuple[n.Var, ...]:
    return system.v_star, system.u_plus, system.u_minus


def _charging(kernel: Cable, j: n.Expr) -> n.Expr:
    """Capacitance per time step: the membrane's share of a compartment's conductance."""
    return system_of(kernel).capacitance[j].cast(f64) / kernel.dt.cast(f64)


def _right_hand_sides(system: CableSystem, j: n.Expr, charging: n.Expr, conductivity: n.Expr) -> tuple[n.Expr, ...]:
    particular = -(charging * system.v[j].cast(f64)) - system.I0[j]
    return particular, system.plus[j] * conductivity, system.minus[j] * conductivity


def _keep(system: CableSystem, j: n.Expr, here: _Solutions, body: Body) -> None:
    for array, value in zip(_solutions(system), here.values, strict=True):
        body.assign(array[j], value)


def tree(kernel: Cable, body: Body) -> None:
    """Stage 3, once: the potentials of the nodes."""
    system = system_of(kernel)
    diagonal, node_v, coupling, v_star = system.node_diagonal, system.node_v, system.coupling, system.v_star
    body.comment("the root: a sealed end")
    root = body.let("root", system.starts[0])
    body.assign(diagonal[0], system.u_minus[root] - 1)
    body.assign(node_v[0], -v_star[root])
    body.comment("what each section adds to the currents at its ends")
    with body.for_("section", 0, system.n_sections) as s:
        first = body.let("begin", system.starts[s])
        last = body.let("last", system.ends[s] - 1)
        with body.if_(s > 0):
            parent, conductance = body.let("parent", system.parents[s]), body.let("conductance", system.start_conductance[s])
            body.assign(diagonal[parent], (1 - system.u_minus[first]) * conductance, "+=")
            body.assign(node_v[parent], v_star[first] * conductance, "+=")
        conductance = body.let("end_conductance", system.end_conductance[s])
        body.assign(diagonal[s + 1], (1 - system.u_plus[last]) * conductance)
        body.assign(coupling[s], -system.u_minus[last] * conductance)
        body.assign(node_v[s + 1], v_star[last] * conductance)
    body.comment("leaves first: each node leaves the equation of its parent")
    with body.for_("done", 0, system.n_sections) as done:
        s = body.let("section", system.n_sections - 1 - done)
        first, parent = body.let("begin", system.starts[s]), body.let("parent", system.parents[s])
        # The first section ends the cable at the root, the others feed their current into their parent's end.
        pull = n.Select(s.eq(0), system.u_plus[first], -system.u_plus[first] * system.start_conductance[s])
        share = body.let("share", pull / diagonal[s + 1])
        body.assign(diagonal[parent], share * coupling[s], "-=")
        body.assign(node_v[parent], share * node_v[s + 1], "-=")
    body.comment("root first: each node from its parent")
    body.assign(node_v[0], node_v[0] / diagonal[0])
    with body.for_("section", 0, system.n_sections) as s:
        known = coupling[s] * node_v[system.parents[s]]
        body.assign(node_v[s + 1], (node_v[s + 1] - known) / diagonal[s + 1])


def combine(kernel: Cable, s: n.Expr, body: Body) -> None:
    """Stage 4, for each section ``s``: its solutions put together, and the current that charges the membrane."""
    system = system_of(kernel)
    start_v = body.let("start_v", system.node_v[system.parents[s]])
    end_v = body.let("end_v", system.node_v[s + 1])
    with body.nested() as loop:
        j = n.Var(body.names.fresh("j"), i32)
        v = body.let("v_new", system.v_star[j] + start_v * system.u_minus[j] + end_v * system.u_plus[j])
        change = v - system.v[j].cast(f64)
        current = body.let("current", system.capacitance[j].cast(f64) * change / kernel.dt.cast(f64))
        body.assign(system.v[j], v.cast(_element(system.v)))
        body.assign(system.capacitive_current[j], current.cast(_element(system.capacitive_current)))
    body.add(n.For(j, system.starts[s], system.ends[s], loop(), independent=True))


def _element(array: n.Var) -> Type:
    """The type of an array's elements."""
    assert isinstance(array.type, Pointer)
    return array.type.to
