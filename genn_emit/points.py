"""Many runs of one program, several at a time: each worker has an Instance, with memory for what differs between runs."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

from numpy.typing import NDArray

from genn_emit.errors import GennEmitError
from genn_emit.instance import Instance, KernelError, Value
from genn_emit.network import kernels as k
from genn_emit.network.schedule import Network
from genn_emit.network.status import GROW
from genn_emit.programs import Built
from genn_emit.runtime.memory import HostArray

CHUNK_SECONDS = 0.05
Recorder = k.RecordEvents | k.RecordState | k.RecordRate
Results = dict[str, NDArray[Any]]
Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Point:
    """What distinguishes one run: contents of arrays (whole, or one value for all elements) and values of constants, by field."""

    arrays: Mapping[str, Any]
    constants: Mapping[str, bool | int | float]


@dataclass(frozen=True)
class Start:
    """What every run starts from.

    ``arrays`` and ``values`` are those of an Instance; they are not changed. ``ends`` says until which time step each clock runs,
    ``before`` which kernels are carried out once before that, in order.
    """

    built: Built
    network: Network
    arrays: Mapping[str, HostArray]
    values: Mapping[str, Value]
    ends: Mapping[str, int]
    before: tuple[str, ...] = ()


class PointFailed(GennEmitError):
    """A run ended with an error, which is the cause; ``point`` is its number."""

    def __init__(self, point: int, reason: str) -> None:
        super().__init__(f"point {point} failed: {reason}")
        self.point = point


def run_points(start: Start, points: Sequence[Point], wanted: Sequence[str], threads: int | None, report: Report) -> list[Results]:
    """The arrays ``wanted`` after each run, in the order of ``points``: copies, those of recorders as long as what they recorded.

    At most ``threads`` runs at a time (all processors if None). Ctrl+C and errors end the others at their next chunk of steps.
    ``report`` is called with the number of runs done and of all. ``PointFailed`` for an error of the model.
    """
    count = max(1, min(threads or processors(), len(points)))
    varied = {name for point in points for name in point.arrays}
    stop = threading.Event()
    workers: SimpleQueue[_Worker] = SimpleQueue()
    for _ in range(count):
        workers.put(_Worker(start, varied, stop))

    def one(number: int) -> Results:
        worker = workers.get()
        try:
            return worker.run(points[number], wanted)
        except KernelError as error:
            raise PointFailed(number, str(error)) from error
        finally:
            workers.put(worker)

    with ThreadPoolExecutor(count) as pool:
        futures = [pool.submit(one, number) for number in range(len(points))]
        done: SimpleQueue[Future[Results]] = SimpleQueue()
        try:
            for future in futures:
                future.add_done_callback(done.put)
            for number in range(len(points)):
                done.get().result()
                report(number + 1, len(points))
        except BaseException:
            stop.set()
            pool.shutdown(cancel_futures=True)
            raise
    return [future.result() for future in futures]


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass
class _Worker:
    """An Instance whose memory is set anew for each run. Arrays that no run changes are those of ``start``."""

    start: Start
    varied: set[str]
    stop: threading.Event
    own: dict[str, HostArray] = field(init=False)
    constants: dict[str, bool | int | float] = field(init=False, default_factory=dict)
    chunk: int = field(init=False, default=256)
    instance: Instance = field(init=False)

    def __post_init__(self) -> None:
        start, network = self.start, self.start.network
        self.recorders = recorders(network)
        changed = {name for names in start.built.program.writes.values() for name in names}
        changed |= {array.name for array in network.table.arrays if array.space == "host"} | self.varied
        self.own = {name: _like(start.arrays[name]) for name in start.arrays if name in changed or name in self.recorders}
        capacities = {
            recorder.capacity.name: self._capacity(recorder)
            for recorder in self.recorders.values()
            if recorder.capacity is not None
        }
        values = {name: capacities.get(name, self._value(name)) for name in start.values}
        self.instance = Instance(start.built, network, {**start.arrays, **self.own}, values)

    def _value(self, name: str) -> Value:
        return lambda: self.constants[name]

    def _capacity(self, recorder: Recorder) -> Value:
        arrays = [self.own[name] for name in columns(recorder)]
        return lambda: min(array.rows for array in arrays)

    def run(self, point: Point, wanted: Sequence[str]) -> Results:
        """One run from the start; copies of the arrays wanted."""
        for name, array in self.own.items():
            first = self.start.arrays[name].view
            array.expose(first.shape)
            array.view[...] = point.arrays.get(name, first)
        self.constants = {name: value() for name, value in self.start.values.items()} | dict(point.constants)
        for clock, end in self.start.ends.items():
            self.instance.stop_at(clock, end)
        for kernel in self.start.before:
            self.instance.call(kernel)
        self._steps()
        return {name: self._result(name) for name in wanted}

    def _steps(self) -> None:
        finished = False
        while not finished and not self.stop.is_set():
            began = time.perf_counter()
            if self.instance.run(self.chunk) == GROW:
                self._make_room()
            else:
                finished = self.instance.steps_done < self.chunk
                if not finished and time.perf_counter() - began < CHUNK_SECONDS / 2:
                    self.chunk *= 2

    def _make_room(self) -> None:
        arrays = self.instance.arrays
        for name, recorder in self.recorders.items():
            rows = self._rows(recorder)
            events = 1 if isinstance(recorder, k.RecordState) else arrays[recorder.source.events.name].size
            column = self.own[name]
            column.expose((rows, *column.shape[1:]))
            column.reserve(max(2 * rows, rows + max(events, 1024)))

    def _rows(self, recorder: Recorder) -> int:
        return int(self.instance.arrays[recorder.recorded.name].view[0])

    def _result(self, name: str) -> NDArray[Any]:
        array = self.instance.arrays[name]
        if name in self.recorders:
            array.expose((self._rows(self.recorders[name]), *array.shape[1:]))
        return array.view.copy()


def recorders(network: Network) -> dict[str, Recorder]:
    """The growing arrays of a network, each with the kernel that fills it."""
    kinds = (k.RecordEvents, k.RecordState, k.RecordRate)
    return {name: kernel for kernel in network.kernels if isinstance(kernel, kinds) for name in columns(kernel)}


def columns(recorder: Recorder) -> tuple[str, ...]:
    """The arrays that a recorder appends to."""
    if isinstance(recorder, k.RecordRate):
        return recorder.times.name, recorder.rates.name
    once = recorder.once if isinstance(recorder, k.RecordState) else ()
    return tuple(column.array.name for column in recorder.columns + once)


def _like(array: HostArray) -> HostArray:
    """Memory with the same room."""
    made = HostArray(array.name, array.dtype, array.shape)
    if all(array.shape[1:]):
        made.reserve(array.rows)
    return made
