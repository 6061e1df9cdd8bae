"""OpenCL against the CPU: the same bits."""

from __future__ import annotations

import numpy as np
import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.types import f32, f64, i32, i64, u8
from genn_emit.errors import BackendUnavailable, BuildError
from genn_emit.network import kernels as k
from genn_emit.network.arrays import Clock
from genn_emit.runtime.devices import check_backend, list_devices
from genn_emit.runtime.mirrors import DeviceMirrors

from .simt_cases import (
    INDEX,
    Case,
    Results,
    Running,
    block,
    draws,
    lif,
    mixed,
    pairs,
    recorders,
    run_case,
    set_,
    synapses,
    var,
)

SIZES = (0, 1, 63, 64, 65, 255, 256, 257, 1000)


def _missing() -> str:
    try:
        check_backend("opencl")
    except BackendUnavailable as error:
        return str(error)
    return ""


_REASON = _missing()
pytestmark = [
    pytest.mark.opencl,
    pytest.mark.compile,
    pytest.mark.skipif(bool(_REASON), reason=_REASON or "there is one"),
]


def same(case: Case, steps: int, but: tuple[str, ...] = ()) -> Results:
    """Run on both; all arrays are the same, bit for bit. The results on the CPU."""
    expected, got = run_case(case, "cpu", steps), run_case(case, "opencl", steps)
    for name, array in expected.items():
        if name not in but:
            np.testing.assert_array_equal(got[name].view(np.uint8), array.view(np.uint8), err_msg=name)
    return expected


@pytest.mark.parametrize("size", SIZES)
def test_neurons_at_edges(size: int) -> None:
    results = same(lif(size), 200)
    assert (results["resets"].sum() > 0) == (size > 0)


def test_single_precision() -> None:
    assert same(lif(100, f32), 200)["resets"].sum() > 0


def test_reset_over_events() -> None:
    assert same(lif(300, split_reset=True), 300)["resets"].sum() > 0


@pytest.mark.parametrize("kind", ["exclusive", "none", "independent"])
@pytest.mark.parametrize("size", [0, 1, 65, 300])
def test_synapses_without_delay(kind: str, size: int) -> None:
    case = lif(size)
    synapses(case, np.random.default_rng(1), 20, kind)
    same(case, 200)


@pytest.mark.parametrize("kind", ["exclusive", "none", "independent"])
@pytest.mark.parametrize("delays", [(3,), (0,), (0, 1, 5), (7, 2)])
def test_synapses_with_delays(kind: str, delays: tuple[int, ...]) -> None:
    case = lif(150)
    synapses(case, np.random.default_rng(2), 30, kind, delays)
    assert same(case, 150)["pushed"][0] == 150


@pytest.mark.parametrize("kind", ["exclusive", "none", "independent"])
def test_carried_mapped_subgroup(kind: str) -> None:
    case = lif(150)
    synapses(case, np.random.default_rng(3), 25, kind, (4, 2), carried=6, mapped=True, subgroup=True)
    same(case, 150)


@pytest.mark.parametrize("kind", ["exclusive", "none"])
def test_mapped_subgroup_without_delay(kind: str) -> None:
    case = lif(150)
    synapses(case, np.random.default_rng(4), 25, kind, mapped=True, subgroup=True)
    same(case, 150)


@pytest.mark.parametrize("subgroup", [False, True])
@pytest.mark.parametrize("size", [0, 1, 64, 257])
def test_recorders_grow(size: int, subgroup: bool) -> None:
    case = lif(size)
    recorders(case, subgroup=subgroup)
    expected, got = Running(case, "cpu"), Running(case, "opencl")
    for running in (expected, got):
        for name in ("state_v", "state_t", "rate_t", "rate"):
            running.arrays[name].resize(300 * max(size, 1))
        for name in ("state_capacity", "rate_capacity"):
            running.constants[name] = 300
        running.case.growing = {"spike_capacity": ("spike_t", "spike_i")}
        assert running.run(300) == 300
    a, b = expected.results(), got.results()
    rows = int(a["n_spikes"][0])
    assert (rows > 0) == (size > 0) or subgroup
    assert b["n_spikes"][0] == rows and b["n_states"][0] == 300 and b["n_rates"][0] == 300
    assert got.grown == expected.grown and (got.grown > 0) == (rows > 8 - size)
    for name in ("spike_t", "spike_i"):
        np.testing.assert_array_equal(a[name][:rows], b[name][:rows])
    for name in ("spike_counts", "state_v", "state_t", "rate_t", "rate"):
        np.testing.assert_array_equal(a[name], b[name])
    got.close()


def test_recorder_asks_for_room_before_the_step() -> None:
    case = lif(50)
    recorders(case)
    running = Running(case, "opencl")
    running.instance.stop_at("clock", 1000)
    assert running.instance.run(100) == 1
    steps = running.instance.steps_done
    running._done()
    assert running.arrays["clock_timestep"].view[0] == steps < 4
    assert running.arrays["n_states"].view[0] == steps
    running.close()


