"""Clocks, order of execution, Python in the schedule, stopping, reporting."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms, second

from .running import active, check, emitted

EQUATIONS = "dv/dt = (drive - v)/(10*ms) : 1\ndrive : 1"


def neurons(n: int = 10, **kwds: Any) -> Any:
    G = b2.NeuronGroup(n, EQUATIONS, threshold="v > 1", reset="v = 0", method="exact", name="G", **kwds)
    G.drive = 1.5 + np.arange(n) / n
    return G


def test_network_operation(backend: str) -> None:
    """Python reads what was recorded in mid-run, and changes state in mid-step."""

    def script() -> dict[str, Any]:
        G = neurons()
        spikes = b2.SpikeMonitor(G, name="spikes")
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        seen = []

        @b2.network_operation(dt=1 * ms, when="before_thresholds", name="control")
        def control(t: Any) -> None:
            seen.append((float(t / second), spikes.num_spikes, len(trace.t), float(G.v[3])))
            G.v[int(t / ms) % 10] += 0.3
            G.drive[0] = 1.5 + 0.1 * spikes.count[1]
            if len(seen) == 12:
                G.v = "v*0.5"

        net = b2.Network(G, spikes, trace, control, name="net")
        net.run(20 * ms)
        return {"seen": np.array(seen), "t": spikes.t_[:], "i": spikes.i[:], "v": trace.v[:]}

    check(script, backend)


def test_network_operation_without_code_objects(backend: str) -> None:
    def script() -> dict[str, Any]:
        seen: list[float] = []
        operation = b2.NetworkOperation(lambda t: seen.append(float(t / second)), dt=0.5 * ms, name="operation")
        b2.Network(operation, name="net").run(3 * ms)
        return {"seen": np.array(seen)}

    check(script, backend)


def test_stop(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = neurons()
        spikes = b2.SpikeMonitor(G, name="spikes")

        @b2.network_operation(name="guard", when="end")
        def guard() -> None:
            if spikes.num_spikes >= 7 and float(net.t) < 0.012:
                net.stop()

        net = b2.Network(G, spikes, guard, name="net")
        net.run(50 * ms)
        first = (float(net.t), spikes.num_spikes, G.v[:].copy())
        net.run(10 * ms)
        return {"first": first[0], "n": first[1], "v": first[2], "t": spikes.t_[:], "now": float(net.t)}

    check(script, backend)


def test_global_stop(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = neurons()

        @b2.network_operation(dt=5 * ms, name="guard")
        def guard(t: Any) -> None:
            if t > 12 * ms:
                b2.stop()

        net = b2.Network(G, guard, name="net")
        net.run(50 * ms)
        return {"now": float(net.t), "v": G.v[:]}

    check(script, backend)


def test_report(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    with active("genn_emit", backend=backend):
        net = b2.Network(neurons(), name="net")
        net.run(5 * ms, report="text")
        written = capsys.readouterr().out
        assert "Starting simulation at t=0. s for a duration of 5. ms" in written and "(100%) simulated in" in written
        duration = 1500.0 if backend == "cpu" else 20.0
        calls: list[tuple[float, float, float, float]] = []
        net.run(duration * second, report=lambda *args: calls.append(tuple(map(float, args))), report_period=0.05 * second)
        assert calls[0] == (0.0, 0.0, 0.005, duration) and calls[-1][1] == 1.0 and len(calls) > 3
        assert [c[1] for c in calls] == sorted(c[1] for c in calls) and 0 < calls[1][1] < 1
        with pytest.raises(ValueError, match="Do not know how to handle report argument"):
            net.run(1 * ms, report="nonsense")
        with pytest.raises(TypeError):
            net.run(1 * ms, report=3)


def test_report_sees_the_present(backend: str) -> None:
    """A report reads what is recorded up to then."""
    with active("genn_emit", backend=backend):
        G = neurons()
        spikes = b2.SpikeMonitor(G, name="spikes")
        net = b2.Network(G, spikes, name="net")
        seen = []
        net.run((600 if backend == "cpu" else 5) * second, report=lambda *_: seen.append((spikes.num_spikes, len(spikes.t), float(net.t))),
                report_period=0.02 * second)  # fmt: skip
        assert len(seen) > 2
        assert all(n == length for n, length, _ in seen)
        assert seen[0][0] == 0
        assert any(0 < n < seen[-1][0] for n, _, _ in seen)


def test_several_clocks(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = neurons(dt=0.2 * ms)
        H = b2.NeuronGroup(5, "du/dt = -u/ms + 1*Hz : 1", threshold="u > 0.0009", reset="u = 0", dt=0.05 * ms, method="euler", name="H")
        G.run_regularly("v += 0.01", dt=1 * ms, name="kick")
        G.run_regularly("drive *= 1.001", dt=0.3 * ms, name="other")
        S = b2.Synapses(H, G, on_pre="v_post += 0.001*(i+1)", name="S", delay=0.4 * ms)
        S.connect(j="k for k in range(2*i, 2*i+2)")
        v = b2.StateMonitor(G, "v", record=[1, 2], dt=0.7 * ms, name="v")
        u = b2.StateMonitor(H, "u", record=True, name="u")
        spikes = b2.SpikeMonitor(G, name="spikes")
        rate = b2.PopulationRateMonitor(H, name="rate")
        net = b2.Network(G, H, S, v, u, spikes, rate, name="net")
        net.run(9.1 * ms)
        net.run(7.3 * ms)
        return {"vt": v.t_[:], "v": v.v[:], "ut": u.t_[:], "u": u.u[:], "t": spikes.t_[:], "rate": rate.rate[:], "end": G.v[:],
                "now": float(net.t)}  # fmt: skip

    check(script, backend)


def test_dt_changes_between_runs(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = neurons()
        trace = b2.StateMonitor(G, "v", record=[0], name="trace")
        spikes = b2.SpikeMonitor(G, name="spikes")
        net = b2.Network(G, trace, spikes, name="net")
        for dt in (0.1, 0.05, 0.5):
            b2.defaultclock.dt = dt * ms
            net.run(15 * ms)
        return {"trace": trace.v[:], "when": trace.t_[:], "t": spikes.t_[:]}

    check(script, backend)


def test_order_within_a_step(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(3, "a : 1", name="G")
        G.run_regularly("a = a*2 + 1", when="start", order=3, name="first")
        G.run_regularly("a = a*3 + 1", when="start", order=-1, name="second_")
        G.run_regularly("a = a*1.1 - 1", when="end", name="third")
        G.run_regularly("a = a + 0.5", when="after_synapses", name="fourth")
        early = b2.StateMonitor(G, "a", record=True, when="before_start", name="early")
        late = b2.StateMonitor(G, "a", record=True, when="after_end", name="late")
        middle = b2.StateMonitor(G, "a", record=True, when="resets", order=5, name="middle")
        b2.Network(G, early, late, middle, name="net").run(1 * ms)
        return {"early": early.a[:], "late": late.a[:], "middle": middle.a[:]}

    check(script, backend)


def test_own_schedule(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = neurons()
        S = b2.Synapses(G, G, on_pre="v_post += 0.1", name="S")
        S.connect(i=np.arange(10), j=(np.arange(10) * 3) % 10)
        spikes = b2.SpikeMonitor(G, name="spikes")
        net = b2.Network(G, S, spikes, name="net")
        net.schedule = ["start", "synapses", "groups", "thresholds", "resets", "end"]
        net.run(20 * ms)
        return {"t": spikes.t_[:], "i": spikes.i[:], "v": G.v[:]}

    check(script, backend)


def test_profile(backend: str) -> None:
    with active("genn_emit", backend=backend):
        G = neurons()
        net = b2.Network(G, name="net")
        net.run(2 * ms, profile=True)
        info = dict(b2.profiling_summary(net).__dict__)
        assert any("stateupdater" in name for name, _ in net.profiling_info) and info


def test_profiled_is_the_same(backend: str) -> None:
    def script(profile: bool) -> dict[str, Any]:
        G = neurons()
        S = b2.Synapses(G, G, on_pre="v_post += 0.01", name="S", delay=1 * ms)
        S.connect(condition="i != j")
        spikes = b2.SpikeMonitor(G, name="spikes")
        b2.Network(G, S, spikes, name="net").run(20 * ms, profile=profile)
        return {"t": spikes.t_[:], "v": G.v[:]}

    plain, profiled = emitted(lambda: script(False), backend), emitted(lambda: script(True), backend)
    np.testing.assert_array_equal(plain["t"], profiled["t"])
    np.testing.assert_array_equal(plain["v"], profiled["v"])


def test_zero_duration(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = neurons()
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        net = b2.Network(G, trace, name="net")
        net.run(0 * ms)
        first = trace.v.shape
        net.run(0.1 * ms)
        return {"first": first, "v": trace.v[:]}

    check(script, backend)


def test_long_times(backend: str) -> None:
    """Time steps beyond 2**31."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(1, "v : 1", name="G")
        G.run_regularly("v += 1", name="count")
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        net = b2.Network(G, trace, name="net")
        net.t_ = 3e9 * 1e-4
        b2.defaultclock.set_interval(net.t, net.t)
        net.run(0.5 * ms)
        return {"t": trace.t_[:], "v": trace.v[:]}

    check(script, backend)
