"""One symbol table between users' names and C++, OpenCL and CUDA: any Python identifier becomes a legal one."""

from __future__ import annotations

import re
from collections.abc import Set

from genn_emit.errors import EmitError

_WORDS = """
    alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break case catch
    char char8_t char16_t char32_t class compl concept const consteval constexpr constinit const_cast continue co_await
    co_return co_yield decltype default delete do double dynamic_cast else enum explicit export extern false float for
    friend goto if inline int long mutable namespace new noexcept not not_eq nullptr operator or or_eq private
    protected public reflexpr register reinterpret_cast requires restrict return short signed sizeof static
    static_assert static_cast struct switch synchronized template this thread_local throw true try typedef typeid
    typename typeof typeof_unqual union unsigned using virtual void volatile wchar_t while xor xor_eq
    NULL main environ errno linux unix i386 near far interface small huge

    kernel global local constant private generic read_only write_only read_write half pipe uniform quad
    complex imaginary event_t sampler_t queue_t ndrange_t clk_event_t reserve_id_t cl_mem_fence_flags
    uchar ushort uint ulong dim3 threadIdx blockIdx blockDim gridDim warpSize size_t ptrdiff_t State s

    I INFINITY NAN HUGE_VAL HUGE_VALF HUGE_VALL MAXFLOAT CHAR_BIT SIZE_MAX PTRDIFF_MAX PTRDIFF_MIN
    M_E M_LOG2E M_LOG10E M_LN2 M_LN10 M_PI M_PI_2 M_PI_4 M_1_PI M_2_PI M_2_SQRTPI M_SQRT2 M_SQRT1_2
    WCHAR_MAX WCHAR_MIN WINT_MAX WINT_MIN SIG_ATOMIC_MAX SIG_ATOMIC_MIN

    exp log log10 expm1 log1p sqrt sin cos tan sinh cosh tanh asin acos atan pow fabs floor ceil fmod fmin fmax
    exp2 exp10 log2 cbrt hypot erf erfc tgamma lgamma trunc round rint abs clamp mix step sign select dot cross
    length distance normalize max min mad fma degrees radians smoothstep any all vload2 barrier mem_fence printf
    j0 j1 jn y0 y1 yn gamma signgam index rindex time clock signal read write atan2 ldexp frexp modf nan asinh acosh
    atanh remainder copysign logb ilogb fdim abort exit malloc calloc realloc free memcpy memmove memset strlen
"""


def _families() -> set[str]:
    """Names that differ by a number: vectors, images, the types and limits of ``<stdint.h>``."""
    names = {f"{kind}{n}" for kind in _VECTORS.split() for n in (1, 2, 3, 4, 8, 16)}
    for dimensions in ("1d", "1d_array", "1d_buffer", "2d", "2d_array", "3d", "2d_depth", "2d_array_depth"):
        names.add(f"image{dimensions}_t")
    for sign in ("", "u"):
        sizes = [f"{kind}{n}" for kind in ("", "_least", "_fast") for n in (8, 16, 32, 64)] + ["ptr", "max"]
        for size in sizes:
            whole = f"{sign}int{size}"
            names |= {f"{whole}_t", *(f"{whole.upper()}_{end}" for end in ("MIN", "MAX", "C"))}
    for kind in ("CHAR", "SCHAR", "UCHAR", "SHRT", "USHRT", "INT", "UINT", "LONG", "ULONG"):
        names |= {f"{kind}_MIN", f"{kind}_MAX"}
    for kind in ("FLT", "DBL", "HALF"):
        names |= {f"{kind}_{end}" for end in _FLOAT_LIMITS.split()}
    return names


_FLOAT_LIMITS = "MIN MAX EPSILON DIG RADIX MANT_DIG MIN_EXP MAX_EXP"
_VECTORS = "bool char uchar short ushort int uint long ulong longlong ulonglong half float double"
RESERVED = frozenset(_WORDS.split()) | _families()
_PLAIN = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*_?\Z")
_PRIVATE = re.compile(r"_[A-Za-z0-9](?:_?[A-Za-z0-9])*_?\Z")


def mangle(name: str) -> str:
    """A legal identifier for ``name`` in every dialect. Different names never meet.

    The name itself where that is legal and not ours (``genn_``, ``x_``, ``xe_``); ``double_`` for ``double``;
    ``x_spike`` for ``_spike``; and ``xe_`` with every other character spelt for the rest, because C++ keeps names with
    two underscores, or an underscore and a capital at the start, for itself. ``EmitError`` for an empty name.
    """
    if not name:
        raise EmitError("an empty name cannot become an identifier")
    if name in RESERVED:
        return name + "_"
    if _PRIVATE.match(name):
        return "x" + name
    if _PLAIN.match(name) and not name.startswith(("genn_", "x_", "xe_")) and name[:-1] not in RESERVED:
        return name
    return "xe_" + "".join(_spelling(name))


def _spelling(name: str) -> list[str]:
    """The characters of ``name``. ``Z`` leads those that are spelt: ``ZZ`` is Z, ``Zu`` an underscore after another."""
    out: list[str] = []
    after_underscore = True
    for c in name:
        if c == "_":
            out.append("Zu" if after_underscore else "_")
            after_underscore = not after_underscore
        else:
            plain = c.isascii() and c.isalnum() and c != "Z"
            out.append(c if plain else "ZZ" if c == "Z" else f"Z{ord(c):x}z")
            after_underscore = False
    return out


class SymbolTable:
    """Names of one program: the same key gives the same symbol, two keys never share one, and none is in ``avoid``."""

    def __init__(self, avoid: Set[str] = frozenset()) -> None:
        self._symbols: dict[object, str] = {}
        self._avoid = avoid
        self._counts: dict[str, int] = {}
        self.taken: set[str] = set()

    def name(self, key: object, wish: str) -> str:
        """The symbol of ``key``; at first use derived from ``wish``, with a number when that is taken."""
        if key not in self._symbols:
            base = mangle(wish)
            joint = "" if base.endswith("_") else "_"
            count = self._counts.get(base, 1)
            symbol = base if count == 1 else f"{base}{joint}{count}"
            while symbol in self.taken or symbol in self._avoid:
                count += 1
                symbol = f"{base}{joint}{count}"
            self._counts[base] = count
            self.taken.add(symbol)
            self._symbols[key] = symbol
        return self._symbols[key]

    def get(self, key: object) -> str | None:
        """The symbol of ``key``, or None if it has none yet."""
        return self._symbols.get(key)

    def claim(self, key: object, symbol: str) -> None:
        """Give ``key`` this very symbol. ``ValueError`` if another key has it."""
        if self._symbols.get(key, symbol) != symbol or (key not in self._symbols and symbol in self.taken):
            raise ValueError(f"the symbol {symbol} is taken")
        self._symbols[key] = symbol
        self.taken.add(symbol)