def test_recording_called_directly() -> None:
    case = lif(40)
    recorders(case, capacity=50)
    running = Running(case, "opencl")
    running.arrays["spikes"].view[:3] = (4, 7, 9)
    running.arrays["spikes"].view[40] = 3
    assert running.call("spike_monitor") == 0
    assert running.arrays["n_spikes"].view[0] == 3
    assert list(running.arrays["spike_i"].view[:3]) == [4, 7, 9]
    running.constants["spike_capacity"] = 3
    assert running.call("spike_monitor") == 1
    assert running.arrays["n_spikes"].view[0] == 3
    running.close()


@pytest.mark.parametrize("size", [0, 1, 65, 1000])
def test_draws(size: int) -> None:
    case = draws(size)
    expected, got = run_case(case, "cpu", 3), run_case(case, "opencl", 3)
    for name in ("u", "x", "common"):
        np.testing.assert_array_equal(expected[name], got[name], err_msg=name)
    np.testing.assert_allclose(got["z"], expected["z"], rtol=1e-12)
    for name in ("whole", "some"):  # a logarithm that differs in its last bit may decide
        assert np.count_nonzero(got[name] != expected[name]) <= size // 100
        assert size < 1000 or 0 < got[name].mean() < 20


def test_ordered_scalar_writes_and_booleans() -> None:
    same(mixed(), 5)


def test_synapses_are_made_on_the_host_and_changed_on_the_device() -> None:
    running = Running(pairs(), "opencl")
    assert running.call("connect") == 0
    assert running.arrays["made"].view[0] == 20
    assert running.call("twofold") == 0
    np.testing.assert_array_equal(running.arrays["targets"].view[:21], [*range(2, 42, 2), 0])
    running.close()


def test_two_clocks() -> None:
    case = Case("clocks", clocks=[Clock("fast"), Clock("slow")], dts={"fast": 1e-4, "slow": 5e-4})
    count = case.constant("N", i32, 70)
    a, b = case.array("a", f64, np.zeros(70)), case.array("b", f64, np.zeros(70))
    t = Clock("fast").arrays[1].var[0]
    case.add(k.ForEach("quick", ("a",), "m", body=block(set_(a[INDEX], t, "+=")), index=INDEX, extent=count), "fast")
    case.add(
        k.ForEach("rare", ("b",), "m", body=block(set_(b[INDEX], a[INDEX], "+=")), index=INDEX, extent=count), "slow"
    )
    same(case, 100)


def test_threshold_that_touches_others_runs_in_order() -> None:
    case = lif(80)
    v, mean, latest = var(case, "v"), case.array("mean", f64, 1.0), case.array("latest", i64, 0)
    events, flags = case.array("others", i32, np.zeros(81)), case.array("others_flags", u8, np.zeros(96))
    found = case.array("others_found", i32, np.zeros(80))
    case.add(
        k.Threshold(
            "all_above", ("all",), "m", index=INDEX, extent=var(case, "N"), condition=v[INDEX] > 0.5, events=events,
            flags=flags, found=found, then=block(set_(mean[0], v[INDEX], "+="), set_(latest[0], INDEX.cast(i64))),
        )
    )  # fmt: skip
    same(case, 100)


def test_math() -> None:
    case = Case("math")
    size = 200
    count = case.constant("N", i32, size)
    x = case.array("x", f64, np.linspace(0.1, 5, size))
    y = case.array("y", f64, np.zeros(size))
    value = n.Call("exp", (-x[INDEX],), f64) + n.Call("pow", (x[INDEX], n.literal(1.5, f64)), f64)
    case.add(k.ForEach("f", ("f",), "m", body=block(set_(y[INDEX], value)), index=INDEX, extent=count))
    np.testing.assert_allclose(run_case(case, "opencl", 1)["y"], run_case(case, "cpu", 1)["y"], rtol=1e-14)


def test_failed_build_has_the_log() -> None:
    running = Running(lif(3), "opencl")
    assert running.mirrors is not None
    with pytest.raises(BuildError) as caught:
        running.mirrors.attach(running.built.library, running.instance.state, "__kernel void f() { nonsense }", ("f",))
    assert "nonsense" in caught.value.output
    running.close()


def test_wrong_device_number() -> None:
    running = Running(lif(3), "opencl")
    with pytest.raises(BackendUnavailable):
        DeviceMirrors("opencl", running.built.library, 1000)
    running.close()


def test_growing_arrays_are_mirrored_anew() -> None:
    running = Running(lif(10), "opencl")
    mirrors, array = running.mirrors, running.arrays["v"]
    assert mirrors is not None
    running.instance.bind()
    before = mirrors.nbytes
    array.resize(1000)
    array.view[:] = 3.0
    running.instance.bind()
    mirrors.push_all()
    assert mirrors.nbytes > before
    array.view[:] = 0.0
    mirrors.pull(array)
    assert (array.view == 3.0).all()
    running.close()
    assert mirrors.nbytes == 0


def test_devices_are_listed() -> None:
    devices = [d for d in list_devices() if d.backend == "opencl"]
    assert devices and devices[0].number == 0 and devices[0].name and devices[0].version
