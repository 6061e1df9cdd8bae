"""Brian2's own tests as a command, and the account of which code objects ran compiled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import brian2 as b2
import pytest
from brian2 import ms

import genn_emit
from genn_emit.brian.suite.collector import Collector
from genn_emit.brian.suite.phases import PHASES, named
from genn_emit.brian.suite.report import Result, problems, summary
from genn_emit.brian.tally import KINDS, Tally, from_data

from .running import active

ROOT = Path(genn_emit.__file__).parent.parent
MUST_BE_EMITTED = KINDS[:15]
READ = KINDS[15:]


def result(tally: Tally, *outcomes: str) -> Result:
    found = Collector()
    found.tally = tally
    for number, outcome in enumerate(outcomes):
        longrepr = ("file", 1, "Skipped: no reason") if outcome == "skipped" else None
        report = SimpleNamespace(nodeid=f"test_{number}", outcome=outcome, skipped=outcome == "skipped", longrepr=longrepr)
        found.pytest_runtest_logreport(report)
    return Result(PHASES[0], True, found)


def everything_emitted() -> Tally:
    return Tally(Counter(dict.fromkeys(MUST_BE_EMITTED, 2)), Counter({(kind, "reads", False): 3 for kind in READ}))


def test_a_tally_of_what_ran() -> None:
    with active("genn_emit") as device:
        before = Tally(Counter(device.tally.emitted), Counter(device.tally.in_numpy))
        G = b2.NeuronGroup(3, "dv/dt = -v/(5*ms) : 1\ntwice = 2*v : 1", threshold="v > 1", reset="v = 0", method="exact")
        G.v = "0.5*i"
        S = b2.Synapses(G, G, on_pre="v_post += odd(v_pre)")
        S.connect(j="i")
        net = b2.Network(G, S)
        odd = b2.Function(lambda x: x, arg_units=[1], return_unit=1)
        net.run(1 * ms, namespace={"odd": odd})
        net.run(1 * ms, namespace={"odd": odd})
        assert G.twice[0] == 0
        emitted, in_numpy = device.tally.emitted - before.emitted, device.tally.in_numpy - before.in_numpy
    # Each run makes its code objects anew, but for the one that pushes spikes.
    assert emitted == {
        "group_variable_set_conditional": 1, "synapses_create_generator": 1, "stateupdate": 2, "threshold": 2, "reset": 2,
    }  # fmt: skip
    assert in_numpy == {
        ("synapses", "the function odd", True): 2,
        ("synapses_push_spikes", "the function odd", True): 1,
        ("group_variable_get", "reads for Python", False): 1,
    }


def test_tallies_travel_and_add_up() -> None:
    tally = everything_emitted()
    both = Tally()
    both.add(from_data(tally.as_data()))
    both.add(tally)
    assert both.emitted["reset"] == 4
    assert both.numpy_of("group_get_indices") == 6
    assert both.numpy_of("reset") == 0


def test_all_is_well() -> None:
    assert problems([result(everything_emitted(), "passed", "skipped")], whole=True) == []


def test_a_function_that_exists_in_python_only_may_run_in_numpy() -> None:
    tally = everything_emitted()
    tally.in_numpy["stateupdate", "the function odd", True] = 1
    assert problems([result(tally, "passed")], whole=True) == []


def test_a_kind_that_has_a_compiled_form_may_not_run_in_numpy() -> None:
    tally = everything_emitted()
    tally.in_numpy["stateupdate", "the function exp", False] = 2
    assert problems([result(tally, "passed")], whole=False) == ["2 code objects of kind stateupdate ran in numpy: the function exp"]


@pytest.mark.parametrize("kind", MUST_BE_EMITTED)
def test_a_whole_run_meets_every_kind(kind: str) -> None:
    tally = everything_emitted()
    del tally.emitted[kind]
    assert problems([result(tally, "passed")], whole=True) == [f"no code object of kind {kind} was emitted"]
    assert problems([result(tally, "passed")], whole=False) == []


def test_failures_and_runs_that_ended_early() -> None:
    tally = everything_emitted()
    assert problems([result(tally, "passed", "failed")], whole=False) == ["phase 1: 1 tests failed"]
    assert problems([result(tally)], whole=True) == ["phase 1: no test passed"]
    broken = Result(PHASES[0], False, result(tally, "passed").found)
    assert problems([broken], whole=False) == ["phase 1: pytest did not complete"]


def test_a_test_is_what_its_worst_part_is() -> None:
    found = Collector()
    for outcome in ("passed", "failed", "passed"):
        found.pytest_runtest_logreport(SimpleNamespace(nodeid="one", outcome=outcome, skipped=False))
    assert (found.count("failed"), found.count("passed")) == (1, 0)


def test_the_tables() -> None:
    tally = everything_emitted()
    tally.in_numpy["synapses", "the function odd", True] = 1
    text = summary([result(tally, "passed", "passed", "skipped")])
    assert "| 1 | 2 | 0 | 1 | tests with one run |" in text
    assert "| 4 | synapses | 3 | 2 | 1 |" in text
    assert "| 18 | group_get_indices | 3 | 0 | 3 |" in text
    assert "| synapses | the function odd | 1 |" in text
    assert "| 1 | no reason | 1 |" in text


def test_phases_by_name() -> None:
    assert [phase.name for phase in named("all")] == ["1", "2", "runtime-numpy", "runtime-cython"]
    assert [phase.name for phase in named("2")] == ["2"]


def command(directory: Path, *words: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, "-m", "genn_emit", "test-brian2", "--jobs", "1", *words],
        cwd=directory, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip


@pytest.mark.slow
def test_some_of_brian2s_tests(tmp_path: Path) -> None:
    done = command(tmp_path, "--phase", "runtime-cython", "-k", "test_thresholder or test_redefine_neurons")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "| runtime-cython | 2 | 0 | 0 |" in done.stdout
    threshold = next(line for line in done.stdout.splitlines() if line.startswith("| 2 | threshold |"))
    made, emitted, in_numpy = (int(cell) for cell in threshold.split("|")[3:6])
    assert made == emitted >= 2
    assert in_numpy == 0


FAILING = """
from dataclasses import replace

