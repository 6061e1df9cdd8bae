"""Spikes by chance: the same distribution whether each neuron draws or spikes are found by leaps."""

from __future__ import annotations

from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import Hz, ms

from .running import active

DT = 0.1  # ms
STEPS = 4000


def counts(rates: Any, n: int, seed: int = 3, **options: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Spikes per neuron, and all spikes as times and indices."""
    with active("genn_emit", **options):
        b2.seed(seed)
        P = b2.PoissonGroup(n, rates, name="P")
        spikes = b2.SpikeMonitor(P, name="spikes")
        b2.Network(P, spikes, name="poisson_network").run(STEPS * DT * ms)
        return spikes.count[:].copy(), spikes.t_[:].copy(), spikes.i[:].copy()


def z_scores(found: np.ndarray, p: np.ndarray) -> np.ndarray:
    """Deviations of binomial numbers from their mean, in standard deviations."""
    return (found - STEPS * p) / np.sqrt(np.maximum(STEPS * p * (1 - p), 1e-300))


@pytest.mark.parametrize("rate", [3.0, 100.0, 500.0, 700.0, 4000.0])
def test_shared_rate(rate: float) -> None:
    """On both sides of the rate from which each neuron draws (1/16 per step)."""
    n, p = 301, rate * DT * 1e-3
    found, times, neurons = counts(rate * Hz, n)
    z = z_scores(found, np.full(n, p))
    assert abs(z.mean()) < 4 / np.sqrt(n)
    assert abs(z.var() - 1) < 5 * np.sqrt(2 / n) + 0.1 / (STEPS * p)
    # Spikes of a step are independent: their number varies as a binomial number does.
    per_step = np.bincount(np.rint(times / (DT * 1e-3)).astype(int), minlength=STEPS)
    assert per_step.var() == pytest.approx(n * p * (1 - p), rel=6 * np.sqrt(2 / STEPS) + 0.02)
    # No position within a block of 64 is favoured.
    places = np.bincount(neurons[neurons < 256] % 64, minlength=64)
    expected = places.sum() / 64
    assert ((places - expected) ** 2).sum() / expected < 63 + 6 * np.sqrt(2 * 63)


def test_rates_of_their_own() -> None:
    """Rates from nothing to certainty next to each other, some blocks likely, some not."""
    n = 1000
    rates = np.concatenate([np.zeros(70), np.linspace(0, 400, 500), np.linspace(0, 10000, 330), np.full(100, 12000.0)])
    found, _, _ = counts(rates * Hz, n)
    p = np.clip(rates * DT * 1e-3, 0, 1)
    assert not found[p == 0].any()
    assert (found[p == 1] == STEPS).all()
    between = (p > 0.001) & (p < 1)
    z = z_scores(found[between], p[between])
    assert abs(z.mean()) < 4 / np.sqrt(between.sum())
    assert z.var() == pytest.approx(1, abs=6 * np.sqrt(2 / between.sum()))


def test_rates_that_are_no_probabilities() -> None:
    """Neither a rate below zero nor one that is not a number makes anybody spike, as in numpy; an infinite one always does."""
    rates = np.full(130, 50.0)
    rates[[0, 64, 129]] = -10.0, np.nan, np.inf
    found, _, _ = counts(rates * Hz, 130)
    assert found[0] == 0 and found[64] == 0 and found[129] == STEPS
    assert found[1:64].sum() > 0


def test_two_neighbours_are_independent() -> None:
    _, times, neurons = counts(400 * Hz, 64)
    steps = np.rint(times / (DT * 1e-3)).astype(int)
    spiked = np.zeros((64, STEPS))
    spiked[neurons, steps] = 1
    correlations = np.corrcoef(spiked)[np.triu_indices(64, 1)]
    assert abs(correlations.mean()) < 5 / np.sqrt(STEPS * correlations.size)
    assert correlations.std() == pytest.approx(1 / np.sqrt(STEPS), rel=0.15)


def test_any_number_of_threads() -> None:
    rates = np.linspace(0, 900, 1500) * Hz
    one = counts(rates, 1500, threads=1)
    for threads in (2, 3, 4):
        for a, b in zip(one, counts(rates, 1500, threads=threads), strict=True):
            np.testing.assert_array_equal(a, b)


def test_other_seeds_and_steps_differ() -> None:
    first, _, _ = counts(100 * Hz, 500)
    other, times, neurons = counts(100 * Hz, 500, seed=4)
    assert np.any(first != other)
    half = STEPS * DT * 1e-3 / 2
    assert np.any(np.bincount(neurons[times < half], minlength=500) != np.bincount(neurons[times >= half], minlength=500))
