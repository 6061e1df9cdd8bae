"""Running a Brian2 network: the whole loop in C where every object is emitted, object by object otherwise."""

from __future__ import annotations

import gc
import sys
import time
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from brian2.core.base import BrianObject
from brian2.core.namespace import get_local_namespace
from brian2.core.network import Network, TextReport
from brian2.groups.group import CodeRunner, Group
from brian2.units.allunits import second

from genn_emit.brian.assembly import Assembly, assemble
from genn_emit.brian.codeobject import EmitCodeObject
from genn_emit.brian.fields import is_listed
from genn_emit.instance import KernelError
from genn_emit.network.status import GROW

if TYPE_CHECKING:
    from genn_emit.brian.device import GennEmitDevice

CHUNK_SECONDS = 0.05
_SAME_TIME = 1e-4
_LISTED_DT = 1e-10
_ORIGINAL_RUNS = {BrianObject.run, CodeRunner.run}


class Run:
    """One call of ``run``: its objects, its clocks, its program."""

    def __init__(self, device: GennEmitDevice, net: Network, profile: bool) -> None:
        self.device, self.net, self.profile = device, net, profile
        self.clocks = sorted(net._clocks, key=lambda clock: str(clock.name))
        self.objects = [obj for obj in net.sorted_objects if obj.active]
        self.codes: list[EmitCodeObject] = []
        self.assembly: Assembly | None = None
        self.profiling: dict[str, float] = defaultdict(float)
        self.stopped_at: Any = None

    def prepare(self) -> None:
        """Build the program for all code objects of the run, after what still waits."""
        self.collect()
        one_by_one = (self.profile and self.device.options.backend != "cpu") or bool(self._python_objects())
        self.assembly = assemble(
            self.device, str(self.net.name), self.codes, self.clocks, schedule=True, one_by_one=one_by_one, profile=self.profile
        )
        for code in self.codes:
            # Spikes are pushed in Python where the synapses are numpy's.
            deciding = self._partner(code) if code.kind.name == "synapses_push_spikes" else code
            self.device.tally.count(code, deciding.fallen)

    def collect(self) -> None:
        """The code objects of the run, ready to be made into a program, after what still waits."""
        self.device.pending.flush()
        for obj in self.objects:
            for code in obj._code_objects:
                original = _unproxied(code)
                if isinstance(original, EmitCodeObject):
                    original.clock, original.runner = obj.clock, obj
                    original.began = int(self.device.host_array(obj.clock.variables["timestep"]).view[0])
                    self.codes.append(original)
        for code in self.codes:
            code.kind.prepare(code)

    def _python_objects(self) -> list[str]:
        """The objects that do something else than run their code."""
        return [str(obj.name) for obj in self.objects if type(obj).run not in _ORIGINAL_RUNS]

    @property
    def compiled(self) -> bool:
        """Whether the whole loop can run in C."""
        if self.assembly is None or self.assembly.instance is None or self.in_python():
            return False
        return not self.profile or bool(self.assembly.instance.built.program.measured)

    def in_python(self) -> list[tuple[str, str]]:
        """The objects that need Python in each step, and why. Known once a program is planned for the codes."""
        found = [(name, "it is Python code") for name in self._python_objects()]
        for obj in self.objects:
            codes = [_unproxied(code) for code in obj._code_objects]
            if not all(isinstance(code, EmitCodeObject) and code.fallback is None for code in codes):
                found.append((str(obj.name), "its code has no compiled form"))
        return found

    def profile_by_object(self) -> dict[str, float]:
        """Seconds of each object's code. Where a function does the work of several objects they count for the first."""
        assert self.assembly is not None
        found = {str(code.runner.name): 0.0 for code in self.codes} | self.profiling
        if self.assembly.instance is None:
            return found
        kernels = {kernel: str(code.runner.name) for code in self.codes for kernel in self.assembly.kernels.get(id(code), ())}
        functions = self.assembly.instance.built.program.functions
        owners = {function: name for kernel, name in kernels.items() for function in functions.get(kernel, ())}
        for function, seconds in self.assembly.instance.seconds.items():
            first = max(filter(function.startswith, kernels), key=len, default="")
            owner = owners.get(function) or kernels.get(first, function)
            found[owner] = found.get(owner, 0.0) + seconds
        return found

    def carry_out(self, code: EmitCodeObject) -> None:
        """One code object in its place in the schedule."""
        assert self.assembly is not None
        if code.kind.name == "synapses_push_spikes":
            if self._partner(code).fallback is not None:
                pathway = code.owner
                # It has a view of the spikes, which a compute device may know better.
                self.device.host_array(pathway.source.variables[f"_{pathway.event}space"])
                pathway.push_spikes()
            return
        try:
            while self.assembly.call(code) == GROW:
                code.kind.settle(code)
                code.kind.prepare(code)
        except KernelError as error:
            self.device.raise_error(code, error)
        code.kind.settle(code)

    def _partner(self, push: EmitCodeObject) -> EmitCodeObject:
        # The one belongs to the pathway, the other to the Synapses: what they share is the queue.
        queue = push.owner.queue
        return next(c for c in self.codes if c.kind.name == "synapses" and c.template_kwds["pathway"].queue is queue)

    def includes(self, code: EmitCodeObject) -> bool:
        """Whether ``code`` belongs to this run's program; code that Python makes during the run does not."""
        return self.assembly is not None and id(code) in self.assembly.kernels

    def steps_in_c(self, n_steps: int) -> int:
        """Up to ``n_steps`` ticks of the clocks; how many there were."""
        assert self.assembly is not None and self.assembly.instance is not None
        instance = self.assembly.instance
        for clock, name in self.assembly.clocks.items():
            instance.stop_at(name, int(clock._i_end))
        done = 0
        for memory in self.assembly.traces:
            memory.stale = True
        while True:
            status = instance.run(n_steps - done)
            done += instance.steps_done
            if status != GROW:
                return done
            self.settle()
            for code in self.codes:
                if code.kind.name.endswith("monitor"):
                    code.kind.prepare(code)

    def settle(self) -> None:
        """Let Python see what was recorded."""
        for code in self.codes:
            if code.fallback is None:
                code.kind.settle(code)

    def step_in_python(self) -> int:
        """One tick of the clocks, object by object."""
        current = self._current_clocks()
        for obj in self.objects:
            if obj._clock in current:
                start = time.perf_counter() if self.profile else 0.0
                obj.run()
                if self.profile:
                    self.profiling[obj.name] += time.perf_counter() - start
        for clock in current:
            _advance(clock)
        return 1

    def _times(self) -> list[tuple[Any, float, float]]:
        host = self.device.host_array
        return [(c, host(c.variables["t"]).view[0], _dt(c)) for c in self.clocks]

    def _current_clocks(self) -> set[Any]:
        times = self._times()
        _, now, smallest = min(times, key=lambda entry: entry[1])
        return {c for c, t, dt in times if t == now or abs(t - now) < min(smallest, dt) * _SAME_TIME}

    def earliest(self) -> Any:
        """The clock that is due next."""
        return min(self._times(), key=lambda entry: entry[1])[0]

    def finished(self) -> bool:
        clock = self.earliest()
        return bool(self.device.host_array(clock.variables["timestep"]).view[0] >= clock._i_end)


