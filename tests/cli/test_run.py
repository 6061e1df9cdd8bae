"""genn-emit run: what the script sees, and what the user is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import NEURONS, ROOT, row

RUN = "run(100*ms)"


def test_the_summary_and_a_second_run_that_compiles_nothing(command, script) -> None:
    path = script("S = Synapses(group, group, on_pre='v += 0')", "S.connect(j='i')", RUN, "print(spikes.num_spikes)")
    first, second = command("run", path), command("run", path)
    assert first.returncode == second.returncode == 0, first.stderr
    assert first.stdout == second.stdout == "100\n"
    assert row(first.stderr, "neurons") == "10"
    assert row(first.stderr, "synapses") == "10"
    assert row(first.stderr, "spikes") == "100"
    assert row(first.stderr, "mean rate") == "100.00 Hz"
    for name in ("import", "code generation", "compile", "run"):
        assert re.match(r"\d+\.\d\d s", row(first.stderr, name))
    assert re.search(r"(\d+) modules: \1 compiled, 0 from the cache", row(first.stderr, "compile"))
    assert re.search(r"compiled nothing: all \d+ modules came from the cache", row(second.stderr, "compile"))
    assert row(first.stderr, "in numpy") == "nothing"


def test_several_runs_and_networks_are_added_up(command, script) -> None:
    path = script(
        "half = SpikeMonitor(group[:5])",
        "for k in range(3):",
        "    run(50*ms)",
        "device.reinit(); device.activate(); start_scope()",
        "small = NeuronGroup(2, 'v : 1', threshold='True')",
        "watch = SpikeMonitor(small, record=False)",
        "Network(small, watch).run(1*ms)",
    )
    done = command("run", path)
    assert done.returncode == 0, done.stderr
    assert row(done.stderr, "neurons").startswith("10  (the largest of 4 runs)")
    assert row(done.stderr, "spikes").startswith(str(10 * 15 + 2 * 10))


def test_no_monitor_and_no_run(command, script) -> None:
    silent = command("run", script("run(1*ms)", start="from brian2 import *\nG = NeuronGroup(1, 'v : 1')"))
    assert row(silent.stderr, "spikes") == "not recorded: the script has no SpikeMonitor"
    idle = command("run", script("print('here')"))
    assert (idle.returncode, idle.stdout) == (0, "here\n")
    assert "the script ended without a run()" in idle.stderr


def test_what_runs_in_numpy_is_listed_with_its_reason(command, script) -> None:
    path = script("@check_units(x=1, result=1)", "def odd(x):", "    return x", "group.run_regularly('v = odd(v)')", RUN)
    done = command("run", path)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^ +cells.*: .*odd", done.stderr, re.MULTILINE), done.stderr


def test_arguments_and_the_place_of_the_script(command, script, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "beside.py").write_text("value = 7\n")
    path = script("import beside; print(sys.argv, __name__, beside.value, sys.path[0])", name="elsewhere/script.py")
    done = command("run", "--float32", path, "-x", "--seed", "3", "--backend", "cpu", "a b", "--", "--keep", "no")
    expected = [str(path), "-x", "--seed", "3", "a b", "--keep", "no"]
    assert done.stdout == f"{expected} __main__ 7 {folder}\n"


@pytest.mark.parametrize(("line", "status", "text"), [
    ("sys.exit()", 0, ""),
    ("sys.exit(3)", 3, ""),
    ("sys.exit('too bad')", 1, "too bad"),
])  # fmt: skip
def test_the_exit_status_is_the_scripts(command, script, line: str, status: int, text: str) -> None:
    done = command("run", script("run(1*ms)", line))
    assert done.returncode == status
    assert text in done.stderr
    assert "mean rate" in done.stderr


def test_errors_show_the_script_and_not_us(command, script) -> None:
    path = script(
        "def inner():",
        "    raise KeyError('gone')",
        "try:",
        "    inner()",
        "except KeyError as e:",
        "    raise ValueError('x') from e",
    )
    done = command("run", path)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert lines[-1] == "ValueError: x"
    files = [line for line in lines if line.startswith("  File")]
    assert len(files) == 3
    assert all(str(path) in line for line in files)


def test_an_error_within_a_run(command, script) -> None:
    path = script("@network_operation", "def fail():", "    raise RuntimeError('within')", RUN)
    done = command("run", path)
    assert done.returncode == 1
    assert "RuntimeError: within" in done.stderr
    assert "genn_emit/cli" not in done.stderr
    assert "runpy" not in done.stderr


def test_a_syntax_error(command, script) -> None:
    done = command("run", script(start="x = (\n"))
    assert done.returncode == 1
    assert "SyntaxError" in done.stderr
    assert "runpy" not in done.stderr


def test_keep_writes_readable_files(command, script, tmp_path: Path) -> None:
    done = command("run", script("import os; os.chdir('/')", RUN), "--keep", "kept")
    assert done.returncode == 0, done.stderr
    text = "".join(path.read_text() for path in sorted((tmp_path / "kept").rglob("*.cc")))
    assert "cells_stateupdater" in text
    assert row(done.stderr, "code kept in") == str(tmp_path / "kept")


def test_profile_lists_objects(command, script) -> None:
    done = command("run", "--profile", script(RUN, "print(spikes.num_spikes)"))
    assert (done.returncode, done.stdout) == (0, "100\n"), done.stderr
    shares = re.findall(r"(\d+\.\d{4}) s +(\d+\.\d)%  (\w+)$", done.stderr, re.MULTILINE)
    assert {name for _, _, name in shares} == {"cells_stateupdater", "cells_spike_thresholder", "cells_spike_resetter", "spikemonitor"}
    assert [float(share) for _, share, _ in shares] == sorted((float(share) for _, share, _ in shares), reverse=True)
    assert sum(float(share) for _, share, _ in shares) == pytest.approx(100, abs=0.3)


def test_float32_is_what_arrays_are(command, script) -> None:
    done = command("run", script(RUN, "print(group.v[:].dtype)"), "--float32")
    assert done.stdout == "float32\n", done.stderr
    assert "on the backend cpu, float32" in done.stderr


def test_the_script_has_the_last_word_on_options(command, script, tmp_path: Path) -> None:
    path = script("set_device('genn_emit', keep='mine')", RUN)
    done = command("run", path, "--keep", "ours")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "mine").is_dir()
    assert not (tmp_path / "ours").exists()


def test_other_devices_are_not_taken(command, script) -> None:
    start = "from brian2 import *\nset_device('cpp_standalone', directory='out', build_on_run=False)\n"
    end = ("device.build(directory='out', compile=True, run=True)", "print(type(get_device()).__name__)")
    path = script(RUN, *end, start=start + NEURONS)
    done = command("run", path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "GennEmitDevice\n"
    assert "the script selects the device 'cpp_standalone', but genn-emit keeps it on genn_emit" in done.stderr
    assert row(done.stderr, "spikes") == "100"


@pytest.mark.opencl
def test_opencl(command, script) -> None:
    done = command("run", "--backend=opencl", script(RUN, "print(spikes.num_spikes)"))
    assert (done.returncode, done.stdout) == (0, "100\n"), done.stderr
    assert "on the backend opencl" in done.stderr


@pytest.mark.slow
def test_the_demo(command, tmp_path: Path) -> None:
    done = command("run", ROOT / "examples" / "cuba.py")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "cuba.png").stat().st_size > 10_000
    assert row(done.stderr, "neurons") == "4,000"
    assert 2.0 < float(row(done.stderr, "mean rate").split()[0]) < 12.0
