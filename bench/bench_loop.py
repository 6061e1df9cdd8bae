"""The compiled loop: 100 steps a round."""

from __future__ import annotations

from typing import Any

import pytest

from bench.captured import SIZES, captured

pytestmark = [pytest.mark.brian, pytest.mark.compile]
STEPS = 100


@pytest.mark.parametrize("model", SIZES)
def test_loop(benchmark: Any, model: str) -> None:
    step = captured(model).step
    # Past the first volleys, which come of the initial values.
    step(2000)
    assert benchmark(step, STEPS) == STEPS