def _dt(clock: Any) -> float:
    """The time step in seconds; for a clock that ticks at given times, what makes two of them the same."""
    return _LISTED_DT if is_listed(clock) else float(clock.variables["dt"].get_value()[0])


def _advance(clock: Any) -> None:
    step, t = (clock.variables[name].get_value() for name in ("timestep", "t"))
    step[0] += 1
    t[0] = clock.variables["times"].get_value()[step[0]] if is_listed(clock) else step[0] * _dt(clock)


def _unproxied(code: Any) -> Any:
    """The object behind a weak reference proxy."""
    return code.run.__self__ if hasattr(code, "run") else code


def network_run(
    device: GennEmitDevice,
    net: Network,
    duration: Any,
    report: Any,
    report_period: Any,
    namespace: Any,
    profile: bool | None,
    level: int,
) -> None:
    """Brian2's ``Network.run`` on this device; arguments as there."""
    if duration < 0:
        raise ValueError(f"Function 'run' expected a non-negative duration but got '{duration}'")
    # Brian2 warns of objects that are in no network when they are collected.
    gc.collect()
    if profile is None:
        profile = device.build_options.get("profile", False)
    if namespace is None:
        namespace = get_local_namespace(level=level + 2)
    objects = net.sorted_objects
    net._clocks = {obj.clock for obj in objects}
    t_start, t_end = net.t, net.t + duration
    for clock in net._clocks:
        clock.set_interval(net.t, t_end)
    with device.pending.compiling():
        net.before_run(namespace)
    if not objects:
        return
    run = Run(device, net, bool(profile))
    run.prepare()
    reporter = _Reporter(report, report_period, t_start, duration)
    started = time.time()
    device.running = run
    Network._globally_running = True
    try:
        _loop(run, reporter, started)
    finally:
        Network._globally_running = False
        device.running = None
        run.settle()
    ended = time.time()
    interrupted = net._stopped or Network._globally_stopped
    net.t_ = float(device.host_array(run.earliest().variables["t"]).view[0]) if interrupted else float(t_end)
    device._last_run_time = ended - started
    device._last_run_completed_fraction = float((net.t - t_start) / duration) if duration > 0 else 1.0
    for obj in objects:
        if isinstance(obj, Group):
            obj._check_for_invalid_states()
    reporter.finish(device._last_run_completed_fraction)
    net.after_run()
    if profile:
        net._profiling_info = [(name, seconds * second) for name, seconds in run.profile_by_object().items()]
    elif hasattr(net, "_profiling_info"):
        net._profiling_info = None


