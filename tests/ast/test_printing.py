"""Exact text of small trees of every node, in every dialect that prints it."""

from __future__ import annotations

import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CDEF, CPP, CUDA, OPENCL, Dialect
from genn_emit.ast.expressions import ExpressionPrinter
from genn_emit.ast.printer import Printer
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import (
    ArrayOf,
    Struct,
    boolean,
    f32,
    f64,
    i16,
    i32,
    i64,
    ptr,
    u8,
    u16,
    u32,
    u64,
    void,
)
from genn_emit.errors import EmitError

ALL = (CPP, CDEF, CUDA, OPENCL)
a, b, c = (n.Var(name, f64) for name in "abc")
x, y = n.Var("x", f32), n.Var("y", f32)
i, j = n.Var("i", i32), n.Var("j", i32)
k, m = n.Var("k", i64), n.Var("m", u64)
p, q, r = (n.Var(name, boolean) for name in "pqr")
v = n.Var("v", ptr(f64))
s = n.Var("s", ptr(Struct("State")))
one = n.literal(1, i64)


def expr(e: n.Expr, dialect: Dialect = CPP) -> str:
    return ExpressionPrinter(dialect)(e)


def stmt(e: n.Stmt, dialect: Dialect = CPP) -> str:
    return Printer(dialect).statement(e)


@pytest.mark.parametrize("dialect", ALL, ids=lambda d: d.name)
@pytest.mark.parametrize(("tree", "text"), [
    (a, "a"),
    (a + b * c, "a + b * c"),
    ((a + b) * c, "(a + b) * c"),
    (a - (b - c), "a - (b - c)"),
    (a - b - c, "a - b - c"),
    (a / (b * c), "a / (b * c)"),
    (a * b / c, "a * b / c"),
    (a * (b / c), "a * (b / c)"),
    (-a, "-a"),
    (n.Unary("-", -a), "-(-a)"),
    (-(a + b), "-(a + b)"),
    (-a * b, "-a * b"),
    (a - -1.0 * b, "a - -1.0 * b"),
    (a > 1, "a > 1.0"),
    (a + b > c, "a + b > c"),
    ((a > b).eq(p), "(a > b) == p"),
    (p & q, "p && q"),
    (p & q & r, "p && q && r"),
    (p & (q & r), "p && (q && r)"),
    (p | q & r, "p || (q && r)"),
    ((p | q) & r, "(p || q) && r"),
    (~p, "!p"),
    (~(p & q), "!(p && q)"),
    (n.Unary("!", ~p), "!(!p)"),
    ((a > b) & (b > c), "a > b && b > c"),
    (i & j, "i & j"),
    (i & (j | 3), "i & (j | 3)"),
    ((i + 1) & j, "(i + 1) & j"),
    ((i + 1) << j, "(i + 1) << j"),
    ((i << j) + 1, "(i << j) + 1"),
    ((i << j) > 1, "(i << j) > 1"),
    ((i & j).eq(0), "(i & j) == 0"),
    (i % 3, "i % 3"),
    (~i, "~i"),
    (i ^ j, "i ^ j"),
    (i.ne(j), "i != j"),
    (i <= j, "i <= j"),
    (i >= j, "i >= j"),
    (n.Select(p, a, b), "p ? a : b"),
    (n.Select(p, a, n.Select(q, b, c)), "p ? a : (q ? b : c)"),
    (n.Select(p | q, a + 1, b), "p || q ? a + 1.0 : b"),
    (n.Select(p, a, b) + c, "(p ? a : b) + c"),
    (v[i], "v[i]"),
    (v[i + 1] + v[0], "v[i + 1] + v[0]"),
    ((v + i)[k], "(v + i)[k]"),
    (s.field("dt", f64), "s->dt"),
    (s[0].field("dt", f64), "s[0].dt"),
    (s.field("v", ptr(f64))[i], "s->v[i]"),
    (n.AddressOf(v[i]), "&v[i]"),
    (n.AddressOf(a), "&a"),
    (n.AddressOf(s.field("dt", f64)), "&s->dt"),
    (n.Call("f", (), f64), "f()"),
    (n.Call("f", (a + b, i), f64), "f(a + b, i)"),
    (n.Call("log", (a,), f64), "log(a)"),
    (i.cast(boolean), "i != 0"),
    ((i * j).cast(boolean) & p, "i * j != 0 && p"),
    (a.cast(boolean), "a != 0.0"),
    (k + 1, "k + 1"),
])  # fmt: skip
def test_expressions_that_all_dialects_spell_alike(dialect: Dialect, tree: n.Expr, text: str) -> None:
    assert expr(tree, dialect) == text


