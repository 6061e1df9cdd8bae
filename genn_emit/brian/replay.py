"""``device.run(run_args=...)``: what a script did from its first run on, carried out again with other values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary, WeakSet

import numpy as np
from brian2.core.variables import ArrayVariable, DynamicArrayVariable, VariableView
from brian2.input.spikegeneratorgroup import SpikeGeneratorGroup
from brian2.input.timedarray import TimedArray
from brian2.units.fundamentalunits import fail_for_dimension_mismatch

from genn_emit.brian.fields import owner_name
from genn_emit.brian.queue import SpikeQueue

if TYPE_CHECKING:
    from genn_emit.brian.device import GennEmitDevice

RunArgs = Mapping[Any, Any] | Sequence[str] | None
Act = Callable[[], None]
set_elements = VariableView.set_with_index_array.original_function


@dataclass
class Begin:
    """State at the moment from which things are carried out again."""

    arrays: WeakKeyDictionary[ArrayVariable, np.ndarray[Any, Any]] = field(default_factory=WeakKeyDictionary)
    queues: WeakKeyDictionary[SpikeQueue, Any] = field(default_factory=WeakKeyDictionary)
    random: Any = None


class Replay:
    """Notes what is done to a device that was chosen with ``build_on_run=False``, from the first run or from ``apply_run_args`` on:
    assignments, synapse creation, seeds, runs. Initial values of objects that are made later are part of it."""

    def __init__(self, device: GennEmitDevice) -> None:
        self._device = device
        self._acts: list[Act] = []
        self._begin: Begin | None = None
        self._networks: dict[Any, float] = {}
        self._queues: WeakSet[SpikeQueue] = WeakSet()
        self._tables: list[tuple[TimedArray, Any]] = []
        self._quiet = 0
        self.explicit = False

    @property
    def listens(self) -> bool:
        """Whether what happens now has to be noted."""
        busy = self._quiet or self._device.running is not None or self._device.pending.flushing
        return self._begin is not None and not busy

    def note(self, act: Act) -> None:
        """``act`` has just been done."""
        if self.listens:
            self._acts.append(act)

    def made(self, queue: SpikeQueue) -> SpikeQueue:
        self._queues.add(queue)
        return queue

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """What happens meanwhile is part of something that is noted as a whole."""
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1

    def start(self) -> None:
        """From here on; nothing happens if that was said before."""
        if self._begin is not None or self._device.build_on_run:
            return
        self._device.pending.flush()
        begin = Begin()
        for variable in list(self._device.arrays):
            begin.arrays[variable] = self._device.host_array(variable).view.copy()
        for queue in self._queues:
            begin.queues[queue] = queue._full_state()
        begin.random = self._device.get_random_state()
        self._begin = begin

    def ran(self, net: Any, run: Act) -> None:
        """Before a run: note it with its objects as they are."""
        self._networks.setdefault(net, float(net.t_))
        members = set(net.objects)
        active = [(obj, obj.active) for obj in net.sorted_objects]
        # They keep their spikes in Python as well.
        given = [obj for obj, _ in active if isinstance(obj, SpikeGeneratorGroup)]
        generators = [(obj, obj._spike_time, obj._neuron_index, obj._full_state()) for obj in given]

        def again() -> None:
            net.objects.update(members)
            for obj, was in active:
                obj.active = was
            for generator, times, indices, state in generators:
                generator._restore_from_full_state(dict(state))
                generator._spike_time, generator._neuron_index, generator._previous_dt = times, indices, None
            run()

        self.note(again)

    def run(self, arguments: RunArgs) -> None:
        """All of it again, with other values. ``RuntimeError`` if there is nothing to be carried out again."""
        if self._begin is None or not self._networks:
            raise RuntimeError("device.run() repeats runs: choose set_device('genn_emit', build_on_run=False), and run first")
        self._device.pending.flush()
        self._go_back(self._begin)
        with self.quiet():
            self._apply(arguments)
            for act in self._acts:
                act()
            self._device.pending.flush()

    def _go_back(self, begin: Begin) -> None:
        device = self._device
        with self.quiet():
            for variable in list(device.arrays):
                values = begin.arrays.get(variable)
                if isinstance(variable, DynamicArrayVariable):
                    now = device.host_array(variable).view.shape
                    shape = (0, *now[1:]) if values is None else values.shape
                    device.resize(variable, shape)
                    variable.size = shape if len(shape) == 2 else shape[0]
                device.fill_with_array(variable, 0 if values is None else values)
        for queue in self._queues:
            queue._restore_from_full_state(begin.queues.get(queue))
        for net, t in self._networks.items():
            net.t_ = t
        for table, values in self._tables:
            table.values = values
        self._tables = []
        if device.seeded:
            device.set_random_state(begin.random)

    def _apply(self, arguments: RunArgs) -> None:
        for key, value in _pairs(arguments):
            if isinstance(key, TimedArray):
                self._tables.append((key, key.values))
                key.values = _suiting(key.name, key.values.shape, value, key.dim, key.values.dtype)
            elif isinstance(key, VariableView):
                if key.variable.read_only:
                    raise TypeError(f"variable {key.name} of {key.group_name} is read-only")
                name = f"{key.group_name}.{key.name}"
                values = _suiting(name, np.shape(key[:]), value, key.dim, key.variable.dtype)
                set_elements(key, slice(None), values, check_units=False)
            elif isinstance(key, str):
                variable = self._named(key)
                shape = self._device.host_array(variable).view.shape
                values = _suiting(key, shape, _read(value, variable.dtype), variable.dim, variable.dtype)
                self._device.fill_with_array(variable, values)
            else:
                raise TypeError(f"the keys of run_args are variables such as G.v, or timed arrays, not {type(key)}")

    def _named(self, name: str) -> ArrayVariable:
        for variable in self._device.arrays:
            if f"{owner_name(variable)}.{variable.name}" == name:
                return variable
        raise ValueError(f"run_args: there is no variable {name!r}")


def _pairs(arguments: RunArgs) -> list[tuple[Any, Any]]:
    if arguments is None:
        return []
    if isinstance(arguments, Mapping):
        return list(arguments.items())
    wrong = [text for text in arguments if "=" not in text]
    if wrong:
        raise ValueError(f"run_args: {wrong[0]!r} is not of the form 'object.variable=value'")
    return [tuple(text.split("=", 1)) for text in arguments]  # type: ignore[misc]


def _read(text: str, dtype: Any) -> Any:
    """A number, a truth value, or the content of a file."""
    if text in ("True", "true", "False", "false"):
        return text.lower() == "true"
    try:
        return float(text)
    except ValueError:
        return np.fromfile(text, dtype=dtype)


def _suiting(name: str, shape: tuple[int, ...], value: Any, dim: Any, dtype: Any) -> np.ndarray[Any, Any]:
    """``value`` in that shape. ``DimensionMismatchError`` for a wrong unit of a quantity, ``TypeError`` for a wrong size."""
    if hasattr(value, "dim"):
        fail_for_dimension_mismatch(value, dim, f"Incorrect unit for {name}")
    given = np.asarray(value, dtype=dtype)
    if given.size == 1:
        return np.full(shape, given.item(), dtype=dtype)
    if given.shape != tuple(shape):
        raise TypeError(f"Incorrect size for variable '{name}'. Shape {tuple(shape)} ≠ {given.shape}.")
    return given
