"""Each rule of ``verify`` has a tree that breaks it; the error names the function and the culprit."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import ArrayOf, Struct, Type, boolean, f64, i32, i64, ptr, void
from genn_emit.ast.verify import verify, verify_function
from genn_emit.errors import VerifyError

a, b, i, j = n.Var("a", f64), n.Var("b", f64), n.Var("i", i32), n.Var("j", i32)
v = n.Var("v", ptr(f64))
fixed = n.Var("w", ptr(f64, const=True))
STATE = n.Var("s", ptr(Struct("State")))
zero, one = n.literal(0, i32), n.literal(1.0, f64)
PARAMS = (v, fixed, i)


def function(*body: n.Stmt, result: Type = void, params: tuple[n.Var, ...] = PARAMS) -> n.Function:
    return n.Function(Signature("update", params, result), n.Block(body))


def forged(node: n.Node, **changes: object) -> n.Node:
    """A node with fields changed behind the back of its own checks."""
    copy = replace(node)
    for name, value in changes.items():
        object.__setattr__(copy, name, value)
    return copy


def loop(*body: n.Stmt, var: n.Var = j, step: n.Expr | None = None) -> n.For:
    return n.For(var, zero, i, n.Block(body), step)


LEGAL = [
    function(),
    function(n.Declare(a, one), n.Assign(v[i], a)),
    function(n.Declare(a), n.Assign(a, one), n.If(i > 0, n.Block((n.Declare(b, a),)), n.Block((n.Declare(b, a),)))),
    function(loop(n.Break()), loop(n.Continue()), n.While(i > 0, n.Block((n.If(i > 1, n.Block((n.Break(),))),)))),
    function(loop(n.Assign(i, j)), n.Block((n.Declare(a, one),)), n.Assign(v[0], a)),
    function(n.Return(zero), result=i32),
    function(n.If(i > 0, n.Block((n.Return(zero),)), n.Block((n.Return(i),))), result=i32),
    function(n.If(i > 0, n.Block((n.Return(zero),))), n.Return(i), n.Comment(("end",)), result=i32),
    function(n.While(n.literal(True, boolean), n.Block((loop(n.Break()), n.Return(i)))), result=i32),
    function(n.Do(n.Call("f", (a,), f64)), params=(a,)),
    function(n.Declare(n.Var("x", ptr(f64, const=True)), v), n.Comment(("x",)), n.Pragma("unroll")),
    function(n.Declare(n.Var("t", ArrayOf(f64, 4))), n.Assign(n.Var("t", ArrayOf(f64, 4))[i], one)),
    function(n.Assign(STATE.field("dt", f64), one), params=(STATE,)),
]


@pytest.mark.parametrize("tree", LEGAL)
def test_legal(tree: n.Function) -> None:
    verify_function(tree)
    module = n.Module("m", (tree,))
    assert verify(module) is module


@pytest.mark.parametrize(("tree", "match"), [
    (function(n.Assign(v[i], a)), "a is used but not declared"),
    (function(n.Declare(a, a)), "a is used but not declared"),
    (function(n.If(i > 0, n.Block((n.Declare(a, one),))), n.Assign(v[0], a)), "a is used but not declared"),
    (function(loop(), n.Assign(i, j)), "j is used but not declared"),
    (function(n.For(j, j, i, n.Block())), "j is used but not declared"),
    (function(n.Launch("k", i, j, ())), "j is used but not declared"),
    (function(n.Do(n.Call("f", (n.Select(i > 0, i, j),), void))), "j is used but not declared"),
    (function(n.Declare(a, one), n.Declare(a, one)), "a is declared twice or shadows another"),
    (function(n.Declare(i, zero)), "i is declared twice or shadows another"),
    (function(n.Declare(a, one), loop(n.Declare(a, one))), "a is declared twice or shadows another"),
    (function(loop(loop())), "j is declared twice or shadows another"),
    (function(n.Block((n.Declare(a, one),)), n.Declare(a, one)), "a is declared twice"),
    (function(params=(a, n.Var("a", i32))), "parameter a is there twice"),
    (function(n.Declare(n.Var("x", void))), "x cannot be declared void"),
    (function(n.Assign(v[0], n.Var("i", f64))), "i is i32 but used as f64"),
    (function(n.Assign(n.Var("w", ptr(f64))[0], one)), r"w is ptr\(f64, const\) but used as ptr\(f64\)"),
    (function(n.Break()), "break outside of a loop"),
    (function(loop(), n.If(i > 0, n.Block((n.Continue(),)))), "continue outside of a loop"),
    (function(n.Declare(a, one), n.Assign(a, one)), "a is const and assigned to"),
    (function(n.Assign(fixed[0], one)), r"w\[0\] is written through a pointer to const"),
    (function(n.Assign(v, fixed)), "assignment to v drops the const of w"),
    (function(n.Declare(n.Var("x", ptr(f64)), fixed)), "declaration of x drops the const of w"),
    (function(n.Return(fixed), result=ptr(f64)), "return drops the const of w"),
    (function(n.Assign(i + 1, i)), r"i \+ 1 cannot be assigned to"),
    (function(result=i32), "a path ends without return, but the result is i32"),
    (function(n.If(i > 0, n.Block((n.Return(i),))), result=i32), "a path ends without return"),
    (function(loop(n.Return(i)), result=i32), "a path ends without return"),
    (function(n.While(n.literal(True, boolean), n.Block((n.If(i > 0, n.Block((n.Break(),))),))), result=i32),
     "a path ends without return"),
    (function(n.Return(), result=i32), "return without a value, but the result is i32"),
    (function(n.Return(i)), "return of i, which is i32, but the result is void"),
    (function(n.Return(i), result=i64), "return of i, which is i32, but the result is i64"),
    (function(loop(step=n.literal(-1, i32))), "loop over j steps by -1"),
    (function(n.Do(n.Call("i", (), void))), "i is called, but it is a variable here"),
    (function(n.Assign(i, n.Literal(0.5, i32))), r"0\.5 is no value of type i32"),
    (function(n.Assign(i, n.Literal(2**31, i32))), "2147483648 is no value of type i32"),
    # changed behind the back of the checks at construction
    (function(n.Declare(a, forged(one + one, right=zero))), r"\+ of 1.0 and 0: f64 against i32"),
    (function(n.Assign(v[i], n.Call("f", (forged(one * one, left=i),), f64))), r"\* of i and 1.0: i32 against f64"),
    (function(forged(n.Assign(v[i], one), value=i)), r"assignment to v\[i\]: f64 against i32"),
    (function(forged(n.Declare(a, one), init=i)), "declaration of a: f64 against i32"),
    (function(forged(n.If(i > 0, n.Block()), condition=i)), "condition i is i32, not boolean"),
    (function(n.Assign(i, forged(-i, op="!"))), "! of i needs a boolean, got i32"),
    (function(forged(n.While(i > 0, n.Block()), condition=i)), "condition i is i32, not boolean"),
    (function(forged(loop(), stop=one)), "bounds of the loop over j"),
    (function(n.Assign(i, forged(n.Select(i > 0, i, i), otherwise=one))), r"select of i and 1.0: i32 against f64"),
    (function(n.Assign(v[0], forged(v[i], index=one))), r"index 1.0 of v is not an integer but f64"),
])  # fmt: skip
def test_illegal(tree: n.Function, match: str) -> None:
    with pytest.raises(VerifyError, match=f"^update: .*{match}"):
        verify_function(tree)
    with pytest.raises(VerifyError, match=f"update: .*{match}"):
        verify(n.Module("m", (tree,)))


def test_replace_is_caught_at_once() -> None:
    with pytest.raises(TypeError, match=r"\+ of a and i: f64 against i32"):
        replace(a + b, right=i)  # type: ignore[arg-type]


def test_names_of_the_module() -> None:
    verify_function(function(n.Assign(v[0], a)), known=("a",))
    with pytest.raises(VerifyError, match="update: parameter i hides a name of the module"):
        verify_function(function(), known=("i",))
    with pytest.raises(VerifyError, match="update: a hides a name of the module"):
        verify_function(function(n.Declare(a, one)), known=("a",))


def test_calls_within_a_module_fit_their_signatures() -> None:
    other = Signature("other", (i, a), f64)
    call = n.Call("other", (i, one), f64)

    def module(*calls: n.Call) -> n.Module:
        return n.Module("m", (n.Prototype(other), function(*(n.Do(c) for c in calls))))

    verify(module(call))
    for bad, match in (
        (replace(call, args=(i,)), "other takes 2 arguments"),
        (replace(call, args=(i, i)), "argument a of other, i: f64 against i32"),
        (replace(call, of=i32), "other gives f64, not i32"),
    ):
        with pytest.raises(VerifyError, match=f"update: {match}"):
            verify(module(bad))


def test_modules() -> None:
    struct = n.StructDefinition("State", ())
    other = n.Prototype(Signature("update", ()))
    for items, match in (
        ((function(), function()), "m: update is defined twice"),
        ((struct, struct), "m: struct State is defined twice"),
        ((other, function()), "m: update is declared with two signatures"),
        ((n.Barrier(),), "m: Barrier was not lowered"),
    ):
        with pytest.raises(VerifyError, match=match):
            verify(n.Module("m", items))  # type: ignore[arg-type]


def test_functions_in_a_namespace_see_its_variables() -> None:
    reader = function(n.Assign(v[0], a))
    verify(n.Module("m", (n.Namespace("outer", (n.ThreadLocal(a), n.Namespace("", (reader,)))),)))
    for items in ((reader,), (reader, n.ThreadLocal(a))):
        with pytest.raises(VerifyError, match="update: a is used"):
            verify(n.Module("m", (n.Namespace("outer", items),)))


def test_a_function_of_two_thousand_nodes_is_verified_in_ten_milliseconds() -> None:
    from genn_emit.ast.walk import walk

    body = Body(frozenset({"v", "w", "i"}))
    with body.for_("k", 0, i) as k:
        for _ in range(90):
            x = body.let("x", v[k] * 0.5 + (fixed[k] - v[k]) / 20.0)
            with body.if_((x > 1.0) & (fixed[k] < 2.0)):
                body.assign(v[k], x)
    tree = n.Function(Signature("update", PARAMS), body.block())
    assert sum(1 for _ in walk(tree)) > 2000
    times = []
    for _ in range(5):
        start = time.process_time()
        verify_function(tree)
        times.append(time.process_time() - start)
    assert min(times) < 0.010
    print(f"{min(times) * 1e3:.1f} ms")
