"""What is printed means what the tree means: to a parser, to the compilers, and to Python."""

from __future__ import annotations

import ctypes
import random

import pytest
from ast_trees import ALL, CTYPES, VALUES, VARS, WIDE, compile_library, random_tree, same, worth
from hypothesis import given, settings
from hypothesis import strategies as st
from pycparser import c_ast, c_parser

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CDEF, CPP, Dialect
from genn_emit.ast.expressions import ExpressionPrinter
from genn_emit.ast.printer import Printer
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import boolean

C = CDEF.but(name="c", linkage={"export": ""})
TYPEDEFS = "".join(f"typedef int {name};" for name in sorted({*C.types.values()} - {"float", "double", "void"}))
# About values, not spelling: a random tree may compare x with itself, or an unsigned number with zero.
OF_VALUES = tuple(
    f"-Wno-{what}" for what in ("tautological-compare", "type-limits", "overflow", "unused-parameter", "bool-compare")
)


def parsed(text: str) -> object:
    """The shape of C text."""
    tree = c_parser.CParser().parse(f"{TYPEDEFS} void f(void) {{ x = {text}; }}")
    return shape_of_c(tree.ext[-1].body.block_items[0].rvalue)


def shape_of_c(e: c_ast.Node) -> object:
    if isinstance(e, c_ast.BinaryOp):
        return (e.op, shape_of_c(e.left), shape_of_c(e.right))
    if isinstance(e, c_ast.UnaryOp):
        return (e.op, shape_of_c(e.expr))
    if isinstance(e, c_ast.TernaryOp):
        return ("?", shape_of_c(e.cond), shape_of_c(e.iftrue), shape_of_c(e.iffalse))
    if isinstance(e, c_ast.Cast):
        return ("cast", e.to_type.type.type.names, shape_of_c(e.expr))
    if isinstance(e, c_ast.FuncCall):
        return ("call", e.name.name, *(shape_of_c(arg) for arg in (e.args.exprs if e.args else ())))
    return e.value if isinstance(e, c_ast.Constant) else e.name


def shape(e: n.Expr) -> object:
    """The shape that the text of a tree must have. Literals are leaves: their text is tested elsewhere."""
    if isinstance(e, n.Binary):
        return (e.op, shape(e.left), shape(e.right))
    if isinstance(e, n.Unary):
        return (e.op, shape(e.operand))
    if isinstance(e, n.Select):
        return ("?", shape(e.condition), shape(e.then), shape(e.otherwise))
    if isinstance(e, n.Cast) and e.of == boolean:
        return ("!=", shape(e.operand), shape(n.literal(0, e.operand.type)))
    if isinstance(e, n.Cast):
        return ("cast", [C.types[e.of]], shape(e.operand))
    if isinstance(e, n.Call):
        return ("call", C.functions.get((e.function, e.of), e.function), *(shape(arg) for arg in e.args))
    return parsed(ExpressionPrinter(C)(e))


@settings(max_examples=300, deadline=None)
@given(rng=st.randoms(use_true_random=False), of=st.sampled_from((*WIDE, boolean)), depth=st.integers(0, 5))
def test_text_parses_back_to_the_same_shape(rng: random.Random, of, depth: int) -> None:
    # 64-bit literals are left out: the printer may widen one by a cast that the tree does not have
    tree = random_tree(rng, of, depth, WIDE, wide_literals=False)
    text = ExpressionPrinter(C)(tree)
    assert parsed(text) == shape(tree), text


@pytest.mark.compile
@pytest.mark.parametrize(("dialect", "suffix", "head"), [
    (CPP, ".cc", '#include <stdint.h>\nextern "C" double fabs(double);\nextern "C" float fabsf(float);\n'),
    (C, ".c", "#include <stdint.h>\n#include <stdbool.h>\ndouble fabs(double);\nfloat fabsf(float);\n"),
], ids=["c++", "c"])  # fmt: skip
def test_compilers_agree_with_python(dialect: Dialect, suffix: str, head: str, tmp_path) -> None:
    """No warning, and the same value to the bit, for all types (the small ones, which C widens, among them)."""
    rng = random.Random(20)
    params = tuple(VARS.values())
    trees = {f"f{i}": random_tree(rng, rng.choice((*ALL, boolean)), rng.randrange(1, 6)) for i in range(400)}
    functions = tuple(
        n.Function(Signature(name, params, tree.type), n.Block((n.Return(tree),))) for name, tree in trees.items()
    )
    text = head + Printer(dialect).module(n.Module("trees", functions))
    library = compile_library(text, tmp_path, suffix, OF_VALUES)
    wrong = []
    for name, tree in trees.items():
        function = getattr(library, name)
        function.restype = CTYPES[tree.type]
        function.argtypes = [CTYPES[p.of] for p in params]
        got = function(*(ctypes.c_bool(v) if isinstance(v, bool) else v for v in (VALUES[p.name] for p in params)))
        if not same(got, worth(tree), tree.type):
            wrong.append(f"{ExpressionPrinter(dialect)(tree)}: {got!r}, Python says {worth(tree)!r}")
    assert not wrong, "\n".join(wrong[:5])


def test_the_text_of_a_deep_tree_is_made_in_linear_time() -> None:
    """A chain of comparisons once printed each side twice, and so took exponential time."""
    tree: n.Expr = n.Var("p", boolean)
    for _ in range(60):
        tree = n.Binary("==", tree, n.Var("q", boolean))
    assert ExpressionPrinter(CPP)(tree).count("q") == 60
