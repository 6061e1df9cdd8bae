"""Kernels say what is computed, in a shape that each backend runs its own way.

Bodies are trees whose free variables are names of the array table (pointers for arrays, values for constants) and the
kernel's own index variables. ``scalar`` runs once per call and may declare names that ``body`` uses. The exported
function of each kernel takes the State and returns a status (see ``status``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass

from genn_emit.ast.nodes import Block, Expr, Literal, Node, Var
from genn_emit.ast.types import i32, i64

NOTHING = Block()


@dataclass(frozen=True, slots=True)
class Random:
    """Where a kernel's draws come from: a draw is a function of ``key`` (from the seed), the element, the draw's site in
    the text, and ``step``."""

    key: Var
    step: Expr


@dataclass(frozen=True, slots=True)
class Kernel:
    """``name`` is the exported function, ``comment`` what a modeller reads above it, ``file`` its module (``neuron_update``,
    ``synapse_update``, ``init``, ``custom_update``, ``record``)."""

    name: str
    comment: tuple[str, ...]
    file: str
    scalar: Block = NOTHING
    body: Block = NOTHING
    random: Random | None = None


@dataclass(frozen=True, slots=True)
class End:
    """One end of synapses: synapse c belongs to the element ``indices[c]`` (int32) of [0, extent). ``spiking``: it is the
    one whose spikes travel. A backend may share synapses out by an end, so that nobody meets at an element."""

    indices: Var
    extent: Expr
    spiking: bool = False


@dataclass(frozen=True, slots=True)
class ForEach(Kernel):
    """``body`` for each ``index`` in [0, extent). With ``ordered``, elements may touch each other's memory: they run one
    after the other, ascending; only those that belong to different elements of one of ``ends`` may change places."""

    index: Var = field(default=Var("i", i32))
    extent: Expr = field(default=Var("N", i32))
    ordered: bool = False
    ends: tuple[End, ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold(Kernel):
    """For each element: ``body``, then where ``condition`` holds append the index to ``events``, ascending, and run
    ``then``. ``events[extent]`` is the count. ``flags`` and ``found`` are scratch: a byte per element, a multiple of 8 of
    them, and an int32 per element. ``ordered`` as in ForEach."""

    index: Var = field(default=Var("i", i32))
    extent: Expr = field(default=Var("N", i32))
    condition: Expr | None = None
    events: Var = field(default=Var("events", i32))
    flags: Var = field(default=Var("flags", i32))
    found: Var = field(default=Var("found", i32))
    then: Block = NOTHING
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class EventSource:
    """A list of events: ``events[0:n]`` ascending indices, n at ``events[extent]``; those in [first, last) count."""

    events: Var
    extent: Expr
    first: Expr | None = None
    last: Expr | None = None


@dataclass(frozen=True, slots=True)
class ForEvents(Kernel):
    """``body`` for each listed element ``index``, ascending. ``ordered`` as in ForEach."""

    index: Var = field(default=Var("i", i32))
    source: EventSource = field(default=EventSource(Var("events", i32), Var("N", i32)))
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class DelayRing:
    """Spikes on their way. ``ring[slot * stride + k]`` holds the sources of the step ``slot`` (= pushed % depth), counted
    by ``counts[slot]``; ``pushed`` is the number of steps since the ring was prepared (host space, one element).
    ``delays[0:n_delays]`` are the distinct delays in steps, descending (oldest spikes first); rows are ordered by delay
    accordingly. ``carried``: synapses whose spikes were on their way when the ring was prepared: those of step k
    are ``carried[carried_rows[k]:carried_rows[k + 1]]`` for k < ``n_carried``, delivered before the ring's."""

    ring: Var
    counts: Var
    pushed: Var
    depth: Var
    stride: Var
    delays: Var
    n_delays: Var
    carried: Var
    carried_rows: Var
    n_carried: Var


