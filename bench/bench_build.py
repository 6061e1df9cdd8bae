"""From the text of programs to loaded libraries, with an empty cache and with a full one."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bench.captured import SIZES, captured
from genn_emit.backends.base import Program
from genn_emit.programs import Options, Stages, backend, build

pytestmark = [pytest.mark.brian, pytest.mark.compile]


def _build(programs: list[Program], directory: Path) -> Stages:
    stages = Stages()
    for program in programs:
        build(program, Options(cache_directory=directory), stages)
    return stages


@pytest.mark.parametrize("model", SIZES)
def test_build_cold(benchmark: Any, tmp_path: Path, model: str) -> None:
    programs = [backend("cpu").emit(network) for network in captured(model).networks]
    fresh = count()
    stages = benchmark.pedantic(
        _build, setup=lambda: ((programs, tmp_path / str(next(fresh))), {}), rounds=5, iterations=1
    )
    benchmark.extra_info["compiler commands"] = stages.commands
    assert stages.compiled
    assert not stages.reused


@pytest.mark.parametrize("model", SIZES)
def test_build_warm(benchmark: Any, tmp_path: Path, model: str) -> None:
    programs = [backend("cpu").emit(network) for network in captured(model).networks]
    _build(programs, tmp_path)
    stages = benchmark(_build, programs, tmp_path)
    assert not stages.commands
