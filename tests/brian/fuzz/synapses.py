"""Random synapses, as lines of a Brian2 script."""

from __future__ import annotations

import re

from .writer import Cells, Part, Train, Writer

MODEL = """w : 1
c : integer
dx/dt = -x/(6.3*ms) : 1 {x}
dy/dt = -y/(11*ms) : 1 {y}
scale : 1 (shared)
half = 0.5*w : 1"""
ON_TARGET = (
    "v_post += 0.1*w", "g_post += w", "g_post += 0.2*w*x", "g_post = g_post*0.9 + 0.1*w", "v_post = clip(v_post + half, -1, 1.5)", "k_post += 1",
    "u_post -= 0.02*scale*w", "flag_post = c % 2 == 0", "g_post += 0.01*(v_post - g_post)*w",
)  # fmt: skip
ON_SYNAPSE = (
    "w = clip(w + 0.05*x - 0.02*y, 0, 1)", "x += 0.3", "y += 0.2", "c += 1", "c = (c*2 + i + j) % 13", "w *= 0.98; x = 0.5*x + 0.1",
)  # fmt: skip
ON_SOURCE = ("u_pre += 0.01*w", "g_pre = 0.95*g_pre + 0.02*w", "k_pre -= 1")
TARGET_TO_SYNAPSE = ("w = 0.9*w + 0.1*v_post", "y = y*0.8 + 0.1*u_post*w", "c += k_post")
SOURCE_TO_TARGET = ("v_post += 0.05*(u_pre - v_post)*w", "g_post += 0.1*w*v_pre", "u_post = 0.5*(u_post + u_pre)")
WITH_REFRACTORY = ("v_post += 0.1*w*int(not_refractory_post)", "w += 0.1*int(t - lastspike_post > 2*ms)")
SUMMED = ("inp_post = 0.1*w*v_pre : 1 (summed)", "inp_post = 0.05*(v_pre - v_post) + 0.01*c : 1 (summed)", "inp_post = 0.1*half*int(k_pre > 1) : 1 (summed)")


def synapses(write: Writer, name: str, sources: tuple[Cells | Train, ...], targets: tuple[Cells, ...], summed: set[str]) -> None:
    """One Synapses, connected. ``summed`` are targets that have their sum already."""
    source, target = write.part(write.one_of(*sources)), write.part(write.one_of(*targets))
    from_cells = isinstance(source.group, Cells)
    kinds = ("(event-driven)", "(clock-driven)")
    model = MODEL.format(x=write.one_of(*kinds), y=write.one_of(*kinds))
    if from_cells and target.group.name not in summed and write.seldom():
        summed.add(target.group.name)
        model += "\n" + write.one_of(*SUMMED)
    pre = [_code(write, source, target, after=False) for _ in range(write.one_of(1, 1, 1, 2))]
    post = [_code(write, source, target, after=True)] if write.maybe() else []
    words = [source.text, target.text, f'"""{model}"""']
    pathways = ["pre", "pre2"][: len(pre)] + ["post"] * len(post)
    words.append(f"on_pre={pre[0]!r}" if len(pre) == 1 else f"on_pre={{'pre': {pre[0]!r}, 'pre2': {pre[1]!r}}}")
    words += [f"on_post={post[0]!r}"] if post else []
    if isinstance(source.group, Cells) and source.group.has_event and source.text == source.group.name and write.maybe():
        words.append("on_event={'pre': 'burst'}")
    homogeneous = write.one_of("", "", "1.3*ms", "0*ms", "0.16*ms", "{'pre': 0.7*ms}")
    words += [f"delay={homogeneous}"] if homogeneous else []
    words += [f"dt={dt}"] if (dt := write.one_of("", "", "", "", "0.2*ms")) else []
    words.append(f"method={write.one_of('exact', 'euler', 'rk2')!r}")
    write(f"{name} = Synapses({', '.join(words)}, name={write.label(name)!r})")
    _connect(write, name, source, target)
    write(f"{name}.w = {write.one_of(repr('0.3 + 0.02*i + 0.013*j'), '0.37', repr('0.4*exp(-abs(i - j)/3.7)'), repr('(i + 2*j) % 5 * 0.1'))}")
    if write.maybe():
        write(f"{name}.x = '0.1*((i + j) % 3)'")
    write(f"{name}.scale = 0.83")
    for pathway in pathways:
        if not homogeneous or (homogeneous.startswith("{") and pathway != "pre"):
            _delays(write, name, pathway)
        if write.seldom():
            write(f"{name}.{pathway}.order = {write.one_of(-4, 3)}")
    if write.seldom():
        dt = write.one_of("", ", dt=0.5*ms")
        write(f"{name}_regular = {name}.run_regularly({write.one_of('w *= 0.99', 'x += 0.01*w', 'c += 1')!r}, when={write.one_of('start', 'end')!r}{dt}, name='{name}_regular')")


