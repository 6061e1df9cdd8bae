"""The models of Brian2's feature and speed tests, on the device and on Brian2's numpy runtime."""

from __future__ import annotations

import sys
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms

from genn_emit.brian import correctness_testing as ct

pytestmark = pytest.mark.genn_emit
DOUBLE = 1e-11
# Single precision: a spike in a thousand comes a step early or late. That is one of ninety in the synaptic models, and for
# STDP recorded voltages a reset early.
SINGLE = {"Synapses: Presynaptic code": 0.03, "Synapses: Postsynaptic code": 0.03, "Synapses: STDP": 0.25}


def test_all_models_are_found() -> None:
    assert len(ct.FEATURES) == 10 and len(ct.SPEED) == 10
    assert len({test.fullname() for test in (*ct.FEATURES, *ct.SPEED)}) == 20


@pytest.mark.parametrize("configuration", [ct.GennEmit, ct.GennEmitFloat32, ct.GennEmitPlain, ct.GennEmitThreads], ids=lambda c: c.__name__)
@pytest.mark.parametrize("feature", ct.FEATURES, ids=lambda f: f.__name__)
def test_features(feature: Any, configuration: Any) -> None:
    single = configuration.float_dtype == np.float32
    ct.check_feature(configuration, feature, SINGLE.get(feature.fullname(), 1e-4) if single else DOUBLE)


@pytest.mark.opencl
@pytest.mark.parametrize("feature", ct.FEATURES, ids=lambda f: f.__name__)
def test_features_on_opencl(feature: Any, opencl: str) -> None:
    ct.check_feature(ct.GennEmitOpencl, feature, DOUBLE)


def test_an_error_is_seen() -> None:
    """A configuration that is wrong on purpose fails."""

    class Coarse(ct.GennEmit):
        def before_run(self) -> None:
            super().before_run()
            b2.defaultclock.dt = 0.2 * ms

    for name in ("Euler integration", "SpikeMonitor", "STDP"):
        feature = next(f for f in ct.FEATURES if f.name == name)
        with pytest.raises(ct.InaccuracyError):
            ct.check_feature(Coarse, feature, DOUBLE)


def test_a_fallback_is_not_passed_over() -> None:
    class InNumpy(ct.FeatureTest):
        def run(self) -> None:
            G = b2.NeuronGroup(1, "v : 1", name="G")
            G.run_regularly("v = odd(v)", name="regular")
            net = b2.Network(G)
            net.run(1 * ms, namespace={"odd": b2.Function(lambda v: v, arg_units=[1], return_unit=1)})

    with pytest.raises(RuntimeError, match="odd"), ct.running(ct.GennEmit, InNumpy()):
        pass


def after_run(configuration: Any, model: Any, duration: Any) -> dict[str, Any]:
    """All arrays of a speed test, by the names that its objects have in ``run``."""
    found: dict[str, Any] = {}

    def timed_run(_: Any) -> None:
        b2.run(duration, level=1)
        for name, obj in sys._getframe(1).f_locals.items():
            if isinstance(obj, (b2.NeuronGroup, b2.Synapses)):
                found[name] = obj.get_states(units=False)
            elif isinstance(obj, b2.SpikeMonitor):
                found[name] = {"i": obj.i[:].copy(), "t": obj.t_[:].copy()}

    model.timed_run = timed_run
    with ct.running(configuration, model):
        return found


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("name", "n", "duration"), [
    ("LinearNeuronsOnly", 50, 30 * ms), ("DenseMediumRateSynapsesOnly", 300, 30 * ms),
    # Later on, Brian2's default method makes most of these neurons infinite.
    ("HHNeuronsOnly", 50, 5 * ms),
])  # fmt: skip
def test_speed_models_without_chance(name: str, n: int, duration: Any) -> None:
    model = next(test for test in ct.SPEED if test.__name__ == name)
    want = after_run(ct.NumpyRuntime, model(n), duration)
    got = after_run(ct.GennEmit, model(n), duration)
    assert want.keys() == got.keys() and want
    for group in want:
        for variable, value in want[group].items():
            np.testing.assert_allclose(got[group][variable], value, rtol=1e-9, atol=0, err_msg=f"{group}.{variable}")


@pytest.mark.parametrize("name", sorted(t.__name__ for t in ct.SPEED if issubclass(t, ct.speed.SynapsesOnly) and t.p < 1))
def test_synapses_of_speed_models(name: str) -> None:
    """The number of synapses is binomial; each adds one in every step."""
    model = next(test for test in ct.SPEED if test.__name__ == name)
    n = 5000
    for configuration in (ct.NumpyRuntime, ct.GennEmit):
        found = after_run(configuration, model(n), 3 * ms)
        sources = max(1, int(model.rate * n * 0.1 * ms))
        made, expected = len(found["S"]["i"]), sources * n * model.p
        assert abs(made - expected) < 6 * np.sqrt(expected * (1 - model.p))
        np.testing.assert_array_equal(found["H"]["w"], 30.0 * np.bincount(found["S"]["j"], minlength=n))


@pytest.mark.parametrize(("name", "n", "duration", "factor"), [
    ("CUBAFixedConnectivity", 800, 400 * ms, 1.5), ("COBAHHFixedConnectivity", 400, 200 * ms, 8), ("STDP", 1000, 500 * ms, 1.07),
])  # fmt: skip
def test_speed_models_with_chance(name: str, n: int, duration: Any, factor: float) -> None:
    """As many spikes and synapses as numpy, within what its own runs differ by: small COBAHH networks by a factor of six. The
    same models with given connections are compared spike for spike in ``test_reference``."""
    model = next(test for test in ct.SPEED if test.__name__ == name)
    b2.seed(1)
    want = after_run(ct.NumpyRuntime, model(n), duration)
    got = after_run(ct.GennEmit, model(n), duration)
    spikes = [len(found["s_mon"]["i"]) for found in (want, got)]
    assert spikes[0] / factor < spikes[1] < spikes[0] * factor
    assert min(spikes) > n / 2
    for group in want:
        if "lastspike" not in want[group] and "N_outgoing" in want[group]:
            a, b = (int(found[group]["N"]) for found in (want, got))
            assert abs(a - b) <= 8 * np.sqrt(a)
    if name == "STDP":
        assert got["S"]["w"].mean() == pytest.approx(want["S"]["w"].mean(), rel=0.1)
