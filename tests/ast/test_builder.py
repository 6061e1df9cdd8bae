"""The builder of blocks and the stream below the printer: scopes, names, and errors where the mistake is."""

from __future__ import annotations

import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body, Names
from genn_emit.ast.dialect import CPP
from genn_emit.ast.printer import Printer
from genn_emit.ast.stream import CodeStream
from genn_emit.ast.types import f64, i32, i64, ptr
from genn_emit.errors import EmitError

v, count = n.Var("v", ptr(f64)), n.Var("n", i32)


def text(body: Body) -> str:
    return Printer(CPP).statement(body.block())


def test_scopes_and_fresh_names() -> None:
    body = Body(frozenset({"v", "n"}))
    with body.for_("i", 0, count) as i:
        body.comment("one row")
        with body.for_("i", 0, i + 1, 2) as j:
            value = body.let("v", v[j], mutable=True)
            with body.if_(value > 1):
                body.assign(value, 0, "+=")
            with body.else_():
                body.do(n.Call("f", (value,), f64))
        with body.while_(i > 3):
            body.add(n.Break())
    body.declare("w", f64)
    body.return_(count)
    assert text(body) == """\
for (int32_t i = 0; i < n; i++) {
    // one row
    for (int32_t i_1 = 0; i_1 < i + 1; i_1 += 2) {
        double v_1 = v[i_1];
        if (v_1 > 1.0) {
            v_1 += 0.0;
        } else {
            f(v_1);
        }
    }
    while (i > 3) {
        break;
    }
}
double w;
return n;
"""


def test_fresh_names_never_meet() -> None:
    names = Names(frozenset({"i", "i_1"}), shared={"i_2"})
    assert [names.fresh("i"), names.fresh("i"), names.fresh("i_3"), names.fresh("j")] == ["i_3", "i_4", "i_3_1", "j"]


def test_nested_scope_is_placed_by_the_caller() -> None:
    body = Body()
    with body.nested() as inner:
        body.assign(v[0], 1)
    body.add(n.If(count > 0, inner()), n.Block((n.Return(),)))
    assert text(body) == "if (n > 0) {\n    v[0] = 1.0;\n}\nreturn;\n"


def test_an_open_scope_is_an_error() -> None:
    body = Body()
    scope = body.if_(count > 0)
    scope.__enter__()
    with pytest.raises(EmitError, match="1 scopes are still open"):
        body.block()
    scope.__exit__(None, None, None)
    assert body.block() == n.Block((n.If(count > 0, n.Block()),))


def test_scopes_closed_out_of_order() -> None:
    body = Body()
    outer, inner = body.if_(count > 0), body.while_(count > 1)
    outer.__enter__()
    inner.__enter__()
    with pytest.raises(EmitError, match="out of order"):
        outer.__exit__(None, None, None)


def test_an_error_inside_a_scope_leaves_it_open() -> None:
    body = Body()
    with pytest.raises(ZeroDivisionError), body.if_(count > 0):
        raise ZeroDivisionError
    with pytest.raises(EmitError, match="still open"):
        body.block()


def test_else_needs_an_if() -> None:
    body = Body()
    with pytest.raises(EmitError, match=r"else_\(\) must follow an if_\(\) directly"), body.else_():
        pass
    with body.if_(count > 0):
        body.return_()
    with body.else_():
        body.return_()
    with pytest.raises(EmitError, match="must follow"), body.else_():
        pass


def test_conditions_are_checked_where_the_scope_begins() -> None:
    body = Body()
    for scope in (body.if_, body.while_):
        with pytest.raises(TypeError, match="condition n is i32, not boolean"), scope(count):
            raise AssertionError("the scope was entered")
        with pytest.raises(TypeError, match=r"== compares trees: use .eq\(\)"), scope(count == 1):  # type: ignore[arg-type]
            raise AssertionError("the scope was entered")
    assert body.block() == n.Block()


