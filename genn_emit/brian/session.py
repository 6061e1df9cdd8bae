"""Brian2 on the device for as long as a script runs, and what its runs did."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np
from brian2.core.preferences import prefs
from brian2.core.spikesource import SpikeSource
from brian2.groups.subgroup import Subgroup
from brian2.monitors.spikemonitor import SpikeMonitor
from brian2.synapses.synapses import Synapses

from genn_emit.brian.fallbacks import Fallback
from genn_emit.brian.options import DeviceOptions
from genn_emit.brian.register import device
from genn_emit.programs import Stages

NAME = "genn_emit"
# The package brian2.devices has a variable of the same name.
devices: Any = import_module("brian2.devices.device")


@dataclass
class Totals:
    """What happened, over all runs.

    ``neurons`` and ``synapses`` are those of the largest network. ``spikes`` counts what SpikeMonitors saw, no neuron twice;
    ``neuron_seconds`` is the number of neurons that they watch times the simulated time. ``code_generation`` (Brian2's and
    ours), ``compile`` and ``run`` are seconds, and so is what ``profile`` has for each object, if it was asked for. ``options``
    and ``precision`` are what the script ended with.
    """

    runs: int = 0
    neurons: int = 0
    synapses: int = 0
    watched: int = 0
    spikes: int = 0
    neuron_seconds: float = 0.0
    code_generation: float = 0.0
    compile: float = 0.0
    run: float = 0.0
    compiled: int = 0
    reused: int = 0
    commands: int = 0
    fallbacks: list[Fallback] = field(default_factory=list)
    profile: dict[str, float] = field(default_factory=dict)
    options: DeviceOptions = field(default_factory=DeviceOptions)
    precision: str = ""

    def add(self, stages: Stages, fallbacks: list[Fallback]) -> None:
        """What the device counted since it was last reset."""
        self.compile += stages.build
        self.code_generation += stages.generate
        self.compiled += stages.compiled
        self.reused += stages.reused
        self.commands += stages.commands
        self.fallbacks += fallbacks


@contextmanager
def on_device(options: DeviceOptions, float32: bool, tell: Callable[[str], None], profile: bool = False) -> Iterator[Totals]:
    """Brian2 on genn_emit, even if the script selects another device: ``tell`` then says so. Yields what its runs did, which is
    complete after the end. With ``profile`` all runs are measured object by object."""
    totals, profiled = Totals(), profile
    original_set, original_reinit, original_run = devices._do_set_device, device.reinit, device.network_run
    told: set[str] = set()

    def set_device(wanted: Any, build_on_run: bool = True, **kwargs: Any) -> None:
        name = wanted if isinstance(wanted, str) else next((n for n, d in devices.all_devices.items() if d is wanted), "?")
        if name == NAME:
            original_set(wanted, build_on_run, **kwargs)
            return
        if name not in told:
            told.add(name)
            tell(f"the script selects the device {name!r}, but genn-emit keeps it on {NAME}")
        original_set(NAME, build_on_run)

    def reinit() -> None:
        totals.add(device.stages, device.fallbacks)
        original_reinit()

    def network_run(
        net: Any, duration: Any, report: Any = None, report_period: Any = None, namespace: Any = None, profile: Any = None,
        level: int = 0,
    ) -> None:  # fmt: skip
        with _counted(totals, net):
            original_run(net, duration, report, report_period, namespace, profiled or profile, level + 1)
        if profiled:
            for name, seconds in net._profiling_info or ():
                totals.profile[name] = totals.profile.get(name, 0.0) + float(seconds)

    device.defaults = options
    if float32:
        prefs["core.default_float_dtype"] = np.float32
    devices.set_device(NAME)
    devices._do_set_device, device.reinit, device.network_run = set_device, reinit, network_run
    try:
        yield totals
    finally:
        devices._do_set_device = original_set
        del device.reinit, device.network_run
        totals.add(device.stages, device.fallbacks)
        totals.options, totals.precision = device.options, np.dtype(prefs["core.default_float_dtype"]).name


@contextmanager
def _counted(totals: Totals, net: Any) -> Iterator[None]:
    """One run, added to the totals when it ends well."""
    objects = net.sorted_objects
    monitors = _apart([obj for obj in objects if isinstance(obj, SpikeMonitor) and obj.event == "spike"])
    before = [_count(monitor) for monitor in monitors]
    start, stages, began = float(net.t_), device.stages, time.perf_counter()
    generated, built = stages.generate, stages.build
    yield
    elapsed, run = time.perf_counter() - began, device._last_run_time or 0.0
    # All that is neither the simulation nor the compiler: Brian2 and we make code. Our share is counted by the device.
    totals.code_generation += elapsed - run - (stages.build - built) - (stages.generate - generated)
    totals.run += run
    totals.runs += 1
    totals.neurons = max(totals.neurons, sum(_size(obj) for obj in objects if _has_neurons(obj)))
    totals.synapses = max(totals.synapses, sum(len(obj) for obj in objects if isinstance(obj, Synapses)))
    watched = sum(_size(monitor.source) for monitor in monitors)
    totals.watched = max(totals.watched, watched)
    totals.neuron_seconds += watched * (float(net.t_) - start)
    totals.spikes += sum(_count(monitor) - old for monitor, old in zip(monitors, before, strict=True))


def _has_neurons(obj: Any) -> bool:
    return isinstance(obj, SpikeSource) and not isinstance(obj, Subgroup)


def _size(group: Any) -> int:
    return int(group.variables["N"].get_value())


def _count(monitor: Any) -> int:
    return int(np.sum(monitor.variables["count"].get_value()))


def _apart(monitors: list[Any]) -> list[Any]:
    """Those of the monitors that watch different neurons, the larger ones first."""
    chosen: list[Any] = []
    taken: list[tuple[str, int, int]] = []
    for monitor in sorted(monitors, key=lambda m: (-_size(m.source), m.name)):
        source = monitor.source
        # By name: what monitors hold are proxies.
        group = str(getattr(source, "source", source).name)
        first = int(getattr(source, "start", 0))
        last = first + _size(source)
        if all(group != other or last <= low or first >= high for other, low, high in taken):
            chosen.append(monitor)
            taken.append((group, first, last))
    return chosen
