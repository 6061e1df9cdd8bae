"""Brian2's own code objects, for code that is not emitted, on memory that a compute device may have a newer copy of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from importlib.util import find_spec
from typing import Any

from brian2.codegen.codeobject import _gather_compiler_kwds, _merge_compiler_kwds
from brian2.codegen.runtime.cython_rt import CythonCodeObject
from brian2.codegen.runtime.numpy_rt import NumpyCodeObject
from brian2.core.functions import Function
from brian2.core.variables import ArrayVariable

from genn_emit.brian.capsules import LentQueue


class HostCodeObject(NumpyCodeObject):  # type: ignore[misc]
    """Reads what the compute device wrote, and lets it know what was written."""

    def run_block(self, block: str) -> Any:
        with _on_host(self):
            return super().run_block(block)


class HostCythonCodeObject(CythonCodeObject):  # type: ignore[misc]
    """The same for functions that are written in Cython only. ``queue`` is that of a pathway, where its code takes capsules."""

    queue: LentQueue | None = None

    def run_block(self, block: str) -> Any:
        variables = [v for v in self.variables.values() if isinstance(v, ArrayVariable)]
        queue = self.queue.lent() if self.queue is not None and block == "run" else nullcontext()
        with _on_host(self), self.device.capsules.lent(variables, self.template_name), queue:
            return super().run_block(block)


def lend_queue(target: type, template_name: str, variables: dict[str, Any]) -> LentQueue | None:
    """A queue for code of ``target`` that takes the pathway's spikes from a capsule, which is put among its ``variables``."""
    if target is not HostCythonCodeObject or template_name != "synapses":
        return None
    if "_queue_capsule" not in CythonCodeObject.templater.synapses.variables:
        return None
    queue = LentQueue(variables["_queue"])
    variables["_queue_capsule"] = queue.capsule
    return queue


@contextmanager
def _on_host(code: Any) -> Iterator[None]:
    device = code.device
    if getattr(device, "mirrors", None) is None:
        yield
        return
    arrays = [device.arrays[v] for v in code.variables.values() if isinstance(v, ArrayVariable)]
    for array in arrays:
        device.read(array)
    try:
        yield
    finally:
        for array in arrays:
            device.wrote(array)


def code_class(variables: Iterable[Any]) -> type[HostCodeObject] | type[HostCythonCodeObject]:
    """Which of Brian2's targets has all functions among ``variables``: numpy, where the Python function itself stands in for a
    missing implementation, or Cython for a function that has nothing else. ``NotImplementedError`` if Cython is missing."""
    functions = [v for v in variables if isinstance(v, Function)]
    only_cython = [f for f in functions if not _has(f, NumpyCodeObject) and _has(f, CythonCodeObject)]
    if only_cython and all(_has(f, CythonCodeObject) for f in functions):
        if find_spec("Cython") is None:
            raise NotImplementedError(f"the function {only_cython[0].pyfunc.__name__} is written in Cython, which is not installed")
        return HostCythonCodeObject
    for function in functions:
        if not _has(function, NumpyCodeObject):
            function.implementations.add_numpy_implementation(function.pyfunc)
    return HostCodeObject


def compiler_keywords(target: type, variables: Iterable[Any]) -> dict[str, list[Any]]:
    """What the functions among ``variables`` tell the compiler of a target; nothing for numpy, which has none."""
    if not issubclass(target, CythonCodeObject):
        return {}
    merged: dict[str, list[Any]] = _merge_compiler_kwds(
        [_gather_compiler_kwds(v, target) for v in variables if isinstance(v, Function)]
    )
    return merged


def _has(function: Function, target: type) -> bool:
    try:
        function.implementations[target]
    except KeyError:
        return False
    return True
