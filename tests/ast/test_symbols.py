"""Names of users become identifiers: legal in three languages, and different names stay different."""

from __future__ import annotations

import keyword
import re
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from genn_emit.ast.dialect import MATH
from genn_emit.ast.symbols import RESERVED, SymbolTable, mangle
from genn_emit.errors import EmitError

AWKWARD = [
    "_x", "__x", "_X", "x_", "__x__", "x__y", "_", "__", "_1", "x_x", "xe_x", "genn_x", "x__", "double_", "double__",
    "_double", "μ", "ge_\u03b1", "é", "名前", "Z", "ZZ", "xe_Z", "I", "half", "kernel", "I_", "not a name", "a-b",
    "1st", "\U0001d518", "",
]  # fmt: skip
names = st.one_of(
    st.sampled_from(AWKWARD[:-1] + sorted(RESERVED)),
    st.from_regex(r"[A-Za-z_]\w{0,6}", fullmatch=True),
    st.text(alphabet="_xeZuz5f", min_size=1, max_size=7),
    st.text(min_size=1, max_size=5),
)


@given(names)
def test_legal(name: str) -> None:
    symbol = mangle(name)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", symbol)
    assert "__" not in symbol
    assert symbol not in RESERVED
    assert not symbol.startswith("genn_")


@given(names, names)
@example("double", "double_")
@example("double_", "double__")
@example("_x", "x_x")
@example("__x", "xe_Zux")
@example("μ", "xe_Z3bcz")
def test_injective(a: str, b: str) -> None:
    assert (mangle(a) == mangle(b)) == (a == b)


def test_injective_over_all_that_is_reserved() -> None:
    words = {*RESERVED, *AWKWARD[:-1], *(w + "_" for w in RESERVED), *("_" + w for w in RESERVED), *MATH}
    assert len({mangle(w) for w in words}) == len(words)


def test_people_recognise_their_names() -> None:
    plain = ["v", "g_e", "v_1", "V_t", "neurongroup_v"]
    assert [mangle(x) for x in plain] == plain
    assert [mangle(x) for x in ("I", "double", "_spike", "a__b")] == ["I_", "double_", "x_spike", "xe_a_Zub"]


def test_no_name_at_all() -> None:
    with pytest.raises(EmitError, match="an empty name"):
        mangle("")


@pytest.mark.compile
def test_every_word_compiles_as_a_local_variable(tmp_path) -> None:
    words = sorted({*RESERVED, *keyword.kwlist, *keyword.softkwlist, *AWKWARD[:-1], "assert", "environ"})
    lines = [f"    double {mangle(word)} = {i}; sum += {mangle(word)};" for i, word in enumerate(words)]
    heads = "#include <stdint.h>\n#include <math.h>\n#include <float.h>\n#include <limits.h>\n"
    text = heads + "double f()\n{\n    double sum = 0;\n" + "\n".join(lines) + "\n    return sum;\n}\n"
    (tmp_path / "words.cc").write_text(text)
    subprocess.run(["g++", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "words.cc"], cwd=tmp_path, check=True)


def test_table() -> None:
    table = SymbolTable(avoid=frozenset({"worker"}))
    assert table.name("a", "v") == "v"
    assert table.name("b", "v") == "v_2"
    assert table.name("a", "anything") == "v"
    assert table.name("c", "worker") == "worker_2"
    assert table.name("d", "double") == "double_"
    assert table.name("e", "double") == "double_2"
    assert table.get("b") == "v_2"
    assert table.get("z") is None
    assert table.taken == {"v", "v_2", "worker_2", "double_", "double_2"}


@given(st.lists(st.tuples(st.integers(), names), max_size=20))
def test_two_keys_never_share(wishes: list[tuple[int, str]]) -> None:
    table = SymbolTable()
    symbols = {key: table.name(key, wish) for key, wish in wishes}
    assert len(set(symbols.values())) == len(symbols)
