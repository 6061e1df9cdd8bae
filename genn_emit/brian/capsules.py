"""Growing arrays and spike queues as Brian2's Cython code takes them since Brian2 2.10: C++ objects in capsules.

Those of the device are something else, so Cython code works on copies: only functions that exist in Cython alone get there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from weakref import WeakKeyDictionary

from brian2.core.variables import DynamicArrayVariable
from brian2.memory import dynamicarray

from genn_emit.brian.queue import SpikeQueue
from genn_emit.runtime.memory import HostArray

# Code that appends rows and leaves those that are there alone.
_RECORDS = frozenset({"statemonitor", "spikemonitor", "ratemonitor"})


class Capsules:
    """Copies of the device's growing ``arrays``, each made when first asked for."""

    def __init__(self, arrays: MutableMapping[Any, HostArray]) -> None:
        self._arrays = arrays
        self._copies: WeakKeyDictionary[DynamicArrayVariable, Any] = WeakKeyDictionary()

    def of(self, variable: DynamicArrayVariable) -> Any:
        """The capsule of a variable's copy. ``TypeError`` where Brian2 has no C++ array of its type."""
        if variable not in self._copies:
            array = self._arrays[variable]
            self._copies[variable] = dynamicarray.DynamicArray(array.shape, dtype=array.dtype)
        return self._copies[variable].get_capsule()

    @contextmanager
    def lent(self, variables: Iterable[Any], template: str) -> Iterator[None]:
        """While Cython code runs that was made from ``template``: copies have the content of the arrays, and afterwards the
        arrays that of the copies. Of records only what is new is copied, at every step."""
        records = template in _RECORDS
        pairs = [(self._copies[v], self._arrays[v]) for v in variables if v in self._copies]
        before = [array.shape[0] for _, array in pairs]
        for copy, array in pairs:
            if not records or copy.shape != array.shape:
                copy.resize(array.shape if len(array.shape) > 1 else array.size)
                copy.data[...] = array.view
        yield
        for (copy, array), rows in zip(pairs, before, strict=True):
            array.resize(copy.shape)
            new = slice(rows if records else 0, None)
            array.view[new] = copy.data[new]


class LentQueue:
    """A copy of a pathway's spike queue that knows the spikes of one time step. ``capsule`` is what Cython code takes."""

    def __init__(self, queue: SpikeQueue) -> None:
        self._queue = queue
        self._copy = import_module("brian2.synapses.cythonspikequeue").SpikeQueue(queue.first, queue.last)
        self.capsule: Any = self._copy.get_capsule()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """While Cython code delivers the spikes of this step."""
        self._copy._restore_from_full_state((0, [self._queue.peek().tolist()]))
        yield
        self._queue.advance()