import pytest
from brian2 import NeuronGroup, ms, run, set_device
from brian2.codegen.runtime.numpy_rt import NumpyCodeObject
from genn_emit.brian.errors import NotEmitted
from genn_emit.brian.kinds import EMITTED


@pytest.mark.standalone_compatible
def test_that_fails():
    assert False


@pytest.mark.standalone_compatible
def test_in_numpy():
    set_device("genn_emit")
    group = NeuronGroup(2, "v : 1", codeobj_class=NumpyCodeObject)
    group.run_regularly("v += 1", codeobj_class=NumpyCodeObject)
    run(1*ms)


@pytest.mark.standalone_compatible
def test_not_emitted(monkeypatch):
    def refuse(builder):
        raise NotEmitted("nothing")

    monkeypatch.setitem(EMITTED, "reset", replace(EMITTED["reset"], build=refuse))
    set_device("genn_emit")
    group = NeuronGroup(2, "v : 1", threshold="v > 1", reset="v = 0")
    run(1*ms)
"""


@pytest.mark.slow
def test_what_must_not_be_is_said_and_fails(tmp_path: Path) -> None:
    extra = tmp_path / "test_extra.py"
    extra.write_text(FAILING)
    done = command(tmp_path, "--phase", "1", "-k", "test_that_fails or test_in_numpy or test_not_emitted", "--", str(extra))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "not as it must be: phase 1: 1 tests failed" in done.stdout
    assert "not as it must be: 1 code objects of kind reset ran in numpy: nothing" in done.stdout
    assert "| stateupdate | the script names NumpyCodeObject | 1 |" in done.stdout
    assert done.stdout.count("not as it must be") == 2
