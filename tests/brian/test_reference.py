"""The networks that everything is measured on, against Brian2's numpy runtime."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest

from .make_reference import DATA, RANDOM
from .networks import NETWORKS, mean_rate
from .running import active, emitted


def reference(name: str) -> dict[str, Any]:
    with np.load(DATA / f"{name}.npz") as file:
        return dict(file)


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_spike_for_spike(name: str, backend: str) -> None:
    compare(name, backend)


@pytest.mark.parametrize("option", ["fuse", "less_arithmetic", "vector_math"])
@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_spike_for_spike_without(name: str, option: str) -> None:
    compare(name, "cpu", **{option: False})


def compare(name: str, backend: str, **options: bool) -> None:
    """A network with given start values on a backend, with the kept results of the numpy runtime."""
    want = reference(name)
    got = emitted(NETWORKS[name], backend, **options)
    for key, value in want.items():
        if key.endswith("t"):
            np.testing.assert_array_equal(np.rint(got[key] / 1e-4).astype(int), value, err_msg=key)
            # Time is a product, never a sum.
            np.testing.assert_array_equal(got[key], np.rint(got[key] / 1e-4) * 1e-4, err_msg=key)
        elif np.issubdtype(value.dtype, np.integer):
            np.testing.assert_array_equal(got[key], value, err_msg=key)
        else:
            # Rounding of exp differs between numpy and the C library; conductance networks are chaotic and amplify it.
            np.testing.assert_allclose(got[key], value, rtol=1e-5, atol=1e-9, err_msg=key)
    assert len(want["i"]) > 50


@pytest.mark.parametrize("name", sorted(NETWORKS))
def test_rates_of_random_ones(name: str, backend: str) -> None:
    """The mean over a few seeds lies where the reference's would, and no single run far outside of its spread."""
    with np.load(DATA / f"{name}_rates.npz") as file:
        rates = file["rates"]
    options = RANDOM[name]
    n = 4 if backend == "cpu" else 2
    found = []
    for seed in range(n):
        with active("genn_emit", backend=backend) as device:
            b2.seed(seed)
            found.append(mean_rate(NETWORKS[name](fixed=False, **options), options["duration"]))
            assert device.fallbacks == []
    # Logarithms: the rates of the small conductance-based network are spread over a decade, with a long tail upwards.
    logs, reference_logs = np.log(found), np.log(rates)
    spread = reference_logs.std(ddof=1)
    error = spread * np.sqrt(1 / n + 1 / len(rates))
    assert abs(logs.mean() - reference_logs.mean()) < 4 * error, (found, rates)
    assert np.all(np.abs(logs - reference_logs.mean()) < 5 * spread), (found, rates)
    assert len(set(found)) > 1
