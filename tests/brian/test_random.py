"""Seeds and distributions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms

from .running import active, copied, same

N = 200


def script(seed: int | None = 5) -> dict[str, Any]:
    """Random initial values, connectivity, weights, noise and Poisson input."""
    if seed is not None:
        b2.seed(seed)
    P = b2.PoissonGroup(N, rates=100 * b2.Hz, name="P")
    G = b2.NeuronGroup(
        N, "dv/dt = -v/(10*ms) + 0.3*xi*ms**-0.5 : 1", threshold="v > 1", reset="v = rand()*0.1", method="euler", name="G"
    )
    G.v = "rand()"
    S = b2.Synapses(P, G, "w : 1", on_pre="v_post += w*rand()", name="S")
    S.connect(p=0.1)
    S.w = "0.1 + 0.01*randn()"
    spikes = b2.SpikeMonitor(G, name="spikes")
    before = G.v[:].copy()
    network = b2.Network(P, G, S, spikes, name="random_network")
    network.run(30 * ms)
    return {"i": spikes.i[:], "t": spikes.t_[:], "before": before, "v": G.v[:], "w": S.w[:], "pre": S.i[:], "post": S.j[:]}


def run_with(seed: int | None, backend: str) -> dict[str, Any]:
    with active("genn_emit", backend=backend) as device:
        results = copied(script(seed))
        assert device.fallbacks == []
    return results


def test_same_seed_in_one_process(backend: str) -> None:
    first, second = run_with(5, backend), run_with(5, backend)
    assert len(first["i"]) > 20
    for name in first:
        np.testing.assert_array_equal(first[name], second[name], err_msg=name)


def test_another_seed(backend: str) -> None:
    first, other = run_with(5, backend), run_with(6, backend)
    for name in ("before", "v"):
        assert not np.any(first[name] == other[name])
    assert len(first["pre"]) != len(other["pre"]) or np.any(first["pre"] != other["pre"])


def test_seed_randomises(backend: str) -> None:
    values = []
    with active("genn_emit", backend=backend):
        for _ in range(2):
            b2.seed(1)
            b2.seed()
            G = b2.NeuronGroup(10, "v : 1", name="G")
            G.v = "rand()"
            values.append(G.v[:].copy())
    assert not np.any(values[0] == values[1])


def test_same_seed_in_two_processes(backend: str, tmp_path: Path) -> None:
    code = (
        "import sys, numpy as np; from brian.test_random import run_with\n"
        f"np.savez(sys.argv[1], **run_with(5, {backend!r}))"
    )
    here = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here.parent), str(here)])}
    found = []
    for number in range(2):
        file = tmp_path / f"{number}.npz"
        environment["PYTHONHASHSEED"] = str(number + 1)
        subprocess.run([sys.executable, "-c", code, str(file)], check=True, env=environment, cwd=tmp_path, timeout=300)
        with np.load(file) as loaded:
            found.append(dict(loaded))
    same(found[0], run_with(5, backend), rtol=0)
    same(found[0], found[1], rtol=0)


def test_backends_draw_the_same(backend: str) -> None:
    if backend == "cpu":
        pytest.skip("the backend that others are compared with")
    ours, cpu = run_with(5, backend), run_with(5, "cpu")
    for name in ("before", "pre", "post"):
        np.testing.assert_array_equal(ours[name], cpu[name], err_msg=name)
    np.testing.assert_allclose(ours["w"], cpu["w"], rtol=1e-12)


def test_repeats_after_restore(backend: str) -> None:
    with active("genn_emit", backend=backend):
        b2.seed(3)
        G = b2.NeuronGroup(50, "dv/dt = -v/ms + xi*ms**-0.5 : 1", threshold="v > 1", reset="v = 0", method="euler", name="G")
        spikes = b2.SpikeMonitor(G, name="spikes")
        network = b2.Network(G, spikes, name="net")
        network.run(5 * ms)
        network.store()
        found = []
        for again in (True, True, False):
            network.restore(restore_random_state=again)
            network.run(10 * ms)
            G.v = "v + rand()"
            found.append((spikes.i[:].copy(), spikes.t_[:].copy(), G.v[:].copy()))
    for a, b in zip(found[0], found[1], strict=True):
        np.testing.assert_array_equal(a, b)
    assert not np.any(found[0][2] == found[2][2])


def test_two_draws_in_one_statement(backend: str) -> None:
    with active("genn_emit", backend=backend):
        b2.seed(1)
        G = b2.NeuronGroup(1000, "v : 1\nu : 1", name="G")
        G.v = "rand() + randn()*1e-9"
        G.u = "rand()"
        v, u = G.v[:].copy(), G.u[:].copy()
        G.run_regularly("v = rand()\nu = rand()", name="draw")
        b2.Network(G, name="net").run(0.1 * ms)
        a, b = G.v[:].copy(), G.u[:].copy()
    assert abs(np.corrcoef(v, u)[0, 1]) < 0.12
    assert not np.any(a == b) and not np.any(a == u)
    assert abs(np.corrcoef(a, b)[0, 1]) < 0.12


def test_draws_are_independent(backend: str) -> None:
    """Over neurons, over steps, between two kernels, between two runs."""
    with active("genn_emit", backend=backend):
        b2.seed(2)
        G = b2.NeuronGroup(200, "a : 1\nb : 1", name="G")
        G.run_regularly("a = rand()", name="draw_a")
        G.run_regularly("b = rand()", name="draw_b")
        trace = b2.StateMonitor(G, ["a", "b"], record=True, name="trace")
        network = b2.Network(G, trace, name="net")
        network.run(10 * ms)
        network.run(10 * ms)
        a, b = trace.a[:].copy(), trace.b[:].copy()
    assert a.shape == (200, 200)
    assert len(np.unique(a)) == a.size and len(np.unique(np.concatenate([a, b]))) == 2 * a.size
    assert abs(a.mean() - 0.5) < 0.01 and abs(a.var() - 1 / 12) < 0.003
    centred = a - 0.5
    bound = 5 / np.sqrt(a.size)
    for product in (centred[1:] * centred[:-1], centred[:, 1:] * centred[:, :-1], centred[:, 100:] * centred[:, :100],
                    centred * (b - 0.5)):  # fmt: skip
        assert abs(product.mean() * 12) < 1.5 * bound


def test_distributions(backend: str) -> None:
    n = 20000
    with active("genn_emit", backend=backend):
        b2.seed(4)
        G = b2.NeuronGroup(n, "u : 1\nx : 1\nfew : integer\nmany : integer\nby : 1\nvaried : integer", name="G")
        G.u, G.x = "rand()", "randn()"
        G.few, G.many = "poisson(0.7)", "poisson(60)"
        G.by = "i % 5"
        G.varied = "poisson(by)"
        u, x = np.sort(G.u[:]), np.sort(G.x[:])
        few, many, varied = G.few[:].copy(), G.many[:].copy(), G.varied[:].copy()
    place = (np.arange(n) + 0.5) / n
    limit = 1.95 / np.sqrt(n)  # Kolmogorov and Smirnov at 0.1 %
    assert u[0] >= 0 and u[-1] < 1 and np.abs(u - place).max() < limit
    cdf = 0.5 * (1 + np.array([__import__("math").erf(value / np.sqrt(2)) for value in x]))
    assert np.abs(cdf - place).max() < limit
    for values, mean in ((few, 0.7), (many, 60.0)):
        assert abs(values.mean() - mean) < 5 * np.sqrt(mean / n)
        assert abs(values.var() / mean - 1) < 0.06
    assert np.all(varied[::5] == 0)
    for k in range(1, 5):
        assert abs(varied[k::5].mean() - k) < 5 * np.sqrt(k / (n / 5))


def test_chance_of_a_synapse(backend: str) -> None:
    with active("genn_emit", backend=backend):
        b2.seed(7)
        G = b2.NeuronGroup(300, "v : 1", name="G")
        S = b2.Synapses(G, G, name="S")
        S.connect("i != j", p=0.1)
        i, j = S.i[:].copy(), S.j[:].copy()
    n = 300 * 299
    assert abs(len(i) / n - 0.1) < 5 * np.sqrt(0.09 / n)
    assert np.all(i != j) and len(np.unique(i * 300 + j)) == len(i)
    for counts in (np.bincount(i, minlength=300), np.bincount(j, minlength=300)):
        assert abs(counts.var() / (299 * 0.09) - 1) < 0.4


def test_poisson_group_rate(backend: str) -> None:
    with active("genn_emit", backend=backend) as device:
        b2.seed(8)
        P = b2.PoissonGroup(1000, rates="i*Hz/10", name="P")
        spikes = b2.SpikeMonitor(P, name="spikes")
        b2.Network(P, spikes, name="net").run(500 * ms)
        counts = spikes.count[:].copy()
        assert device.fallbacks == []
    want = np.arange(1000) / 10 * 0.5
    assert abs(counts.sum() - want.sum()) < 5 * np.sqrt(want.sum())
    assert counts[0] == 0


def test_poisson_input(backend: str) -> None:
    with active("genn_emit", backend=backend):
        b2.seed(9)
        G = b2.NeuronGroup(500, "v : 1", name="G")
        source = b2.PoissonInput(G, "v", N=50, rate=20 * b2.Hz, weight=0.5)
        b2.Network(G, source, name="net").run(100 * ms)
        v = G.v[:].copy()
    mean = 50 * 20 * 0.1
    assert abs(v.mean() / 0.5 - mean) < 5 * np.sqrt(mean / 500)
    assert abs((v / 0.5).var() / mean - 1) < 0.3


def test_state_of_random_numbers_is_plain_data() -> None:
    with active("genn_emit") as device:
        b2.seed(1)
        json.dumps(device.get_random_state()["genn_emit"])


def test_random_state_of_another_device(tmp_path: Path) -> None:
    """A clear error, and everything else can be restored."""

    def network() -> tuple[b2.Network, b2.NeuronGroup]:
        G = b2.NeuronGroup(3, "v : 1", name="G")
        return b2.Network(G, name="stored_network"), G

    file = str(tmp_path / "state")
    with active("runtime"):
        net, G = network()
        G.v = [1, 2, 3]
        net.store(filename=file)
    with active("genn_emit"):
        net, G = network()
        with pytest.raises(ValueError, match="stored by another device"):
            net.restore(filename=file, restore_random_state=True)
        net.restore(filename=file)
        np.testing.assert_array_equal(G.v[:], [1, 2, 3])
