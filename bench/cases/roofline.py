"""Memory bandwidth by working set, and the throughput of vectorised exponentials."""

from __future__ import annotations

import argparse

from bench import roofline
from bench.report import Report, markdown


def arguments(parser: argparse.ArgumentParser) -> None:
    """None of its own."""


def measure(options: argparse.Namespace) -> Report:
    found = roofline.measure()
    rows = [("working set KiB", "GB/s")] + [(f"{size >> 10}", f"{rate:.1f}") for size, rate in found.bandwidth.items()]
    report = Report(data=vars(found))
    report.add("one core, double precision, shortest of 5 measurements", "", markdown(rows), "")
    report.add(f"exponential: {found.exponential:.2f} ns")
    return report