@dataclass(frozen=True, slots=True)
class Listing:
    """``indices`` (int32) of the synapses in the order of their positions: ``listed[p] == indices[synapses[p]]``."""

    indices: Var
    listed: Var


@dataclass(frozen=True, slots=True)
class Propagate(Kernel):
    """``body`` for each synapse ``index`` of each source that spiked.

    ``rows`` (int64): the synapses of source ``first + r`` with the k-th delay are positions
    [rows[r * n_delays + k], rows[r * n_delays + k + 1]); n_delays is 1 without ``delay``. ``synapses`` maps positions
    to synapse indices, or is None where they are the same; ``targets`` may then list the ends that do not spike. Order: delays
    as listed, then sources ascending, then position. ``exclusive``: no two synapses of a row touch the same memory, so a row may
    run in parallel. ``independent``: no two synapses at all do. ``ends`` are those by which synapses may be shared out, the
    better one first; ``ascending`` (int32) is not zero if the ends that do not spike ascend within each row.
    """

    index: Var = field(default=Var("c", i32))
    source: EventSource = field(default=EventSource(Var("events", i32), Var("N", i32)))
    rows: Var = field(default=Var("rows", i64))
    synapses: Var | None = None
    targets: Listing | None = None
    delay: DelayRing | None = None
    exclusive: bool = False
    independent: bool = False
    ends: tuple[End, ...] = ()
    ascending: Expr = field(default=Literal(0, i32))


@dataclass(frozen=True, slots=True)
class Steps:
    """low, low + step, ... while below ``high`` (above it for a negative step)."""

    low: Expr
    high: Expr
    step: Expr


@dataclass(frozen=True, slots=True)
class Chance(Steps):
    """Each of the steps with probability ``p``; costs what it selects (geometric jumps)."""

    p: Expr


@dataclass(frozen=True, slots=True)
class Sample(Steps):
    """``size`` distinct of the steps, ascending. ``lenient``: a size that does not fit is clipped, not an error."""

    size: Expr
    lenient: bool


@dataclass(frozen=True, slots=True)
class Connect(Kernel):
    """Make synapses: for each ``outer`` in [0, extent): ``body`` (setup: declares what ``choose`` needs; may ``Continue``),
    then for each ``inner`` (int64) that ``choose`` selects: ``each`` (may ``Continue`` or ``Fail``), then append ``copies``
    times the pair (``pre``, ``post``).

    Pairs go to ``sources[n]``, ``targets[n]``; ``made`` (int64, host space) counts them. ``position`` (int64, host space)
    is the next outer element: when the pairs of one do not fit in ``capacity`` the kernel forgets what it made of them and
    returns ``GROW``; called again, it goes on there and draws the same numbers.
    """

    outer: Var = field(default=Var("i", i64))
    extent: Expr = field(default=Var("N_pre", i32))
    choose: Steps | None = None
    inner: Var = field(default=Var("j", i64))
    each: Block = NOTHING
    pre: Expr | None = None
    post: Expr | None = None
    copies: Expr | None = None
    sources: Var = field(default=Var("synaptic_pre", i32))
    targets: Var = field(default=Var("synaptic_post", i32))
    made: Var = field(default=Var("made", i64))
    position: Var = field(default=Var("position", i64))
    capacity: Var = field(default=Var("capacity", i64))


@dataclass(frozen=True, slots=True)
class Column:
    """One recorded quantity: the array it goes to and the value, computed by the kernel's ``body``."""

    array: Var
    value: Expr


@dataclass(frozen=True, slots=True)
class RecordEvents(Kernel):
    """Append a row per event: for each listed element ``index``: ``body``, then ``column.array[n] = column.value``.
    ``counts[index - first] += 1``. ``recorded`` (int32, one element) is the number of rows, ``capacity`` the rows that fit."""

    index: Var = field(default=Var("i", i32))
    source: EventSource = field(default=EventSource(Var("events", i32), Var("N", i32)))
    columns: tuple[Column, ...] = ()
    counts: Var | None = None
    recorded: Var = field(default=Var("n", i32))
    capacity: Var | None = None


