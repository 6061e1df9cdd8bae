"""Nodes as values, traversal, rewriting, and the same bytes every time."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys

import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import boolean, f64, i32, ptr
from genn_emit.ast.walk import children, rewrite, substitute, walk

a, b, i = n.Var("a", f64), n.Var("b", f64), n.Var("i", i32)
v = n.Var("v", ptr(f64))
ASSIGN = n.Assign(v[i], a + b)
LOOP = n.For(i, n.literal(0, i32), n.Var("n", i32), n.Block((ASSIGN, n.Do(n.Call("f", (a, b), f64)))))


def test_children_come_in_the_order_of_the_fields() -> None:
    assert list(children(LOOP)) == [i, n.literal(0, i32), n.Var("n", i32), LOOP.body]
    assert list(children(n.Call("f", (a, b), f64))) == [a, b]
    assert list(children(n.Declare(a))) == [a]
    assert list(children(a)) == []


def test_walk_goes_down_parents_first() -> None:
    assert list(walk(ASSIGN)) == [ASSIGN, v[i], v, i, a + b, a, b]
    names = [type(x).__name__ for x in walk(LOOP)]
    assert names[:6] == ["For", "Var", "Literal", "Var", "Block", "Assign"]


def test_walk_finds_every_node_in_every_field() -> None:
    """Of each class that has fields, one whose fields hold a marked variable wherever a node can be."""
    function = n.Function(Signature("f", (a,)), n.Block((n.If(a > b, n.Block((ASSIGN,)), n.Block((LOOP,))),)))
    module = n.Module("m", (n.Include("x.h"), function))
    assert sum(x is ASSIGN for x in walk(module)) == 2
    assert list(walk(n.Launch("k", i, i, (a, b)))) == [n.Launch("k", i, i, (a, b)), i, i, a, b]
    assert list(walk(n.Draw("normal", (a,), 1, f64)))[1:] == [a]


def test_a_chain_of_thousands_is_walked_without_recursion() -> None:
    tree: n.Node = n.Block()
    for _ in range(5000):
        tree = n.Block((tree,))  # type: ignore[arg-type]
    assert sum(1 for _ in walk(tree)) == 5001


def test_rewrite_keeps_what_it_does_not_touch() -> None:
    assert rewrite(LOOP, lambda x: x) is LOOP
    changed = rewrite(LOOP, lambda x: n.Var("c", f64) if x == b else x)
    assert changed.body.body[0] == n.Assign(v[i], a + n.Var("c", f64))
    assert changed.start is LOOP.start
    assert changed.body.body[0].target is ASSIGN.target  # type: ignore[attr-defined]
    assert LOOP.body.body[0] is ASSIGN


def test_rewrite_goes_bottom_up() -> None:
    seen: list[n.Node] = []
    rewrite(a + b, lambda x: seen.append(x) or x)
    assert seen == [a, b, a + b]


def test_a_rewrite_that_mixes_types_is_refused() -> None:
    with pytest.raises(TypeError, match=r"\+ of a and b: f64 against i32"):
        rewrite(a + b, lambda x: n.Var("b", i32) if x == b else x)


def test_substitute() -> None:
    assert substitute(a + b, {"b": a * 2}) == a + a * 2


def test_frozen_hashable_and_equal_by_structure() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        a.name = "c"  # type: ignore[misc]
    with pytest.raises((AttributeError, TypeError)):
        a.note = "c"  # type: ignore[attr-defined]
    assert a + b == n.Binary("+", n.Var("a", f64), n.Var("b", f64))
    assert a + b != b + a
    assert len({a + b, a + b, n.Block(), n.Block(), LOOP, dataclasses.replace(LOOP)}) == 3
    for cls in every(n.Node):
        assert dataclasses.is_dataclass(cls), cls
        assert cls.__hash__ is not None
        assert "__slots__" in vars(cls), cls


def every(cls: type) -> list[type]:
    # slots make each class twice; the module holds the one that counts
    found = [c for c in cls.__subclasses__() if getattr(sys.modules[c.__module__], c.__name__, None) is c]
    return found + [below for c in found for below in every(c)]


SCRIPT = """
from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.dialect import CPP, CUDA, OPENCL
from genn_emit.ast.parse import expression
from genn_emit.ast.printer import Printer
from genn_emit.ast.symbols import SymbolTable
from genn_emit.ast.types import f64, i32, ptr
table = SymbolTable(avoid=frozenset({"v", "w"}))
names = {x: n.Var(table.name(x, x), f64) for x in ("v", "w", "I", "tau", "double", "_x")}
body = Body(frozenset(var.name for var in names.values()))
with body.for_("i", 0, n.Var("n", i32)) as i:
    for text in ("v + (I - v)/tau", "exp(-w)**2 + _x", "fmin(v, w) if v < w and v > 0 else double"):
        body.assign(n.Var("out", ptr(f64))[i], expression(text, names))
print(*(Printer(d).statement(body.block()) for d in (CPP, CUDA, OPENCL)))
"""


def test_same_bytes_under_two_hash_seeds() -> None:
    texts = [
        subprocess.run([sys.executable, "-c", SCRIPT], env={**os.environ, "PYTHONHASHSEED": seed}, check=True,
                       capture_output=True).stdout
        for seed in ("1", "4711")
    ]  # fmt: skip
    assert texts[0] == texts[1]
    assert b"exp(-w_2)" in texts[0]


def test_boolean_operators_depend_on_the_type() -> None:
    p = n.Var("p", boolean)
    assert [x.op for x in (p & p, p | p, i & 1, i | 1, i ^ 1)] == ["&&", "||", "&", "|", "^"]  # type: ignore[attr-defined]
