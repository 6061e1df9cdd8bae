"""Small expressions in Python's syntax."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CPP
from genn_emit.ast.expressions import ExpressionPrinter
from genn_emit.ast.parse import expression
from genn_emit.ast.types import boolean, f32, f64, i32, i64
from genn_emit.errors import EmitError, GennEmitError

v, current, tau, dt = (n.Var(name, f64) for name in ("v", "I", "tau", "dt"))
NAMES: dict[str, n.Expr] = {
    "v": v, "I": current, "tau": tau, "dt": dt, "x": n.Var("x", f32), "k": n.Var("k", i32), "j": n.Var("j", i32),
    "p": n.Var("p", boolean), "q": n.Var("q", boolean),
}  # fmt: skip


def test_the_tree() -> None:
    assert expression("v + dt*(I - v)/tau", NAMES) == v + dt * (current - v) / tau
    assert expression(" v > 1 ", NAMES) == (v > 1.0)


@pytest.mark.parametrize(("text", "cpp"), [
    ("v + dt*(I - v)/tau", "v + dt * (I - v) / tau"),
    ("-v", "-v"),
    ("+v", "v"),
    ("2*v + 1", "2.0 * v + 1.0"),
    ("2*x + 0.1", "2.0f * x + 0.1f"),
    ("k + 1", "k + 1"),
    ("1/2*v", "0.5 * v"),
    ("v*(3 - 1)", "v * 2.0"),
    ("v**0", "1.0"),
    ("v**1", "v"),
    ("v**2", "v * v"),
    ("v**2.0", "v * v"),
    ("k**3", "k * k * k"),
    ("(v - I)**2", "(v - I) * (v - I)"),
    ("v**8", "v * v * v * v * v * v * v * v"),
    ("v**9", "pow(v, 9.0)"),
    ("v**-1", "pow(v, -1.0)"),
    ("v**0.5", "pow(v, 0.5)"),
    ("x**0.5", "powf(x, 0.5f)"),
    ("2**v", "pow(2.0, v)"),
    ("v**tau", "pow(v, tau)"),
    ("-v**2", "-(v * v)"),
    ("((v**8)**8)", "pow(v * v * v * v * v * v * v * v, 8.0)"),
    ("2**10 * v", "1024.0 * v"),
    ("2**0.5 > v", "1.4142135623730951 > v"),
    ("v < 1", "v < 1.0"),
    ("0 < v < 1", "0.0 < v && v < 1.0"),
    ("0 <= k < 10", "0 <= k && k < 10"),
    ("v == 1", "v == 1.0"),
    ("k != j", "k != j"),
    ("v >= 1 and not p", "v >= 1.0 && !p"),
    ("p and q or p", "(p && q) || p"),
    ("p and q and p", "p && q && p"),
    ("p or True", "p || true"),
    ("1 and p", "true && p"),
    ("log(-v/tau)", "log(-v / tau)"),
    ("log(x)", "logf(x)"),
    ("log(1)*v", "log(1.0) * v"),
    ("fmin(v, 1)", "fmin(v, 1.0)"),
    ("fmax(0, x)", "fmaxf(0.0f, x)"),
    ("pow(v, 2)", "pow(v, 2.0)"),
    ("v if p else 0", "p ? v : 0.0"),
    ("1 if p else x", "p ? 1.0f : x"),
    ("1 < 2", "1.0 < 2.0"),
    ("1", "1"),
    ("2**40", "1099511627776ll"),
    ("0.5", "0.5"),
    ("True", "true"),
    ("(v +\n I)", "v + I"),
])  # fmt: skip
def test_text(text: str, cpp: str) -> None:
    assert ExpressionPrinter(CPP)(expression(text, NAMES)) == cpp


def test_numbers_alone() -> None:
    assert [expression(t, {}).type for t in ("1", "-1", "1.0", "True", "2**31")] == [i32, i32, f64, boolean, i64]


@pytest.mark.parametrize(("text", "problem", "column"), [
    ("v + w", "unknown name 'w'; known names: I, dt, j, k, p, q, tau, v, x", 4),
    ("v + gamma(v)", "unknown function gamma; known functions: exp, log", 4),
    ("v + (I", "'(' was never closed", 4),
    ("v +", "invalid syntax", 3),
    ("v = 1", "invalid syntax", None),
    ("", "invalid syntax", 0),
    ("v + k", "+ of v and k: f64 against i32; cast one of them", 0),
    ("I*(v + x)", "+ of v and x: f64 against f32", 3),
    ("k*0.5", "0.5 is not a whole number, but its neighbour is i32", 0),
    ("k/2", "/ of integers would cut off the fraction", 0),
    ("k**0.5", "pow takes floats of one type", 0),
    ("v % 2", "Mod is not part of these expressions; there are + - * / **", 0),
    ("v // 2", "FloorDiv is not part", 0),
    ("k & 1", "BitAnd is not part", 0),
    ("~p", "~ is not part of these expressions; there is `not`", 0),
    ("v and p", "&& of v and p: f64 against boolean", 0),
    ("2 and p", "2 does not fit its neighbour's type boolean", 0),
    ("not v", "! of v needs a boolean, got f64", 0),
    ("v in I", "In is not part of these expressions; there are < <=", 0),
    ("exp(v, v)", "exp takes 1 argument, got 2", 0),
    ("pow(v)", "pow takes 2 arguments, got 1", 0),
    ("fmin(v, x)", "fmin takes floats of one type, got f64, f32", 0),
    ("exp(k)", "exp takes floats of one type, got i32", 0),
    ("exp(v=v)", "exp takes plain arguments", 0),
    ("exp(*v)", "exp takes plain arguments", 0),
    ("v.real", "Attribute is not part of these expressions", 0),
    ("[v]", "List is not part", 0),
    ("v[0]", "Subscript is not part", 0),
    ("lambda: v", "Lambda is not part", 0),
    ("'v'", "'v' is not a number", 0),
    ("1j*v", "1j is not a number", 0),
    ("v + 1/0", "division by zero", 4),
    ("(-8)**0.5", "-8 to the power 0.5 is not a real number", 0),
    ("10.0**400", None, 0),
    ("v if v else I", "a condition is boolean, not f64", 5),
    ("v if p else p", "select of v and p: f64 against boolean", 0),
    ("é + v", "unknown name 'é'", 0),
    ("v*é*w", "unknown name 'é'", 2),
    ("(v +\n  w)", "unknown name 'w'", 2),
    ("__import__('os')", "unknown function __import__", 0),
])  # fmt: skip
def test_errors_show_the_place(text: str, problem: str | None, column: int | None) -> None:
    with pytest.raises(EmitError) as caught:
        expression(text, NAMES)
    told, *shown = str(caught.value).split("\n")
    if problem:
        assert problem in told
    assert len(shown) == 2
    assert shown[0].strip() in text
    assert shown[1].endswith("^")
    if column is not None:
        assert shown[1].index("^") - 4 == column


DEEP = ["(" * 500 + "v" + ")" * 500, "-" * 5000 + "v", "+".join(["v"] * 5000), "v\0", "9" * 5000, "10**64**64", "1e99*v"]


@pytest.mark.parametrize("text", DEEP, ids=lambda text: text[:8])
def test_hostile_text_is_an_error_of_ours_or_a_tree(text: str) -> None:
    try:
        expression(text, NAMES)
    except GennEmitError:
        pass


@given(st.text(alphabet="vkpx 0123.+-*/()<>=!andort", max_size=14))
def test_never_another_error(text: str) -> None:
    try:
        tree = expression(text, NAMES)
    except GennEmitError:
        return
    ExpressionPrinter(CPP)(tree)


@given(st.recursive(
    st.sampled_from(["v", "I", "2.0", "0.5"]),
    lambda e: st.tuples(e, st.sampled_from(["+", "-", "*", "/"]), e).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=12,
))  # fmt: skip
def test_printing_and_parsing_give_the_same_tree(text: str) -> None:
    if "v" not in text and "I" not in text:
        return
    try:
        tree = expression(text, NAMES)
    except EmitError:  # numbers divided by zero while folding
        return
    assert expression(ExpressionPrinter(CPP)(tree), NAMES) == tree
