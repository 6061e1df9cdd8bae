"""Random groups of neurons, as lines of a Brian2 script."""

from __future__ import annotations

from .writer import Cells, Writer

# Equations of v, and the methods that integrate them.
EXPLICIT = ("euler", "rk2", "rk4")
DYNAMICS = (
    ("dv/dt = ({drive} - v)/tau : 1", ("exact", "exponential_euler", *EXPLICIT)),
    ("dv/dt = ({drive} - v + 0.2*sin(3*v))/tau : 1", EXPLICIT),
    ("dv/dt = ({drive} - v + 0.1*exp(clip(v, -3, 2)))/tau : 1", EXPLICIT),
    ("dv/dt = ({drive} - v*(1 + u**2))/tau : 1", ("exponential_euler", *EXPLICIT)),
    ("dv/dt = ({drive} - v*exprel(u))/tau : 1", ("exponential_euler", "euler")),
)
DRIVES = (
    "drive", "drive + g", "drive + g + inp", "drive*(1 + level) + g", "drive + 0.1*(k % 3)", "drive + g*int(flag)", "drive + mixed",
    "drive + 0.3*ta(t)", "drive + 0.2*ta2(t, i)", "drive + 0.1*linked",
)  # fmt: skip
OTHERS = {
    "g": ("dg/dt = -g/(4.1*ms) : 1", "dg/dt = -g/(4.1*ms) : 1 (unless refractory)", "g : 1"),
    "u": ("du/dt = -u/(23*ms) : 1", "u : 1", "du/dt = (0.3*v - u)/(17*ms) : 1"),
    "mixed": ("mixed = 0.4*g - 0.2*u : 1", "mixed = 0.3*g + 0.1*v : 1 (constant over dt)"),
    "ref": ("ref : second", "ref : second (constant)"),
}
THRESHOLDS = (
    "v > 1", "v > theta", "v > 0.8 and not flag", "v > 0.7 or u > 1.1", "timestep(t, 0.1*ms) % 17 == i % 17", "v > theta + 0.1*sin(u)", "i == 0", "True",
)  # fmt: skip
RESETS = (
    "v = 0", "v -= 1.03", "v = 0.1*u", "v = -0.2; u += 0.13", "v *= 0.21; k += 1", "v = 0; flag = not flag", "v = 0; theta = theta*1.01",
    "u = v; v = 0.05*rank; k = (k*3 + i) % 11", "v = 0; g *= 0.5; u = clip(u + g, -1, 1)",
)  # fmt: skip
REFRACTORY = ("", "1.7*ms", "3*dt_", "ref", "(1 + i % 3)*ms", "v > 0.4", "t - lastspike <= ref", "1.2*ms + 0.3*ms*u")
REGULAR = (
    "v += 0.011", "g = clip(g, 0, 1)", "level += 0.01", "drive = drive*0.99 + 0.01*level", "k = (k + i) % 7", "flag = k > 3", "u -= 0.1*int(v > 0.5)",
    "v *= 0.97; u += 0.01*v", "theta = 0.8 + 0.1*cos(t/ms)", "ref = (1 + k % 3)*ms",
)  # fmt: skip
EVENT_CONDITIONS = ("v > 0.5 and g > 0.1", "u > 0.2", "(timestep(t, 0.1*ms) + i) % 5 == 0")
EVENT_CODE = ("u -= 0.07", "k += 2", "v += 0.02; g = 0.3*g")
SLOTS = ("start", "before_groups", "groups", "after_groups", "thresholds", "synapses", "before_resets", "resets", "end", "after_end")


