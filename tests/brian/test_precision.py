"""Single precision: float32 state, float64 time, results as near to double precision as single precision allows."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
from brian2 import Hz, ms, mV

from .running import active, copied


def script() -> dict[str, Any]:
    tau, El = 10 * ms, -60 * mV
    G = b2.NeuronGroup(
        50,
        """dv/dt = (El - v + drive)/tau : volt (unless refractory)
        dg/dt = -g/(3*ms) : 1
        drive : volt
        since = t - lastspike : second
        a = exp(-v/(70*mV)) + exprel(g) + sin(t/ms) : 1""",
        threshold="v > -50*mV", reset="v = El", refractory=2 * ms, method="exact", name="G",
    )  # fmt: skip
    G.v = El
    G.drive = (np.arange(50) * 0.3 + 3) * mV
    S = b2.Synapses(G, G, "w : 1\ndx/dt = -x/(20*ms) : 1 (event-driven)", on_pre="g_post += w\nx += 1\nw = clip(w + 0.01*x, 0, 1)", name="S")
    S.connect(i=np.arange(50), j=np.arange(50) * 7 % 50)
    S.w = "0.1 + i/100.0"
    S.delay = "i*0.1*ms"
    trace = b2.StateMonitor(G, ["v", "g", "a"], record=[0, 30, 49], name="trace")
    spikes = b2.SpikeMonitor(G, name="spikes")
    rate = b2.PopulationRateMonitor(G, name="rate")
    b2.Network(G, S, trace, spikes, rate, name="net").run(30 * ms)
    return {"v": trace.v_[:], "g": trace.g[:], "a": trace.a[:], "t": spikes.t_[:], "i": spikes.i[:], "w": S.w[:],
            "when": trace.t_[:], "rate": rate.rate_[:], "last": G.lastspike_[:]}  # fmt: skip


def test_single_against_double(backend: str) -> None:
    with active("genn_emit", backend=backend):
        double = copied(script())
    with active("genn_emit", backend=backend) as device:
        b2.prefs["core.default_float_dtype"] = np.float32
        single = copied(script())
        assert device.fallbacks == []
    for name in ("v", "g", "a", "w"):
        assert single[name].dtype == np.float32 and double[name].dtype == np.float64
    for name in ("t", "when", "last"):
        assert single[name].dtype == np.float64, name
    # A spike may come a step early or late: the threshold is met with seven digits only.
    assert abs(len(single["t"]) - len(double["t"])) <= 1
    for k in range(50):
        a, b = single["t"][single["i"] == k], double["t"][double["i"] == k]
        if len(a) == len(b):
            assert np.all(np.abs(a - b) < 1.5e-4)
    np.testing.assert_array_equal(single["when"], double["when"])
    calm = slice(0, 1)  # never spikes, but receives
    np.testing.assert_allclose(single["v"][calm], double["v"][calm], rtol=3e-6)
    np.testing.assert_allclose(single["g"][calm], double["g"][calm], rtol=2e-5, atol=1e-7)
    np.testing.assert_allclose(single["a"][calm], double["a"][calm], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(single["w"], double["w"], rtol=1e-4)
    assert np.any(single["v"][calm] != double["v"][calm])


def test_random_numbers_in_single_precision(backend: str) -> None:
    with active("genn_emit", backend=backend):
        b2.prefs["core.default_float_dtype"] = np.float32
        b2.seed(1)
        G = b2.NeuronGroup(20000, "u : 1\nx : 1", name="G")
        G.u, G.x = "rand()", "randn()"
        u, x = G.u[:].copy(), G.x[:].copy()
    assert u.dtype == np.float32 and u.min() >= 0 and u.max() < 1
    assert abs(u.mean() - 0.5) < 0.01 and abs(x.mean()) < 0.04 and abs(x.std() - 1) < 0.03
    assert len(np.unique(u)) > 19900 and np.all(np.isfinite(x))


def test_poisson_in_single_precision(backend: str) -> None:
    with active("genn_emit", backend=backend):
        b2.prefs["core.default_float_dtype"] = np.float32
        b2.seed(1)
        P = b2.PoissonGroup(1000, rates=50 * Hz, name="P")
        spikes = b2.SpikeMonitor(P, name="spikes")
        b2.Network(P, spikes, name="net").run(200 * ms)
        assert abs(spikes.num_spikes - 10000) < 500
