"""What tests of more than one room share: the backends of this machine, and the switch that writes golden files anew."""

from __future__ import annotations

import os
from functools import cache

import pytest

from genn_emit.errors import GennEmitError

BACKENDS = ("cpu", "opencl")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files of generated code anew")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes hours is run only when asked for by its marker."""
    if "fuzz" not in config.option.markexpr:
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("fuzz")])
        items[:] = [item for item in items if not item.get_closest_marker("fuzz")]


def pytest_configure(config: pytest.Config) -> None:
    """Tests leave the user's cache alone, and share one of their own."""
    os.environ.setdefault("GENN_EMIT_CACHE", str(config.rootpath / ".pytest_cache" / "genn_emit"))


@cache
def missing(backend: str) -> str:
    """Why a backend cannot run here; empty if it can."""
    from genn_emit.runtime.devices import check_backend

    try:
        check_backend(backend)
    except GennEmitError as error:
        return str(error)
    return ""


@pytest.fixture(
    params=[
        pytest.param(name, marks=() if name == "cpu" else (pytest.mark.opencl,)) for name in BACKENDS
    ]
)
def backend(request: pytest.FixtureRequest) -> str:
    """Each backend that this machine has."""
    name: str = request.param
    if missing(name):
        pytest.skip(missing(name))
    return name


@pytest.fixture
def opencl() -> str:
    """The OpenCL backend, for what need not be tested on each."""
    if missing("opencl"):
        pytest.skip(missing("opencl"))
    return "opencl"
