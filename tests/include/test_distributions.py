"""Draws have the distribution they are named after. Seeds are fixed, so a result never changes between runs."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from .conftest import Headers

pytestmark = pytest.mark.compile
N = 400_000


def chi_square_z(values: np.ndarray, log_probability: Callable[[int], float]) -> float:
    """Distance of a sample of whole numbers from a distribution, as a standard normal (Wilson and Hilferty 1931)."""
    low, high = int(values.min()), int(values.max())
    expected = np.array([len(values) * math.exp(log_probability(k)) for k in range(low, high + 1)])
    observed = np.bincount(values - low, minlength=len(expected)).astype(float)
    # What lies outside goes to the ends; then neighbours are pooled until each class expects ten.
    expected[-1] += max(0.0, len(values) - expected.sum())
    pooled: list[list[float]] = [[0.0, 0.0]]
    for e, o in zip(expected, observed, strict=True):
        if pooled[-1][0] >= 10:
            pooled.append([0.0, 0.0])
        pooled[-1][0] += e
        pooled[-1][1] += o
    if len(pooled) > 1 and pooled[-1][0] < 10:
        rest = pooled.pop()
        pooled[-1] = [pooled[-1][0] + rest[0], pooled[-1][1] + rest[1]]
    if len(pooled) < 2:
        return 0.0
    chi2, df = sum((o - e) ** 2 / e for e, o in pooled), len(pooled) - 1
    return ((chi2 / df) ** (1 / 3) - (1 - 2 / (9 * df))) / math.sqrt(2 / (9 * df))


def kolmogorov(values: np.ndarray, cdf: Callable[[float], float]) -> float:
    """sqrt(n) times the largest distance between the empirical and the true distribution function."""
    x = np.sort(values)
    true = np.array([cdf(v) for v in x])
    n = len(x)
    return math.sqrt(n) * float(max((np.arange(1, n + 1) / n - true).max(), (true - np.arange(n) / n).max()))


def moments_z(values: np.ndarray, mean: float, variance: float) -> float:
    """How many standard errors the mean is off."""
    return float(abs(values.mean() - mean) / math.sqrt(variance / len(values)))


@pytest.mark.parametrize("name", ["normal_f64", "normal_f32"])
def test_normal(headers: Headers, name: str) -> None:
    values = headers.draw(name, N).astype(float)
    assert kolmogorov(values[:100_000], lambda x: 0.5 * math.erfc(-x / math.sqrt(2))) < 1.9
    assert moments_z(values, 0, 1) < 4
    assert abs(values.var() - 1) < 4 * math.sqrt(2 / N)
    assert abs((values**4).mean() - 3) < 4 * math.sqrt(96 / N)
    assert np.isfinite(values).all()
    assert 4.2 < np.abs(values).max() < 6


@pytest.mark.parametrize("name", ["uniform_f64", "uniform_f32"])
def test_uniform(headers: Headers, name: str) -> None:
    values = headers.draw(name, N)
    assert values.min() >= 0
    assert values.max() < 1
    assert kolmogorov(values[:100_000].astype(float), lambda x: x) < 1.9


def log_poisson(mean: float) -> Callable[[int], float]:
    return lambda k: k * math.log(mean) - mean - math.lgamma(k + 1)


@pytest.mark.parametrize("mean", [1e-3, 0.5, 3.0, 9.9, 10.0, 11.5, 40.0, 300.0, 1e4])
def test_poisson(plain: Headers, mean: float) -> None:
    values = plain.draw("poisson", N, mean)
    assert chi_square_z(values, log_poisson(mean)) < 4
    assert moments_z(values, mean, mean) < 4


@pytest.mark.parametrize("mean", [1e8, 2e9])
def test_poisson_of_large_means(plain: Headers, mean: float) -> None:
    values = plain.draw("poisson", N, mean).astype(float)
    assert moments_z(values, mean, mean) < 4
    assert abs(values.var() / mean - 1) < 4 * math.sqrt(2 / N)


@pytest.mark.parametrize(
    ("mean", "expected"),
    [(0.0, 0), (-0.0, 0), (-1.0, 0), (math.nan, 0), (1e-300, 0), (1e10, 2**31 - 1), (math.inf, 2**31 - 1)],
)
def test_poisson_at_the_edges(headers: Headers, mean: float, expected: int) -> None:
    assert set(headers.draw("poisson", 1000, mean)) == {expected}


def log_binomial(n: int, p: float) -> Callable[[int], float]:
    def log_probability(k: int) -> float:
        ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        return ways + k * math.log(p) + (n - k) * math.log1p(-p)

    return log_probability


@pytest.mark.parametrize(
    ("n", "p"),
    [
        (1, 0.3), (2, 0.5), (10, 0.2), (10, 0.9), (19, 0.5), (20, 0.5), (21, 0.5), (40, 0.4), (40, 0.6), (100, 0.1),
        (100, 0.0999), (1000, 0.003), (1000, 0.02), (1000, 0.97), (1000, 0.5), (10**6, 1e-6), (10**6, 2e-5),
        (10**5, 0.7),
    ],
)  # fmt: skip
def test_binomial(plain: Headers, n: int, p: float) -> None:
    values = plain.draw("binomial", N, n, p)
    assert values.min() >= 0
    assert values.max() <= n
    assert chi_square_z(values, log_binomial(n, p)) < 4
    assert moments_z(values, n * p, n * p * (1 - p)) < 4


@pytest.mark.parametrize(
    ("n", "p", "expected"),
    [
        (0, 0.5, 0), (-3, 0.5, 0), (7, 0.0, 0), (7, 1.0, 7), (7, -0.1, 0), (7, 1.5, 7), (7, math.nan, 0),
        (2**31 - 1, 1.0, 2**31 - 1),
    ],
)  # fmt: skip
def test_binomial_at_the_edges(headers: Headers, n: int, p: float, expected: int) -> None:
    assert set(headers.draw("binomial", 1000, n, p)) == {expected}


def test_binomial_of_the_largest_size(plain: Headers) -> None:
    n = 2**31 - 1
    values = plain.draw("binomial", N, n, 0.25).astype(float)
    assert moments_z(values, n * 0.25, n * 0.1875) < 4
    assert abs(values.var() / (n * 0.1875) - 1) < 4 * math.sqrt(2 / N)


@pytest.mark.parametrize("p", [0.02, 0.1, 0.5, 0.9, 0.999])
def test_geometric_skip(plain: Headers, p: float) -> None:
    values = plain.draw("geometric_skip", N, math.log1p(-p))
    assert chi_square_z(values, lambda k: math.log(p) + k * math.log1p(-p)) < 4


def test_geometric_skip_of_rare_successes(plain: Headers) -> None:
    p = 1e-9
    values = plain.draw("geometric_skip", N, math.log1p(-p)).astype(float)
    assert moments_z(values, 1 / p, 1 / p**2) < 4


@pytest.mark.parametrize(
    ("log1mp", "expected"),
    [(-math.inf, 0), (0.0, 2**63 - 1), (-0.0, 2**63 - 1), (math.nan, 2**63 - 1)],
    ids=["p=1", "p=0", "p=-0", "nan"],
)
def test_geometric_skip_at_the_edges(headers: Headers, log1mp: float, expected: int) -> None:
    assert set(headers.draw("geometric_skip", 1000, log1mp)) == {expected}


def test_log_factorial(headers: Headers) -> None:
    k = np.concatenate([np.arange(200.0), [1e3, 1e6, 1e9, 2.0**31]])
    expected = [math.lgamma(x + 1) for x in k]
    actual = headers.doubles(headers.lib.log_factorial, np.float64, k)
    np.testing.assert_allclose(actual, expected, rtol=1e-13, atol=1e-13)