def test_loops_over_what_does_not_count() -> None:
    body = Body()
    with pytest.raises(TypeError, match="loop over i needs an integer, got f64"), body.for_("i", 0, n.literal(2, f64)):
        pass
    with pytest.raises(TypeError, match="loop over i needs an integer"), body.for_("i", 0, v):
        pass
    with pytest.raises(TypeError, match="bounds of the loop over i"), body.for_("i", n.literal(0, i64), count):
        pass


def test_types_of_statements() -> None:
    body = Body()
    for target, match in ((v[0], r"assignment to v\[0\]: f64 against i32; cast"), (v, "assignment to v: ptr")):
        with pytest.raises(TypeError, match=match):
            body.assign(target, count)
    with pytest.raises(TypeError, match="declaration of x: f64 against i32"):
        n.Declare(n.Var("x", f64), count)
    with pytest.raises(TypeError, match=r"'\?=' does not assign"):
        body.assign(v[0], v[1], "?=")
    with pytest.raises(TypeError, match=r"& of v\[0\] and v\[1\] needs integers or booleans, got f64"):
        body.assign(v[0], v[1], "&=")
    with pytest.raises(TypeError, match=r"\+ of v\[0\] and n: f64 against i32"):
        n.AtomicAdd(v[0], count)


def test_trees_have_no_truth_and_no_end() -> None:
    with pytest.raises(TypeError, match=r"a tree has no truth value.*use if_\(\)"):
        bool(count > 1)
    with pytest.raises(TypeError, match="iterable"):
        list(v)  # type: ignore[call-overload]


def test_operands() -> None:
    i, wide = n.Var("i", i32), n.Var("k", i64)
    for make, match in (
        (lambda: i + wide, r"\+ of i and k: i32 against i64; cast one of them"),
        (lambda: v[0] % v[1], r"% of v\[0\] and v\[1\] needs integers, got f64"),
        (lambda: n.Binary("&&", i, i), "&& of i and i needs booleans, got i32"),
        (lambda: (i > 0) + (i > 1), r"\+ of i > 0 and i > 1 needs numbers, got boolean"),
        (lambda: v - v, r"- of v and v needs numbers, got ptr\(f64\) and ptr\(f64\)"),
        (lambda: n.Binary("**", i, i), r"'\*\*' is no operator of two operands"),
        (lambda: n.Unary("-", i > 0), "- of i > 0 needs a number, got boolean"),
        (lambda: n.Unary("~", v[0]), r"~ of v\[0\] needs an integer, got f64"),
        (lambda: n.Unary("+", i), r"'\+' is no operator of one operand"),
        (lambda: n.Select(i, i, i), "condition i of a select is i32, not boolean"),
        (lambda: n.Select(i > 0, i, wide), "select of i and k: i32 against i64"),
        (lambda: i[0], "cannot index i of type i32"),
        (lambda: v[v[0]], r"index v\[0\] of v is not an integer but f64"),
        (lambda: v.field("dt", f64), r"v is not a struct but ptr\(f64\), it has no field dt"),
        (lambda: n.AddressOf(i + 1), r"i \+ 1 has no address"),
    ):
        with pytest.raises(TypeError, match=match):
            make()  # type: ignore[no-untyped-call]


def test_stream() -> None:
    out = CodeStream()
    with out.scope("struct A", ";"):
        out.line("int x;")
        out.line()
        out.flush_left("#pragma once")
        with out.scope():
            pass
    assert out.text() == "struct A {\n    int x;\n\n#pragma once\n    {\n    }\n};\n"
    with pytest.raises(EmitError, match="closed that was never opened"):
        out.close()
    out.open("if (x)")
    with pytest.raises(EmitError, match="1 braces are still open"):
        out.text()
    bad = CodeStream()
    with pytest.raises(EmitError, match=r"scope 'for \(\)' was left with \+1 open braces"), bad.scope("for ()"):
        bad.open()
