"""Registers the device with Brian2, and our implementations of functions that have none in C++."""

from __future__ import annotations

from brian2.core.functions import DEFAULT_FUNCTIONS
from brian2.devices.device import all_devices

from genn_emit.brian.binomial import register as register_binomial
from genn_emit.brian.codeobject import EmitCodeObject
from genn_emit.brian.device import GennEmitDevice
from genn_emit.brian.functions import EMITTED

for _name, _function in DEFAULT_FUNCTIONS.items():
    if _name in EMITTED:
        _function.implementations.add_implementation(EmitCodeObject, code="", name=_name)

register_binomial()
device = all_devices.setdefault("genn_emit", GennEmitDevice())
