"""Spatial neurons: the cable equation over any morphology, against Brian2's numpy and against dense linear algebra."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import cm, ms, msiemens, mV, nA, nS, ohm, siemens, uF, um
from brian2.spatialneuron.spatialneuron import FlatMorphology

from genn_emit import sweep
from genn_emit.errors import SweepError
from genn_emit.runtime.build import launches

from .running import Results, active, check, copied, emitted

# Potentials at the nodes are differences of numbers close to 1: two right ways to compute them differ by this much.
TOLERANCE = 2e-7
LEAK = {"gL": 1e-4 * siemens / cm**2, "EL": -70 * mV}


def forked(n: int = 6) -> Any:
    """A soma, an axon, and a dendrite with two branches, one of which is a single compartment."""
    morpho = b2.Soma(diameter=30 * um)
    morpho.axon = b2.Cylinder(length=300 * um, diameter=1 * um, n=2 * n)
    morpho.dendrite = b2.Cylinder(length=60 * um, diameter=3 * um, n=n)
    morpho.dendrite.left = b2.Section(diameter=np.linspace(3, 1, n) * um, length=np.full(n - 1, 20) * um, n=n - 1)
    morpho.dendrite.right = b2.Cylinder(length=40 * um, diameter=1 * um, n=1)
    return morpho


def passive(morpho: Any, **more: Any) -> Any:
    neuron = b2.SpatialNeuron(
        morpho, "Im = gL*(EL - v) : amp/meter**2\nI : amp (point current)", Cm=1 * uF / cm**2, Ri=100 * ohm * cm,
        method="exponential_euler", name="neuron", namespace=LEAK, **more,
    )  # fmt: skip
    neuron.v = EL = LEAK["EL"]
    neuron.v[0] = EL + 5 * mV
    neuron.I[0] = 0.1 * nA
    return neuron


def branched() -> Results:
    """Two runs; the resistivity and the capacitance of some compartments change between them."""
    neuron = passive(forked())
    trace = b2.StateMonitor(neuron, ["v", "Ic", "Im"], record=True, name="trace")
    net = b2.Network(neuron, trace, name="net")
    net.run(2 * ms)
    neuron.Ri = 150 * ohm * cm
    neuron.dendrite.Cm = 2 * uF / cm**2
    neuron.dendrite.left.I = 0.02 * nA
    net.run(2 * ms)
    return {"v": trace.v_[:], "Ic": trace.Ic_[:], "Im": trace.Im_[:]}


def soma() -> Results:
    neuron = passive(b2.Soma(diameter=20 * um))
    trace = b2.StateMonitor(neuron, "v", record=True, name="trace")
    b2.Network(neuron, trace, name="net").run(1 * ms)
    return {"v": trace.v_[:]}


def hodgkin_huxley() -> Results:
    """An action potential travels down the axon; its arrival is an event, and a synapse onto the dendrite answers it."""
    equations = """
    Im = gl*(El - v) + gNa*m**3*h*(ENa - v) + gK*n**4*(EK - v) : amp/meter**2
    I : amp (point current)
    Is = g*(0*mV - v) : amp (point current)
    dg/dt = -g/(2*ms) : siemens
    dm/dt = alpham*(1 - m) - betam*m : 1
    dn/dt = alphan*(1 - n) - betan*n : 1
    dh/dt = alphah*(1 - h) - betah*h : 1
    alpham = 0.1/mV*10*mV/exprel((-v - 40*mV)/(10*mV))/ms : Hz
    betam = 4*exp((-v - 65*mV)/(18*mV))/ms : Hz
    alphah = 0.07*exp((-v - 65*mV)/(20*mV))/ms : Hz
    betah = 1/(exp((-v - 35*mV)/(10*mV)) + 1)/ms : Hz
    alphan = 0.01/mV*10*mV/exprel((-v - 55*mV)/(10*mV))/ms : Hz
    betan = 0.125*exp((-v - 65*mV)/(80*mV))/ms : Hz
    gNa : siemens/meter**2
    """
    constants = {"El": -54.4 * mV, "ENa": 50 * mV, "EK": -77 * mV, "gl": 0.3 * msiemens / cm**2, "gK": 36 * msiemens / cm**2}
    morpho = forked(12)
    neuron = b2.SpatialNeuron(
        morpho, equations, method="exponential_euler", Cm=1 * uF / cm**2, Ri=35 * ohm * cm, refractory="m > 0.4", threshold="m > 0.5",
        threshold_location=morpho.axon[20], dt=0.05 * ms, name="neuron", namespace=constants,
    )  # fmt: skip
    neuron.v = -65 * mV
    neuron.m, neuron.n, neuron.h = 0.05, 0.32, 0.6
    neuron.gNa = 120 * msiemens / cm**2
    neuron.I[morpho.axon[0]] = 0.6 * nA
    synapse = b2.Synapses(neuron, neuron, on_pre="g += 2*nS", delay=1 * ms, name="synapse")
    synapse.connect(i=neuron.indices[morpho.axon[20]], j=neuron.indices[morpho.dendrite.right[0]])
    spikes = b2.SpikeMonitor(neuron, name="spikes")
    trace = b2.StateMonitor(neuron, ["v", "g"], record=[0, 20, len(neuron) - 1], name="trace")
    b2.Network(neuron, synapse, spikes, trace, name="net").run(15 * ms)
    assert spikes.num_spikes > 0 and neuron.g[-1] > 0.001 * nS
    return {"v": trace.v_[:], "g": trace.g[:] / nS, "i": spikes.i[:], "t": spikes.t_[:]}


@pytest.mark.parametrize("script", [branched, soma, hodgkin_huxley])
def test_as_numpy(script: Any, backend: str) -> None:
    pytest.importorskip("scipy", reason="Brian2's numpy code for SpatialNeuron needs scipy")
    check(script, backend, rtol=TOLERANCE, atol=1e-8)


def random_tree(seed: int) -> Any:
    """Sections of 1 to 5 compartments, each at the end of an earlier one."""
    rng = np.random.default_rng(seed)
    sections = [b2.Soma(diameter=15 * um) if seed % 2 else b2.Cylinder(length=50 * um, diameter=2 * um, n=3)]
    for k in range(int(rng.integers(0, 15))):
        n = int(rng.integers(1, 6))
        child = b2.Section(diameter=rng.uniform(0.5, 4, n + 1) * um, length=rng.uniform(5, 40, n) * um, n=n)
        setattr(sections[rng.integers(len(sections))], f"branch{k}", child)
        sections.append(child)
    return sections[0]


def dense(morpho: Any, v: Any, current: Any, dt: float, steps: int) -> Any:
    """Backward Euler by one dense matrix of all compartments and nodes: currents add up to zero at each node, and what flows into a
    compartment charges it."""
    flat = FlatMorphology(morpho)
    n, resistivity, capacitance, gL, EL = flat.n, 1.0, 0.01, 1.0, -0.07
    matrix = np.zeros((n + flat.sections + 1,) * 2)

    def couple(a: int, b: int, conductance: float) -> None:
        matrix[[a, b], [a, b]] += conductance
        matrix[[a, b], [b, a]] -= conductance

    for s, (first, end) in enumerate(zip(flat.starts, flat.ends, strict=True)):
        couple(first, n + flat.morph_parent_i[s], flat.r_length_1[first] / resistivity)
        couple(end - 1, n + s + 1, flat.r_length_2[end - 1] / resistivity)
        for j in range(first + 1, end):
            couple(j - 1, j, 1 / (resistivity * (1 / flat.r_length_2[j - 1] + 1 / flat.r_length_1[j])))
    matrix[np.arange(n), np.arange(n)] += flat.area * (capacitance / dt + gL)
    for _ in range(steps):
        given = flat.area * (capacitance / dt * v + gL * EL) + current
        v = np.linalg.solve(matrix, np.concatenate([given, np.zeros(flat.sections + 1)]))[:n]
    return v


@pytest.mark.parametrize("seed", range(6))
def test_as_dense_algebra(seed: int, backend: str) -> None:
    """Any tree; none of them needs another program than the first."""
    rng = np.random.default_rng(seed)
    morpho = random_tree(seed)
    start, current = rng.uniform(-0.08, -0.06, morpho.total_compartments), rng.uniform(0, 1e-11, morpho.total_compartments)
    with active("genn_emit", backend=backend) as device:
        neuron = passive(morpho)
        neuron.v_, neuron.I_ = start, current
        b2.Network(neuron, name="net").run(1 * ms)
        got = copied({"v": neuron.v_[:]})["v"]
        assert device.fallbacks == []
    np.testing.assert_allclose(got, dense(morpho, start, current, 1e-4, 10), rtol=TOLERANCE)


def test_other_values_need_no_compiler() -> None:
    """The morphology is data, as are the constants of the cable and the time step."""

    def run(seed: int, **changes: Any) -> None:
        neuron = passive(random_tree(seed), **changes)
        neuron.Ri = (100 + seed) * ohm * cm
        neuron.Cm = (1 + seed) * uF / cm**2
        b2.Network(neuron, name="net").run(0.3 * ms)

    with active("genn_emit"):
        run(1)
        before = launches.count
        for seed in (2, 3, 4):
            run(seed)
            b2.defaultclock.dt = 0.1 / seed * ms
        assert launches.count == before


def test_sweep() -> None:
    """Each point is what a run of its own is: the program has nothing in it that resistivity or capacitance went into."""
    resistivity, capacitance = np.array([0.7, 1.0, 1.9]) * ohm * b2.meter, np.array([0.01, 0.02, 0.015])

    with active("genn_emit"):
        neuron = passive(forked())
        net = b2.Network(neuron, name="net")
        spread = np.repeat(capacitance[:, None], len(neuron), axis=1) * b2.farad / b2.meter**2
        got = sweep(net, {"neuron.Ri": resistivity, "neuron.Cm": spread}, 1 * ms, results=["neuron.v"])["neuron.v"]
        with pytest.raises(SweepError, match=r"neuron\.area cannot be swept"):
            sweep(net, {"neuron.area": np.ones((2, len(neuron))) * b2.meter**2}, 1 * ms, results=["neuron.v"])
        net.store()
        for p in range(3):
            net.restore()
            neuron.Ri, neuron.Cm = resistivity[p], spread[p]
            net.run(1 * ms)
            np.testing.assert_array_equal(np.asarray(got[p]), neuron.v_[:])


def test_single_precision(backend: str) -> None:
    want = check(branched, backend, rtol=TOLERANCE, atol=1e-8)["v"]
    with active("genn_emit", backend=backend) as device:
        b2.prefs["core.default_float_dtype"] = np.float32
        got = copied(branched())["v"]
        assert device.fallbacks == []
    assert got.dtype == np.float32
    np.testing.assert_allclose(got, want, rtol=2e-3)


def test_store_and_restore(backend: str) -> None:
    def script() -> Results:
        neuron = passive(forked())
        net = b2.Network(neuron, name="net")
        net.run(1 * ms)
        net.store()
        net.run(1 * ms)
        first = neuron.v_[:].copy()
        net.restore()
        net.run(1 * ms)
        return {"first": first, "again": neuron.v_[:]}

    results = emitted(script, backend)
    np.testing.assert_array_equal(results["first"], results["again"])


def test_a_function_that_only_python_has(backend: str) -> None:
    """The membrane current then is Brian2's numpy, and the cable equation with it."""
    pytest.importorskip("scipy", reason="Brian2's numpy code for SpatialNeuron needs scipy")
    conductance = b2.check_units(x=1, result=siemens / b2.meter**2)(lambda x: (1 + x) * siemens / b2.meter**2)

    def script() -> Results:
        neuron = b2.SpatialNeuron(forked(), "Im = conductance(x)*(-70*mV - v) : amp/meter**2\nx : 1", Cm=1 * uF / cm**2,
                                  Ri=100 * ohm * cm, name="neuron", namespace={"conductance": b2.Function(conductance)})  # fmt: skip
        neuron.v = -65 * mV
        neuron.x = "0.1*i"
        b2.Network(neuron, name="net").run(1 * ms)
        return {"v": neuron.v_[:]}

    check(script, backend, fallbacks=("spatialstateupdate",))
