"""Small networks written by hand, and a way to run them on any backend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from genn_emit import programs
from genn_emit.ast import nodes as n
from genn_emit.ast.types import Scalar, boolean, f32, f64, i32, i64, to_numpy, u8, u64
from genn_emit.instance import Instance
from genn_emit.network import kernels as k
from genn_emit.network.arrays import Array, Clock, Constant
from genn_emit.network.functions import UserFunction
from genn_emit.network.schedule import Network, Step
from genn_emit.network.status import GROW
from genn_emit.runtime.memory import HostArray

CLOCK = Clock("clock")
INDEX, SYNAPSE = n.Var("i", i32), n.Var("c", i32)


@dataclass
class Case:
    """A network under construction, with values for everything in it."""

    name: str
    fields: list[Array | Constant] = field(default_factory=list)
    kernels: list[k.Kernel] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=lambda: [CLOCK])
    schedule: list[Step] = field(default_factory=list)
    content: dict[str, np.ndarray] = field(default_factory=dict)
    constants: dict[str, object] = field(default_factory=dict)
    dts: dict[str, float] = field(default_factory=lambda: {"clock": 1e-4})
    functions: tuple[UserFunction, ...] = ()
    growing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Capacity constants: the arrays that they are the capacity of."""

    def array(self, name: str, of: Scalar, content: object, space: str = "device") -> n.Var:
        array = Array(name, of, owner=self.name, space=space)
        self.fields.append(array)
        dtype = np.uint8 if of == boolean else to_numpy(of)
        self.content[name] = np.atleast_1d(np.asarray(content, dtype))
        return array.var

    def constant(self, name: str, of: Scalar, value: object) -> n.Var:
        self.fields.append(Constant(name, of, owner=self.name))
        self.constants[name] = value
        return Constant(name, of).var

    def add(self, kernel: k.Kernel, clock: str = "clock", scheduled: bool = True) -> None:
        self.kernels.append(kernel)
        if scheduled:
            self.schedule.append(Step(kernel.name, clock))

    @property
    def network(self) -> Network:
        return Network(
            self.name, tuple(self.fields), tuple(self.kernels), tuple(self.clocks), tuple(self.schedule), self.functions
        )


Results = dict[str, np.ndarray]


class Running:
    """A case on a backend."""

    def __init__(self, case: Case, backend: str) -> None:
        self.case = case
        self.network = case.network
        self.program = programs.emit(self.network, backend, programs.Stages())
        self.built = programs.build(self.program, programs.Options(), programs.Stages())
        self.arrays: dict[str, HostArray] = {}
        for array in self.network.table.arrays:
            content = case.content.get(array.name, np.zeros(1, to_numpy(array.type)))
            memory = HostArray(array.name, content.dtype, len(content))
            memory.view[:] = content
            self.arrays[array.name] = memory
        for clock, dt in case.dts.items():
            self.arrays[f"{clock}_dt"].view[0] = dt
        self.constants = dict(case.constants)
        values: dict[str, Callable[[], object]] = {
            name: lambda name=name: self.constants[name] for name in self.constants
        }
        self.mirrors = programs.open_device(self.built)
        self.instance = Instance(self.built, self.network, self.arrays, values, self.mirrors)  # type: ignore[arg-type]
        self.grown = 0

    def _done(self) -> None:
        """What the device knows, on the host; the host may change it."""
        if self.mirrors is not None:
            self.mirrors.pull_all()
            for array in self.arrays.values():
                self.mirrors.host_wrote(array)

    def run(self, steps: int) -> int:
        """Run; the steps that were done."""
        done = 0
        for clock in self.case.clocks:
            end = round((done + steps) * min(self.case.dts.values()) / self.case.dts[clock.name])
            self.instance.stop_at(clock.name, end + int(self.arrays[f"{clock.name}_timestep"].view[0]))
        while done < steps:
            status = self.instance.run(steps - done)
            self._done()
            done += self.instance.steps_done
            if status == GROW:
                self.grown += 1
                for capacity, names in self.case.growing.items():
                    self.constants[capacity] = 2 * int(self.constants[capacity]) + 1  # type: ignore[call-overload]
                    for name in names:
                        self.arrays[name].resize(2 * self.arrays[name].size + 4)
            elif self.instance.steps_done == 0:
                break
        return done

    def call(self, kernel: str) -> int:
        status = self.instance.call(kernel)
        self._done()
        return status

    def results(self) -> Results:
        """What is left in every array; what only the cpu backend uses to find it is left out."""
        return {name: array.view.copy() for name, array in self.arrays.items() if not name.endswith("found")}

    def close(self) -> None:
        if self.mirrors is not None:
            self.mirrors.close()


