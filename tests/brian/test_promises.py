"""What the device promises and Brian2's own tests do not ask for: arrival of spikes, order of events, clocks, memory, long times."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms, second

from .running import active, check, copied

pytestmark = pytest.mark.genn_emit


def test_every_spike_arrives_when_it_should(backend: str) -> None:
    """Each synapse notes when it was last met, and how often: known from the spikes and from the delays alone."""
    rng = np.random.RandomState(4)
    n, made = 7, 200
    i, j = rng.randint(0, n, made), rng.randint(0, 3, made)
    steps = rng.randint(0, 31, made)
    sent = np.unique(rng.randint(0, n * 60, 90))  # no neuron twice in one step
    with active("genn_emit", backend=backend) as device:
        T = b2.SpikeGeneratorGroup(n, sent % n, (sent // n) * 0.1 * ms, name="T")
        G = b2.NeuronGroup(3, "met : 1", name="G")
        S = b2.Synapses(T, G, "last : second\ncount : integer", on_pre="last = t\ncount += 1\nmet_post += 1", name="S")
        S.connect(i=i, j=j)
        S.delay = steps * 0.1 * ms
        S.last = -1 * second
        net = b2.Network(T, G, S, name="net")
        net.run(4.1 * ms)
        net.run(5 * ms)
        assert device.fallbacks == []
        of = [sent[sent % n == source] // n for source in i]
        arrivals = [s + d for s, d in zip(of, steps, strict=True)]
        np.testing.assert_array_equal(S.count[:], [a.size for a in arrivals])
        np.testing.assert_array_equal(S.last_[:], [a.max() * 1e-4 if a.size else -1 for a in arrivals])
        np.testing.assert_array_equal(G.met[:], np.bincount(j, [a.size for a in arrivals]))


def test_a_recurrent_network_with_all_sorts_of_delays(backend: str) -> None:
    """Spikes that make spikes: an arrival one step late would be seen in every later one."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(60, "dv/dt = (drive - v)/(8*ms) : 1\ndrive : 1", threshold="v > 1", reset="v = 0", refractory=1.1 * ms, method="exact", name="G")
        rng = np.random.RandomState(5)
        G.v, G.drive = rng.random_sample(60), 0.9 + 0.3 * rng.random_sample(60)
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post += w", on_post="w = clip(w*0.99 + 0.002, 0, 0.2)", name="S")
        S.connect(i=rng.randint(0, 60, 900), j=rng.randint(0, 60, 900))
        S.w = 0.08 * rng.random_sample(900)
        S.delay = 4 * rng.random_sample(900) * ms
        S.post.delay = rng.random_sample(900) * ms
        spikes = b2.SpikeMonitor(G, name="spikes")
        b2.Network(G, S, spikes, name="net").run(60 * ms)
        return {"i": spikes.i[:], "t": spikes.t_[:], "w": S.w[:]}

    assert len(check(script, backend)["t"]) > 150


def test_spikes_of_the_last_step_of_a_run(backend: str) -> None:
    """Where synapses come before thresholds, they meet the spikes of a generator one step later: in the next run."""

    def script() -> dict[str, Any]:
        T = b2.SpikeGeneratorGroup(2, [0, 1, 0], [0.4, 0.9, 1.2] * ms, name="T")
        G = b2.NeuronGroup(2, "x : 1", name="G")
        S = b2.Synapses(T, G, on_pre="x_post = x_post*2 + 1", name="S")
        S.connect(j="i")
        trace = b2.StateMonitor(G, "x", record=True, when="end", name="trace")
        net = b2.Network(T, G, S, trace, name="net")
        net.schedule = ["start", "groups", "synapses", "thresholds", "resets", "end"]
        net.run(1 * ms)
        net.run(1 * ms)
        return {"x": trace.x[:]}

    np.testing.assert_array_equal(check(script, backend)["x"][:, -1], [3, 1])


