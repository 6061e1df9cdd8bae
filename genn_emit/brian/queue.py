"""The spike queue of a pathway: rows of synapses by source and delay, and the spikes that are on their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from genn_emit.runtime.memory import HostArray

Indices = NDArray[np.int32]
State = tuple[int, list[list[int]]]


Sync = Callable[[HostArray], None]


def _nothing(array: HostArray) -> None:
    """No compute device has copies."""


class SpikeQueue:
    """What Brian2 calls a spike queue. Generated code reads its arrays (see ``network.kernels.DelayRing``); the methods do
    the same in numpy, for a pathway whose code cannot be emitted.

    The effect of a spike comes ``round(delay / dt)`` steps after it, in the same step for a delay of zero.
    """

    def __init__(self, first: int, last: int, read: Sync = _nothing, wrote: Sync = _nothing) -> None:
        self._read, self._wrote = read, wrote
        self.first, self.last = int(first), int(last)
        self.rows = HostArray("rows", "i8", 0)
        self.order = HostArray("order", "i4", 0)
        self.targets = HostArray("targets", "i4", 0)
        self.delays = HostArray("delays", "i4", 0)
        self.ring = HostArray("ring", "i4", 0)
        self.counts = HostArray("ring_counts", "i4", 0)
        self.pushed = HostArray("pushed", "i8", 1)
        self.carried = HostArray("carried", "i4", 0)
        self.carried_rows = HostArray("carried_rows", "i8", 1)
        self.n_carried = 0
        self.depth = 1
        self.stride = 1
        self.dt: float | None = None
        self.contiguous = True
        self._pending: list[Indices] = []
        self._ascending: bool | None = None

    def __bool__(self) -> bool:
        return False

    @property
    def delayed(self) -> bool:
        """Whether any spike has to wait."""
        return bool(self.n_carried) or bool(np.any(self.delays.view != 0))

    def prepare(self, delays: NDArray[np.floating[Any]], dt: float, sources: Indices) -> None:
        """Sort synapses by source and delay. Spikes on their way keep their time of arrival (in time, should dt change)."""
        pending = self._on_their_way()
        if self.dt is not None and self.dt != dt:
            pending = _rebinned(pending, self.dt, float(dt))
        self.dt = float(dt)
        steps = np.floor(_one_of_all(np.asarray(delays, dtype=float)) / self.dt + 0.5).astype(np.int32)
        if steps.size != sources.size or steps.size == 0 or np.all(steps == steps[0]):
            steps = steps[:1] if steps.size else np.zeros(1, np.int32)
        distinct = np.unique(steps)[::-1].astype(np.int32)
        width = max(self.last - self.first, 0)
        if distinct.size == 1 and np.all(sources[1:] >= sources[:-1]):
            # No numbers per synapse: there may be millions.
            self._in_order(np.searchsorted(sources, np.arange(self.first, self.first + width + 1, dtype=sources.dtype)))
        else:
            keys = (sources.astype(np.int64) - self.first) * distinct.size
            if distinct.size > 1:
                keys += np.searchsorted(-distinct, -steps)
            self._sort(keys, width * distinct.size)
        _fill(self.delays, distinct)
        self.depth = int(distinct[0]) + 1 if distinct.size else 1
        self.stride = max(width, 1)
        self.ring.resize((self.depth * self.stride,))
        _fill(self.counts, np.zeros(self.depth, np.int32))
        self.pushed.view[0] = 0
        self._carry(pending)
        self._ascending = None
        for array in self._arrays:
            self._wrote(array)

    @property
    def _arrays(self) -> tuple[HostArray, ...]:
        return self.rows, self.order, self.delays, self.ring, self.counts, self.pushed, self.carried, self.carried_rows

    def list_targets(self, targets: Indices) -> None:
        """Keep ``targets`` (of each synapse) in the order of the rows, if that is not the order of the synapses: code that goes
        along a row then finds them next to each other."""
        _fill(self.targets, targets[:0] if self.contiguous else targets[self.order.view])

    def ascending(self, targets: Indices) -> bool:
        """Whether the targets of each row ascend."""
        if self._ascending is None:
            listed = targets if self.contiguous else targets[self.order.view]
            steps_down = np.flatnonzero(listed[1:] < listed[:-1]) + 1
            self._ascending = bool(np.all(np.isin(steps_down, self.rows.view)))
        return self._ascending

    def _in_order(self, rows: NDArray[np.int64]) -> None:
        self.contiguous = True
        _fill(self.rows, rows)
        self.order.resize((0,))

    def _sort(self, keys: NDArray[np.int64], n_rows: int) -> None:
        rows = np.concatenate(([0], np.cumsum(np.bincount(keys, minlength=n_rows))))
        if np.all(keys[1:] >= keys[:-1]):
            self._in_order(rows)
            return
        self.contiguous = False
        _fill(self.rows, rows)
        _fill(self.order, np.argsort(keys, kind="stable").astype(np.int32))

    def _carry(self, pending: list[Indices]) -> None:
        while pending and not pending[-1].size:
            pending.pop()
        self.n_carried = len(pending)
        _fill(self.carried, np.concatenate([np.zeros(0, np.int32), *pending]).astype(np.int32))
        _fill(self.carried_rows, np.concatenate(([0], np.cumsum([p.size for p in pending]))).astype(np.int64))

    def _row(self, source: int, which: int) -> Indices:
        rows = self.rows.view
        key = source * self.delays.size + which
        begin, end = int(rows[key]), int(rows[key + 1])
        return np.arange(begin, end, dtype=np.int32) if self.contiguous else self.order.view[begin:end].copy()

    def _arriving(self, step: int, at: int) -> Indices:
        """Synapses whose spikes arrive at step ``at`` of this run, counting spikes pushed before ``step``."""
        found: list[Indices] = [np.zeros(0, np.int32)]
        if at < self.n_carried:
            begin, end = self.carried_rows.view[at : at + 2]
            found.append(self.carried.view[begin:end].copy())
        ring, counts = self.ring.view, self.counts.view
        for which, delay in enumerate(self.delays.view):
            emitted = at - int(delay)
            if 0 <= emitted < step:
                slot = emitted % self.depth
                spikes = ring[slot * self.stride : slot * self.stride + counts[slot]]
                found.extend(self._row(int(s), which) for s in spikes)
        return np.concatenate(found)

    def _on_their_way(self) -> list[Indices]:
        """Synapses by the number of steps until their spikes arrive."""
        if self.dt is None:
            return self._pending
        for array in self._arrays:
            self._read(array)
        step = int(self.pushed.view[0])
        longest = max(self.depth, self.n_carried - step)
        return [self._arriving(step, step + ahead) for ahead in range(max(longest, 0))]

    def push(self, events: Indices) -> None:
        """The sources that spiked in this step, ascending."""
        inside = events[(events >= self.first) & (events < self.last)] - self.first
        slot = int(self.pushed.view[0]) % self.depth
        self.ring.view[slot * self.stride : slot * self.stride + inside.size] = inside
        self.counts.view[slot] = inside.size
        self._wrote(self.ring)
        self._wrote(self.counts)

    def peek(self) -> Indices:
        """Synapses whose spikes arrive in this step, in the order of their effects."""
        step = int(self.pushed.view[0])
        return self._arriving(step + 1, step)

    def advance(self) -> None:
        """This step is over."""
        self.pushed.view[0] += 1
        self.counts.view[int(self.pushed.view[0]) % self.depth] = 0

    def _full_state(self) -> State:
        return 0, [synapses.tolist() for synapses in self._on_their_way()]

    def _restore_from_full_state(self, state: State | None) -> None:
        offset, lists = state if state is not None else (0, [])
        ordered = lists[offset:] + lists[:offset]
        pending = [np.array(synapses, dtype=np.int32) for synapses in ordered]
        self._pending = pending
        self.dt = None
        self.n_carried = 0


def _one_of_all(values: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """One element where all are the same: no memory for millions of them."""
    return values[:1] if values.size and values.min() == values.max() else values


def _fill(array: HostArray, values: NDArray[Any]) -> None:
    array.resize((values.size,))
    array.view[:] = values


def _rebinned(pending: list[Indices], old_dt: float, new_dt: float) -> list[Indices]:
    """The same times of arrival in steps of another length."""
    moved: list[list[Indices]] = []
    for ahead, synapses in enumerate(pending):
        to = int(ahead * old_dt / new_dt + 0.5)
        while len(moved) <= to:
            moved.append([np.zeros(0, np.int32)])
        moved[to].append(synapses)
    return [np.concatenate(parts) for parts in moved]
