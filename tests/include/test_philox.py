"""The counter RNG gives the published words and what numpy makes of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from . import philox_reference as reference
from .conftest import Headers

pytestmark = pytest.mark.compile

# Random123 1.14, tests/kat_vectors: counter, key, words.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0), "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip
u32, u64 = st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1)


@pytest.mark.parametrize(("counter", "key", "words"), KNOWN)
def test_known_answers(plain: Headers, counter: tuple[int, ...], key: tuple[int, ...], words: str) -> None:
    place = (key[0] | key[1] << 32, counter[0], counter[1], counter[2] | counter[3] << 32)
    expected = [int(word, 16) for word in words.split()]
    assert plain.words(*place) == expected
    assert [int(word) for word in reference.philox(*place)] == expected


@settings(max_examples=200, derandomize=True, deadline=None)
@given(key=u64, element=u32, draw=u32, step=u64)
def test_words_are_those_of_the_reference(plain: Headers, key: int, element: int, draw: int, step: int) -> None:
    assert plain.words(key, element, draw, step) == [int(w) for w in reference.philox(key, element, draw, step)]


@pytest.mark.parametrize("name", ["uniform_f64", "uniform_f32"])
@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 15, 16, 17, 1000])
def test_uniform_is_bit_identical(headers: Headers, name: str, n: int) -> None:
    place = {"key": 2**63 + 5, "draw": 70000, "step": 2**40 + 3}
    expected = getattr(reference, name)(place["key"], np.arange(n), place["draw"], place["step"])
    np.testing.assert_array_equal(headers.draw(name, n, **place), expected)


def test_uniform_limits() -> None:
    last, zero = np.array([2**32 - 1], dtype=np.uint64), np.array([0], dtype=np.uint64)
    assert reference.unit_f64(last, last)[0] == 1.0 - 2.0**-53
    assert reference.unit_f64(zero, zero)[0] == 0.0


@pytest.mark.parametrize(("name", "typical", "worst"), [("normal_f64", 2e-15, 1e-14), ("normal_f32", 2e-6, 3e-4)])
def test_normal_is_that_of_the_reference(headers: Headers, name: str, typical: float, worst: float) -> None:
    """In single precision a radius near 0 hangs on 1 - u, which has 24 bits: hence sqrt(2**-24) at worst, rarely."""
    expected = getattr(reference, name)(99, np.arange(10**5), 2, 3)
    error = np.abs(headers.draw(name, 10**5, key=99, draw=2, step=3) - expected)
    assert error.max() < worst
    assert np.quantile(error, 0.999) < typical


def test_streams_differ_in_every_coordinate(plain: Headers) -> None:
    seeds = [{}, {"key": 12346}, {"key": 12345 + 2**32}]
    places = [*seeds, {"draw": 2}, {"draw": 1 + 2**16}, {"step": 8}, {"step": 7 + 2**32}]
    streams = [plain.draw("uniform_f64", 4000, **place) for place in places]
    streams.append(np.roll(streams[0], 1))
    correlations = np.corrcoef(streams) - np.eye(len(streams))
    assert np.abs(correlations).max() < 4.5 / np.sqrt(4000)
