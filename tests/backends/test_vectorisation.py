"""Loops over neurons become vectors: what looks free of branches in the tree may not be so for the compiler, so it is asked."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from genn_emit import programs
from genn_emit.backends.base import Program
from genn_emit.programs import Options

sys.path.insert(0, str(Path(__file__).parents[1]))
pytestmark = [pytest.mark.brian, pytest.mark.compile]
REPORTS = {
    "gcc": ("-fopt-info-vec", r":(\d+):\d+: optimized:.*loop vectorized"),
    "clang": ("-Rpass=loop-vectorize", r":(\d+):\d+: remark: vectorized loop"),
}


@cache
def program(model: str, precision: str) -> Program:
    """The program of a run of a model, as it is emitted by default."""
    import brian2 as b2
    from golden.models import example

    before = b2.prefs["core.default_float_dtype"]
    b2.prefs["core.default_float_dtype"] = np.dtype(precision).type
    try:
        (network,) = (n for n in example(model) if n.schedule)
    finally:
        b2.prefs["core.default_float_dtype"] = before
    return programs.emit(network, "cpu", programs.Stages())


def independent_loops(text: str) -> list[int]:
    """Numbers of the lines with loops over neurons whose passes are independent."""
    lines = text.splitlines()
    return [k + 2 for k, line in enumerate(lines) if "GENN_INDEPENDENT" in line and "for (" in lines[k + 1]]


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize(("model", "loops"), [("cuba", 2), ("cobahh", 3), ("stdp", 3)])
def test_every_loop_over_neurons(model: str, loops: int, precision: str, tmp_path: Path) -> None:
    made = program(model, precision)
    compiler, flags = programs.toolchain("cpu", Options())
    if compiler.kind not in REPORTS:
        pytest.skip(f"no report of vectorisation from {compiler.kind}")
    for file in made.files:
        (tmp_path / file.name).write_text(file.text)
    (source,) = (f for f in made.sources if f.name == "neuron_update.cc")
    own = programs.source_flags(source.name, compiler, Options())
    option, pattern = REPORTS[compiler.kind]
    where = f"-I{programs.include_directory()}"
    command = [*compiler.command, *flags.compile, *own, option, where, "-c", str(tmp_path / source.name), "-o", "/dev/null"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    wanted = independent_loops(source.text)
    vectors = {int(number) for line in done.stderr.splitlines() if source.name in line for number in re.findall(pattern, line)}
    assert len(wanted) == loops, source.text
    missing = [number for number in wanted if number not in vectors]
    assert not missing, "\n".join(source.text.splitlines()[missing[0] - 2 : missing[0] + 20])
