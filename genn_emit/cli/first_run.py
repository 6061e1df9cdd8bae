"""A script up to its first run, for the code that it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from genn_emit.backends.base import Program
from genn_emit.brian.options import DeviceOptions
from genn_emit.brian.register import device
from genn_emit.brian.session import on_device
from genn_emit.network.schedule import Network


class Stopped(BaseException):
    """The script has come to its first run. Not an Exception: scripts that catch those do not catch it."""


@contextmanager
def until_first_run(backend: str, seen: Callable[[Network], None]) -> Iterator[list[str]]:
    """Brian2 on the device until the first run, where ``Stopped`` is raised. ``seen`` gets all networks, the one of the run as
    it is on ``backend``. Yields a list that is filled with what runs in numpy."""
    fallbacks: list[str] = []

    def witness(network: Network, program: Program) -> None:
        seen(network)
        if network.schedule:
            raise Stopped

    def forget(line: str) -> None:
        """Which device the script prefers does not matter here."""

    with on_device(DeviceOptions(), False, forget):
        original_run, original_reinit = device.network_run, device.reinit
        device.stages.witness = witness

        def network_run(net: Any, duration: Any, *args: Any, **kwargs: Any) -> None:
            # Set-up is carried out on the cpu; what differs between backends is the program of the run.
            device.pending.flush()
            device.arguments = {**device.arguments, "backend": backend}
            original_run(net, 0 * duration, None, None, *args[2:3], **_without_reports(kwargs))
            raise Stopped

        def reinit() -> None:
            original_reinit()
            device.stages.witness = witness

        device.network_run, device.reinit = network_run, reinit
        try:
            yield fallbacks
        finally:
            fallbacks += dict.fromkeys(f"{f.owner or f.name} ({f.kind}): {f.reason}" for f in device.fallbacks)
            device.network_run, device.reinit = original_run, original_reinit


def _without_reports(kwargs: dict[str, Any]) -> dict[str, Any]:
    wanted = {name: value for name, value in kwargs.items() if name in ("namespace", "level")}
    return {**wanted, "level": wanted.get("level", 0) + 1}