def _loop(run: Run, reporter: _Reporter, started: float) -> None:
    """Chunks of steps, short enough for Ctrl+C, ``stop()`` and reports."""
    net, device = run.net, run.device
    chunk = 1
    longest = min(CHUNK_SECONDS, reporter.period / 2)
    compiled = run.compiled
    while not run.finished() and not net._stopped and not Network._globally_stopped:
        net.t_ = device.host_array(run.earliest().variables["t"]).view[0]
        if reporter.due():
            run.settle()
            reporter.report(net.t_)
        begin = time.perf_counter()
        done = run.steps_in_c(chunk) if compiled else run.step_in_python()
        elapsed = time.perf_counter() - begin
        if compiled and done == chunk:
            chunk = max(1, min(2 * chunk if elapsed < longest / 2 else chunk, 1 << 24))
            if elapsed > 2 * longest:
                chunk = max(1, chunk // 2)
        if device._maximum_run_time is not None and time.time() - started > float(device._maximum_run_time):
            net._stopped = True


class _Reporter:
    """Progress, as Brian2's ``report`` and ``report_period`` ask for it."""

    def __init__(self, report: Any, period: Any, start: Any, duration: Any) -> None:
        self._callback = _callback(report)
        self.period = 10.0 if period is None else float(period)
        if self._callback is None:
            self.period = float("inf")
        self._start, self._duration = start, duration
        self._began = time.time()
        self._next = self._began + self.period
        if self._callback is not None:
            self._callback(0 * second, 0.0, start, duration)

    def due(self) -> bool:
        return self._callback is not None and time.time() > self._next

    def report(self, t: float) -> None:
        now = time.time()
        fraction = (t - float(self._start)) / float(self._duration)
        assert self._callback is not None
        self._callback((now - self._began) * second, fraction, self._start, self._duration)
        self._next = now + self.period

    def finish(self, fraction: float) -> None:
        if self._callback is not None:
            self._callback((time.time() - self._began) * second, fraction, self._start, self._duration)


def _callback(report: Any) -> Any:
    if report is None:
        return None
    if report in ("text", "stdout"):
        return TextReport(sys.stdout)
    if report == "stderr":
        return TextReport(sys.stderr)
    if isinstance(report, str):
        raise ValueError(f'Do not know how to handle report argument "{report}".')
    if callable(report):
        return report
    raise TypeError(
        "Do not know how to handle report argument, it has to be one of 'text', 'stdout', 'stderr', or a callable "
        f"function/object, but it is of type {type(report)}"
    )
