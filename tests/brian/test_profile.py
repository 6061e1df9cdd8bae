"""Where the time of a run goes: ``run(profile=True)`` and ``profiling_summary``."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms

from genn_emit.runtime.build import launches

from .running import active

HEAVY = "dv/dt = (exp(-v) + sin(v) + log(1 + v**2) + I)/(10*ms) : 1\nI : 1"


def network() -> b2.Network:
    heavy = b2.NeuronGroup(5000, HEAVY, threshold="v > 1", reset="v = 0", method="euler", name="heavy")
    heavy.I = "2*i/N"
    light = b2.NeuronGroup(2, "dv/dt = -v/(10*ms) : 1", method="euler", name="light")
    synapses = b2.Synapses(heavy, light, on_pre="v_post += 1", name="synapses")
    synapses.connect(j="i % 2")
    return b2.Network(heavy, light, synapses, b2.SpikeMonitor(heavy, name="spikes"))


def results(net: b2.Network) -> dict[str, Any]:
    return {"v": np.array(net["heavy"].v[:]), "i": np.array(net["spikes"].i), "t": np.array(net["spikes"].t)}


@pytest.mark.parametrize("threads", [1, 2])
def test_every_object_has_its_share(threads: int) -> None:
    with active("genn_emit", threads=threads) as device:
        net = network()
        net.run(50 * ms)
        want = results(net)
        net.run(100 * ms, profile=True)
        info = dict(net.profiling_info)
        names = {"heavy_stateupdater", "heavy_spike_thresholder", "heavy_spike_resetter", "light_stateupdater", "synapses_pre", "spikes"}
        assert set(info) == names
        assert all(seconds >= 0 * ms for seconds in info.values())
        whole = float(sum(info.values()))
        assert 0 < whole <= device._last_run_time
        # Two threads on a busy machine may wait for long in any of them.
        if threads == 1:
            assert float(info["heavy_stateupdater"] + info["heavy_spike_thresholder"]) > 0.1 * whole
        assert "heavy_stateupdater" in str(b2.profiling_summary(net))
        net.run(1 * ms)
        with pytest.raises(ValueError, match="profil"):
            _ = net.profiling_info
        again = network()
        again.run(50 * ms, profile=True)
        for name, value in results(again).items():
            np.testing.assert_array_equal(value, want[name], err_msg=name)


def test_one_module_more_is_compiled() -> None:
    with active("genn_emit") as device:
        net = network()
        net.run(1 * ms)
        before = device.stages.compiled
        net.run(1 * ms, profile=True)
        first = device.stages.compiled - before
        commands = launches.count
        net.run(1 * ms, profile=True)
        net.run(1 * ms)
        assert first <= 1  # none if an earlier test run has left it in the cache
        assert launches.count == commands


def test_python_in_the_schedule_is_measured_as_well() -> None:
    with active("genn_emit"):
        net = network()

        @b2.network_operation(name="watcher")
        def watch() -> None:
            pass

        net.add(watch)
        net.run(1 * ms, profile=True)
        info = dict(net.profiling_info)
        assert info["watcher"] > 0 * ms
        assert info["heavy_stateupdater"] > info["watcher"]
