"""Random networks on the device and on Brian2's numpy runtime: the same spikes, the same states."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import HealthCheck, given, settings

from ..running import active
from .execution import differences, execute
from .scripts import numbered, scripts
from .writer import Script


def compare(script: Script, backend: str) -> None:
    """Both devices agree on everything, and nothing runs in numpy that has a C++ form."""
    with active("runtime"):
        want = execute(script)
    with active("genn_emit", backend=backend) as device:
        got = execute(script)
        assert not device.fallbacks
    found = differences(got, want)
    assert not found, "\n".join(["the network", script, "differs in", *found])


@pytest.mark.parametrize("number", range(50))
def test_random_networks(number: int) -> None:
    compare(numbered(number), "cpu")


@pytest.mark.opencl
@pytest.mark.parametrize("number", range(100, 105))
def test_random_networks_on_opencl(number: int, opencl: str) -> None:
    compare(numbered(number), opencl)


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(20))
def test_many_random_networks(seed: int) -> None:
    """Twenty times thirty networks; the smallest that fails is shown."""

    @hypothesis.seed(seed)
    @settings(max_examples=30, deadline=None, database=None, print_blob=False, suppress_health_check=list(HealthCheck))
    @given(script=scripts())
    def one(script: Script) -> None:
        compare(script, "cpu")

    one()