@pytest.mark.parametrize(("tree", "cpp", "c", "opencl"), [
    (a.cast(f32), "float(a)", "(float) a", "(float) a"),
    ((a + b).cast(i64), "int64_t(a + b)", "(int64_t) (a + b)", "(long) (a + b)"),
    (i.cast(f64) * a, "double(i) * a", "(double) i * a", "(double) i * a"),
    ((-a).cast(i32), "int32_t(-a)", "(int32_t) -a", "(int) -a"),
    (v[i].cast(u8), "uint8_t(v[i])", "(uint8_t) v[i]", "(uchar) v[i]"),
    (n.Cast(v, ptr(u64, const=True))[0], "((const uint64_t *) v)[0]", "((const uint64_t *) v)[0]",
     "((const ulong *) v)[0]"),
    (n.Cast(v, ptr(u64, space="global")), "(uint64_t *) v", "(uint64_t *) v", "(__global ulong *) v"),
    (n.Cast(v, ptr(u8, restrict=True)), "(uint8_t *) v", "(uint8_t *) v", "(uchar *) v"),
    (n.Cast(i, void), "(void) i", "(void) i", "(void) i"),
    (n.Call("log", (x,), f32), "logf(x)", "logf(x)", "log(x)"),
    (x + 0.1, "x + 0.1f", "x + 0.1f", "x + 0.1f"),
    # C would compute these in 32 bits, because small literals have no suffix
    (one << k, "int64_t(1) << k", "(int64_t) 1 << k", "(long) 1 << k"),
    (n.Binary("*", one, one), "int64_t(1) * 1", "(int64_t) 1 * 1", "(long) 1 * 1"),
    (-n.literal(1, u64), "-uint64_t(1u)", "-(uint64_t) 1u", "-(ulong) 1u"),
    # C would compute these in int
    (n.Var("h", u8) + 1, "uint8_t(h + 1)", "(uint8_t) (h + 1)", "(uchar) (h + 1)"),
    (~n.Var("h", u16), "uint16_t(~h)", "(uint16_t) ~h", "(ushort) ~h"),
    (n.Var("h", i16) % 3, "h % 3", "h % 3", "h % 3"),
])  # fmt: skip
def test_expressions_that_differ(tree: n.Expr, cpp: str, c: str, opencl: str) -> None:
    assert [expr(tree, d) for d in (CPP, CUDA, CDEF, OPENCL)] == [cpp, cpp, c, opencl]


def test_the_exponential_is_ours_on_the_cpu() -> None:
    assert [expr(n.Call("exp", (x,), f32), d) for d in (CPP, CUDA, OPENCL)] == ["genn_expf(x)", "expf(x)", "exp(x)"]
    assert [expr(n.Call("exp", (a,), f64), d) for d in (CPP, CUDA, OPENCL)] == ["genn_exp(a)", "exp(a)", "exp(a)"]


def test_builtins() -> None:
    item = n.Builtin("global_id", i32)
    assert expr(item + 1, CUDA) == "int32_t(blockIdx.x * blockDim.x + threadIdx.x) + 1"
    assert expr(item + 1, OPENCL) == "(int) get_global_id(0) + 1"
    assert expr(n.Builtin("local_id", u32), CUDA) == "uint32_t(int32_t(threadIdx.x))"
    assert expr(n.Builtin("local_id", u32), OPENCL) == "(uint) (int) get_local_id(0)"
    assert stmt(n.Do(n.Builtin("barrier", void)), CUDA) == "__syncthreads();\n"
    assert stmt(n.Do(n.Builtin("barrier", void)), OPENCL) == "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);\n"
    for dialect in (CPP, CDEF):
        with pytest.raises(EmitError, match="has no global_id: it exists on devices only"):
            expr(item, dialect)


