"""Reading and writing at any time: before, between and after runs, and in loops of runs."""

from __future__ import annotations

import gc
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms

from .running import active, check, emitted, expected, same

EQUATIONS = "dv/dt = (drive - v)/(10*ms) : 1\ndrive : 1"


def network(n: int = 20, delay: Any = None) -> tuple[Any, ...]:
    """Neurons that fire regularly, and synapses back to them."""
    G = b2.NeuronGroup(n, EQUATIONS, threshold="v > 1", reset="v = 0", method="exact", name="G")
    G.drive = 1.5 + np.arange(n) / n
    S = b2.Synapses(G, G, "w : 1", on_pre="v_post += w\nw *= 0.99", name="S", delay=delay)
    i = np.arange(n)
    S.connect(i=np.concatenate([i, i]), j=np.concatenate([(i + 1) % n, (i * i + 2) % n]))
    S.w = 0.01 + 0.0005 * np.arange(len(S))
    spikes = b2.SpikeMonitor(G, name="spikes")
    trace = b2.StateMonitor(G, "v", record=[0, n - 1], name="trace")
    rate = b2.PopulationRateMonitor(G, name="rate")
    return G, S, spikes, trace, rate, b2.Network(G, S, spikes, trace, rate, name="net")


def test_at_every_moment(backend: str) -> None:
    def script() -> dict[str, Any]:
        G, S, spikes, trace, rate, net = network()
        found: dict[str, Any] = {}

        def look(when: str) -> None:
            found.update({
                f"v {when}": G.v[:].copy(), f"w {when}": S.w[:].copy(), f"i {when}": S.i[:].copy(), f"j {when}": S.j[:].copy(),
                f"slice {when}": G.v[3:7].copy(), f"one {when}": G.v[5], f"string {when}": G.v["i > 10"].copy(),
                f"length {when}": len(S), f"outgoing {when}": S.N_outgoing[:].copy(), f"incoming {when}": S.N_incoming[:].copy(),
                f"t {when}": trace.t_[:].copy(), f"trace {when}": trace.v[:].copy(), f"shape {when}": trace.v.shape,
                f"spikes {when}": spikes.t_[:].copy(), f"count {when}": spikes.count[:].copy(), f"n {when}": spikes.num_spikes,
                f"rate {when}": rate.rate[:].copy(), f"rate t {when}": rate.t_[:].copy(), f"pair {when}": S.w[3, :].copy(),
                f"now {when}": float(net.t), f"last {when}": G.drive[2],
            })  # fmt: skip

        look("before")
        for k in range(3):
            net.run(11 * ms)
            look(f"after run {k}")
        G.v = 0.25
        G.v[2:5] = [0.1, 0.2, 0.3]
        G.v["i >= 18"] = "0.5 + 0.01*i"
        S.w["i == j"] = 0
        S.w[2, :] = 0.02
        look("written")
        net.run(20 * ms)
        look("end")
        trains = spikes.spike_trains()
        found["train"] = np.asarray(trains[4])
        return found

    check(script, backend)


def test_many_short_runs(backend: str) -> None:
    def script() -> dict[str, Any]:
        G, S, spikes, trace, rate, net = network(delay=0.7 * ms)
        seen = []
        for k in range(8):
            net.run(0.5 * ms)
            seen.append((float(G.v[k % 20]), int(spikes.num_spikes), float(S.w[k % 40]), len(trace.t)))
            G.drive[k % 20] += 0.01
        return {"seen": np.array(seen), "t": spikes.t_[:], "i": spikes.i[:]}

    check(script, backend)


def test_one_run_or_many(backend: str) -> None:
    def script(parts: int) -> dict[str, Any]:
        G, S, spikes, trace, rate, net = network(delay=1.3 * ms)
        for _ in range(parts):
            net.run(24 * ms / parts)
        return {"i": spikes.i[:], "t": spikes.t_[:], "v": G.v[:], "w": S.w[:], "rate": rate.rate[:]}

    same(emitted(lambda: script(8), backend), emitted(lambda: script(1), backend), rtol=0)


def test_views_stay_valid(backend: str) -> None:
    """A view that someone holds keeps its values when the array grows, whatever happens to the object."""
    with active("genn_emit", backend=backend):
        G, S, spikes, trace, rate, net = network()
        net.run(20 * ms)
        views = [spikes.t_[:], spikes.i[:], trace.t_[:], trace.v[:], rate.rate[:], S.w[:]]
        copies = [view.copy() for view in views]
        for _ in range(3):
            net.run(40 * ms)
        for view, copy in zip(views[:5], copies[:5], strict=True):
            np.testing.assert_array_equal(view, copy)
        S.connect(i=[0], j=[5])
        assert len(S) == 41 and views[5].size == 40
        v = G.v[:]
        del G, S, spikes, trace, rate, net
    assert np.all(np.isfinite(v)) and all(np.all(np.isfinite(view)) for view in views)


def test_values_between_runs(backend: str) -> None:
    """Constants of the namespace, too."""

    def script() -> dict[str, Any]:
        tau = 5 * ms
        G = b2.NeuronGroup(5, "dv/dt = -v/tau : 1\nk : integer\nflag : boolean", method="exact", name="G")
        net = b2.Network(G, name="net")
        found = []
        for value in (5, 7, 20):
            tau = value * ms
            G.v = "1 + i"
            G.k = "i*2"
            G.flag = "i % 2 == 0"
            net.run(3 * ms, namespace={"tau": tau})
            found.append(G.v[:].copy())
        return {"v": np.array(found), "k": G.k[:], "flag": G.flag[:]}

    check(script, backend)