def _code(write: Writer, source: Part, target: Part, after: bool) -> str:
    choices = [ON_TARGET, ON_SYNAPSE, TARGET_TO_SYNAPSE]
    if isinstance(source.group, Cells) and not source.group.freezes:
        choices += [ON_SOURCE, SOURCE_TO_TARGET]
    choices += [WITH_REFRACTORY] if isinstance(target.group, Cells) and target.group.refractory else []
    first = write.one_of(*(ON_SYNAPSE if after else ON_TARGET))
    more = [write.one_of(*write.one_of(*choices)) for _ in range(write.one_of(0, 0, 1, 2))]
    return "\n".join(_independent("; ".join([first, *more]).split("; "), source.group is target.group))


def _independent(statements: list[str], alone: bool) -> list[str]:
    """Those statements about which Brian2 agrees with itself: what numpy makes of the others depends on whether it computes
    all synapses at once (each sum for all of them, then the next statement) or one by one (``half`` of the old w). With
    ``alone``, source and target are the same neurons: ``v_pre`` may be ``v_post``."""
    kept: list[str] = []
    summed: set[str] = set()
    seen: set[str] = set()
    for statement in statements:
        names = set(re.findall(r"\w+_(?:pre|post)\b", statement))
        stems = [re.sub("_(pre|post)$", "", name) for name in sorted(seen | names)]
        changed = any(line.startswith("w ") for line in kept)
        if summed & names or (changed and "half" in statement) or (alone and len(set(stems)) < len(stems)):
            continue
        kept.append(statement)
        seen |= names
        target = re.match(r"(\w+) [-+*]=", statement)
        summed |= {target[1]} if target else set()
    return kept


def _connect(write: Writer, name: str, source: Part, target: Part) -> None:
    count = write.one_of(1, 7, 23, 60)
    pairs = f"i=numbers({write.seed()}, {count}, {source.n}), j=numbers({write.seed()}, {count}, {target.n})"
    rule = write.one_of(
        "", "condition='i != j'", "condition='i <= j + 1', n=2", "j='(i*2 + 1) % N_post'", "j='k for k in range(i - 1, i + 2)', skip_if_invalid=True",
        "j='k for k in range(N_post) if (i + k) % 3 == 0'", "i='j', skip_if_invalid=True", pairs, pairs, pairs, "condition='False'",
    )  # fmt: skip
    write(f"{name}.connect({rule})")
    if write.seldom():
        write(f"{name}.connect(condition='(i + j) % 4 == 0')")


def _delays(write: Writer, name: str, pathway: str) -> None:
    text = write.one_of(
        "", "", "1.1*ms", repr("0.3*ms + 0.21*ms*((i + 2*j) % 9)"), repr("abs(i - j)*0.05*ms"), f"numbers({write.seed()}, len({name}), 25)*0.1*ms",
        f"values({write.seed()}, len({name}), 0, 3)*ms",
    )  # fmt: skip
    if text:
        write(f"{name}.{pathway}.delay = {text}")
