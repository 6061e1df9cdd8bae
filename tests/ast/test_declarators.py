"""Declarators, against two parsers that know C: cffi for structure, pycparser for where each const stands."""

from __future__ import annotations

import cffi
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycparser import c_ast, c_parser

from genn_emit.ast.declarators import declare
from genn_emit.ast.dialect import CDEF, CPP, CUDA, OPENCL
from genn_emit.ast.types import (
    ArrayOf,
    FunctionPointer,
    Pointer,
    Scalar,
    Struct,
    Type,
    f32,
    f64,
    i32,
    ptr,
    u8,
    u64,
    void,
)
from genn_emit.errors import EmitError

STATE = Struct("State")


@pytest.mark.parametrize(("of", "text"), [
    (f64, "double v"),
    (ptr(f64), "double *v"),
    (ptr(f64, const=True), "const double *v"),
    (ptr(f64, restrict=True), "double *__restrict v"),
    (ptr(ptr(f64)), "double **v"),
    (ptr(ptr(f64, const=True)), "const double **v"),
    (ptr(ptr(f64), const=True), "double *const *v"),
    (ptr(ptr(f64, const=True), const=True, restrict=True), "const double *const *__restrict v"),
    (ArrayOf(f64, 3), "double v[3]"),
    (ArrayOf(ArrayOf(f64, 3), 2), "double v[2][3]"),
    (ArrayOf(ptr(f64), 3), "double *v[3]"),
    (ptr(ArrayOf(f64, 3)), "double (*v)[3]"),
    (ptr(STATE), "State *v"),
    (ptr(void), "void *v"),
    (FunctionPointer(i32, (ptr(STATE), f64)), "int32_t (*v)(State *, double)"),
    (FunctionPointer(ptr(f64), ()), "double *(*v)()"),
    (ptr(FunctionPointer(void, (i32,))), "void (**v)(int32_t)"),
    (ArrayOf(FunctionPointer(void, (i32,)), 2), "void (*v[2])(int32_t)"),
    (FunctionPointer(FunctionPointer(i32, ()), ()), "int32_t (*(*v)())()"),
])  # fmt: skip
def test_text(of: Type, text: str) -> None:
    assert declare(of, "v", CPP) == text


@pytest.mark.parametrize(("of", "text"), [
    (f64, "const double v"),
    (ptr(f64), "double *const v"),
    (ptr(f64, const=True, restrict=True), "const double *const __restrict v"),
    (ArrayOf(f64, 3), "const double v[3]"),
    (FunctionPointer(void, (i32,)), "void (*const v)(int32_t)"),
])  # fmt: skip
def test_const_variables(of: Type, text: str) -> None:
    assert declare(of, "v", CPP, const=True) == text


def test_dialects() -> None:
    far = ptr(ptr(u64, const=True, space="global"), restrict=True, space="global")
    assert declare(far, "v", OPENCL) == "__global const ulong *__global *restrict v"
    assert declare(far, "v", CUDA) == "const uint64_t **__restrict__ v"
    assert declare(far, "v", CDEF) == "const uint64_t **v"
    assert declare(FunctionPointer(void, ()), "v", CDEF) == "void (*v)(void)"
    assert declare(ptr(STATE), "v", OPENCL) == "struct State *v"
    assert declare(ptr(f32, const=True), "", OPENCL) == "const float *"
    assert declare(f32, "", OPENCL) == "float"
    with pytest.raises(EmitError, match="opencl has no name for the type f16"):
        declare(Scalar("f", 16), "v", OPENCL)


types = st.recursive(
    st.sampled_from((f32, f64, i32, u8, u64, STATE)),
    lambda below: st.one_of(
        st.builds(Pointer, below, st.booleans()),
        st.builds(ArrayOf, below, st.integers(1, 9)),
        st.builds(
            FunctionPointer, below.filter(lambda t: not isinstance(t, ArrayOf)),
            st.lists(below.filter(lambda t: not isinstance(t, ArrayOf)), max_size=2).map(tuple),
        ),
    ),
    max_leaves=6,
)  # fmt: skip


def same_for_cffi(of: Type, c: cffi.FFI.CType) -> bool:
    if isinstance(of, Pointer):
        if isinstance(of.to, FunctionPointer) or c.kind == "pointer":
            return c.kind == "pointer" and same_for_cffi(of.to, c.item)
        return False
    if isinstance(of, ArrayOf):
        return c.kind == "array" and c.length == of.count and same_for_cffi(of.of, c.item)
    if isinstance(of, FunctionPointer):
        pairs = zip((of.result, *of.params), (c.result, *c.args), strict=True)
        return c.kind == "function" and all(same_for_cffi(a, b) for a, b in pairs)
    return c.cname == ("struct State" if of == STATE else CDEF.types[of])


@given(types)
def test_cffi_reads_the_same_type(of: Type) -> None:
    ffi = cffi.FFI()
    ffi.cdef("struct State { double dt; };")
    assert same_for_cffi(of, ffi.typeof(declare(of, "", CDEF)))
    ffi.cdef(f"struct Holder {{ {declare(of, 'v', CDEF)}; }};")
    ((name, field),) = ffi.typeof("struct Holder").fields
    assert name == "v"
    assert same_for_cffi(of, field.type)


TYPEDEFS = "".join(f"typedef int {name};" for name in sorted(set(CDEF.types.values())) if name.endswith("_t"))


def same_for_pycparser(of: Type, c: c_ast.Node, const: bool) -> bool:
    if isinstance(of, ArrayOf):
        whole = isinstance(c, c_ast.ArrayDecl) and c.dim.value == str(of.count)
        return whole and same_for_pycparser(of.of, c.type, const)
    if ("const" in c.quals) != const:
        return False
    if isinstance(of, Pointer):
        return isinstance(c, c_ast.PtrDecl) and same_for_pycparser(of.to, c.type, of.const)
    if isinstance(of, FunctionPointer):
        function = c.type
        return isinstance(function, c_ast.FuncDecl) and same_for_pycparser(of.result, function.type, False)
    return isinstance(c, c_ast.TypeDecl)


@given(types, st.booleans())
def test_every_const_is_where_it_belongs(of: Type, const: bool) -> None:
    text = declare(of, "v", CDEF, const)
    assert same_for_pycparser(of, c_parser.CParser().parse(f"{TYPEDEFS} {text};").ext[-1].type, const), text
