"""The compiled loop: 100 steps a round."""

from __future__ import annotations

from typing import Any

import pytest

from bench.captured import SIZES, captured

pytestmark = [pytest.mark.brian, pytest.mark.compile]
STEPS = 100


@pytest.mark.parametrize(("model", "size"), [(model, size) for model, sizes in SIZES.items() for size in sizes])
def test_loop(benchmark: Any, model: str, size: str) -> None:
    step = captured(model, size).step
    # Past the first volleys, which come of the initial values.
    step(1000)
    assert benchmark(step, STEPS) == STEPS
