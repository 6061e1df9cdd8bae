"""One signature: prototype, cffi declaration, definition and checked call are four renderings of it."""

from __future__ import annotations

import subprocess

import cffi
import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CDEF, CPP
from genn_emit.ast.printer import Printer
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import Struct, f32, f64, i32, i64, ptr, void

STATE = n.Var("s", ptr(Struct("State")))
COUNT = n.Var("count", i32)
ADD = Signature("add", (STATE, n.Var("values", ptr(f64, const=True, restrict=True)), COUNT), f64)
STRUCT = n.StructDefinition("State", (("time", (n.Member("dt", f64),)),))


def definition() -> n.Function:
    total, i, values = n.Var("total", f64), n.Var("i", i32), ADD.params[1]
    loop = n.For(i, n.literal(0, i32), COUNT, n.Block((n.Assign(total, values[i], "+="),)))
    result = n.Return(total * STATE.field("dt", f64))
    return n.Function(ADD, n.Block((n.Declare(total, n.literal(0, f64), const=False), loop, result)))


@pytest.mark.compile
def test_one_signature_four_renderings(tmp_path) -> None:
    header = Printer(CPP).module(n.Module("definitions.h", (STRUCT, n.Prototype(ADD)), guard=True))
    assert 'extern "C" double add(State *s, const double *__restrict values, int32_t count);\n' in header
    cdef = Printer(CDEF).module(n.Module("cdef", (STRUCT,))) + Printer(CDEF).prototypes((ADD,))
    assert "\ndouble add(struct State *s, const double *values, int32_t count);\n" in cdef
    items = (n.Include("stdint.h", system=True), n.Include("definitions.h"), definition())
    (tmp_path / "definitions.h").write_text("#include <stdint.h>\n" + header)
    (tmp_path / "add.cc").write_text(Printer(CPP).module(n.Module("add.cc", items)))
    flags = ["-shared", "-fPIC", "-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Werror"]
    subprocess.run(["g++", *flags, "add.cc", "-o", "add.so"], cwd=tmp_path, check=True)
    ffi = cffi.FFI()
    ffi.cdef(cdef)
    state = ffi.new("struct State *", [0.5])
    assert ffi.dlopen(str(tmp_path / "add.so")).add(state, ffi.new("double[]", [1.0, 2.0, 3.0]), 3) == 3.0


def test_checked_call() -> None:
    values = n.Var("v", ptr(f64))
    assert ADD(STATE, values, COUNT) == n.Call("add", (STATE, values, COUNT), f64)
    assert ADD(STATE, values, 3).args[2] == n.literal(3, i32)
    with pytest.raises(TypeError, match=r"add takes 3 arguments \(s, values, count\), got 2"):
        ADD(STATE, values)
    with pytest.raises(TypeError, match="argument count of add, n: i32 against i64; cast"):
        ADD(STATE, values, n.Var("n", i64))
    with pytest.raises(TypeError, match="argument values of add, v"):
        ADD(STATE, n.Var("v", ptr(f32)), COUNT)
    with pytest.raises(TypeError, match="not a whole number"):
        ADD(STATE, values, 0.5)


def test_variations() -> None:
    assert ADD.but(name="more") == Signature("more", ADD.params, f64)
    fast = ADD.but(attribute="__attribute__((hot))", params=(), linkage="static", result=void)
    assert Printer(CPP).signature(fast) == "static __attribute__((hot)) void add()"
    assert Printer(CDEF).prototypes((ADD.but(params=()),)) == "double add(void);\n"
    assert Printer(CPP).signature(ADD.but(params=(), result=ptr(f64))) == 'extern "C" double *add()'
    assert hash(ADD) == hash(ADD.but())
