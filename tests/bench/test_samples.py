"""Medians, ratios, and when rates disagree."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.cases import CASES
from bench.cases.options import jobs
from bench.compare import arguments, title
from bench.contestants import PEERS, ours, theirs
from bench.launch import Job, MeasurementFailed, run_process
from bench.report import markdown, write_section
from bench.roofline import Roofline
from bench.samples import STAGES, Sample, disagreement
from bench.table import table


def _sample(name: str, rates: list[float], seconds: float = 1.0) -> Sample:
    results: list[dict[str, Any]] = [
        {
            "stages": dict.fromkeys(STAGES, seconds * (1 + number)),
            "rates": {"neurons": rate},
            "neuron_seconds": {"neurons": 1000.0},
            "neuron_steps": 10**7,
            "neurons": 1000,
            "synapses": 80_000,
            "events": 10**6 * (1 + number),
            "peak": 100.0 + number,
        }
        for number, rate in enumerate(rates)
    ]
    return Sample(name, {"cold": results, "warm": []})


def test_medians() -> None:
    sample = _sample("ours", [5.0, 5.1, 5.2])
    assert sample.median("cold", "loop") == 2.0
    assert sample.nanoseconds("cold") == pytest.approx(200.0)
    assert sample.nanoseconds_per_event("cold") == pytest.approx(1000.0)
    assert sample.peak("cold") == 102.0


def test_table_gives_ratios_to_the_first() -> None:
    text = table([[_sample("ours", [5.0]), _sample("peer", [5.0], 2.5), Sample("broken", failure="no compiler")]])
    lines = text.splitlines()
    assert len({len(line) for line in lines}) == 1
    assert "2.500 (2.50)" in lines[3]
    assert "no compiler" in lines[4]


def test_rates_within_the_spread_agree() -> None:
    assert not disagreement(_sample("ours", [5.0, 5.4, 4.6]), _sample("peer", [5.3, 5.6, 5.1]))


def test_rates_beyond_it_do_not() -> None:
    found = disagreement(_sample("ours", [5.0, 5.01, 4.99]), _sample("peer", [6.0, 6.01, 5.99]))
    assert "5.00 Hz (ours)" in found
    assert "6.00 Hz (peer)" in found


def test_one_seed_tells_no_spread() -> None:
    assert not disagreement(_sample("ours", [5.0]), _sample("peer", [5.4]))
    assert disagreement(_sample("ours", [5.0]), _sample("peer", [8.0]))


def test_few_spikes_may_differ_by_chance() -> None:
    ours_, peer = _sample("ours", [35.0]), _sample("peer", [43.0])
    for sample in (ours_, peer):
        sample.results["cold"][0]["neuron_seconds"]["neurons"] = 1.0
    assert not disagreement(ours_, peer)


def test_absent_peers_have_a_reason() -> None:
    found, absent = theirs(list(PEERS), [1, 2])
    assert {c.kind for c in found} | set(absent) == set(PEERS)
    assert all(absent.values())
    assert [c.threads for c in found if c.kind == "cpp_standalone_openmp"] in ([2], [])


def test_only_the_cpu_backend_has_threads() -> None:
    assert [c.name for c in ours(["cpu", "opencl"], [1, 2])] == [
        "genn_emit cpu", "genn_emit cpu, 2 threads", "genn_emit opencl",
    ]  # fmt: skip


def test_a_loop_on_the_roofline_has_a_share_of_all() -> None:
    roofline = Roofline({10**5: 57.0, 10**9: 20.0}, exponential=2.0)
    sample = _sample("ours", [5.0], 0.0)
    sample.job = Job("cuba", "1000")
    # 57 bytes per neuron and step at 57 bytes per ns, and a million events of 20 bytes at 20 bytes per ns.
    sample.results["cold"][0]["stages"]["loop"] = (10**7 + 10**6) * 1e-9
    assert roofline.seconds("cuba", sample.results["cold"][0]) == pytest.approx(11e-3)
    assert "100%" in table([[sample]], roofline)


def test_a_section_is_replaced_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("# Page\n\n### one\n\nold\n\n#### part\n\n### two\n\nkept\n")
    write_section(file, "one", "new")
    write_section(file, "three", markdown([("a", "b"), ("1",)]))
    text = file.read_text()
    assert text.index("### one\n\nnew\n") < text.index("### two\n\nkept\n") < text.index("### three\n\n| a | b |\n|---|---|\n| 1 |   |")
    assert "old" not in text and "part" not in text


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_options(case: str) -> None:
    options = arguments([case, "--repeats", "2"])
    assert (options.case, options.repeats) == (case, 2)


def test_the_title_leaves_out_where_results_go() -> None:
    given = ["loop", "--models", "cuba", "--into", "docs/performance.md", "--json=a.json", "--sizes", "400"]
    assert title(given) == "python -m bench.compare loop --models cuba --sizes 400"


def test_sizes_go_to_the_models_that_they_fit() -> None:
    options = arguments(["loop", "--models", "cuba", "stdp", "--sizes", "400", "1000x10"])
    assert [(job.model, job.size) for job in jobs(options)] == [("cuba", "400"), ("stdp", "1000x10")]
    growth = jobs(arguments(["loop", "--models", "cuba", "--sizes", "growth"]))
    assert [job.size for job in growth] == ["400", "4000", "40000", "400000"]


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    script = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])"
    with pytest.raises(MeasurementFailed, match=r"longer than 0\.5 s"):
        run_process([sys.executable, "-c", script], tmp_path, dict(os.environ), 0.5)
    assert run_process([sys.executable, "-c", "print(3)"], tmp_path, dict(os.environ), 60.0) == (0, "3\n")
