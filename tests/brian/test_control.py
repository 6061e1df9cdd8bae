"""Who decides when a run goes on: several networks, loops of runs, stop, Ctrl+C, reports, store and restore, schedules."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms, second

from .running import active, check, emitted


def firing(n: int = 8, name: str = "G", **kwds: Any) -> Any:
    G = b2.NeuronGroup(n, "dv/dt = (drive - v)/(10*ms) : 1\ndrive : 1", threshold="v > 1", reset="v = 0", method="exact", name=name,
                       **kwds)  # fmt: skip
    G.drive = "1.5 + 0.1*i"
    return G


def test_several_networks(backend: str) -> None:
    """Two that share nothing and run by turns; one object that first is in one and then in another."""

    def script() -> dict[str, Any]:
        G, H = firing(), firing(4, "H")
        a, b = b2.SpikeMonitor(G, name="a"), b2.SpikeMonitor(H, name="b")
        first, second_ = b2.Network(G, a, name="first"), b2.Network(H, b, name="second_")
        for _ in range(3):
            first.run(7 * ms)
            second_.run(11 * ms)
        assert (float(first.t), float(second_.t)) == pytest.approx((0.021, 0.033))
        first.remove(a)
        late = b2.SpikeMonitor(G, name="late")
        first.add(late)
        first.run(9 * ms)
        return {"a": a.t_[:], "b": b.t_[:], "late": late.t_[:], "i": late.i[:], "v": G.v[:]}

    check(script, backend)


def test_magic_network(backend: str) -> None:
    """Objects in sight are what runs, and time goes on."""

    def script() -> dict[str, Any]:
        G = firing()
        spikes = b2.SpikeMonitor(G, name="spikes")
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post += w", name="S")
        S.connect(j="(i + 1) % N_post")
        b2.run(10 * ms)
        S.w = "0.01*i"
        b2.run(5 * ms)
        b2.store("x")
        b2.run(4 * ms)
        b2.restore("x")
        b2.run(4 * ms)
        return {"t": spikes.t_[:], "i": spikes.i[:], "v": trace.v[:], "now": float(b2.magic_network.t)}

    check(script, backend)


def test_objects_made_by_a_function(backend: str) -> None:
    """A script that makes everything anew in a loop, as parameter scans do."""

    def once(k: int) -> Any:
        b2.start_scope()
        G = firing(3 + k, "cells")
        G.drive = f"1.2 + {k}*0.3 + 0.01*i"
        spikes = b2.SpikeMonitor(G, name="spikes")
        b2.run(20 * ms)
        return spikes.count[:].copy()

    def script() -> dict[str, Any]:
        return {"counts": np.concatenate([once(k) for k in range(4)])}

    check(script, backend)


def test_collect_and_containers(backend: str) -> None:
    def script() -> dict[str, Any]:
        groups = [firing(2 + k, f"G{k}") for k in range(3)]
        monitors = {f"m{k}": b2.SpikeMonitor(G, name=f"m{k}") for k, G in enumerate(groups)}
        net = b2.Network(b2.collect(), groups, monitors, name="net")
        net.run(15 * ms)
        return {name: m.t_[:] for name, m in monitors.items()}

    check(script, backend)


def interrupt_when_running() -> None:
    """Ctrl+C, a while after the loop has begun."""
    while not b2.Network._globally_running:
        time.sleep(0.01)
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c(backend: str) -> None:
    """SIGINT in mid-run ends the run after a whole step, as in Brian2's runtime: what was recorded is there, and the network
    goes on from where it was."""
    with active("genn_emit", backend=backend):
        G = firing()
        spikes = b2.SpikeMonitor(G, name="spikes")
        trace = b2.StateMonitor(G, "v", record=[0], dt=1 * ms, name="trace")
        net = b2.Network(G, spikes, trace, name="net")
        net.run(1 * ms)  # compiles
        thread = threading.Thread(target=interrupt_when_running)
        thread.start()
        begin = time.perf_counter()
        net.run(1e6 * second)
        took = time.perf_counter() - begin
        thread.join()
        assert took < 20, "the run went on"
        reached = float(net.t)
        assert 1e-3 < reached < 1e6 and spikes.num_spikes == len(spikes.t) > 0
        assert spikes.t_[:].max() <= reached + 1e-4 and trace.t_[-1] <= reached + 1e-4
        np.testing.assert_allclose(np.diff(trace.t_[:]), 1e-3, atol=1e-9)
        count = spikes.num_spikes
        net.run(20 * ms)
        assert float(net.t) == pytest.approx(reached + 0.02) and spikes.num_spikes > count


def test_ctrl_c_with_python_in_the_schedule(backend: str) -> None:
    with active("genn_emit", backend=backend):
        G = firing()
        seen: list[float] = []

        @b2.network_operation(dt=1 * ms, name="watch")
        def watch(t: Any) -> None:
            seen.append(float(t / second))
            if len(seen) == 5:
                os.kill(os.getpid(), signal.SIGINT)

        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        net = b2.Network(G, watch, trace, name="net")
        net.run(1 * second)
        assert len(seen) == 5 and float(net.t) == pytest.approx(4.1e-3) and len(trace.t) == 41


def test_stop_from_a_report_and_time_limit(backend: str) -> None:
    """``stop()`` in a report, and the limit that Brian2's benchmarks set."""
    with active("genn_emit", backend=backend) as device:
        G = firing()
        net = b2.Network(G, name="net")
        net.run(1 * ms)
        net.run(1e6 * second, report=lambda elapsed, done, start, duration: net.stop() if elapsed > 0.2 * second else None,
                report_period=0.1 * second)  # fmt: skip
        assert 1e-3 < float(net.t) < 1e6 and 0 < device._last_run_completed_fraction < 1
        device._set_maximum_run_time(0.2 * second)
        try:
            begin = time.perf_counter()
            net.run(1e6 * second)
            assert time.perf_counter() - begin < 10 and 0 < device._last_run_completed_fraction < 1
        finally:
            device._set_maximum_run_time(None)


