"""What pytest loads in each process that runs Brian2's tests: the device, and its tally handed over at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genn_emit.brian.register import device
from genn_emit.brian.suite.deselected import DESELECTED

if TYPE_CHECKING:
    import pytest

TALLY = "genn_emit_tally"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is not meant for a device like ours."""
    left_out = [item for item in items if item.nodeid.partition("[")[0] in DESELECTED]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Give the tally of this process to the one that started it."""
    output: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[TALLY] = device.tally.as_data()