def test_order_of_events(backend: str) -> None:
    """Within one step: pre before post, orders before names, recording before resets. Each effect multiplies or adds, so any
    other order gives another number."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(4, "v : 1\nx : 1", threshold="timestep(t, 0.1*ms) % 3 == i % 3", reset="x = x*1.5 + 1", name="G")
        S = b2.Synapses(
            G, G, "w : 1",
            on_pre={"pre": "w = w*2 + 1", "early": "w = w*3 + 2", "also": "x_post += 0.1*w"}, on_post={"post": "w = w*0.4 + 5", "late": "x_pre -= 0.01*w"},
            name="S",
        )  # fmt: skip
        S.connect()
        S.early.order = -7
        S.late.order = 9
        before = b2.SpikeMonitor(G, "x", name="before")
        after = b2.SpikeMonitor(G, "x", when="after_resets", name="after")
        trace = b2.StateMonitor(S, "w", record=True, name="trace")
        b2.Network(G, S, before, after, trace, name="net").run(2 * ms)
        return {"w": trace.w[:], "x": G.x[:], "before": before.x[:], "after": after.x[:], "i": before.i[:], "t": after.t_[:]}

    check(script, backend)


@pytest.mark.parametrize("steps", [(0.1, 0.1, 0.1), (0.1, 0.3, 0.7), (0.05, 0.1, 0.15), (0.1, 1.0, 0.025)])
def test_clocks_that_meet(steps: tuple[float, ...], backend: str) -> None:
    """Clocks of equal or commensurable dt tick together wherever rounding makes their times differ."""

    def script() -> dict[str, Any]:
        groups = [b2.NeuronGroup(1, "x : 1", dt=dt * ms, name=f"G{k}") for k, dt in enumerate(steps)]
        links = [b2.linked_var(groups[0], "x") for _ in steps]
        sums = [b2.NeuronGroup(1, "x : 1 (linked)\ny : 1", dt=dt * ms, name=f"H{k}") for k, dt in enumerate(steps)]
        for group, summed, link in zip(groups, sums, links, strict=True):
            group.run_regularly("x += 1", name=f"{group.name}_count")
            summed.x = link
            summed.run_regularly("y = y*0.999 + x", when="end", name=f"{summed.name}_sum")
        monitors = [b2.StateMonitor(g, "x", record=True, name=f"M_{g.name}", dt=dt * ms) for g, dt in zip(groups, reversed(steps), strict=True)]
        net = b2.Network(groups, sums, monitors, name="net")
        for duration in (4.2, 0.7, 21.3, 33.3):
            net.run(duration * ms)
        return {**{g.name: g.x[:] for g in groups}, **{h.name: h.y[:] for h in sums}, **{m.name: m.x[:] for m in monitors},
                **{f"{m.name}_t": m.t_[:] for m in monitors}}  # fmt: skip

    check(script, backend)


def test_views_of_what_grows(backend: str) -> None:
    """A view taken before keeps its content, whatever happens to the array; a fresh one has all of it."""
    with active("genn_emit", backend=backend):
        G = b2.NeuronGroup(5, "v : 1", threshold="True", name="G")
        S = b2.Synapses(G, G, "w : 1", on_pre="v_post += 1", name="S")
        S.connect(i=[0, 1], j=[1, 2])
        S.w = [3, 4]
        spikes, trace = b2.SpikeMonitor(G, name="spikes"), b2.StateMonitor(G, "v", record=True, name="trace")
        net = b2.Network(G, S, spikes, trace, name="net")
        net.run(0.3 * ms)
        views = {"w": S.variables["w"].get_value(), "i": spikes.variables["i"].get_value(), "v": trace.variables["v"].get_value(),
                 "state": G.variables["v"].get_value()}  # fmt: skip
        before = copied(views)
        S.connect(condition="i != j")
        net.run(500 * ms)
        for name in ("i", "v"):
            np.testing.assert_array_equal(views[name], before[name], err_msg=name)
        np.testing.assert_array_equal(views["w"], [3, 4])
        assert len(S.w) == 22 and spikes.num_spikes == 5 * 5003 and trace.v.shape == (5, 5003)
        np.testing.assert_array_equal(trace.v[:, :3].T, before["v"])
        # What does not grow is the memory itself.
        assert np.shares_memory(views["state"], G.variables["v"].get_value())
        kept = G.v[:].copy()
    assert views["state"].shape == (5,) and np.all(np.isfinite(kept)) and np.all(views["w"] == [3, 4])


def test_python_changes_arrays_in_the_middle_of_a_step(backend: str) -> None:
    """Through views, indices, strings and delays of arrays; what comes later in the step sees it, what came before does not."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(6, "dv/dt = (1.2 - v)/(4*ms) : 1\nx : 1", threshold="v > 1", reset="v = 0", method="exact", name="G")
        G.v = "0.15*i"
        S = b2.Synapses(G, G, "w : 1", on_pre="x_post += w", delay=0.3 * ms, name="S")
        S.connect("i != j")
        S.w = "0.1*i"
        early, late = (b2.StateMonitor(G, ["v", "x"], record=True, when=when, name=f"M_{when}") for when in ("start", "end"))
        seen: list[float] = []

        @b2.network_operation(dt=0.2 * ms, when="before_thresholds", name="push")
        def push(t: Any) -> None:
            k = int(t / ms * 5)
            G.v[k % 6] = 1.01 if k % 4 == 0 else 0.3
            S.w[k % 30] += 0.01
            seen.append(float(G.x[0]))

        @b2.network_operation(dt=0.5 * ms, when="after_synapses", name="pull")
        def pull() -> None:
            G.x["i > 3"] = "x*0.5 + v"
            G.variables["x"].get_value()[:2] += 0.001

        net = b2.Network(G, S, early, late, push, pull, name="net")
        net.run(3 * ms)
        net.run(3 * ms)
        return {"early": early.v[:], "late": late.v[:], "x": early.x[:], "x_late": late.x[:], "w": S.w[:], "seen": seen}

    check(script, backend)


