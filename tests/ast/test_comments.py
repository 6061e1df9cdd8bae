"""Whatever a user writes into a comment stays in it."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CPP
from genn_emit.ast.printer import Printer
from genn_emit.ast.types import f64

NASTY = [
    "*/ int broken;", "/* */", "/*/", "**/", "ends in \\", "ends in \\ ", "\\", "ends in ??/", "???/", "a\nb", "a\r\nb",
    "a\rb", "a\x0bb\x0cc", "a\u2028b", "µ Ω é 名", "\u202e", "tab\there", "nul\x00", "", "\n", "//", "*", "/",
    "??/\n*/",
]  # fmt: skip
texts = st.one_of(st.sampled_from(NASTY), st.text(alphabet="*/\\? \n\ra", max_size=8), st.text(max_size=8))


def module(*lines: str) -> n.Module:
    """``lines`` wherever a comment can stand."""
    member = n.StructDefinition("A", tuple((line, (n.Member(f"x{i}", f64, line),)) for i, line in enumerate(lines)))
    return n.Module("m", (member, n.Comment(lines), *(n.Comment((line,)) for line in lines)), lines)


@given(st.lists(texts, min_size=1, max_size=3))
def test_only_comments_are_left(lines: list[str]) -> None:
    text = Printer(CPP).module(module(*lines))
    assert text.isascii()
    assert not any(ord(c) < 32 and c != "\n" for c in text)
    assert "\\\n" not in text
    assert "??" not in text
    plain = Printer(CPP).module(module(*("x" for _ in lines)))
    assert code(text) == code(plain)


def code(text: str) -> str:
    """``text`` without its comments, by the rules of C."""
    out, i = [], 0
    while i < len(text):
        if text.startswith("/*", i):
            i = text.index("*/", i + 2) + 2
            out.append(" ")
        elif text.startswith("//", i):
            i = text.index("\n", i)
        else:
            out.append(text[i])
            i += 1
    return "".join("".join(out).split())


@pytest.mark.compile
@pytest.mark.parametrize("standard", ["c++14", "gnu++17", "c++20"])
def test_compiler_sees_no_difference(standard: str, tmp_path) -> None:
    """c++14 has trigraphs: ``??/`` at the end of a line joins it with the next."""
    parts = [Printer(CPP).module(module(line)).replace("struct A", f"struct A{i}") for i, line in enumerate(NASTY)]
    uses = "".join(f"double f{i}(A{i} a) {{ return a.x0; }}\n" for i in range(len(NASTY)))
    (tmp_path / "comments.cc").write_text("".join(parts) + uses)
    subprocess.run(["g++", f"-std={standard}", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "comments.cc"],
                   cwd=tmp_path, check=True)  # fmt: skip


def test_text() -> None:
    printer = Printer(CPP)
    assert printer.statement(n.Comment(("v in µV, 50% */ x",))) == "// v in \\xb5V, 50% * / x\n"
    assert printer.statement(n.Comment(("one\ntwo \\",))) == "/* one\n * two\n */\n"
    assert printer.statement(n.Comment(("",))) == "//\n"
    assert printer.statement(n.Comment(())) == "/*  */\n"
