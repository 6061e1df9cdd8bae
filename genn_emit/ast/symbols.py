"""One symbol table between users' names and C++, OpenCL and CUDA: any Python identifier becomes a legal one."""

from __future__ import annotations

import re
from collections.abc import Set

_RESERVED = frozenset(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class compl
    concept const consteval constexpr constinit const_cast continue co_await co_return co_yield decltype default delete
    do double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable
    namespace new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast
    requires restrict return short signed sizeof static static_assert static_cast struct switch template this
    thread_local throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t while xor
    xor_eq typeof asm NULL main environ linux unix
    int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t size_t
    kernel global local constant private generic read_only write_only read_write half image2d_t sampler_t event_t
    uchar ushort uint ulong quad complex imaginary bool2 char2 double2 double4 float2 float4 int2 int4 long2
    INFINITY NAN HUGE_VAL HUGE_VALF MAXFLOAT I pipe
    exp log log10 expm1 log1p sqrt sin cos tan sinh cosh tanh asin acos atan pow fabs floor ceil fmod fmin fmax
    exp2 exp10 log2 cbrt hypot erf erfc tgamma lgamma trunc round rint abs clamp mix step sign select dot cross
    length distance normalize max min mad fma degrees radians smoothstep any all vload2 barrier printf
    j0 j1 jn y0 y1 yn gamma signgam index rindex time clock signal read write select
    dim3 threadIdx blockIdx blockDim gridDim warpSize State s
    """.split()
)
_LEGAL = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


def mangle(name: str) -> str:
    """A legal identifier for ``name`` in every dialect: the name itself where it can be, ``name_`` where it is
    reserved, and a spelling of each foreign character where it holds one. Different names never meet."""
    if name in _RESERVED or (name.endswith("_") and name.rstrip("_") in _RESERVED):
        return name + "_"
    if _LEGAL.match(name) and not name.startswith(("genn_", "x_")):
        return name
    return "x_" + "".join(c if c.isascii() and (c.isalnum() or c == "_") else f"u{ord(c):x}_" for c in name)


class SymbolTable:
    """Names of one program: the same key gives the same symbol, two keys never share one, and none is in ``avoid``."""

    def __init__(self, avoid: Set[str] = frozenset()) -> None:
        self._symbols: dict[object, str] = {}
        self._avoid = avoid
        self.taken: set[str] = set()

    def name(self, key: object, wish: str) -> str:
        """The symbol of ``key``; at first use derived from ``wish``, with a number when that is taken."""
        if key not in self._symbols:
            base = mangle(wish)
            symbol, count = base, 1
            while symbol in self.taken or symbol in self._avoid:
                count += 1
                symbol = f"{base}_{count}"
            self.taken.add(symbol)
            self._symbols[key] = symbol
        return self._symbols[key]

    def get(self, key: object) -> str | None:
        return self._symbols.get(key)

    def claim(self, key: object, symbol: str) -> None:
        """Give ``key`` this very symbol. ``ValueError`` if another key has it."""
        if self._symbols.get(key, symbol) != symbol or (key not in self._symbols and symbol in self.taken):
            raise ValueError(f"the symbol {symbol} is taken")
        self._symbols[key] = symbol
        self.taken.add(symbol)