def run_case(case: Case, backend: str, steps: int) -> Results:
    """All arrays after ``steps`` steps."""
    running = Running(case, backend)
    try:
        assert running.run(steps) == steps
        return running.results()
    finally:
        running.close()


def set_(target: n.Expr, value: n.Expr | float, op: str = "=") -> n.Assign:
    return n.Assign(target, value if isinstance(value, n.Expr) else n.literal(value, target.type), op)


def block(*statements: n.Stmt) -> n.Block:
    return n.Block(statements)


def lif(size: int, precision: Scalar = f64, name: str = "lif", split_reset: bool = False) -> Case:
    """Neurons that fire at different rates, with a reset and the events of each step."""
    case = Case(name)
    random = np.random.default_rng(size)
    count = case.constant("N", i32, size)
    v = case.array("v", precision, random.uniform(0, 1, size))
    drive = case.array("drive", precision, random.uniform(0.9, 3.0, size))
    tau = case.constant("tau", precision, 0.01)
    spikes = case.array("spikes", i32, np.zeros(size + 1))
    flags = case.array("flags", u8, np.zeros(size + 16))
    found = case.array("found", i32, np.zeros(size))
    resets = case.array("resets", i64, np.zeros(size))
    dt = CLOCK.arrays[2].var[0].cast(precision)
    step = n.Declare(n.Var("share", precision), dt / tau)
    share = n.Var("share", precision)
    case.add(
        k.ForEach(
            "neurons", ("Neurons.", "dv/dt = (drive - v) / tau"), "neuron_update", block(step),
            block(set_(v[INDEX], v[INDEX] + (drive[INDEX] - v[INDEX]) * share)), index=INDEX, extent=count,
        )
    )  # fmt: skip
    reset = block(set_(v[INDEX], 0.0), set_(resets[INDEX], 1, "+="))
    case.add(
        k.Threshold(
            "threshold", ("v > 1",), "neuron_update", index=INDEX, extent=count, condition=v[INDEX] > 1.0,
            events=spikes, flags=flags, found=found, then=n.Block() if split_reset else reset,
        )
    )  # fmt: skip
    if split_reset:
        case.add(
            k.ForEvents(
                "reset", ("v = 0",), "neuron_update", body=reset, index=INDEX, source=k.EventSource(spikes, count)
            )
        )
    return case


def source_of(case: Case) -> k.EventSource:
    constants = {f.name: f for f in case.fields}
    return k.EventSource(constants["spikes"].var, constants["N"].var)


def var(case: Case, name: str) -> n.Var:
    return next(f.var for f in case.fields if f.name == name)


