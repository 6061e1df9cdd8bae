"""What ``set_device('genn_emit', ...)`` and the command line choose."""

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


@dataclass(frozen=True)
class DeviceOptions:
    """``backend``: cpu, opencl or cuda; ``threads``: worker threads of the cpu backend (kernels take
    their share by worker; this version starts one); ``build``: how code is compiled."""

    backend: str = "cpu"
    threads: int = 1
    build: Options = field(default_factory=Options)


def chosen(defaults: DeviceOptions, given: dict[str, Any]) -> DeviceOptions:
    """``defaults`` changed by the keyword arguments of ``set_device``. ``TypeError`` for an unknown one, ``ValueError`` for an
    unknown backend."""
    options = defaults
    known = {f.name for f in fields(Options)}
    for name, value in given.items():
        if name == "backend":
            if value not in BACKENDS:
                raise ValueError(f"unknown backend {value!r} for the device genn_emit: choose one of {', '.join(BACKENDS)}")
            options = replace(options, backend=value)
        elif name == "threads":
            if int(value) < 1:
                raise ValueError(f"threads must be at least 1, not {value}")
            options = replace(options, threads=int(value))
        elif name == "keep":
            options = replace(options, build=replace(options.build, keep=Path(value) if value else None))
        elif name in known:
            options = replace(options, build=replace(options.build, **{name: value}))
        elif name not in _IGNORED:
            names = sorted({"backend", "threads", "keep"} | known)
            raise TypeError(f"set_device('genn_emit') has no option {name!r}, only {', '.join(names)}")
    return options