def test_restore_after_more_synapses_were_made(backend: str) -> None:
    """Arrays go back to their length, spikes on their way to theirs; then both may grow again."""

    def script() -> dict[str, Any]:
        T = b2.SpikeGeneratorGroup(4, [0, 1, 2, 3, 0], [0, 0.4, 0.9, 1.4, 1.9] * ms, name="T")
        G = b2.NeuronGroup(4, "x : 1", name="G")
        S = b2.Synapses(T, G, "w : 1", on_pre="x_post = x_post*0.5 + w", name="S")
        S.connect(j="i")
        S.w, S.delay = "1 + i", "0.7*ms + 0.1*ms*i"
        net = b2.Network(T, G, S, name="net")
        net.run(1 * ms)
        net.store("few")
        S.connect(condition="i != j")
        S.w, S.delay = "0.1 + j", "0.2*ms*(i + j)"
        net.run(1 * ms)
        many = (len(S), G.x[:].copy(), S.w[:].copy())
        net.store("many")
        net.restore("few")
        few = (len(S), S.delay_[:].copy(), S.w[:].copy(), len(S.x_post[:]))
        net.run(2 * ms)
        end = G.x[:].copy()
        net.restore("many")
        net.run(2 * ms)
        return {"many": many[0], "many_x": many[1], "many_w": many[2], "few": few[0], "few_delay": few[1], "few_w": few[2], "few_x": few[3],
                "end": end, "n": len(S), "w": S.w[:], "x": G.x[:]}  # fmt: skip

    check(script, backend)


def test_synapses_without_synapses(backend: str) -> None:
    """Everything that synapses can do, with none of them."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(3, "dv/dt = 200*Hz : 1\ninp : 1", threshold="v > 1", reset="v = 0", method="euler", name="G")
        G.inp = 7
        S = b2.Synapses(
            G, G, "w : 1\ndx/dt = -x/ms : 1 (event-driven)\ndy/dt = -y/ms : 1 (clock-driven)\ninp_post = w*v_pre : 1 (summed)",
            on_pre={"pre": "v_post += w", "other": "x += 1"}, on_post="w += y", method="exact", name="S",
        )  # fmt: skip
        S.connect(condition="i > 5")
        S.w, S.delay = "rand()", "i*ms"
        S.run_regularly("w = w + 1", name="regular")
        trace = b2.StateMonitor(S, ["w", "y"], record=True, name="trace")
        spikes = b2.SpikeMonitor(G, name="spikes")
        net = b2.Network(G, S, trace, spikes, name="net")
        net.run(12 * ms)
        net.store()
        net.restore()
        net.run(1 * ms)
        return {"n": len(S), "w": trace.w[:], "t": spikes.t_[:], "inp": G.inp[:], "i": S.i[:], "delay": S.delay_[:]}

    assert len(check(script, backend)["t"]) == 6


LONG = {"before 2**31": 2**31 - 12, "before 2**32": 2**32 - 12, "far": 10**11}


@pytest.mark.parametrize("where", sorted(LONG))
def test_a_run_across_a_limit_of_integers(where: str, backend: str) -> None:
    """Refractoriness, delays, two clocks, recorded times."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(3, "dv/dt = 3000*Hz : 1\nx : 1\nk : integer", threshold="v > 1", reset="v = 0", refractory="(0.2 + 0.1*i)*ms", method="euler", name="G")
        S = b2.Synapses(G, G, on_pre="x_post += 1 + i", delay=0.5 * ms, name="S")
        S.connect()
        slow = b2.NeuronGroup(1, "c : 1", dt=0.4 * ms, name="slow")
        slow.run_regularly("c += 1", name="count")
        G.run_regularly("k = t_in_timesteps % 1000", name="steps")
        spikes, trace = b2.SpikeMonitor(G, name="spikes"), b2.StateMonitor(G, ["x", "k"], record=True, name="trace")
        net = b2.Network(G, S, slow, spikes, trace, name="net")
        net.t_ = LONG[where] * 1e-4
        for clock in (b2.defaultclock, slow.clock):
            clock.set_interval(net.t, net.t)
        net.run(2 * ms)
        net.run(1 * ms)
        return {"i": spikes.i[:], "t": spikes.t_[:], "x": trace.x[:], "k": trace.k[:], "when": trace.t_[:], "c": slow.c[:], "last": G.lastspike_[:]}

    assert len(check(script, backend)["t"]) > 5


