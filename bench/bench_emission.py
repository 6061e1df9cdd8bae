"""From networks to the text of programs."""

from __future__ import annotations

from typing import Any

import pytest

from bench.captured import SIZES, captured
from genn_emit.programs import backend

pytestmark = [pytest.mark.brian, pytest.mark.compile]


@pytest.mark.parametrize("target", ["cpu", "opencl", "cuda"])
@pytest.mark.parametrize("model", SIZES)
def test_emission(benchmark: Any, model: str, target: str) -> None:
    networks = captured(model).networks
    emit = backend(target).emit
    programs = benchmark(lambda: [emit(network) for network in networks])
    assert all(program.files for program in programs)
