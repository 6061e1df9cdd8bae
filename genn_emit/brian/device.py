"""The Brian2 device: in process, reading and writing at any time, code compiled when something must run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from brian2.codegen.codeobject import CodeObject
from brian2.codegen.runtime.numpy_rt import NumpyCodeObject
from brian2.core.base import BrianObjectException
from brian2.core.names import find_name
from brian2.core.namespace import get_local_namespace
from brian2.core.network import Network
from brian2.core.preferences import prefs
from brian2.core.variables import ArrayVariable, VariableView
from brian2.utils.logger import get_logger

from genn_emit.brian import runloop
from genn_emit.brian.codeobject import EmitCodeObject
from genn_emit.brian.cpp_functions import check_keywords
from genn_emit.brian.errors import NotEmitted, PythonFunction
from genn_emit.brian.fallbacks import READING, Fallback, describe
from genn_emit.brian.garbage import Bystanders
from genn_emit.brian.given import name_numbers
from genn_emit.brian.kinds import EMITTED
from genn_emit.brian.memory import DeviceMemory
from genn_emit.brian.numpy_code import code_class, compiler_keywords, lend_queue
from genn_emit.brian.options import AUTO, DeviceOptions, chosen
from genn_emit.brian.pending import Pending, itself
from genn_emit.brian.preferences import preferred
from genn_emit.brian.queue import SpikeQueue
from genn_emit.brian.replay import Replay, RunArgs, set_elements
from genn_emit.brian.tally import Tally
from genn_emit.instance import KernelError
from genn_emit.network import status
from genn_emit.network.keys import RandomState
from genn_emit.programs import Stages, open_team
from genn_emit.runtime.pace import Pace
from genn_emit.runtime.team import Team, processors

logger = get_logger(__name__)


class GennEmitDevice(DeviceMemory):
    """``set_device('genn_emit')``: the script's code runs compiled; everything else stays as in Brian2's runtime.

    ``fallbacks`` lists code objects that ran in numpy, each with the reason. ``stages`` has the seconds spent so far in
    generating code and in building. ``tally`` counts code objects over the life of the process.
    """

    def __init__(self) -> None:
        super().__init__()
        self.network_schedule = None
        self.defaults = DeviceOptions()
        self.options = self.defaults
        self.arguments: dict[str, Any] = {}
        self.fallbacks: list[Fallback] = []
        self.stages = Stages()
        self.tally = Tally()
        self.random = RandomState.fresh(None)
        self.pending = Pending(self)
        self.replay = Replay(self)
        self.seeded = False
        self.has_been_run = False
        self._bystanders = Bystanders()
        self.running: runloop.Run | None = None
        self.collecting: list[EmitCodeObject] | None = None
        self.team: Team | None = None
        self.build_options: dict[str, Any] = {}
        self.build_on_run = True
        self._last_run_time: float | None = None
        self._last_run_completed_fraction: float | None = None

    # Life of the device

    def activate(self, build_on_run: bool = True, **kwargs: Any) -> None:
        self.arguments = dict(kwargs)
        self.choose()
        self._bystanders.set_aside()
        super().activate(build_on_run, **kwargs)

    def choose(self) -> None:
        """The options from now on: arguments of ``set_device`` before preferences, those before the device's defaults."""
        options = chosen(chosen(self.defaults, preferred()), self.arguments)
        if (options.backend, options.device_index) != (self.options.backend, self.options.device_index):
            self.close_mirrors()
        if options.threads != self.options.threads:
            self.close_team()
        self.options, self.device_index = options, options.device_index

    def build(self, run: bool = True, run_args: RunArgs = None, **kwds: Any) -> None:
        """Compile and carry out what is waiting. Code for a run is compiled when the run begins, so there is nothing else to
        build; the arguments that other devices take are accepted. With ``run_args`` as ``run``."""
        self.pending.flush()
        if run and run_args:
            self.run(run_args=run_args)

    def run(
        self, directory: Any = None, results_directory: Any = None, with_output: bool = True, run_args: RunArgs = None
    ) -> None:
        """Carry out again what the script did from its first run on, or from ``apply_run_args`` on, with other values: a
        dictionary of variables (``G.v``) and timed arrays, or a list of texts (``'G.v=3'``, ``'G.v=file'``), in base units.
        Results are where they always are, so that the first three arguments, which other devices take, say nothing."""
        self.replay.run(run_args)

    def apply_run_args(self) -> None:
        """Where ``run`` begins, and values are changed. ``RuntimeError`` if called twice."""
        if self.replay.explicit:
            raise RuntimeError("The 'apply_run_args()' function can only be called once.")
        self.replay.start()
        self.replay.explicit = True

    @property
    def listens(self) -> bool:
        return self.replay.listens

    def noted(self, act: Callable[[], None]) -> None:
        self.replay.note(act)

    def variableview_set_with_index_array(self, view: VariableView, item: Any, value: Any, check_units: bool) -> None:
        with self.replay.quiet():
            set_elements(view, item, value, check_units)
        if self.listens:
            group, kept = itself(view.group), np.array(value)
            self.noted(lambda: set_elements(group.state(view.name), item, kept, False))

    def reinit(self) -> None:
        self._bystanders.take_back()
        self.pending.clear()
        self.close_mirrors()
        self.close_team()
        self.fallbacks = []
        self.running = None
        self.stages = Stages()
        self.replay, self.has_been_run = Replay(self), False

    def delete(self, *args: Any, **kwds: Any) -> None:
        """Nothing of a simulation is on disk but the cache of compiled code, which is bounded and shared."""

    # Threads

    def open_team(self) -> Team | None:
        """The threads that share all work; None where there is one worker, or a pace that chooses."""
        if self.options.threads in (1, AUTO) or self.options.backend != "cpu":
            return None
        return self._started(int(self.options.threads))

    def pace(self) -> Pace | None:
        """What chooses between one thread and as many as there are processors, if it is to be chosen."""
        if self.options.threads != AUTO or self.options.backend != "cpu" or processors() == 1:
            return None
        return Pace(lambda: self._started(processors()))

    def _started(self, workers: int) -> Team:
        if self.team is None:
            self.team = open_team(workers, self.options.build, self.stages)
        return self.team

    def close_team(self) -> None:
        """End the threads."""
        if self.team is not None:
            self.team.close()
            self.team = None

    # Random numbers

    def seed(self, seed: int | None = None) -> None:
        super().seed(seed)
        self.random = RandomState.fresh(seed)
        self.seeded = seed is not None
        self.noted(lambda: self.seed(seed))

    def draw_key(self, code: EmitCodeObject) -> None:
        """A new key for what ``code`` draws from now on."""
        code.random_position = self.random.position
        code.random_key, self.random = self.random.key()

    def get_random_state(self) -> dict[str, Any]:
        # The state of what Brian2 itself draws with.
        return {"numpy_state": np.random.get_state(), "genn_emit": (self.random.seed, self.random.position)}  # noqa: NPY002

    def set_random_state(self, state: dict[str, Any]) -> None:
        if "genn_emit" not in state:
            raise ValueError(
                "the state of random numbers was stored by another device, whose numbers genn_emit does not draw: "
                "restore without restore_random_state=True, and call seed() for numbers that can be repeated"
            )
        np.random.set_state(state["numpy_state"])  # noqa: NPY002
        self.random = RandomState(*state["genn_emit"])

    # Memory

    def settled(self, variable: ArrayVariable, writing: bool) -> None:
        self.pending.settle(variable, writing)

    def spike_queue(self, source_start: int, source_end: int) -> SpikeQueue:
        return self.replay.made(SpikeQueue(source_start, source_end, self.read, self.wrote))

    # Code objects

    def code_object_class(self, codeobj_class: Any = None, fallback_pref: str = "codegen.target") -> Any:
        return EmitCodeObject if codeobj_class is None else super().code_object_class(codeobj_class, fallback_pref)

    def code_object(
        self,
        owner: Any,
        name: str,
        abstract_code: Any,
        variables: dict[str, Any],
        template_name: str,
        variable_indices: dict[str, str],
        codeobj_class: Any = None,
        template_kwds: dict[str, Any] | None = None,
        override_conditional_write: Any = None,
        compiler_kwds: dict[str, Any] | None = None,
        **more: Any,
    ) -> CodeObject:
        """A code object of ours where the kind is emitted; Brian2's numpy code object for kinds that only read."""
        if codeobj_class is not EmitCodeObject or template_name not in EMITTED:
            if codeobj_class is EmitCodeObject:
                codeobj_class = code_class(variables.values())
                compiler_kwds = compiler_keywords(codeobj_class, variables.values())
                for fallback in describe(template_name, name, owner):
                    self._note(fallback)
                reason = "reads for Python" if template_name in READING else f"the kind {template_name}"
                self.tally.in_numpy[template_name, reason, False] += 1
            else:
                self.tally.in_numpy[template_name, f"the script names {codeobj_class.__name__}", True] += 1
            return super().code_object(
                owner, name, abstract_code, variables, template_name, variable_indices, codeobj_class, template_kwds,
                override_conditional_write, compiler_kwds, **more,
            )  # fmt: skip
        kind = EMITTED[template_name]
        name = find_name(name)
        recipe = (owner, name, abstract_code, variables, template_name, variable_indices, template_kwds, override_conditional_write)
        check_keywords(compiler_kwds or {})
        abstract_code, variables = name_numbers(abstract_code, variables)
        generator = EmitCodeObject.generator_class(
            variables=variables,
            variable_indices=variable_indices,
            owner=owner,
            iterate_all=kind.iterate_all,
            codeobj_class=EmitCodeObject,
            override_conditional_write=override_conditional_write,
            allows_scalar_write=kind.allows_scalar_write,
            name=name,
            template_name=template_name,
        )
        code = abstract_code if isinstance(abstract_code, dict) else {None: abstract_code}
        scalar, vector, _ = generator.translate(code, dtype=prefs["core.default_float_dtype"])
        made = EmitCodeObject(
            self, owner, kind, abstract_code, scalar, vector, generator, variables, variable_indices,
            dict(template_kwds or {}), name, compiler_kwds or {},
        )  # fmt: skip
        made.recipe = recipe
        return made

    def fall_back(self, code: EmitCodeObject, why: NotEmitted) -> None:
        """Let Brian2's numpy code object take the place of one that has no C++ form, and say so."""
        owner, name, abstract_code, variables, template_name, indices, kwds, override = code.recipe
        complete = dict(variables)
        for needed in getattr(NumpyCodeObject.templater, template_name).variables:
            if needed not in complete:
                # A pathway's queue and a cable's sections are not among the variables of their Synapses and neuron.
                group = next(g for g in (owner, kwds.get("pathway"), code.runner) if g is not None and needed in g.variables)
                complete[needed] = group.variables[needed]
        target = code_class(complete.values())
        queue = lend_queue(target, template_name, complete)
        try:
            code.fallback = super().code_object(
                owner, f"{name}_numpy*", abstract_code, complete, template_name, indices, target, kwds, override,
                compiler_keywords(target, complete.values()),
            )  # fmt: skip
        except (TypeError, ValueError) as error:
            # What functions tell the Cython compiler may be wrong.
            raise BrianObjectException("An error occurred when preparing an object.", code.owner) from error
        if queue is not None:
            code.fallback.queue = queue
        # The time for that has passed: code is put together just before it runs.
        code.fallback.run_block("before_run")
        code.fallen = Fallback(template_name, name, code.owner_name, why.what, isinstance(why, PythonFunction))
        self._note(code.fallen)

    def _note(self, fallback: Fallback) -> None:
        """List what runs in numpy, and warn of it once."""
        self.fallbacks.append(fallback)
        logger.warn(
            f"{fallback.reason} has no C++ form: '{fallback.owner}' ({fallback.kind}) runs in numpy.", once=True
        )

    def carry_out(self, code: EmitCodeObject) -> None:
        """Run one code object: now, within a run; at the next flush otherwise; not at all while a sweep collects them."""
        if self.collecting is not None:
            self.draw_key(code)
            self.collecting.append(code)
            return
        if self.running is not None and self.running.includes(code):
            self.running.carry_out(code)
            return
        self.pending.add(code)
        if self.listens:
            owner = itself(code.owner) if code.owner is not None else None
            self.noted(lambda: self._again(code, owner))
        if self.running is not None:
            # An assignment in a network operation: the next object of this very step sees it.
            self.pending.flush()

    def _again(self, code: EmitCodeObject, owner: Any) -> None:
        """Carry out ``code`` once more; its ``owner``, which it knows weakly, is still there."""
        self.pending.add(code)

    def raise_error(self, code: EmitCodeObject, error: KernelError) -> None:
        """An error of the model as Brian2's runtime raises it."""
        raise BrianObjectException("Exception during call to object.", code.owner) from model_error(code, error)

    # Runs

    def network_run(
        self,
        net: Network,
        duration: Any,
        report: Any = None,
        report_period: Any = None,
        namespace: Any = None,
        profile: bool | None = None,
        level: int = 0,
    ) -> None:
        self.choose()
        if namespace is None:
            namespace = get_local_namespace(level=level + 2)
        self.replay.start()
        self.replay.ran(net, lambda: self.network_run(net, duration, report, report_period, namespace, profile))
        try:
            with self.replay.quiet():
                runloop.network_run(self, net, duration, report, report_period, namespace, profile, level + 1)
        finally:
            self._bystanders.take_back()
        self.has_been_run = True


def model_error(code: EmitCodeObject, error: KernelError) -> Exception:
    """What is wrong with the model, in the words of Brian2's runtime."""
    kw = code.template_kwds
    if error.status == status.INVALID_SYNAPSE:
        size = code.variables[kw["result_index_size"]].get_value()
        end = int(np.asarray(size).flat[0]) - 1
        text = f"index {kw['result_index']}={error.value} outside allowed range from 0 to {end}"
        if kw["result_index_used"]:
            text += f", and the condition refers to a {kw['result_index_name']} variable"
        return IndexError(text)
    if error.status == status.SAMPLE_TOO_LARGE:
        return IndexError(f"Requested sample size {error.value} is bigger than the population size.")
    if error.status == status.SAMPLE_NEGATIVE:
        return IndexError(f"Requested sample size {error.value} is negative.")
    return error