def test_single_precision_is_that_of_numpy(backend: str) -> None:
    """Against Brian2's numpy runtime in single precision as well: the last digits, not Brian2's own tolerance of 5000 per cent."""

    def script() -> dict[str, Any]:
        G = b2.NeuronGroup(
            20, "dv/dt = (drive + g - v)/(7*ms) : 1 (unless refractory)\ndg/dt = -g/(3*ms) : 1\ndrive : 1\nk : integer",
            threshold="v > 1", reset="v = 0; k += 1".replace("; ", "\n"), refractory=1 * ms, method="euler", name="G",
        )  # fmt: skip
        G.drive = 0.5 + 0.083 * np.arange(20)
        S = b2.Synapses(G, G, "w : 1\ndx/dt = -x/(5*ms) : 1 (event-driven)", on_pre="g_post += 0.1*w\nx += 1\nw = clip(w + 0.01*x, 0, 1)", name="S")
        S.connect(i=np.arange(20), j=np.arange(20) * 3 % 20)
        S.w, S.delay = "0.1 + i/50.0", "0.1*ms*i"
        spikes, trace = b2.SpikeMonitor(G, name="spikes"), b2.StateMonitor(G, ["v", "g"], record=True, name="trace")
        b2.Network(G, S, spikes, trace, name="net").run(15 * ms)
        return {"i": spikes.i[:], "t": spikes.t_[:], "v": trace.v[:], "g": trace.g[:], "w": S.w[:], "k": G.k[:]}

    with active("runtime"):
        b2.prefs["core.default_float_dtype"] = np.float32
        want = copied(script())
    with active("genn_emit", backend=backend) as device:
        b2.prefs["core.default_float_dtype"] = np.float32
        got = copied(script())
        assert device.fallbacks == []
    assert got["v"].dtype == np.float32 == want["v"].dtype and len(want["t"]) > 15
    for name in ("i", "t", "k"):
        np.testing.assert_array_equal(got[name], want[name], err_msg=name)
    for name in ("v", "g", "w"):
        np.testing.assert_allclose(got[name], want[name], rtol=2e-5, atol=2e-6, err_msg=name)


def faulty(fault: str) -> None:
    """A mistake of the user, in an object called culprit."""
    G = b2.NeuronGroup(4, "v : 1", threshold="v > 1", reset="v = 0", name="culprit")
    if fault in ("synapse", "sample"):
        S = b2.Synapses(G, G, name="culprit_synapses")
        S.connect(j="i + 3" if fault == "synapse" else "k for k in sample(N_post, size=9)")
        assert len(S)
    else:
        G.run_regularly("v = 3*Hz" if fault == "unit" else "v = nowhere", name="culprit_regular")
        b2.Network(G, name="net").run(1 * ms)


@pytest.mark.parametrize(("fault", "text"), [
    ("synapse", "outside allowed range"), ("sample", "9"), ("unit", "unit"), ("name", "nowhere"),
])  # fmt: skip
def test_errors_name_the_object(fault: str, text: str, backend: str) -> None:
    with active("genn_emit", backend=backend):
        with pytest.raises(b2.BrianObjectException, match="culprit") as caught:
            faulty(fault)
        assert text in f"{caught.value} {caught.value.__cause__}"


@pytest.mark.parametrize("word", ["double", "kernel", "half", "run", "s", "exp2", "printf"])
def test_functions_called_like_words_of_other_languages(word: str, backend: str) -> None:
    """Timed arrays, which are called by the name that they have in the script."""

    def script() -> dict[str, Any]:
        values = b2.TimedArray(np.arange(20) ** 2 / 7.0, dt=0.3 * ms, name=word)
        G = b2.NeuronGroup(2, f"dv/dt = {word}(t)*Hz : 1\nw = {word}(t + 0.4*ms) : 1", method="euler", namespace={word: values, "Hz": Hz, "ms": ms}, name="G")
        trace = b2.StateMonitor(G, ["v", "w"], record=True, name="trace")
        b2.Network(G, trace, name="net").run(4 * ms)
        return {"v": trace.v[:], "w": trace.w[:]}

    check(script, backend)
