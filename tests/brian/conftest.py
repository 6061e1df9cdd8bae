"""Every test here runs Brian2."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import brian2 as b2
import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.brian)
            item.add_marker(pytest.mark.compile)


@pytest.fixture(autouse=True)
def numpy_is_the_reference() -> Iterator[None]:
    """Brian2 as it starts, without its Cython."""
    before = b2.prefs["codegen.target"]
    b2.prefs["codegen.target"] = "numpy"
    b2.start_scope()
    yield
    assert type(b2.get_device()).__name__ == "RuntimeDevice", "a test left its device active"
    b2.prefs["codegen.target"] = before