ASSIGN = n.Assign(v[i], a)


@pytest.mark.parametrize("dialect", [CPP, CUDA], ids=lambda d: d.name)
@pytest.mark.parametrize(("tree", "text"), [
    (n.Declare(a, b + 1), "const double a = b + 1.0;"),
    (n.Declare(a, b, const=False), "double a = b;"),
    (n.Declare(a), "double a;"),
    (n.Declare(n.Var("w", ArrayOf(f64, 4))), "double w[4];"),
    (n.Declare(n.Var("w", ptr(f64, const=True, restrict=True)), s.field("v", ptr(f64))),
     "const double *{restrict} w = s->v;"),
    (ASSIGN, "v[i] = a;"),
    (n.Assign(a, b, "+="), "a += b;"),
    (n.Do(n.Call("f", (a,), void)), "f(a);"),
    (n.Do(n.Cast(i, void)), "(void) i;"),
    (n.Do(n.Cast(a, i32)), "(int32_t) a;"),
    (n.If(p, n.Block((ASSIGN,))), "if (p) {\n    v[i] = a;\n}"),
    (n.If(p, n.Block((ASSIGN,)), n.Block((n.Return(),))), "if (p) {\n    v[i] = a;\n} else {\n    return;\n}"),
    (n.For(i, n.literal(0, i32), j, n.Block((ASSIGN,))),
     "for (int32_t i = 0; i < j; i++) {\n    v[i] = a;\n}"),
    (n.For(i, n.literal(0, i32), j << 2, n.Block((ASSIGN,)), n.literal(8, i32)),
     "for (int32_t i = 0; i < (j << 2); i += 8) {\n    v[i] = a;\n}"),
    (n.While(i.ne(0), n.Block((n.Assign(i, i - 1),))), "while (i != 0) {\n    i = i - 1;\n}"),
    (n.While(p, n.Block((n.Break(), n.Continue()))), "while (p) {\n    break;\n    continue;\n}"),
    (n.Return(), "return;"),
    (n.Return(a + b), "return a + b;"),
    (n.Block((ASSIGN, n.Block((ASSIGN,)))), "v[i] = a;\nv[i] = a;"),
    (n.Comment(("spikes of this step",)), "// spikes of this step"),
    (n.Comment(("one", "two")), "/* one\n * two\n */"),
    (n.If(p, n.Block((n.Pragma("unroll"), ASSIGN))), "if (p) {\n#pragma unroll\n    v[i] = a;\n}"),
])  # fmt: skip
def test_statements(dialect: Dialect, tree: n.Stmt, text: str) -> None:
    assert stmt(tree, dialect) == text.replace("{restrict}", dialect.restrict) + "\n"


@pytest.mark.parametrize(("tree", "text"), [
    (n.Declare(k, one), "const long k = 1;"),
    (n.Declare(n.Var("w", ptr(f64, const=True, restrict=True, space="global"))), "__global const double *restrict w;"),
    (n.Declare(n.Var("tile", ArrayOf(f32, 32, "local"))), "__local float tile[32];"),
    (n.For(k, one, n.Var("n", i64), n.Block()), "for (long k = 1; k < n; k++) {\n}"),
    (n.Assign(v[i], a), "v[i] = a;"),
    (n.Do(n.Cast(i, void)), "(void) i;"),
    (n.Return(), "return;"),
])  # fmt: skip
def test_statements_in_opencl(tree: n.Stmt, text: str) -> None:
    assert stmt(tree, OPENCL) == text + "\n"


def test_shared_memory_in_cuda_is_about_the_array_not_about_pointers() -> None:
    assert stmt(n.Declare(n.Var("tile", ArrayOf(f32, 32, "local"))), CUDA) == "__shared__ float tile[32];\n"
    assert stmt(n.Declare(n.Var("w", ptr(f32, space="local"))), CUDA) == "float *w;\n"


