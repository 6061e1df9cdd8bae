"""Writes tests/brian/data: spikes and rates of Brian2's numpy runtime. ``python -m brian.make_reference`` in tests/."""

from __future__ import annotations

from pathlib import Path

import brian2 as b2
import numpy as np
from brian2 import ms

from .networks import NETWORKS, mean_rate
from .running import expected

DATA = Path(__file__).parent / "data"
SEEDS = range(20)
RANDOM = {
    "cuba": {"n": 1000, "duration": 300 * ms},
    "cobahh": {"size": 200, "duration": 200 * ms},
    "stdp": {"n": 200, "duration": 300 * ms},
}


def main() -> None:
    DATA.mkdir(exist_ok=True)
    for name, network in NETWORKS.items():
        results = expected(network)
        # Times as steps and indices as 16 bits: smaller files.
        small = {
            key: np.rint(value / 1e-4).astype(np.int32) if key in ("t", "inputs_t") else value.astype(np.int16)
            if key in ("i", "inputs_i") else value for key, value in results.items()
        }  # fmt: skip
        np.savez_compressed(DATA / f"{name}.npz", **small)
        rates = []
        for seed in SEEDS:
            b2.seed(seed)
            rates.append(mean_rate(expected(lambda: network(fixed=False, **RANDOM[name])), RANDOM[name]["duration"]))
        np.savez_compressed(DATA / f"{name}_rates.npz", seeds=np.array(SEEDS), rates=np.array(rates))
        print(name, len(results["i"]), "spikes; rates", np.mean(rates), "+-", np.std(rates))


if __name__ == "__main__":
    main()
