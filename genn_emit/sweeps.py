"""Parameter sweeps: a network is built once and run for many sets of values, several at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from genn_emit.ast.types import to_numpy
from genn_emit.errors import SweepError
from genn_emit.network.arrays import Array, Constant
from genn_emit.network.kernels import RecordEvents
from genn_emit.network.keys import RandomState
from genn_emit.network.schedule import Network
from genn_emit.points import Point, Report, recorders, run_points
from genn_emit.simulation import Simulation

Progress = bool | Report


@dataclass(frozen=True)
class Sweep(Mapping[str, Any]):
    """The results of a sweep: ``sweep["spikes.count"][p]`` belongs to point ``p``.

    Quantities of one size are arrays whose first axis is the points; what every run has a different number of (spikes) is a list
    of arrays. ``points`` has the value of each variable at every point, ``seeds`` what ``seed()`` takes to draw the same random
    numbers in a run of its own. ``shape`` is the number of values of each variable for a grid, (points,) otherwise:
    ``result.reshape(sweep.shape + result.shape[1:])``.
    """

    results: Mapping[str, Any]
    points: Mapping[str, Any]
    seeds: tuple[int, ...]
    shape: tuple[int, ...]

    def __getitem__(self, name: str) -> Any:
        if name not in self.results:
            raise KeyError(f"the sweep has no results called {name!r}: it has {', '.join(self.results)}")
        return self.results[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)


def sweep(
    network: Any,
    values: Mapping[str, Any],
    duration: Any,
    *,
    results: Sequence[str] | None = None,
    initial: Mapping[str, Any] | None = None,
    grid: bool = False,
    threads: int | None = None,
    seed: int | None = None,
    report: Progress = False,
    namespace: Mapping[str, Any] | None = None,
) -> Sweep:
    """Run ``network`` for ``duration`` once for each point of ``values``, without changing it.

    ``network`` is a Brian2 ``Network`` whose objects were made on the device genn_emit (backend cpu), or a ``Simulation`` of ours.
    ``values`` maps names to the values of each point:

    - ``"tau"``, a constant of the namespace, wherever the network's code uses it; ``"G.tau"`` only in the code of ``G``;
    - ``"G.v"``, a variable of the Brian2 object ``G``: one value per point, or a row of ``len(G)`` values per point;
    - for a ``Simulation`` the name of a constant or an array.

    All have as many values as there are points; with ``grid`` every combination is a point, the last name varying fastest. Every
    run starts from the network as it is now: synapses and assignments that were made before are shared by all points.
    ``initial`` (Brian2 only) maps variables to string expressions that are assigned anew in each run, with the values and
    random numbers of its point: ``{"G.v": "Vr + rand()*(Vt - Vr)"}``.

    ``results`` names what to keep, ``"G.v"`` or, for a ``Simulation``, arrays; without it, what monitors recorded. ``threads`` is
    the number of runs at a time (None: all processors). ``seed`` decides the random numbers of all points; without it Brian2's
    ``seed`` does, or, for a ``Simulation``, chance. ``report`` is True for a progress bar on stderr, or is called with the
    number of points done and of all. ``duration`` is in Brian2's units, or in seconds for a ``Simulation``.

    ``SweepError`` names the variable that cannot be swept, ``DimensionMismatchError`` one with other units; an error of the model
    is a ``PointFailed``.
    """
    if isinstance(network, Simulation):
        if initial:
            raise SweepError("initial: a Simulation has no string expressions, give the values of each point")
        return _of_simulation(network, values, float(duration), results, grid, threads, seed, report)
    from genn_emit.brian.sweeping import sweep_network

    return sweep_network(
        network, values, duration, results=results, initial=initial or {}, grid=grid, threads=threads, seed=seed, report=report,
        namespace=namespace, level=1,
    )  # fmt: skip


def combinations(values: Mapping[str, Any], grid: bool) -> tuple[dict[str, Any], tuple[int, ...]]:
    """For each name the value at every point, and the shape of the sweep. ``SweepError`` when lengths differ or are zero."""
    if not values:
        raise SweepError("values: a sweep needs at least one variable")
    lengths = {}
    for name, given in values.items():
        if isinstance(given, str) or np.ndim(given) == 0:
            raise SweepError(f"{name}: a sweep needs a sequence of values, not {given!r}")
        lengths[name] = len(given)
        if not lengths[name]:
            raise SweepError(f"{name}: a sweep needs at least one value")
    shape = tuple(lengths.values()) if grid else (next(iter(lengths.values())),)
    if not grid and len(set(lengths.values())) > 1:
        counts = ", ".join(f"{name} has {count}" for name, count in lengths.items())
        raise SweepError(f"all variables need as many values as there are points, but {counts} (grid=True combines them)")
    indices = np.indices(shape).reshape(len(shape), -1)
    return {name: given[indices[axis if grid else 0]] for axis, (name, given) in enumerate(values.items())}, shape


def seeds_of(seed: int, points: int) -> tuple[int, ...]:
    """One seed per point, no two alike: 32 bits, as ``numpy.random.seed`` wants them."""
    first = RandomState.fresh(seed).key()[0]
    return tuple((first + point) % (1 << 32) for point in range(points))


def number(value: Any, field: Constant, what: str) -> bool | int | float:
    """The value of a constant as its field holds it. ``SweepError`` for a fraction where the model has an integer."""
    kind = np.dtype(to_numpy(field.type))
    if kind.kind in "iub" and float(value) != int(value):
        raise SweepError(f"{what} is an integer in the model, but the sweep gives it {value}: make it a float in the model")
    found: bool | int | float = np.asarray(value).astype(kind).item()
    return found


@contextmanager
def reporting(progress: Progress, points: int) -> Iterator[Report]:
    """What ``run_points`` reports to."""
    if callable(progress):
        yield progress
        return
    from tqdm.auto import tqdm

    with tqdm(total=points, unit="point", disable=not progress) as bar:
        yield lambda done, total: _advance(bar, done)


def _advance(bar: Any, done: int) -> None:
    bar.update(done - bar.n)


def _of_simulation(
    simulation: Simulation, values: Mapping[str, Any], duration: float, results: Sequence[str] | None, grid: bool,
    threads: int | None, seed: int | None, report: Progress,
) -> Sweep:  # fmt: skip
    network = simulation.network
    if simulation.backend != "cpu":
        raise SweepError(f"sweeps run on the backend cpu, not {simulation.backend}")
    wanted = list(results) if results is not None else list(recorders(network))
    if not wanted:
        raise SweepError(f"results: network {network.name} records nothing: name the arrays to keep")
    for name in wanted:
        _field(network, name, (Array,), "result")
    given, shape = combinations({name: np.asarray(row) for name, row in values.items()}, grid)
    fields = {name: _field(network, name, (Array, Constant), "variable") for name in given}
    seeds = seeds_of(RandomState.fresh(seed).seed, int(np.prod(shape)))
    keys = tuple(dict.fromkeys(kernel.random.key.name for kernel in network.kernels if kernel.random is not None))
    points = []
    for p, point_seed in enumerate(seeds):
        arrays = {name: given[name][p] for name, field in fields.items() if isinstance(field, Array)}
        for name, content in arrays.items():
            fits(content, simulation[name].shape, name)
        constants = keys_of(keys, range(len(keys)), point_seed)
        constants |= {name: number(given[name][p], field, name) for name, field in fields.items() if isinstance(field, Constant)}
        points.append(Point(arrays, constants))
    start = simulation.start(round(duration / simulation.dt))
    with reporting(report, len(points)) as told:
        found = run_points(start, points, wanted, threads, told)
    growing = recorders(network)
    made = {name: gathered([result[name] for result in found], isinstance(growing.get(name), RecordEvents)) for name in wanted}
    return Sweep(made, given, seeds, shape)


def _field(network: Network, name: str, kinds: tuple[type, ...], what: str) -> Array | Constant:
    names = [field.name for field in network.table if isinstance(field, kinds)]
    if name not in names:
        raise SweepError(f"{name}: network {network.name} has no such {what}, only {', '.join(names)}")
    return network.table[name]


def fits(content: Any, shape: tuple[int, ...], what: str) -> None:
    """``SweepError`` unless ``content`` is one value, or one for each element."""
    if np.shape(content) not in ((), (1,), shape):
        raise SweepError(f"{what} has the shape {shape}, but the sweep gives it {np.shape(content)} at each point")


def keys_of(names: Iterable[str], positions: Iterable[int], seed: int) -> dict[str, bool | int | float]:
    """The random key of each field that holds one, as drawn at its position after ``seed``."""
    return {name: RandomState(seed, position).key()[0] for name, position in zip(names, positions, strict=True)}


def gathered(found: list[NDArray[Any]], growing: bool) -> Any:
    """One array with an axis for the points; a list of what grows."""
    return list(found) if growing else np.stack(found)