@pytest.mark.parametrize("heterogeneous", [False, True])
def test_delays_changed_with_spikes_in_flight(backend: str, heterogeneous: bool) -> None:
    def script() -> dict[str, Any]:
        n = 6
        G = b2.NeuronGroup(n, "dx/dt = 100*Hz : 1", threshold="x > 1", reset="x = 0", method="euler", name="G")
        G.x = np.arange(n) / n
        H = b2.NeuronGroup(n, "c : 1", name="H")
        S = b2.Synapses(G, H, "k : integer", on_pre="c_post = c_post*2 + k + t/ms", name="S")
        S.connect(i=[0, 0, 1, 2, 3, 4, 5, 5], j=[0, 1, 2, 2, 3, 1, 5, 0])
        S.k = "i + 1"
        if heterogeneous:
            S.delay = (2 + np.arange(8) * 0.7) * ms
        else:
            S.delay = 5 * ms
        trace = b2.StateMonitor(H, "c", record=True, name="trace")
        net = b2.Network(G, H, S, trace, name="net")
        net.run(13 * ms)
        S.delay = np.arange(8)[::-1] * 0.5 * ms if heterogeneous else 1 * ms
        net.run(9.3 * ms)
        S.delay = 0 * ms
        net.run(4 * ms)
        S.delay = 3 * ms
        net.run(20 * ms)
        return {"c": trace.c[:]}

    check(script, backend)


def test_synapses_added_with_spikes_in_flight(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(3, "dx/dt = 100*Hz : 1", threshold="x > 1", reset="x = 0", method="euler", name="G")
        G.x = [0.1, 0.4, 0.7]
        H = b2.NeuronGroup(3, "c : 1", name="H")
        S = b2.Synapses(G, H, on_pre="c_post += 1", name="S", delay=4 * ms)
        S.connect(i=[0, 1], j=[0, 1])
        trace = b2.StateMonitor(H, "c", record=True, name="trace")
        net = b2.Network(G, H, S, trace, name="net")
        net.run(8 * ms)
        S.connect(i=[2, 2], j=[2, 0])
        net.run(12 * ms)
        return {"c": trace.c[:], "pre": S.i[:], "out": S.N_outgoing[:]}

    check(script, backend)


def test_store_and_restore(backend: str) -> None:
    def script() -> dict[str, Any]:
        G, S, spikes, trace, rate, net = network(delay=2.1 * ms)
        S.delay = 2.1 * ms
        net.run(10 * ms)
        net.store("here")
        net.run(15 * ms)
        first = (spikes.t_[:].copy(), G.v[:].copy(), S.w[:].copy())
        S.w = 0
        net.restore("here")
        middle = (spikes.t_[:].copy(), len(trace.t), float(net.t))
        net.run(15 * ms)
        second = (spikes.t_[:].copy(), G.v[:].copy(), S.w[:].copy())
        for a, b in zip(first, second, strict=True):
            np.testing.assert_array_equal(a, b)
        return {"t": second[0], "v": second[1], "w": second[2], "middle": middle[0], "n": middle[1], "now": middle[2]}

    check(script, backend)


def test_store_in_a_file(backend: str, tmp_path: Any) -> None:
    def script(second: bool) -> dict[str, Any]:
        G, S, spikes, trace, rate, net = network(delay=2.1 * ms)
        if second:
            net.restore(filename=str(tmp_path / "state"))
        else:
            net.run(10 * ms)
            net.store(filename=str(tmp_path / "state"))
        net.run(10 * ms)
        return {"t": spikes.t_[:], "v": G.v[:]}

    first = emitted(lambda: script(False), backend)
    same(emitted(lambda: script(True), backend), first, rtol=0)


def test_inactive_objects(backend: str) -> None:
    def script() -> dict[str, Any]:
        G, S, spikes, trace, rate, net = network()
        net.run(10 * ms)
        spikes.active = False
        S.active = False
        net.run(10 * ms)
        spikes.active = S.active = True
        net.run(10 * ms)
        return {"t": spikes.t_[:], "v": G.v[:], "w": S.w[:]}

    check(script, backend)


def test_variables_with_awkward_names(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(
            3, "ddouble/dt = -double/(5*ms) : 1\nhalf : 1\nkernel : 1\nswitch : 1\nint32_t = half + kernel : 1\nregister : 1",
            method="exact", name="struct",
        )  # fmt: skip
        G.double, G.half, G.kernel = "i + 1", "2*i", "double + half"
        G.register = "int32_t*2"
        G.run_regularly("switch += double; half = int32_t", name="return")
        b2.Network(G, name="default").run(2 * ms)
        return {"double": G.double[:], "half": G.half[:], "kernel": G.kernel[:], "switch": G.switch[:], "r": G.register[:]}

    check(script, backend)


def test_reference_is_the_reference() -> None:
    """The comparison itself would notice."""
    with pytest.raises(AssertionError):
        same({"v": np.array([1.0])}, {"v": np.array([1.0 + 1e-9])})
    assert expected(lambda: {"v": 1})["v"] == 1


def test_same_name_twice(backend: str) -> None:
    """Groups of different sizes and one name, with work that waits; and one whose work waits when it is gone."""
    with active("genn_emit", backend=backend):
        few, many = b2.NeuronGroup(3, "v : 1", name="G"), b2.NeuronGroup(5000, "v : 1", name="G")
        few.v, many.v = "i + 1", "N - i"
        np.testing.assert_array_equal(few.v[:], [1, 2, 3])
        np.testing.assert_array_equal(many.v[:], np.arange(5000, 0, -1))
        few.v = "i"
        del few
        gc.collect()
        many.v = "i"
        np.testing.assert_array_equal(many.v[:], np.arange(5000))
