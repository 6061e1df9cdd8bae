"""Spatial neurons: the cable equation over the sections of a morphology."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from genn_emit.ast import nodes as n
from genn_emit.ast.types import f64, i32
from genn_emit.brian.code import KernelBuilder, Kind
from genn_emit.brian.comments import comment
from genn_emit.brian.errors import NotEmitted
from genn_emit.brian.extents import extent
from genn_emit.network.kernels import Cable, CableSystem, Kernel
from genn_emit.runtime.memory import HostArray

Values = NDArray[np.float64]
_UNITS = {
    "gtot": "siemens/meter^2", "I0": "amp/meter^2", "diagonal": "siemens/meter^2", "above": "siemens/meter^2",
    "below": "siemens/meter^2", "plus": "siemens/meter^2", "minus": "siemens/meter^2", "v_star": "volt",
    "start_conductance": "siemens", "end_conductance": "siemens", "coupling": "siemens",
    "node_diagonal": "siemens", "node_v": "volt",
}  # fmt: skip


def _cable(b: KernelBuilder) -> tuple[Kernel, ...]:
    i = b.local("i", i32)
    block = b.block(i)
    if b.scope.stateful:
        raise NotEmitted("a function with a state in the currents of a membrane")
    given = coefficients(b.code.variables)
    b.fields.used_before |= {b.variable(name) for name in _GEOMETRY}
    compartments, sections = int(b.variable("area").size), int(b.variable("_starts").size)
    room = dict.fromkeys(("gtot", "I0", "v_star", "u_plus", "u_minus", "factor"), compartments)
    room |= {"coupling": sections, "node_diagonal": sections + 1, "node_v": sections + 1}
    system = CableSystem(
        v=b.array("v"), capacitive_current=b.array("Ic"), capacitance=b.array("Cm"),
        starts=b.array("_starts"), ends=b.array("_ends"), parents=b.array("_morph_parent_i"),
        resistivity=b.scalar("Ri"),
        n_sections=b.computed("sections", i32, lambda: sections, "sections of the morphology"),
        **{name: _memory(b, name, values) for name, values in given.items()},
        **{name: _memory(b, name, np.zeros(size)) for name, size in room.items()},
    )  # fmt: skip
    scalar, body = block.scalar.block(), block.vector.block()
    return (
        Cable(
            b.name, comment(b), "neuron_update", scalar, body, b.random(scalar, body), i, extent(b),
            block.value("_gtot"), block.value("_I0"), b.scalar("dt"), system,
        ),
    )  # fmt: skip


def _memory(b: KernelBuilder, name: str, values: Values) -> n.Var:
    memory = HostArray(f"{b.name}_{name}", "f8", values.size)
    memory.view[:] = values
    return b.fields.scratch(b.name, name, memory, f64, unit=_UNITS.get(name, ""))


def coefficients(variables: dict[str, Any]) -> dict[str, Values]:
    """What the geometry makes of the cable, for a resistivity of 1 ohm meter: the matrix of ``CableSystem`` per membrane area
    (siemens/meter^2), and the axial conductances at the nodes (siemens)."""
    area, to_start, to_end = (np.asarray(variables[name].get_value(), dtype=np.float64) for name in _GEOMETRY)
    first, last = variables["_starts"].get_value(), variables["_ends"].get_value() - 1
    axial = np.zeros_like(area)
    axial[1:] = 1 / (1 / to_end[:-1] + 1 / to_start[1:])
    # Sections touch at nodes only.
    axial[first] = 0
    above, below, plus, minus = (np.zeros_like(area) for _ in range(4))
    above[1:] = axial[1:] / area[:-1]
    below[:-1] = axial[1:] / area[1:]
    minus[first] = -to_start[first] / area[first]
    plus[last] = -to_end[last] / area[last]
    diagonal = minus + plus - axial / area
    diagonal[:-1] -= above[1:]
    return {
        "diagonal": diagonal, "above": above, "below": below, "plus": plus, "minus": minus,
        "start_conductance": to_start[first], "end_conductance": to_end[last],
    }  # fmt: skip


_GEOMETRY = ("area", "r_length_1", "r_length_2")
CABLE = Kind(
    "spatialstateupdate",
    _cable,
    frozenset({"N", "v", "dt", "Ic", "Cm", "Ri", "area", "r_length_1", "r_length_2", "_starts", "_ends", "_morph_parent_i"}),
)
