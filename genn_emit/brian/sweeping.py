"""Parameter sweeps of a Brian2 network: one program, one Instance per run at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from brian2.core.magic import MagicNetwork
from brian2.core.namespace import get_local_namespace
from brian2.core.network import Network
from brian2.core.variables import ArrayVariable, Constant, Subexpression, Variable
from brian2.devices.device import get_device
from brian2.monitors.ratemonitor import PopulationRateMonitor
from brian2.monitors.spikemonitor import EventMonitor
from brian2.monitors.statemonitor import StateMonitor
from brian2.units.allunits import second
from brian2.units.fundamentalunits import Quantity, fail_for_dimension_mismatch

from genn_emit import sweeps
from genn_emit.brian.assembly import Plan, built, plan
from genn_emit.brian.device import GennEmitDevice
from genn_emit.brian.runloop import Run
from genn_emit.errors import SweepError
from genn_emit.network.arrays import Constant as ConstantField
from genn_emit.network.keys import RandomState
from genn_emit.points import Point, Start, run_points


def sweep_network(
    net: Network,
    values: Mapping[str, Any],
    duration: Any,
    *,
    results: Sequence[str] | None,
    initial: Mapping[str, Any],
    grid: bool,
    threads: int | None,
    seed: int | None,
    report: sweeps.Progress,
    namespace: Mapping[str, Any] | None,
    level: int,
) -> sweeps.Sweep:
    """``genn_emit.sweep`` for a Brian2 network; arguments as there."""
    device = _device(net)
    if namespace is None:
        namespace = get_local_namespace(level=level + 1)
    given, shape = sweeps.combinations({name: _sequence(name, value) for name, value in values.items()}, grid)
    fail_for_dimension_mismatch(duration, second, "the duration of a sweep has to be a time, not {value}", value=duration)
    if duration < 0:
        raise SweepError(f"the duration of a sweep cannot be negative: {duration}")
    key, after = device.random.key()
    seeds = sweeps.seeds_of(key if seed is None else seed, int(np.prod(shape)))
    try:
        prepared = _prepare(device, net, duration, namespace, initial)
        targets = [_target(prepared, name, given[name]) for name in given]
        wanted = [_result(prepared, name) for name in (results if results is not None else _recorded(prepared))]
        if not wanted:
            raise SweepError("results: the network has no monitors: name what to keep, as in results=['G.v']")
        points = [prepared.point(targets, p, point_seed) for p, point_seed in enumerate(seeds)]
        with sweeps.reporting(report, len(points)) as told:
            found = run_points(prepared.start, points, [w.symbol for w in wanted], threads, told)
    finally:
        device.random = after
    return sweeps.Sweep({w.name: w.gathered([run[w.symbol] for run in found]) for w in wanted}, given, seeds, shape)


def _device(net: Network) -> GennEmitDevice:
    device = get_device()
    if not isinstance(device, GennEmitDevice):
        raise SweepError("a sweep needs the device genn_emit: call set_device('genn_emit') before the network is made")
    if not isinstance(net, Network):
        raise SweepError(f"a sweep needs a Network or a Simulation, not {type(net).__name__}")
    if isinstance(net, MagicNetwork):
        raise SweepError("a sweep needs a Network of its own: Network(collect())")
    if device.options.backend != "cpu":
        raise SweepError(f"sweeps run on the backend cpu, not {device.options.backend}")
    return device


def _sequence(name: str, values: Any) -> Any:
    """Values as one array, which keeps their unit."""
    if isinstance(values, (list, tuple)) and any(isinstance(value, Quantity) for value in values):
        return Quantity(values)
    return values if isinstance(values, (np.ndarray, str)) or np.ndim(values) == 0 else np.asarray(values)


@dataclass(frozen=True)
class _Target:
    """What a swept name stands for: fields of the program, and their content at each point."""

    name: str
    arrays: tuple[str, ...]
    constants: tuple[ConstantField, ...]
    values: Any


@dataclass(frozen=True)
class _Result:
    """An array to keep: ``name`` is the user's, ``symbol`` the program's."""

    name: str
    symbol: str
    variable: ArrayVariable
    events: bool
    by_time: bool

    def gathered(self, found: list[Any]) -> Any:
        """As the user sees it, with units; recorded states have time as their last axis, as in Brian2."""
        if self.events:
            return [self._with_unit(run) for run in found]
        runs = [run.T for run in found] if self.by_time else found
        stacked = np.stack(runs)
        return self._with_unit(stacked[:, 0] if self.variable.scalar else stacked)

    def _with_unit(self, array: Any) -> Any:
        dim = self.variable.dim
        return array if dim is None or dim.is_dimensionless else Quantity.with_dimensions(array, dim)


@dataclass(frozen=True)
class _Prepared:
    """The network's program and what all runs start from."""

    plan: Plan
    start: Start
    objects: dict[str, Any]

    def point(self, targets: Sequence[_Target], p: int, seed: int) -> Point:
        """What distinguishes run ``p``."""
        arrays = {symbol: target.values[p] for target in targets for symbol in target.arrays}
        keys = self.plan.fields.keys
        constants = sweeps.keys_of(keys, (code.random_position for code in keys.values()), seed)
        for target in targets:
            constants |= {field.name: sweeps.number(target.values[p], field, target.name) for field in target.constants}
        return Point(arrays, constants)