def test_error_in_python_leaves_a_network_that_goes_on(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = firing()
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        fails = [True]

        @b2.network_operation(dt=1 * ms, when="end", name="breaks")
        def breaks(t: Any) -> None:
            if t > 3.5 * ms and fails[0]:
                raise ZeroDivisionError("of the user")

        net = b2.Network(G, trace, breaks, name="net")
        with pytest.raises((b2.BrianObjectException, ZeroDivisionError)):
            net.run(10 * ms)
        fails[0] = False
        return {"v": trace.v[:], "t": trace.t_[:]}

    check(script, backend)


def test_restored_random_numbers(backend: str, tmp_path: Any) -> None:
    """``restore_random_state=True`` gives the same numbers again, without it others; from a file, too."""
    with active("genn_emit", backend=backend):
        G = b2.NeuronGroup(20, "dv/dt = -v/(5*ms) + 0.3*xi/sqrt(ms) : 1", method="euler", threshold="rand() < 0.01", reset="v = randn()",
                           name="G")  # fmt: skip
        P = b2.PoissonGroup(10, 200 * Hz, name="P")
        S = b2.Synapses(P, G, on_pre="v_post += 0.1*rand()", name="S", delay=0.3 * ms)
        S.connect(p=0.5)
        net = b2.Network(G, P, S, name="net")
        net.run(3 * ms)
        net.store()
        net.store("file", filename=str(tmp_path / "state"))

        def go_on() -> Any:
            net.run(5 * ms)
            G.v[0] = "rand()"
            net.run(1 * ms)
            return G.v[:].copy()

        first = go_on()
        net.restore(restore_random_state=True)
        np.testing.assert_array_equal(go_on(), first)
        net.restore("file", filename=str(tmp_path / "state"), restore_random_state=True)
        np.testing.assert_array_equal(go_on(), first)
        net.restore()
        assert not np.array_equal(go_on(), first)


def test_restore_after_growth(backend: str) -> None:
    """Monitors and spike queues go back to what they were."""

    def script() -> dict[str, Any]:
        G = firing()
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post += w", name="S")
        S.connect(condition="i != j")
        S.w, S.delay = "0.01*i", "(1 + i)*ms"
        spikes, trace, rate = b2.SpikeMonitor(G, name="spikes"), b2.StateMonitor(G, "v", record=True, name="trace"), b2.PopulationRateMonitor(G, name="rate")
        gen = b2.SpikeGeneratorGroup(3, [0, 1, 2], [2, 12, 22] * ms, name="gen")
        seen = b2.SpikeMonitor(gen, name="seen")
        net = b2.Network(G, S, spikes, trace, rate, gen, seen, name="net")
        net.store("start")
        net.run(12 * ms)
        net.store("middle")
        net.run(18 * ms)
        lengths = [len(spikes.t), len(trace.t), len(rate.t), len(seen.t)]
        net.restore("middle")
        lengths += [len(spikes.t), len(trace.t), len(rate.t), len(seen.t)]
        net.run(18 * ms)
        end = {"t": spikes.t_[:].copy(), "v": trace.v[:].copy(), "rate": rate.rate[:].copy(), "seen": seen.t_[:].copy()}
        net.restore("start")
        assert float(net.t) == 0 and len(trace.t) == 0
        net.run(12 * ms)
        return {**end, "lengths": lengths, "again": trace.v[:]}

    check(script, backend)


def test_schedules(backend: str) -> None:
    """The default, and one with a slot of its own, forwards and backwards."""

    def script(schedule: list[str] | None, when: str) -> dict[str, Any]:
        G = firing()
        G.run_regularly("v += 0.01; drive *= 1.001", when=when, name="push")
        S = b2.Synapses(G, G, on_pre="v_post += 0.05", name="S")
        S.connect(j="(i + 3) % N_post")
        spikes = b2.SpikeMonitor(G, name="spikes")
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        net = b2.Network(G, S, spikes, trace, name="net")
        net.schedule = schedule
        net.run(15 * ms)
        order = [entry.name for entry in b2.scheduling_summary(net).entries]
        return {"t": spikes.t_[:], "i": spikes.i[:], "v": trace.v[:], "order": np.array(order)}

    own = ["start", "synapses", "mine", "groups", "thresholds", "resets", "end"]
    results = [
        check(lambda: script(None, "groups"), backend), check(lambda: script(own, "mine"), backend),
        check(lambda: script(own[::-1], "after_mine"), backend),
    ]  # fmt: skip
    assert not np.array_equal(results[0]["v"], results[1]["v"]) and not np.array_equal(results[1]["v"], results[2]["v"])


def test_order_between_objects(backend: str) -> None:
    """``when`` and ``order`` of every sort of object, changed between runs."""

    def script() -> dict[str, Any]:
        G = firing(4)
        G.thresholder["spike"].when = "end"
        G.resetter["spike"].when = "after_end"
        G.state_updater.order = 2
        S = b2.Synapses(G, G, on_pre="v_post += 0.1", name="S")
        S.connect(condition="i != j")
        S.pre.when = "before_groups"
        trace = b2.StateMonitor(G, "v", record=True, when="resets", order=-5, name="trace")
        spikes = b2.SpikeMonitor(G, "v", when="before_end", name="spikes")
        other = b2.SpikeMonitor(G, "v", name="other")
        net = b2.Network(G, S, trace, spikes, other, name="net")
        net.run(10 * ms)
        S.pre.order, G.order = 4, -3
        trace.when = "start"
        net.run(10 * ms)
        return {"v": trace.v[:], "t": spikes.t_[:], "seen": spikes.v[:], "other": other.v[:], "ot": other.t_[:]}

    check(script, backend)


def test_python_between_any_two_objects(backend: str) -> None:
    """Network operations in every slot, one of them on another clock, which see and change what is there at that moment."""
    slots = ["before_start", "start", "groups", "after_groups", "thresholds", "synapses", "before_resets", "resets", "end", "after_end"]

    def script() -> dict[str, Any]:
        G = firing(4)
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post += w", name="S", delay=0.2 * ms)
        S.connect(condition="i != j")
        S.w = 0.05
        spikes = b2.SpikeMonitor(G, name="spikes")
        seen: list[tuple[float, ...]] = []

        def look(number: int) -> Any:
            def operation(t: Any) -> None:
                seen.append((number, float(t / second), *G.v[:], spikes.num_spikes, float(G.t / second)))
                G.v[number % 4] += 0.001
                S.w[number % 12] *= 1.01

            return operation

        operations = [b2.NetworkOperation(look(k), when=slot, order=k - 5, name=f"op{k}") for k, slot in enumerate(slots)]
        operations.append(b2.NetworkOperation(look(20), dt=0.35 * ms, name="other"))
        b2.Network(G, S, spikes, *operations, name="net").run(6 * ms)
        return {"seen": np.array(seen), "t": spikes.t_[:], "w": S.w[:]}

    check(script, backend)


def test_python_that_switches_objects(backend: str) -> None:
    """``active`` of objects, set from Python in mid-run."""

    def script() -> dict[str, Any]:
        G = firing(4)
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        kick = G.run_regularly("v += 0.01", name="kick")

        @b2.network_operation(dt=1 * ms, name="switch")
        def switch(t: Any) -> None:
            kick.active = int(t / ms + 0.5) % 2 == 0

        net = b2.Network(G, trace, switch, name="net")
        net.run(6 * ms)
        return {"v": trace.v[:]}

    check(script, backend)


def test_record_single_timestep(backend: str) -> None:
    def script() -> dict[str, Any]:
        G = firing()
        trace = b2.StateMonitor(G, ["v", "drive"], record=[1, 3], name="trace")
        net = b2.Network(G, trace, name="net")
        net.run(2 * ms)
        trace.record_single_timestep()
        net.run(1 * ms)
        trace.record_single_timestep()
        return {"v": trace.v[:], "t": trace.t_[:], "drive": trace.drive[:], "indexed": trace[3].v}

    check(script, backend)


def test_monitors(backend: str) -> None:
    """What is recorded, when, how often, of whom."""

    def script() -> dict[str, Any]:
        G = firing(9)
        sub = G[2:7]
        monitors = {
            "all": b2.StateMonitor(G, True, record=[0, 4], name="all"),
            "fine": b2.StateMonitor(G, "v", record=True, dt=0.05 * ms, name="fine"),
            "coarse": b2.StateMonitor(sub, "v", record=[1, 3], dt=0.7 * ms, name="coarse"),
            "early": b2.StateMonitor(G, "v", record=range(0, 9, 3), when="before_resets", name="early"),
            "none": b2.StateMonitor(G, "v", record=False, name="none"),
        }
        with_v = b2.SpikeMonitor(G, variables=["v", "drive"], when="before_resets", name="with_v")
        after = b2.SpikeMonitor(sub, variables="v", when="after_resets", name="after")
        counts = b2.SpikeMonitor(G, record=False, name="counts")
        rate = b2.PopulationRateMonitor(sub, name="rate")
        b2.Network(G, *monitors.values(), with_v, after, counts, rate, name="net").run(14 * ms)
        found = {f"{name} v": m.v[:] for name, m in monitors.items()} | {f"{name} t": m.t_[:] for name, m in monitors.items()}
        smooth = rate.smooth_rate(window="gaussian", width=1 * ms)
        trains, values = with_v.spike_trains(), with_v.values("v")
        return {**found, "drive": monitors["all"].drive[:], "sv": with_v.v[:], "sd": with_v.drive[:], "si": with_v.i[:], "st": with_v.t_[:],
                "av": after.v[:], "ai": after.i[:], "count": counts.count[:], "n": counts.num_spikes, "rate": rate.rate[:],
                "smooth": smooth, "train": trains[3], "values": values[8], "both": np.array(with_v.it[1])}  # fmt: skip

    check(script, backend)


def test_namespaces(backend: str) -> None:
    """Constants of groups, of runs, of the frame that calls."""

    def script() -> dict[str, Any]:
        tau = 5 * ms
        G = b2.NeuronGroup(3, "dv/dt = (k - v)/tau : 1", method="exact", name="G", namespace={"k": 2.0, "tau": 3 * ms})
        H = b2.NeuronGroup(3, "dv/dt = (k - v)/tau : 1", method="exact", name="H")
        net = b2.Network(G, H, name="net")
        k = 3.0
        net.run(1 * ms)
        tau = 9 * ms
        net.run(1 * ms)
        net.run(1 * ms, namespace={"k": -1.0, "tau": 2 * ms})
        return {"G": G.v[:], "H": H.v[:]}

    check(script, backend)


def test_state_as_dictionaries(backend: str) -> None:
    """``get_states`` and ``set_states``, of groups and of whole networks."""

    def script() -> dict[str, Any]:
        G = firing()
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post += w", name="S")
        S.connect(j="(i + 1) % N_post")
        S.w = "0.01*i"
        net = b2.Network(G, S, name="net")
        net.run(7 * ms)
        states = net.get_states(units=False)
        net.run(5 * ms)
        G.set_states({"v": states["G"]["v"] * 0.5}, units=False)
        net.run(5 * ms)
        return {"v": G.v[:], "was": states["G"]["v"], "w": states["S"]["w"], "i": states["S"]["i"]}

    check(script, backend)


def test_time_step_of_each_object_changed(backend: str) -> None:
    def script() -> dict[str, Any]:
        clock = b2.Clock(0.2 * ms, name="own")
        G = firing(5, clock=clock)
        H = firing(4, "H")
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        S = b2.Synapses(H, H, on_pre="v_post += 0.05", name="S", delay=1.2 * ms)
        S.connect(condition="i != j")
        spikes = b2.SpikeMonitor(H, name="spikes")
        net = b2.Network(G, H, trace, S, spikes, name="net")
        net.run(6 * ms)
        clock.dt = 0.05 * ms
        b2.defaultclock.dt = 0.2 * ms
        net.run(6 * ms)
        clock.dt = 0.3 * ms
        net.run(6 * ms)
        return {"v": trace.v[:], "t": trace.t_[:], "spikes": spikes.t_[:], "h": H.v[:]}

    check(script, backend)


def test_wrong_time_step_between_runs(backend: str) -> None:
    """A time that the new step does not divide is an error in Brian2's words."""
    with active("genn_emit", backend=backend):
        G = firing()
        net = b2.Network(G, name="net")
        net.run(0.5 * ms)
        b2.defaultclock.dt = 0.3 * ms
        with pytest.raises(ValueError, match="not a multiple"):
            net.run(0.6 * ms)


@pytest.mark.parametrize("python", [False, True])
def test_run_at_and_event_clock(python: bool, backend: str) -> None:
    if not hasattr(b2.NeuronGroup, "run_at"):
        pytest.skip("Brian2 has run_at since 2.10")

    def script() -> dict[str, Any]:
        G = firing(4)
        G.run_at("v += 0.1*i", times=[1, 2.5, 7] * ms, name="at")
        trace = b2.StateMonitor(G, "v", record=True, name="trace")
        rare = b2.StateMonitor(G, "v", record=True, clock=b2.EventClock(times=[0.3, 4, 4.1, 20] * ms, name="events"), name="rare")
        net = b2.Network(G, trace, rare, name="net")
        if python:
            net.add(b2.NetworkOperation(lambda: None, dt=1 * ms, name="nothing"))
        net.run(4 * ms)
        net.run(6 * ms)
        return {"v": trace.v[:].copy(), "rare": rare.v[:].copy(), "t": rare.t_[:].copy()}

    assert len(check(script, backend)["t"]) == 3


def test_event_clocks_alone(backend: str) -> None:
    if not hasattr(b2, "EventClock"):
        pytest.skip("Brian2 has EventClock since 2.10")

    def script() -> dict[str, Any]:
        first, second_ = (b2.EventClock(times=times * ms, name=name) for times, name in (([1, 2, 5], "first"), ([0.5, 2, 4], "second_")))
        seen: list[tuple[int, float]] = []
        a = b2.NetworkOperation(lambda t: seen.append((0, float(t / ms))), clock=first, name="a")
        b = b2.NetworkOperation(lambda t: seen.append((1, float(t / ms))), clock=second_, name="b")
        net = b2.Network(a, b, name="net")
        net.run(3 * ms)
        net.run(3 * ms)
        return {"seen": np.array(seen), "now": float(net.t)}

    check(script, backend)


def test_draws_repeat_in_a_loop(backend: str) -> None:
    """A loop that seeds and runs gives the same numbers in every turn."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(10, "dv/dt = xi/sqrt(ms) : 1", method="euler", name="G")
        net = b2.Network(G, name="net")
        found = []
        for _ in range(3):
            b2.seed(11)
            G.v = "randn()"
            net.run(1 * ms)
            found.append(G.v[:].copy())
        return {"v": np.array(found)}

    v = emitted(script, backend)["v"]
    np.testing.assert_array_equal(v[0], v[1])
    assert not np.array_equal(v[0], v[2] + 1)
