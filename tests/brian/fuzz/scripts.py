"""Random networks: whole Brian2 scripts without random numbers, so that two devices must agree on every spike."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from .cells import REGULAR, SLOTS, cells
from .synapses import synapses
from .writer import Cells, Script, Train, Writer

SCHEDULES = (
    "['start', 'groups', 'thresholds', 'synapses', 'resets', 'end']", "['start', 'synapses', 'groups', 'thresholds', 'resets', 'end']",
    "['start', 'groups', 'synapses', 'thresholds', 'resets', 'end']", "['start', 'thresholds', 'resets', 'groups', 'synapses', 'end']",
)  # fmt: skip
STATES = ("v", "u", "g", "k", "flag", "mixed", "inp", "level", "theta")
WEIGHTS = ("w", "x", "y", "c", "half", "v_post")


def numbered(number: int) -> Script:
    """Script number ``number``, the same on every machine."""
    return compose(Writer(random.Random(number).choice))


@st.composite
def scripts(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Script:
    """A script that hypothesis can make smaller."""
    return compose(Writer(lambda choices: draw(st.sampled_from(choices))))


def compose(write: Writer) -> Script:
    """A script that ends with its last ``run``. It calls ``values``, ``numbers`` and ``spikes`` (see ``execution``)."""
    write("dt_ = 0.1*ms")
    write(f"tau = {write.one_of('7.3', '4.1', '12.7')}*ms")
    write(f"ta = TimedArray(values({write.seed()}, 40, -1, 1), dt={write.one_of('1*ms', '0.7*ms', '0.25*ms')})")
    write(f"ta2 = TimedArray(values({write.seed()}, (30, 17), -1, 1), dt=0.9*ms)")
    groups: tuple[Cells, ...] = ()
    for k in range(write.one_of(1, 1, 2)):
        groups = (*groups, cells(write, f"G{k}", groups))
    trains = tuple(_train(write, f"T{k}") for k in range(write.one_of(0, 1)))
    names: list[str] = []
    summed: set[str] = set()
    for k in range(write.one_of(0, 1, 1, 2)):
        names.append(f"S{k}")
        synapses(write, names[-1], (*groups, *trains), groups, summed)
    monitors = _monitors(write, groups, trains, names)
    write(f"net = Network({', '.join([g.name for g in (*groups, *trains)] + names + monitors)}, name={write.label('net')!r})")
    if write.seldom():
        write(f"net.schedule = {write.one_of(*SCHEDULES)}")
    if write.seldom():
        _operation(write, groups)
    _runs(write, groups, trains, names, monitors)
    return write.script


def _train(write: Writer, name: str) -> Train:
    n = write.one_of(1, 3, 6)
    more = write.one_of("", "", ", dt=0.1*ms", ", period=16.2*ms")
    write(f"{name} = SpikeGeneratorGroup({n}, *spikes({write.seed()}, {n}, {write.one_of(10, 40, 0)}){more}, name={write.label(name)!r})")
    return Train(name, n, "period" in more)


def _monitors(write: Writer, groups: tuple[Cells, ...], trains: tuple[Train, ...], names: list[str]) -> list[str]:
    made: list[str] = []

    def monitor(kind: str, words: list[str]) -> None:
        name = f"M{len(made)}"
        made.append(name)
        write(f"{name} = {kind}({', '.join(words)}, name={write.label(name)!r})")

    for group in groups:
        monitor("SpikeMonitor", [write.part(group).text, *write.one_of([], ["variables=['v', 'k', 'flag']"], ["record=False"], ["when='end'"])])
        states = STATES + (("not_refractory", "lastspike") if group.refractory else ())
        recorded = sorted({write.one_of(*states) for _ in range(3)} | {"v"})
        which = write.one_of("True", "True", "0", f"[{group.n - 1}, 0]")
        place = write.one_of([], [], [f"when={write.one_of(*SLOTS)!r}", f"order={write.one_of(-2, 1)}"])
        dt = write.one_of([], [], ["dt=0.7*ms"], ["dt=0.2*ms"])
        monitor("StateMonitor", [group.name, repr(recorded), f"record={which}", *place, *dt])
        if write.maybe():
            monitor("PopulationRateMonitor", [write.part(group).text])
        if group.has_event and write.maybe():
            monitor("EventMonitor", [group.name, "'burst'", *write.one_of([], ["variables='v'"])])
    for train in trains:
        monitor("SpikeMonitor", [write.part(train).text])
    for name in names:
        if write.maybe():
            recorded = sorted({write.one_of(*WEIGHTS) for _ in range(2)} | {"w"})
            monitor("StateMonitor", [name, repr(recorded), "record=True", *write.one_of([], ["dt=0.5*ms"], ["when='start'"])])
    return made


def _operation(write: Writer, groups: tuple[Cells, ...]) -> None:
    group = write.one_of(*groups)
    write(f"@network_operation(dt={write.one_of('0.5*ms', '0.1*ms', '1.3*ms')}, when={write.one_of(*SLOTS)!r}, name='operation')")
    write("def operation(t):")
    write(f"    {group.name}.v[int(t/ms) % {group.n}] += 0.1")
    write(f"    {group.name}.{write.one_of('g = repr_', 'drive *= 1.01', 'k[0] += 1', 'u[:] = 0.2').replace('repr_', repr('0.9*g + 0.01*i'))}")
    write("net.add(operation)")


def _runs(write: Writer, groups: tuple[Cells, ...], trains: tuple[Train, ...], names: list[str], monitors: list[str]) -> None:
    store = write.seldom()
    profile = ", profile=True" if write.one_of(*[False] * 7, True) else ""
    if store and write.maybe():
        write("net.store()")
        write(f"net.run({write.one_of('3*ms', '1.1*ms')})")
        write("net.restore()")
    write(f"net.run({write.one_of('9*ms', '5*ms', '14.7*ms')}{profile})")
    for _ in range(write.one_of(0, 1, 1, 2)):
        if store and write.maybe():
            write("net.store('later')")
            write(f"net.run({write.one_of('2*ms', '3.3*ms')})")
            write("net.restore('later')")
        else:
            _change(write, groups, trains, names, monitors)
        write(f"net.run({write.one_of('5*ms', '2.3*ms', '0*ms', '0.1*ms')})")


def _change(write: Writer, groups: tuple[Cells, ...], trains: tuple[Train, ...], names: list[str], monitors: list[str]) -> None:
    """Something else than in the run before. Delays grow only: numpy computes a synapse once where two spikes arrive in one step."""
    group = write.one_of(*groups)
    lines = [
        "tau = 5.9*ms", f"{group.name}.drive = {group.name}.drive*1.2 + 0.1", f"{group.name}.{write.one_of('v', 'u', 'g')} = '0.1 + 0.3*rank'",
        f"{group.name}.v[0] = 0.77", "defaultclock.dt = 0.05*ms", f"{group.name}.active = False",
        f"added = {group.name}.run_regularly({write.one_of(*REGULAR).replace('; ', chr(10))!r}, dt=0.4*ms, name='added'); net.add(added)",
        f"{write.one_of(*monitors)}.active = False", f"{group.name}.level = 0.3",
    ]  # fmt: skip
    for train in trains:
        lines.append(f"{train.name}.set_spikes(*spikes({write.seed()}, {train.n}, 12{'' if train.periodic else ', net.t'}))")
    for name in names:
        lines += [f"{name}.w = 'w*0.5 + 0.01*i'", f"{name}.scale = 0.4", f"{name}.pre.delay = 3.1*ms", f"{name}.active = False", f"{name}.pre.active = False"]
    chosen = write.one_of(*lines)
    write(chosen)