def _prepare(
    device: GennEmitDevice, net: Network, duration: Any, namespace: Mapping[str, Any], initial: Mapping[str, Any]
) -> _Prepared:
    """As a run begins, without running. Keys of random numbers are counted from 0: assignments first, then the run."""
    objects = net.sorted_objects
    net._clocks = {obj.clock for obj in objects}
    for clock in net._clocks:
        clock.set_interval(net.t, net.t + duration)
    by_name = {str(obj.name): obj for obj in objects}
    with device.pending.compiling():
        device.random = RandomState(0)
        before = _assignments(device, by_name, initial, namespace)
        net.before_run(namespace)
    run = Run(device, net, profile=False)
    run.collect()
    codes, clocks = run.codes, run.clocks
    planned = plan(device, str(net.name), codes, clocks, schedule=True, before=before, one_by_one=False, traces=False)
    _refuse_python(run, before)
    if planned.network is None:
        raise SweepError(f"the network {net.name} has nothing to run")
    ends = {symbol: int(clock._i_end) for clock, symbol in planned.clocks.items()}
    first = tuple(name for code in before for name in planned.kernels[id(code)])
    made = built(device, planned, [*before, *codes])
    start = Start(made, planned.network, planned.fields.arrays, planned.fields.values, ends, first)
    net.after_run()
    return _Prepared(planned, start, by_name)


def _assignments(
    device: GennEmitDevice, objects: Mapping[str, Any], initial: Mapping[str, Any], namespace: Mapping[str, Any]
) -> list[Any]:
    """The code objects of the assignments ``initial``, not carried out."""
    collected: list[Any] = []
    device.collecting = collected
    try:
        for name, expression in initial.items():
            if not isinstance(expression, str):
                raise SweepError(f"initial: {name} needs a string expression, not {expression!r}: numbers belong in values")
            owner, variable = _variable(objects, name)
            if variable is None:
                raise SweepError(f"initial: {owner.name} has no variable {name.partition('.')[2]}")
            owner.state(variable.name).set_item(slice(None), expression, namespace=dict(namespace))
    finally:
        device.collecting = None
    return collected


def _refuse_python(run: Run, before: Sequence[Any]) -> None:
    for code in before:
        if code.fallback is not None:
            raise SweepError(f"initial: the assignment to '{code.owner_name}' has no compiled form")
    reasons = [f"'{name}': {why}" for name, why in run.in_python()]
    if reasons:
        raise SweepError(f"only compiled networks can be swept, but some objects run in Python: {', '.join(reasons)}")


def _variable(objects: Mapping[str, Any], name: str) -> tuple[Any, Variable | None]:
    """The object that ``owner.variable`` names, and its variable if it has one that can be written."""
    owner, _, rest = name.partition(".")
    found = objects.get(owner)
    if not rest or found is None or not hasattr(found, "variables"):
        names = ", ".join(sorted(n for n, obj in objects.items() if hasattr(obj, "state")))
        raise SweepError(f"{name}: the network has no object {owner!r}, only {names}")
    return found, found.variables.get(rest)


