"""What is remembered is what Brian2 would work out."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import brian2 as b2
import pytest
from brian2.codegen import translation
from brian2.core.functions import DEFAULT_FUNCTIONS
from brian2.core.variables import Constant
from brian2.equations.equations import DIFFERENTIAL_EQUATION, Equations
from brian2.stateupdaters.base import StateUpdateMethod, UnsupportedEquationsException

from genn_emit.brian import recall
from genn_emit.runtime.cache import Cache

from .running import active

METHODS = ("exact", "exponential_euler", "euler", "rk2", "heun")
# Sympy takes minutes for some longer ones. GENN_EMIT_ALL_EQUATIONS=1 takes all the others, one in four is enough between times.
LONGEST = 120
ONE_IN = 1 if os.environ.get("GENN_EMIT_ALL_EQUATIONS") else 4
OURS = """
dv/dt = (ge + gi - (v - El))/taum : volt (unless refractory)
dge/dt = -ge/taue : volt
dgi/dt = -gi/taui : volt
""", "dv/dt = -v/tau + sigma*xi*tau**-0.5 : 1", "dx/dt = y : 1/second\ndy/dt = -w**2*x/second : Hz/second\nw : 1", """
dv/dt = (I + k*int(v > 0.5) - v)/tau : 1
dI/dt = -I/tau : 1
k = exprel(v)*sqrt(abs(I)) : 1
n : integer (constant)
""", "dv/dt = (rand() - v)/tau : 1"  # fmt: skip


def equations() -> list[str]:
    """Those of Brian2's own tests, and some of ours."""
    found: set[str] = set(OURS)
    for file in sorted((Path(b2.__file__).parent / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "/dt" in node.value and ":" in node.value:
                found.add(node.value)
    return sorted(found)


@cache
def parsed() -> tuple[tuple[str, Equations], ...]:
    good = []
    for text in equations():
        try:
            made = Equations(text)
        except Exception:
            continue
        short = text in OURS or len("".join(text.split())) <= LONGEST
        if short and any(eq.type == DIFFERENTIAL_EQUATION for eq in made.values()):
            good.append((text, made))
    return tuple(entry for number, entry in enumerate(good) if number % ONE_IN == 0 or entry[0] in OURS)


def variables_of(text: str) -> dict[str, Any] | None:
    """What Brian2 resolves the names in equations to, every external name a number."""
    try:
        group = b2.NeuronGroup(1, text)
    except Exception:
        return None
    found = dict(group.variables)
    for name in group.equations.identifiers - found.keys():
        found[name] = DEFAULT_FUNCTIONS.get(name) or Constant(name, value=1.5)
    return found


def outcome(function: Any, *arguments: Any) -> Any:
    try:
        return function(*arguments)
    except Exception as error:
        return type(error), str(error)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Cache]:
    with active("genn_emit", cache_directory=tmp_path):
        yield Cache(tmp_path)


def test_every_equation_and_method(kept: Cache) -> None:
    """As Brian2 does it, worked out from stand-ins, and remembered: three times the same code, or the same error."""
    compared = errors = 0
    for text, _ in parsed():
        variables = variables_of(text)
        if variables is None:
            continue
        for name in METHODS:
            updater = StateUpdateMethod.stateupdaters[name]
            original = type(updater).__call__.__wrapped__
            want = outcome(original, updater, Equations(text), variables)
            before = kept.notes()[0]
            first = outcome(updater, Equations(text), variables)
            after = kept.notes()[0]
            again = outcome(updater, Equations(text), variables)
            assert first == again == want, (text, name)
            assert kept.notes()[0] == after, (text, name)
            compared += isinstance(want, str)
            errors += isinstance(want, tuple)
            if isinstance(want, tuple):
                assert after - before <= 1, "an error was kept"
    assert compared > 100
    assert errors > 10


def test_substituted_expressions(kept: Cache) -> None:
    original = Equations.get_substituted_expressions.__wrapped__
    for text, _ in parsed():
        plain, first, again = (Equations(text) for _ in range(3))
        want = original(plain, None, True)
        assert first.get_substituted_expressions(None, True) == want
        assert again.get_substituted_expressions(None, True) == want
        assert [e.identifiers for _, e in again.get_substituted_expressions()] == [
            e.identifiers for _, e in plain.get_substituted_expressions()
        ]
    assert kept.notes()[0] > 20


CODE = """
v += w*x
x = x*0.5 + g
n = n + 1
flag = v > 3*mV and not flag
_v = exp(-dt/tau)*v + tau*exp(-dt/tau)
v = _v
"""


@pytest.mark.parametrize("optimise", [True, False])
def test_statements(kept: Cache, optimise: bool) -> None:
    group = b2.NeuronGroup(
        3, "v : volt\nx : 1\ng = 2*x : 1\nn : integer\nflag : boolean\nw : volt (shared)", threshold="v > 1*mV", refractory=2 * b2.ms
    )  # fmt: skip
    variables = {**group.variables, "tau": Constant("tau", value=0.1), "mV": Constant("mV", value=1e-3), **DEFAULT_FUNCTIONS}
    plain = translation.make_statements.__wrapped__.__wrapped__
    remembering = translation.make_statements.__wrapped__
    for code in (CODE, "v = -v*int(not_refractory)\nx = clip(x, 0, w/volt)*rand()", ""):
        made = [f(code, variables, float, optimise, "block") for f in (plain, remembering, remembering)]
        seen = [[[vars(statement) for statement in sequence] for sequence in both] for both in made]
        assert seen[0] == seen[1] == seen[2]
    assert kept.notes()[0] > 2


def test_errors_are_not_kept(kept: Cache) -> None:
    text = "dv/dt = v**2/tau : 1"
    variables = variables_of(text)
    for _ in range(2):
        with pytest.raises(UnsupportedEquationsException):
            b2.exact(Equations(text), variables)
    assert b2.euler(Equations(text), variables).startswith("_v")


@pytest.mark.parametrize(
    "change",
    [
        {"text": "dv/dt = -v/tau : volt"}, {"text": "dv/dt = -v/tau : 1 (unless refractory)"}, {"text": "dv/dt = -2*v/tau : 1"},
        {"method": "rk4"}, {"dt": 0.5}, {"options": {"simplify": False}, "method": "linear"}, {"constant": 3},
    ],
    ids=lambda change: "-".join(change),
)  # fmt: skip
def test_what_the_key_knows(kept: Cache, change: dict[str, Any]) -> None:
    def made(text: str = "dv/dt = -v/tau : 1", method: str = "euler", dt: float = 0.1, options: Any = None, constant: Any = 1.5) -> Any:
        group = b2.NeuronGroup(1, text, refractory=False, dt=dt * b2.ms)
        variables = {**group.variables, "tau": Constant("tau", value=constant)}
        equations = group.user_equations
        return recall.key("state update", method, equations, variables, recall.time_step(variables), options)

    plain = made()
    assert plain is not None
    assert made() == plain
    assert made(**change) != plain


def test_values_and_sizes_are_not_in_the_key(kept: Cache) -> None:
    def made(n: int, value: float) -> Any:
        group = b2.NeuronGroup(n, "dv/dt = -v/tau : 1")
        return recall.key("statements", {**group.variables, "tau": Constant("tau", value=value)})

    assert made(1, 1.5) == made(20, 2.5)


def test_versions_are_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = recall.key("state update")
    recall._versions.cache_clear()
    monkeypatch.setattr(b2, "__version__", "99")
    assert recall.key("state update") != before
    recall._versions.cache_clear()


def test_functions_of_a_user_are_left_to_brian(kept: Cache) -> None:
    @b2.check_units(x=1, result=1)
    def mine(x: Any) -> Any:
        return x

    variables = {**b2.NeuronGroup(1, "dv/dt = -v/tau : 1").variables, "mine": b2.Function(mine, arg_units=[1], return_unit=1)}
    assert recall.key("state update", variables) is None
    code = b2.euler(Equations("dv/dt = mine(v)/ms : 1"), variables)
    assert "mine(v)" in code


def test_a_damaged_result_is_worked_out_anew(kept: Cache) -> None:
    text = "dv/dt = -v/tau : 1"
    variables = variables_of(text)
    code = b2.euler(Equations(text), variables)
    for file in (kept.directory / "v1" / "notes").iterdir():
        file.write_bytes(file.read_bytes()[:-1] + b"?")
    assert b2.euler(Equations(text), variables) == code


SCRIPT = """
import genn_emit, brian2 as b2
b2.set_device('genn_emit')
b2.BrianLogger.console_handler.setLevel(10)
G = b2.NeuronGroup(2, 'dv/dt = (w - v)/(9*ms) : 1\\ndw/dt = -w/(5*ms) : 1', threshold='v > 1', reset='v = 0', name='G'{})
G.w = 'i + rand()'
b2.run(1*b2.ms)
"""


@pytest.mark.parametrize(
    ("method", "message"),
    [(", method='exact'", "Group G: using numerical integration method exact"), ("", "using method 'exact'")],
)
def test_messages_are_as_before(tmp_path: Path, method: str, message: str) -> None:
    """In a process that remembers, Brian2 says the same."""
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(method))
    said = []
    for _ in range(2):
        environment = {**os.environ, "GENN_EMIT_CACHE": str(tmp_path / "cache")}
        root = str(Path(__file__).parents[2])
        environment["PYTHONPATH"] = os.pathsep.join([root, environment.get("PYTHONPATH", "")])
        done = subprocess.run([sys.executable, str(script)], env=environment, capture_output=True, text=True, check=True, timeout=300)
        said.append(done.stderr)
    assert all(message in text for text in said), said