def synapses(
    case: Case, rng: np.random.Generator, per_source: int, kind: str, delays: tuple[int, ...] = (),
    carried: int = 0, mapped: bool = False, subgroup: bool = False,
) -> None:  # fmt: skip
    """Recurrent synapses. ``kind``: ``exclusive`` (targets differ within a row), ``none`` (they may repeat) or
    ``independent`` (the effect is on the synapse itself)."""
    size = int(case.constants["N"])  # type: ignore[call-overload]
    first, last = (size // 4, size - size // 4) if subgroup else (0, size)
    n_sources, n_delays = last - first, max(len(delays), 1)
    rows, targets = [0], []
    for _ in range(n_sources * n_delays):
        many = min(per_source, size)
        chosen = rng.permutation(size)[:many] if kind != "none" else rng.integers(0, size, many) if size else []
        targets.extend(chosen)
        rows.append(len(targets))
    total = len(targets)
    target = case.array("target", i32, targets or np.zeros(0))
    weight = case.array("weight", f64, rng.uniform(-0.02, 0.05, total))
    seen = case.array("seen", i32, np.zeros(total))
    row_var = case.array("rows", i64, rows)
    v = var(case, "v")
    order = rng.permutation(total)
    mapping = case.array("order", i32, order) if mapped else None
    post = target[SYNAPSE]
    effect = (
        block(set_(seen[SYNAPSE], 1, "+="))
        if kind == "independent"
        else block(set_(v[post], v[post] * 0.99 + weight[SYNAPSE]))
    )
    bounds = {}
    if subgroup:
        bounds = {"first": case.constant("first_source", i32, first), "last": case.constant("last_source", i32, last)}
    ring = None
    if delays:
        depth = max(delays) + 1
        n_carried = max(delays) if carried else 0
        carried_rows = np.arange(n_carried + 1) * carried
        ring = k.DelayRing(
            ring=case.array("ring", i32, np.zeros(depth * size)),
            counts=case.array("counts", i32, np.zeros(depth)),
            pushed=case.array("pushed", i64, 0, "host"),
            depth=case.constant("depth", i32, depth),
            stride=case.constant("stride", i32, size),
            delays=case.array("delays", i32, sorted(delays, reverse=True)),
            n_delays=case.constant("n_delays", i32, n_delays),
            carried=case.array("carried", i32, rng.integers(0, total, carried_rows[-1])),
            carried_rows=case.array("carried_rows", i64, carried_rows),
            n_carried=case.constant("n_carried", i64, n_carried),
        )
    source = k.EventSource(source_of(case).events, source_of(case).extent, **bounds)
    case.add(
        k.Propagate(
            "synapses", (f"Synapses, {kind}.",), "synapse_update", body=effect, index=SYNAPSE, source=source,
            rows=row_var, synapses=mapping, delay=ring, exclusive=kind == "exclusive",
            independent=kind == "independent",
        )
    )  # fmt: skip


def recorders(case: Case, capacity: int = 8, subgroup: bool = False) -> None:
    """Every kind of recorder, with little room at first."""
    size = int(case.constants["N"])  # type: ignore[call-overload]
    first, last = (size // 3, size - size // 3) if subgroup else (0, size)
    v, t = var(case, "v"), CLOCK.arrays[1].var[0]
    bounds = {}
    if subgroup:
        bounds = {"first": case.constant("rec_first", i32, first), "last": case.constant("rec_last", i32, last)}
    source = k.EventSource(source_of(case).events, source_of(case).extent, **bounds)
    spike_t, spike_i = case.array("spike_t", f64, np.zeros(capacity)), case.array("spike_i", i32, np.zeros(capacity))
    case.add(
        k.RecordEvents(
            "spike_monitor", ("Spikes.",), "record", index=INDEX, source=source,
            columns=(k.Column(spike_t, t), k.Column(spike_i, INDEX)),
            counts=case.array("spike_counts", i32, np.zeros(size)), recorded=case.array("n_spikes", i32, 0),
            capacity=case.constant("spike_capacity", i64, capacity),
        )
    )  # fmt: skip
    case.growing["spike_capacity"] = ("spike_t", "spike_i")
    picked = np.arange(0, size, 3)
    state_v, state_t = case.array("state_v", f64, np.zeros(4 * len(picked))), case.array("state_t", f64, np.zeros(4))
    case.add(
        k.RecordState(
            "state_monitor", ("State.",), "record", index=INDEX, indices=case.array("picked", i32, picked),
            extent=case.constant("n_picked", i32, len(picked)), columns=(k.Column(state_v, v[INDEX].cast(f64)),),
            once=(k.Column(state_t, t),), recorded=case.array("n_states", i32, 0, "host"),
            capacity=case.constant("state_capacity", i64, 4),
        )
    )  # fmt: skip
    case.growing["state_capacity"] = ()
    rate_t, rate = case.array("rate_t", f64, np.zeros(4)), case.array("rate", f64, np.zeros(4))
    case.add(
        k.RecordRate(
            "rate_monitor", ("Rate.",), "record", source=source, times=rate_t, rates=rate, time=t,
            dt=CLOCK.arrays[2].var[0], width=case.constant("width", i32, max(last - first, 1)),
            recorded=case.array("n_rates", i32, 0, "host"), capacity=case.constant("rate_capacity", i64, 4),
        )
    )  # fmt: skip
    case.growing["rate_capacity"] = ()


def draws(size: int) -> Case:
    """Uniform numbers, one per element and step, and one for all."""
    case = Case("draws")
    count = case.constant("N", i32, size)
    key = case.constant("key", u64, 0x1234_5678_9ABC_DEF0)
    u, common = case.array("u", f64, np.zeros(size)), case.array("common", f64, np.zeros(size))
    x, z = case.array("x", f32, np.zeros(size)), case.array("z", f64, np.zeros(size))
    whole, some = case.array("whole", i32, np.zeros(size)), case.array("some", i32, np.zeros(size))
    random = k.Random(key, CLOCK.arrays[0].var[0])
    shared = n.Var("shared", f64)
    case.add(
        k.ForEach(
            "noise", ("Draws.",), "neuron_update", block(n.Declare(shared, n.Draw("uniform", (), 2, f64))),
            block(
                set_(u[INDEX], n.Draw("uniform", (), 0, f64), "+="), set_(x[INDEX], n.Draw("uniform", (), 1, f32)),
                set_(common[INDEX], shared), set_(z[INDEX], n.Draw("normal", (), 3, f64)),
                set_(whole[INDEX], n.Draw("poisson", (n.literal(3.5, f64),), 4, i32)),
                set_(some[INDEX], n.Draw("binomial", (n.literal(20, i32), n.literal(0.3, f64)), 5, i32)),
            ),
            random, index=INDEX, extent=count,
        )
    )  # fmt: skip
    return case


def mixed() -> Case:
    """Elements in order, scalar writes, booleans as arrays and constants."""
    case = Case("mixed")
    count = case.constant("N", i32, 100)
    x = case.array("x", f64, np.linspace(0, 1, 101))
    flag = case.array("flag", boolean, np.arange(100) % 3 == 0)
    on, total = case.constant("on", boolean, True), case.array("total", f64, 0.0)
    chain = block(set_(x[INDEX + 1], x[INDEX] * 1.1, "+="))
    case.add(k.ForEach("chain", ("x",), "a", body=chain, index=INDEX, extent=count, ordered=True))
    case.add(k.ForEach("once", ("total",), "a", block(set_(total[0], x[5], "+=")), index=INDEX, extent=count))
    truth = flag[INDEX].ne(0) & on
    flip = block(set_(x[INDEX], n.Select(truth, x[INDEX], -x[INDEX])), set_(flag[INDEX], (~truth).cast(u8)))
    case.add(k.ForEach("flip", ("flag",), "b", body=flip, index=INDEX, extent=count))
    return case


def pairs() -> Case:
    """Synapses from i to i + 1, made on the host, then changed on the device."""
    case = Case("pairs")
    case.schedule = []
    size = case.constant("N", i32, 20)
    outer, inner = n.Var("outer_i", i64), n.Var("inner_j", i64)
    capacity = case.constant("capacity", i64, 40)
    targets = case.array("targets", i32, np.zeros(40))
    made = case.array("made", i64, 0, "host")
    case.add(
        k.Connect(
            "connect", ("j = i + 1",), "init", outer=outer, extent=size,
            choose=k.Steps(outer + 1, outer + 2, n.literal(1, i64)), inner=inner, pre=outer, post=inner,
            sources=case.array("sources", i32, np.zeros(40)), targets=targets, made=made,
            position=case.array("position", i64, 0, "host"), capacity=capacity,
        ),
        scheduled=False,
    )  # fmt: skip
    twofold = block(set_(targets[INDEX], 2, "*="))
    case.add(
        k.ForEach("twofold", ("targets",), "init", body=twofold, index=INDEX, extent=made[0].cast(i32)), scheduled=False
    )
    return case
