"""Medians, ratios, and when rates disagree."""

from __future__ import annotations

from typing import Any

import pytest

from bench.contestants import PEERS, ours, theirs
from bench.samples import STAGES, Sample, disagreement
from bench.table import table


def _sample(name: str, rates: list[float], seconds: float = 1.0) -> Sample:
    results: list[dict[str, Any]] = [
        {
            "stages": dict.fromkeys(STAGES, seconds * (1 + number)),
            "rates": {"neurons": rate},
            "neuron_seconds": {"neurons": 1000.0},
            "neuron_steps": 10**7,
            "peak": 100.0 + number,
        }
        for number, rate in enumerate(rates)
    ]
    return Sample(name, {"cold": results, "warm": []})


def test_medians() -> None:
    sample = _sample("ours", [5.0, 5.1, 5.2])
    assert sample.median("cold", "loop") == 2.0
    assert sample.nanoseconds("cold") == pytest.approx(200.0)
    assert sample.peak("cold") == 102.0


def test_table_gives_ratios_to_the_first() -> None:
    text = table([_sample("ours", [5.0]), _sample("peer", [5.0], 2.5), Sample("broken", failure="no compiler")])
    lines = text.splitlines()
    assert len({len(line) for line in lines[:4]}) == 1
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