def cells(write: Writer, name: str, others: tuple[Cells, ...]) -> Cells:
    """One group: its equations, its events, what it begins with."""
    n = write.one_of(1, 2, 3, 5, 8, 17)
    dynamics, methods = write.one_of(*DYNAMICS)
    drive = write.one_of(*DRIVES)
    method = write.one_of(*methods)
    if method == "exact":
        # Brian2 solves equations of v alone.
        u, g = write.one_of(*OTHERS["u"][:2]), write.one_of(OTHERS["g"][0], OTHERS["g"][2])
        drive = drive if "mixed" not in drive else "drive - 0.2*u"
    else:
        u, g = write.one_of(*OTHERS["u"]), write.one_of(*OTHERS["g"])
    refractory = write.one_of(*REFRACTORY)
    frozen = " (unless refractory)" if refractory and write.maybe() else ""
    if not refractory:
        g = g.removesuffix(" (unless refractory)")
    dt = write.one_of("", "", "", "0.1*ms", "0.2*ms", "0.05*ms")
    label = write.label(name)
    lines = [
        dynamics.format(drive=drive) + frozen, g, u, write.one_of(*OTHERS["mixed"]), write.one_of(*OTHERS["ref"]),
        "drive : 1", "theta : 1", "inp : 1", "rank : 1 (constant)", "k : integer", "flag : boolean", "level : 1 (shared)",
    ]  # fmt: skip
    linked = "linked" in drive
    lines += ["linked : 1 (linked)"] if linked else []
    event = write.one_of("", "", *EVENT_CONDITIONS)
    words = [f"{n}", '"""' + "\n".join(lines) + '"""', f"threshold={write.one_of(*THRESHOLDS)!r}", f"reset={write.one_of(*RESETS).replace('; ', chr(10))!r}", f"method={method!r}"]
    if refractory:
        quantity = refractory in ("1.7*ms", "3*dt_")
        words.append(f"refractory={refractory if quantity else repr(refractory)}")
    words += [f"events={{'burst': {event!r}}}"] if event else []
    words += [f"dt={dt}"] if dt else []
    write(f"{name} = NeuronGroup({', '.join(words)}, name={label!r})")
    group = Cells(name, n, bool(event), bool(refractory), linked, "unless refractory" in frozen + g)
    if linked:
        source = write.one_of(*others, group)
        write(f"{name}.linked = linked_var({source.name}, 'u', index=numbers({write.seed()}, {n}, {source.n}))")
    _begin(write, group)
    _extras(write, group)
    return group


def _begin(write: Writer, group: Cells) -> None:
    for variable, low, high in (("v", 0, 1), ("u", 0, 0.5), ("g", 0, 0.4), ("drive", 0.5, 2.5), ("theta", 0.6, 1.1), ("rank", 0, 1)):
        write(f"{group.name}.{variable} = values({write.seed()}, {group.n}, {low}, {high})")
    write(f"{group.name}.ref = (0.5 + values({write.seed()}, {group.n}, 0, 3))*ms")
    if write.maybe():
        write(f"{group.name}.k = {write.one_of('3', repr('i % 4'), repr('i*i - 2'))}")
    if write.maybe():
        write(f"{group.name}.flag = {write.one_of(repr('i % 2 == 0'), repr('v > 0.3'), 'True')}")
    if write.maybe():
        write(f"{group.name}.level = 0.137")
    if write.maybe():
        write(f"{group.name}.v[{write.one_of(repr('i > 2'), repr('drive > 1'), ':2', '0')}] = {write.one_of('0.31', repr('0.1*i + 0.02*rank'))}")


def _extras(write: Writer, group: Cells) -> None:
    if group.has_event:
        order = write.one_of("", f", when='{write.one_of(*SLOTS)}'", ", order=-2")
        write(f"{group.name}.run_on_event('burst', {write.one_of(*EVENT_CODE).replace('; ', chr(10))!r}{order})")
        if write.maybe():
            write(f"{group.name}.set_event_schedule('burst', when={write.one_of(*SLOTS)!r})")
    for k in range(write.one_of(0, 0, 1, 2)):
        dt = write.one_of("", ", dt=0.3*ms", ", dt=1*ms")
        code = write.one_of(*REGULAR).replace("; ", "\n")
        name = f"{group.name}_regular_{k}"
        write(f"{name} = {group.name}.run_regularly({code!r}, when={write.one_of(*SLOTS)!r}, order={write.one_of(0, 0, -3, 2)}{dt}, name={name!r})")
