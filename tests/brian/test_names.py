"""Users call their objects, variables, constants and functions what they like: words of C++ and OpenCL, and our own."""

from __future__ import annotations

import itertools
import keyword
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms

from .running import check

pytestmark = pytest.mark.genn_emit
# C++, OpenCL C and CUDA; macros and functions of the C library; what generated code itself declares.
WORDS = (
    "double", "class", "namespace", "template", "kernel", "global", "int4", "half", "complex", "restrict", "threadIdx", "size_t", "I",
    "NAN", "M_PI", "errno", "linux", "y1", "signal", "printf", "State", "s", "run", "run_steps", "n_steps", "worker", "workers", "first", "last",
    "error_value", "steps_done", "device", "status", "now", "k", "event", "count", "main", "int32_t", "barrier", "get_global_id",
)  # fmt: skip


@pytest.mark.parametrize("start", range(0, len(WORDS), 14))
def test_groups(start: int, backend: str) -> None:
    """Groups, synapses, monitors and clocks that are called like that, all in one network."""
    words = WORDS[start : start + 14]

    def script() -> dict[str, Any]:
        groups = [
            b2.NeuronGroup(3, "dv/dt = (1.3 - v)/(3*ms) : 1", threshold="v > 1", reset="v = 0", method="exact", name=word) for word in words
        ]
        synapses = [b2.Synapses(a, b, on_pre="v_post += 0.01", name=f"{a.name}_{b.name}") for a, b in itertools.pairwise(groups)]
        for s in synapses:
            s.connect(j="i")
        monitors = [b2.StateMonitor(groups[0], "v", record=True, name=f"{words[0]}_v"), b2.SpikeMonitor(groups[1], name=f"{words[1]}_spikes")]
        b2.Network(groups, synapses, monitors, name=words[2]).run(10 * ms)
        return {**{g.name: g.v[:] for g in groups}, "t": monitors[1].t_[:], "trace": monitors[0].v[:]}

    check(script, backend)


@pytest.mark.parametrize("what", ["monitor", "clock", "synapses", "generator"])
@pytest.mark.parametrize("word", ["run", "device", "kernel", "worker", "steps_done", "shared", "status", "team", "k"])
def test_other_objects(what: str, word: str, backend: str) -> None:
    def script() -> dict[str, Any]:
        clock = b2.Clock(dt=0.1 * ms, name=word if what == "clock" else "ticks")
        T = b2.SpikeGeneratorGroup(2, [0, 1, 1], [0, 1, 2] * ms, name=word if what == "generator" else "T", clock=clock)
        G = b2.NeuronGroup(2, "v : 1", name="G", clock=clock)
        S = b2.Synapses(T, G, on_pre="v_post += i + 1", name=word if what == "synapses" else "S", clock=clock)
        S.connect()
        trace = b2.StateMonitor(G, "v", record=True, name=word if what == "monitor" else "trace", clock=clock)
        b2.Network(T, G, S, trace, name="net").run(3 * ms)
        return {"trace": trace.v[:]}

    check(script, backend)


# Python's own words cannot stand in expressions.
VARIABLES = tuple(w for w in WORDS if not keyword.iskeyword(w))


def test_variables_and_constants(backend: str) -> None:
    """State variables in the one half of the network, constants in the other."""

    def script() -> dict[str, Any]:
        lines = "\n".join(f"d{w}/dt = (sum_ - {w})/(5*ms) : 1" for w in VARIABLES[::3])
        constants = {w: 0.1 + 0.01 * n for n, w in enumerate(VARIABLES[1::3])}
        parameters = "\n".join(f"{w} : 1" for w in VARIABLES[2::3])
        total = " + ".join([*constants, *VARIABLES[2::3]])
        G = b2.NeuronGroup(
            4, f"{lines}\n{parameters}\nsum_ = {total} : 1", threshold=f"{VARIABLES[0]} > 1", reset=f"{VARIABLES[0]} = 0", method="euler",
            namespace=constants, name="G",
        )  # fmt: skip
        for n, w in enumerate(VARIABLES[2::3]):
            G.set_states({w: 0.01 * np.arange(4) + 0.02 * n}, units=False)
        S = b2.Synapses(G, G, "float : 1\nchar16 : 1", on_pre="float += char16\n" + f"{VARIABLES[0]}_post += 0.01*float", name="S")
        S.connect("i != j")
        S.char16 = "0.1 + 0.01*i"
        spikes = b2.SpikeMonitor(G, name="spikes")
        b2.Network(G, S, spikes, name="net").run(20 * ms)
        return {**{w: G.state(w, use_units=False)[:] for w in VARIABLES if w in G.variables}, "t": spikes.t_[:], "i": spikes.i[:], "S.float": S.float[:]}

    assert len(check(script, backend)["t"]) > 3
