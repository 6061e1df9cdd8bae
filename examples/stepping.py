"""A closed loop without Brian2: read spikes, write input currents, step, in turn.

A controller keeps 200 integrate-and-fire neurons, coupled at random, at a mean rate of 20 Hz: after each 10 ms it counts their
spikes and corrects the current that they all receive.

    python examples/stepping.py [cpu|opencl|cuda]
"""

import sys

import numpy as np

from genn_emit import Neurons, Simulation, Synapses, assemble

backend = sys.argv[1] if len(sys.argv) > 1 else "cpu"
N = 200
WANTED = 20.0  # Hz
rng = np.random.default_rng(1)

cells = Neurons(
    "cells",
    variables=("v", "g", "I", "count"),
    constants=("tau", "tau_g"),
    update={"v": "v + dt*(I + g - v)/tau", "g": "g - dt*g/tau_g"},
    threshold="v > 1",
    reset={"v": "0.0", "count": "count + 1"},
)
coupling = Synapses("coupling", cells, cells, on_spike={"g": "w"})
network = assemble("stepping", [cells], [coupling])

i, j = np.nonzero(rng.random((N, N)) < 0.1)
values = {
    **cells.memory(N, tau=20e-3, tau_g=5e-3, v=rng.random(N), I=0.9),
    **coupling.memory(i, j, N, w=rng.normal(0.0, 0.05, len(i))),
}
sim = Simulation(network, values, dt=1e-4, backend=backend)
free = sim.another({**values, "cells_I": np.full(N, 1.2)})

spread = rng.normal(0.0, 0.1, N)
current, seen, rates = 0.9, 0, []
for _ in range(200):
    sim["cells_I"][:] = current + spread
    sim.push("cells_I")
    sim.step(100)
    sim.pull("cells_count")
    total = int(sim["cells_count"].sum())
    rates.append((total - seen) / (N * 100 * sim.dt))
    seen = total
    current += 0.002 * (WANTED - rates[-1])
free.step(20_000)
free.pull("cells_count")

print(f"backend    {backend}")
print(f"neurons    {N}, {len(i)} synapses, {sim.t:.1f} s in 200 turns")
print(f"modules    {sim.stages.compiled} compiled, {sim.stages.reused} from the cache")
print(f"mean rate  {np.mean(rates[:10]):.1f} Hz in the first 100 ms, {np.mean(rates[-50:]):.1f} Hz in the last 500 ms")
print(f"current    {current:.3f}")
print(f"a second simulation of the same build, without control: {int(free['cells_count'].sum())} spikes")
assert abs(np.mean(rates[-50:]) - WANTED) < 2.0
sim.close()
free.close()
