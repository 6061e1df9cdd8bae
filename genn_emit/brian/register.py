"""Registers the device with Brian2, and our implementations of functions that have none in C++."""

from __future__ import annotations

from typing import Any

from brian2.core.functions import DEFAULT_FUNCTIONS, FunctionImplementation, FunctionImplementationContainer
from brian2.devices.device import all_devices, get_device

from genn_emit.brian import quicker, recall, recall_statements
from genn_emit.brian.binomial import register as register_binomial
from genn_emit.brian.codeobject import EmitCodeObject
from genn_emit.brian.device import GennEmitDevice
from genn_emit.brian.functions import EMITTED
from genn_emit.brian.preferences import register as register_preferences
from genn_emit.programs import open_cache
from genn_emit.runtime.cache import Cache

for _name, _function in DEFAULT_FUNCTIONS.items():
    if _name in EMITTED:
        _function.implementations.add_implementation(EmitCodeObject, code="", name=_name)

register_binomial()
quicker.install()
register_preferences()
_find = FunctionImplementationContainer.__getitem__


def _find_or_refuse(container: FunctionImplementationContainer, target: Any) -> Any:
    """Brian2 stops when a function has nothing for the device; we must get as far as knowing which code object is to run in
    numpy, so such a function looks empty until ``functions.emitter_for`` refuses it."""
    try:
        return _find(container, target)
    except KeyError:
        if target is not EmitCodeObject:
            raise
        return FunctionImplementation(code="")


FunctionImplementationContainer.__getitem__ = _find_or_refuse

device = all_devices.setdefault("genn_emit", GennEmitDevice())


def _store() -> Cache | None:
    return open_cache(device.options.build.cache_directory) if get_device() is device else None


recall.install(_store)
recall_statements.remember_statements(_store)
