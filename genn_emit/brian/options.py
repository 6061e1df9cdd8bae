"""What ``set_device('genn_emit', ...)``, preferences and the command line choose."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from genn_emit.programs import BACKENDS, Options

# Accepted because every Brian2 device gets them; nothing here depends on them.
_IGNORED = frozenset(
    {"directory", "results_directory", "compile", "run", "with_output", "clean", "additional_source_files", "run_args",
     "direct_call", "profile", "build_on_run"}
)  # fmt: skip


AUTO = "auto"


@dataclass(frozen=True)
class DeviceOptions:
    """``backend``: cpu, opencl or cuda; ``threads``: threads of the cpu backend, the caller among them, or 'auto' to find out
    which is faster, one or as many as there are processors; ``device_index``: which of a backend's devices; ``build``: how
    code is compiled."""

    backend: str = "cpu"
    threads: int | str = 1
    device_index: int = 0
    build: Options = field(default_factory=Options)


_OF_BUILD = {f.name: f for f in fields(Options)}
NAMES = ("backend", "threads", "device_index", *_OF_BUILD)
"""Every option."""


def checked(name: str, value: Any) -> Any:
    """The value of an option as it is kept. ``TypeError`` or ``ValueError`` that says what it must be."""
    if name == "backend" and value not in BACKENDS:
        raise ValueError(f"unknown backend {value!r} for the device genn_emit: choose one of {', '.join(BACKENDS)}")
    if name == "threads" and value == AUTO:
        return value
    if name in ("threads", "device_index"):
        least = 1 if name == "threads" else 0
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{name} must be a whole number, not {value!r}")
        if value < least:
            raise ValueError(f"{name} must be at least {least}, not {value}")
    if name in _OF_BUILD and isinstance(_OF_BUILD[name].default, bool) and not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {value!r}")
    if name in ("keep", "cache_directory"):
        if value is not None and not isinstance(value, (str, Path)):
            raise TypeError(f"{name} must be the path of a directory, not {value!r}")
        return Path(value) if value else None
    if name == "compiler" and value is not None and not isinstance(value, str):
        raise TypeError(f"compiler must be a string, not {value!r}")
    if name == "extra_flags":
        if isinstance(value, str) or not all(isinstance(flag, str) for flag in value):
            raise TypeError(f"extra_flags must be a list of strings, not {value!r}")
        return tuple(value)
    return value


def chosen(defaults: DeviceOptions, given: dict[str, Any]) -> DeviceOptions:
    """``defaults`` changed by options by name. ``TypeError`` for an unknown one, as ``checked`` for a wrong value."""
    options = defaults
    for name, value in given.items():
        if name in _OF_BUILD:
            options = replace(options, build=replace(options.build, **{name: checked(name, value)}))
        elif name in NAMES:
            options = replace(options, **{name: checked(name, value)})
        elif name not in _IGNORED:
            raise TypeError(f"set_device('genn_emit') has no option {name!r}, only {', '.join(sorted(NAMES))}")
    return options