@dataclass(frozen=True, slots=True)
class RecordState(Kernel):
    """One row per call: for k in [0, extent): ``index = indices[k]``, ``body``, then
    ``column.array[recorded * extent + k] = column.value``. ``once`` columns take one value per call:
    ``column.array[recorded] = column.value``, evaluated after ``scalar``. ``recorded`` (int32, host space) counts rows."""

    index: Var = field(default=Var("i", i32))
    indices: Var | None = None
    extent: Expr = field(default=Var("n_indices", i32))
    columns: tuple[Column, ...] = ()
    once: tuple[Column, ...] = ()
    recorded: Var = field(default=Var("n", i32))
    capacity: Var | None = None


@dataclass(frozen=True, slots=True)
class RecordRate(Kernel):
    """One row per call: ``times[recorded] = time``, ``rates[recorded] = (events in the source) / width / dt``."""

    source: EventSource = field(default=EventSource(Var("events", i32), Var("N", i32)))
    times: Var = field(default=Var("t", i32))
    rates: Var = field(default=Var("rate", i32))
    time: Expr = field(default=Var("t", i32))
    dt: Expr = field(default=Var("dt", i32))
    width: Expr = field(default=Var("N", i32))
    recorded: Var = field(default=Var("n", i32))
    capacity: Var | None = None


@dataclass(frozen=True, slots=True)
class CableSystem:
    """The linear systems of a branched cable. Compartments are numbered section by section, parents
    before children. Node 0 is where the first section begins, node s + 1 where section s ends.

    Per compartment: the potential ``v``, the current ``capacitive_current`` that charges the membrane, its specific
    ``capacitance``, ``gtot`` and ``I0`` (conductance and current of the membrane, scratch), the tridiagonal matrix (``above[j]``
    and ``below[j - 1]`` couple compartments j - 1 and j), ``plus`` and ``minus`` (the pull of the potentials at the end and at the
    beginning of the section), the solutions ``v_star``, ``u_plus``, ``u_minus`` (for both ends at 0, and for one of them at 1;
    scratch), ``factor`` (scratch). Per section: its compartments [``starts``, ``ends``), the node ``parents`` where it
    begins, the axial conductances ``start_conductance`` and ``end_conductance`` of the halves next to its nodes, ``coupling``
    (scratch). Matrix, pulls and conductances are geometry only, for a ``resistivity`` of 1 ohm meter. Per node:
    ``node_diagonal`` and ``node_v``, its potential (scratch).

    All but the first three and the resistivity are doubles: a node's current is a small difference of ``u_plus`` and 1."""

    v: Var
    capacitive_current: Var
    capacitance: Var
    gtot: Var
    I0: Var
    diagonal: Var
    above: Var
    below: Var
    plus: Var
    minus: Var
    v_star: Var
    u_plus: Var
    u_minus: Var
    factor: Var
    starts: Var
    ends: Var
    parents: Var
    start_conductance: Var
    end_conductance: Var
    coupling: Var
    node_diagonal: Var
    node_v: Var
    resistivity: Expr
    n_sections: Expr


@dataclass(frozen=True, slots=True)
class Cable(Kernel):
    """One backward Euler step of the cable equation over the sections of a cell. For each compartment ``index``: ``body``, then
    ``gtot = conductance`` and ``I0 = current``; from these and the coefficients in ``system`` the new ``v``."""

    index: Var = field(default=Var("i", i32))
    extent: Expr = field(default=Var("N", i32))
    conductance: Expr | None = None
    current: Expr | None = None
    dt: Expr = field(default=Var("dt", i32))
    system: CableSystem | None = None


def trees(part: object) -> Iterator[Node]:
    """Every tree that a kernel, or a part of one, is made of."""
    if isinstance(part, Node):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from trees(item)
    elif is_dataclass(part):
        for f in fields(part):
            yield from trees(getattr(part, f.name))