def test_the_address_of_an_element_keeps_space_and_const() -> None:
    far = n.Var("w", ptr(f64, const=True, space="global"))
    assert n.AddressOf(far[i]).type == ptr(f64, const=True, space="global")
    assert n.AddressOf(n.Var("tile", ArrayOf(f32, 8, "local"))[i]).type == ptr(f32, space="local")
    assert n.AddressOf(a).type == ptr(f64)


def test_launch() -> None:
    launch = n.Launch("update_kernel", (i + 255) / 256, n.literal(256, i32), (i, v))
    assert stmt(launch, CUDA) == "update_kernel<<<(i + 255) / 256, 256>>>(i, v);\n"
    for dialect in (CPP, OPENCL):
        with pytest.raises(EmitError, match="cannot launch update_kernel"):
            stmt(launch, dialect)


STRUCT = n.StructDefinition(
    "State",
    (
        ("time", (n.Member("dt", f64, "second"),)),
        ("", (n.Member("v", ptr(f64)), n.Member("w", ArrayOf(i32, 3)))),
    ),
)
MEMBERS = """\
    // time
    double dt;                                       // second
    double *v;
    {i32} w[3];
"""


@pytest.mark.parametrize("dialect", ALL, ids=lambda d: d.name)
def test_struct(dialect: Dialect) -> None:
    text = Printer(dialect).module(n.Module("m", (STRUCT,)))
    assert text == "struct State {\n" + MEMBERS.replace("{i32}", dialect.types[i32]) + "};\n"


def test_module() -> None:
    step = Signature("step", (s, n.Var("n_steps", i64)), i32)
    items = (
        n.Include("stdint.h", system=True),
        n.Include("definitions.h"),
        n.Verbatim("\nstatic double cube(double x) { return x * x * x; }\n"),
        n.Prototype(step.but(name="reset", params=())),
        n.Prototype(step),
        n.Function(step, n.Block((n.Return(n.literal(0, i32)),)), ("one step",)),
    )
    assert Printer(CPP).module(n.Module("m", items, ("model", "two lines"), guard=True)) == """\
/* model
 * two lines
 */
#pragma once
#include <stdint.h>
#include "definitions.h"

static double cube(double x) { return x * x * x; }

extern "C" int32_t reset();
extern "C" int32_t step(State *s, int64_t n_steps);

/* one step */
extern "C" int32_t step(State *s, int64_t n_steps)
{
    return 0;
}
"""


def test_namespaces() -> None:
    inside = (n.ThreadLocal(n.Var("table", ptr(f64))), n.Verbatim("#define two 2\nint f() { return two; }"))
    items = (n.Namespace("f_code", (n.Namespace("", inside),)), n.Using("f_code", "f"))
    assert Printer(CPP).module(n.Module("m", items)) == """\
namespace f_code {
    namespace {
        thread_local double *table;
#define two 2
int f() { return two; }
    }
}

using f_code::f;
"""


def test_nothing_at_all() -> None:
    assert Printer(CPP).module(n.Module("empty", ())) == ""
    assert stmt(n.Block()) == ""


def test_linkage_words() -> None:
    kernel = Signature("f", (n.Var("w", ptr(f32, space="global")),), void, "kernel")
    assert Printer(CUDA).signature(kernel) == "__global__ void f(float *w)"
    assert Printer(OPENCL).signature(kernel) == "__kernel void f(__global float *w)"
    assert Printer(CUDA).signature(kernel.but(linkage="device")) == "static __device__ void f(float *w)"
    assert Printer(OPENCL).signature(kernel.but(linkage="device", params=())) == "static inline void f(void)"
    for dialect in (CPP, CDEF):
        with pytest.raises(EmitError, match=r"has no kernel functions \(f\)"):
            Printer(dialect).signature(kernel)


@pytest.mark.parametrize("path", ["", 'a"b', "a\nb", "a>b"])
def test_bad_include(path: str) -> None:
    with pytest.raises(EmitError, match="cannot be included"):
        Printer(CPP).module(n.Module("m", (n.Include(path),)))


@pytest.mark.parametrize("text", ["a\nb", "a\\", ""])
def test_bad_pragma(text: str) -> None:
    with pytest.raises(EmitError, match="a pragma is one line"):
        stmt(n.Pragma(text))
