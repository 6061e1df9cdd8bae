"""Dialects are values: names of types, address spaces, function spellings. Nothing here knows about neurons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from genn_emit.ast.types import Scalar, Type, boolean, f32, f64, i8, i16, i32, i64, u8, u16, u32, u64, void

_STDINT: dict[Type, str] = {
    f32: "float", f64: "double", boolean: "bool", void: "void",
    i8: "int8_t", i16: "int16_t", i32: "int32_t", i64: "int64_t",
    u8: "uint8_t", u16: "uint16_t", u32: "uint32_t", u64: "uint64_t",
}  # fmt: skip
_OPENCL_TYPES: dict[Type, str] = {
    f32: "float", f64: "double", boolean: "bool", void: "void",
    i8: "char", i16: "short", i32: "int", i64: "long",
    u8: "uchar", u16: "ushort", u32: "uint", u64: "ulong",
}  # fmt: skip
MATH = (
    "exp", "log", "log10", "expm1", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh",
    "asin", "acos", "atan", "pow", "fabs", "floor", "ceil", "fmod", "fmin", "fmax",
)  # fmt: skip
_C_MATH: dict[tuple[str, Type], str] = {(name, f32): name + "f" for name in MATH}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one language spells what C++ trees say.

    ``linkage``: words before a function, by ``Signature.linkage``. ``functions``: spelling by name and type of the
    result. ``builtins``: spelling of ``Builtin``, integers of type i32. ``spaces``: words of address spaces, written
    before arrays, and before what pointers point to if ``pointer_spaces``. ``construct``: casts are written
    ``double(x)``. ``long_suffix``: of literals that need 64 bits.
    """

    name: str
    types: Mapping[Type, str]
    linkage: Mapping[str, str]
    functions: Mapping[tuple[str, Type], str] = field(default_factory=dict)
    builtins: Mapping[str, str] = field(default_factory=dict)
    spaces: Mapping[str, str] = field(default_factory=dict)
    restrict: str = "__restrict"
    struct_word: str = ""
    pragma_once: bool = True
    launch: bool = False
    infinity: Mapping[Scalar, str] = field(default_factory=dict)
    nan: Mapping[Scalar, str] = field(default_factory=dict)
    construct: bool = True
    independent: str = ""
    long_suffix: str = "ll"
    pointer_spaces: bool = False

    def but(self, **changes: object) -> Dialect:
        """This dialect with some fields replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def __hash__(self) -> int:
        return hash(self.name)


_GNU_INFINITY = {f64: "__builtin_inf()", f32: "__builtin_inff()"}
_GNU_NAN = {f64: '__builtin_nan("")', f32: '__builtin_nanf("")'}

CPP = Dialect(
    "c++",
    types=MappingProxyType(_STDINT),
    linkage={"export": 'extern "C"', "extern": 'extern "C"', "static": "static", "device": "static inline"},
    functions=MappingProxyType({**_C_MATH, ("exp", f64): "genn_exp", ("exp", f32): "genn_expf"}),
    independent="GENN_INDEPENDENT",
    infinity=_GNU_INFINITY,
    nan=_GNU_NAN,
)
CDEF = CPP.but(
    name="cdef",
    linkage={"export": "", "extern": ""},
    restrict="",
    struct_word="struct ",
    pragma_once=False,
    construct=False,
)
CUDA = CPP.but(
    name="cuda",
    linkage={
        "export": 'extern "C"', "extern": 'extern "C"', "static": "static",
        "kernel": "__global__", "device": "static __device__",
    },
    builtins={
        "global_id": "int32_t(blockIdx.x * blockDim.x + threadIdx.x)",
        "local_id": "int32_t(threadIdx.x)",
        "local_size": "int32_t(blockDim.x)",
        "group_id": "int32_t(blockIdx.x)",
        "num_groups": "int32_t(gridDim.x)",
        "barrier": "__syncthreads()",
    },
    spaces={"local": "__shared__ "},
    functions=MappingProxyType(_C_MATH),
    restrict="__restrict__",
    independent="",
    launch=True,
)  # fmt: skip
OPENCL = Dialect(
    "opencl",
    types=MappingProxyType(_OPENCL_TYPES),
    linkage={"kernel": "__kernel", "device": "static inline", "static": "static"},
    builtins={
        "global_id": "(int) get_global_id(0)",
        "local_id": "(int) get_local_id(0)",
        "local_size": "(int) get_local_size(0)",
        "group_id": "(int) get_group_id(0)",
        "num_groups": "(int) get_num_groups(0)",
        "barrier": "barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)",
    },
    spaces={"global": "__global ", "local": "__local "},
    restrict="restrict",
    struct_word="struct ",
    pragma_once=False,
    infinity={f64: "(double) INFINITY", f32: "INFINITY"},
    nan={f64: "(double) NAN", f32: "NAN"},
    construct=False,
    long_suffix="l",
    pointer_spaces=True,
)  # fmt: skip
