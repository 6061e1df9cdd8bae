"""A script for ``genn-emit run --sanitize``: some of the numbered networks (``FIRST END``), then Brian2's feature tests (``features``)."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from brian.fuzz.execution import execute
from brian.fuzz.scripts import numbered
from brian.running import active
from genn_emit.brian.correctness_testing import FEATURES, GennEmit, running
from genn_emit.runtime.sanitizers import loaded

assert loaded()
for number in range(int(sys.argv[1]), int(sys.argv[2])):
    # Read by whoever wonders which network a report is about.
    print("network", number, flush=True)
    with active("genn_emit"):
        execute(numbered(number))
if "features" in sys.argv:
    for feature in FEATURES:
        print(feature.fullname(), flush=True)
        with running(GennEmit, feature()) as test:
            test.results()
print("clean")
