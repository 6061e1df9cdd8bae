"""Nobody adds a node without a printer method."""

from __future__ import annotations

import re

import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CDEF, CPP, CUDA, OPENCL
from genn_emit.ast.expressions import ExpressionPrinter
from genn_emit.ast.printer import Printer, printable
from genn_emit.ast.types import f64, i32, ptr
from genn_emit.ast.verify import verify, verify_function
from genn_emit.errors import EmitError, VerifyError

v, i = n.Var("v", ptr(f64)), n.Var("i", i32)
INTENTS: dict[type[n.Node], n.Node] = {
    n.Draw: n.Draw("normal", (), 0, f64),
    n.AtomicAdd: n.AtomicAdd(v[i], v[i]),
    n.Barrier: n.Barrier(),
    n.Fail: n.Fail(1, i),
}


def leaves(cls: type[n.Node]) -> set[type[n.Node]]:
    """Classes that nothing derives from, of those that the tree is made of."""
    here = {c for c in vars(n).values() if isinstance(c, type) and issubclass(c, cls)}
    return {c for c in here if not any(d is not c and issubclass(d, c) for d in here)}


def test_every_node_is_printable_or_an_intent() -> None:
    assert leaves(n.Node) - printable() == set(n.INTENTS) == set(INTENTS)
    assert printable() <= leaves(n.Node)


def test_nodes_are_all_of_the_tree() -> None:
    """Whatever is defined with the nodes can be had from ``nodes``."""
    from genn_emit.ast import statements, values

    for module in (statements, values):
        for name, value in vars(module).items():
            if isinstance(value, type) and issubclass(value, n.Node):
                assert getattr(n, name) is value
    assert sorted(n.__all__) == sorted(set(n.__all__))


@pytest.mark.parametrize("intent", n.INTENTS, ids=lambda cls: cls.__name__)
def test_the_printer_refuses_intents_by_name(intent: type[n.Node]) -> None:
    tree = INTENTS[intent]
    for dialect in (CPP, CDEF, CUDA, OPENCL):
        show = ExpressionPrinter(dialect) if isinstance(tree, n.Expr) else Printer(dialect).statement
        match = f"{re.escape(dialect.name)} cannot print {intent.__name__}: lower it first"
        with pytest.raises(EmitError, match=match):
            show(tree)  # type: ignore[operator]


@pytest.mark.parametrize("intent", n.INTENTS, ids=lambda cls: cls.__name__)
def test_verify_finds_intents_wherever_they_are(intent: type[n.Node]) -> None:
    from genn_emit.ast.signature import Signature

    tree = INTENTS[intent]
    stmt = n.Assign(v[i], tree + 1) if isinstance(tree, n.Expr) else tree
    deep = n.Block((n.If(i > 0, n.Block(), n.Block((n.While(i > 0, n.Block((stmt,))),))),))  # type: ignore[arg-type]
    function = n.Function(Signature("update", (v, i)), deep)
    with pytest.raises(VerifyError, match=f"update: {intent.__name__} was not lowered"):
        verify_function(function)
    with pytest.raises(VerifyError, match=f"{intent.__name__} was not lowered"):
        verify(n.Module("m", (function,)))