def _target(prepared: _Prepared, name: str, values: Any) -> _Target:
    """What ``name`` stands for. ``SweepError`` if nothing that runs depends on it."""
    fields = prepared.plan.fields
    owner, _, rest = name.rpartition(".")
    if rest == "delay":
        raise SweepError(f"{name}: delays cannot be swept, because synapses are sorted by them before the program runs")
    if owner:
        _, variable = _variable(prepared.objects, name)
        if isinstance(variable, ArrayVariable):
            return _array_target(prepared, name, variable, values)
        if isinstance(variable, Subexpression):
            raise SweepError(f"{name} is computed from other variables: it cannot be given values")
        if variable is not None:
            raise SweepError(f"{name} cannot be changed")
    matching = {
        symbol: constant
        for symbol, (of, constant_name, constant) in fields.namespace.items()
        if constant_name == rest and owner in ("", of)
    }
    if not matching:
        known = sorted({constant_name for of, constant_name, _ in fields.namespace.values() if owner in ("", of)})
        where = f"the code of {owner}" if owner else "the network's code"
        raise SweepError(f"{name}: {where} has no such {'variable or ' if owner else ''}constant, only "
                         f"{', '.join(known) or 'none'}")  # fmt: skip
    for constant in matching.values():
        _check_unit(name, values, constant)
    if np.ndim(values) != 1:
        raise SweepError(f"{name} is a constant, but the sweep gives it {np.shape(values)[1:]} values at each point")
    table = prepared.plan.network.table  # type: ignore[union-attr]
    return _Target(name, (), tuple(f for f in table.constants if f.name in matching), np.asarray(values))


def _array_target(prepared: _Prepared, name: str, variable: ArrayVariable, values: Any) -> _Target:
    if variable.read_only:
        raise SweepError(f"{name} is read-only: it cannot be given values")
    if variable in prepared.plan.fields.used_before:
        raise SweepError(f"{name} cannot be swept, because what the program works with is computed from it before it runs")
    symbol = _symbol(prepared, variable)
    if symbol is None:
        raise SweepError(f"{name}: nothing that runs uses it")
    _check_unit(name, values, variable)
    array = prepared.start.arrays[symbol]
    sweeps.fits(values[0], array.shape, name)
    given = np.asarray(values)
    if np.issubdtype(variable.dtype, np.integer) and not np.all(given == given.astype(variable.dtype)):
        raise SweepError(f"{name} is an integer in the model, but the sweep gives it fractions")
    return _Target(name, (symbol,), (), given)


def _symbol(prepared: _Prepared, variable: Variable) -> str | None:
    return next((symbol for symbol, known in prepared.plan.fields.variables.items() if known is variable), None)


def _check_unit(name: str, values: Any, variable: Variable | Constant) -> None:
    fail_for_dimension_mismatch(values, variable.dim, f"the values of {name} have the wrong unit")


def _recorded(prepared: _Prepared) -> list[str]:
    """Everything that monitors record."""
    names: list[str] = []
    for name, obj in prepared.objects.items():
        if isinstance(obj, EventMonitor):
            names += [f"{name}.{v}" for v in ("count", *(sorted(obj.record_variables) if obj.record else ()))]
        elif isinstance(obj, StateMonitor):
            names += [f"{name}.{v}" for v in ("t", *sorted(obj.record_variables))]
        elif isinstance(obj, PopulationRateMonitor):
            names += [f"{name}.t", f"{name}.rate"]
    return names


def _result(prepared: _Prepared, name: str) -> _Result:
    monitor, variable = _variable(prepared.objects, name)
    symbol = _symbol(prepared, variable) if isinstance(variable, ArrayVariable) else None
    if symbol is None:
        raise SweepError(f"{name} cannot be a result: it is no array of {monitor.name} that the network's code uses")
    events = isinstance(monitor, EventMonitor) and name.partition(".")[2] in monitor.record_variables
    assert isinstance(variable, ArrayVariable)
    return _Result(name, symbol, variable, events, isinstance(monitor, StateMonitor) and variable.name != "t")
