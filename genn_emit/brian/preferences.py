"""``prefs.devices.genn_emit.*``: the options of ``set_device('genn_emit', ...)`` as Brian2 preferences."""

from __future__ import annotations

from typing import Any

from brian2.core.preferences import BrianPreference, PreferenceError, prefs

from genn_emit.brian.options import NAMES, checked

CATEGORY = "devices.genn_emit"
DOCUMENTATION = {
    "backend": "Where code runs: 'cpu', 'opencl' or 'cuda'.",
    "threads": "Threads of the cpu backend, or 'auto'.",
    "device_index": "Which of the devices of the backend opencl or cuda, as numbered by ``genn-emit doctor``.",
    "keep": "A directory for a readable copy of the generated code, '' for none.",
    "compiler": "The C++ compiler of the backends cpu and opencl, also with arguments ('ccache g++').",
    "fuse": "Whether a state update and the threshold after it become one pass over the neurons.",
    "shared_traces": "Whether traces that all synapses of a neuron share are kept per neuron (backend cpu).",
    "less_arithmetic": "Whether exponentials, powers and exprel take forms that cost less, and round differently in the last bits.",
    "vector_math": "Whether loops over exp and its like become vectors, which round differently in the last bits.",
    "extra_flags": "Further flags for the compiler, a list of strings.",
    "debug": "Whether compiled code has debugging information.",
    "sanitize": "Whether compiled code is checked by the address and undefined behaviour sanitizers.",
    "cache_directory": "A cache of compiled code other than the usual one.",
}


class _Allowed:
    """Whether a value suits an option. ``PreferenceError`` that says what would; None leaves the choice to the device."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, value: Any) -> bool:
        if value is not None:
            try:
                checked(self._name, value)
            except (TypeError, ValueError) as error:
                raise PreferenceError(f"preference {CATEGORY}.{self._name}: {error}") from error
        return True


def register() -> None:
    """Make the preferences known to Brian2, all of them None: not chosen."""
    prefs.register_preferences(
        CATEGORY,
        "Preferences of the device genn_emit. Arguments of set_device come before them, None stands for the device's default.",
        **{name: BrianPreference(None, text, validator=_Allowed(name)) for name, text in DOCUMENTATION.items()},
    )


def preferred() -> dict[str, Any]:
    """What the preferences choose."""
    values = {name: prefs[f"{CATEGORY}.{name}"] for name in NAMES if name in DOCUMENTATION}
    return {name: value for name, value in values.items() if value is not None}
