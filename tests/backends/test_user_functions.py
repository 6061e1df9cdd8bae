"""Functions that a user wrote in C++: their own namespace on the host, refused on devices."""

from __future__ import annotations

import numpy as np
import pytest

from genn_emit import programs
from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import f64, i32, ptr
from genn_emit.errors import LoweringError
from genn_emit.network import kernels as k
from genn_emit.network.functions import Requirements, UserFunction, required

from .simt_cases import INDEX, Case, block, run_case, set_

X, TABLE, GIVEN = n.Var("x", f64), n.Var("_namespacetable", ptr(f64)), n.Var("table", ptr(f64, const=True))


def scaled(name: str) -> UserFunction:
    """``exp``, of all names: the user's hides the C library's where his text is, and nowhere else."""
    body = Body()
    body.assign(TABLE, n.Cast(GIVEN, TABLE.type))
    body.return_(n.Call("scaled", (X,), f64))
    entry = n.Function(Signature(f"user_{name}", (X, GIVEN), f64, "device"), body.block())
    text = "double exp(double x) { return 2 * x; }\ndouble scaled(double x) { return exp(x) + _namespacetable[1]; }"
    return UserFunction(f"{name}_code", (n.Verbatim(text),), pointers=(TABLE,), entries=(entry,))


def case() -> Case:
    made = Case("user", functions=(scaled("one"), scaled("two")))
    count, x, table = made.constant("N", i32, 10), made.array("x", f64, np.arange(10.0)), made.array("table", f64, [0.0, 7.0])
    for name in ("one", "two"):
        value = n.Call(f"user_{name}", (x[INDEX], table), f64) + n.Call("exp", (n.literal(0.0, f64),), f64)
        made.add(k.ForEach(name, (name,), f"file_{name}", body=block(set_(x[INDEX], value)), index=INDEX, extent=count))
    return made


def test_on_the_host() -> None:
    """Two modules include the header; what they share in name does not meet."""
    np.testing.assert_array_equal(run_case(case(), "cpu", 1)["x"], 2 * (2 * np.arange(10.0) + 8) + 8)


@pytest.mark.parametrize("backend", ["opencl", "cuda"])
def test_on_devices(backend: str) -> None:
    with pytest.raises(LoweringError, match="one calls user_one"):
        programs.emit(case().network, backend, programs.Stages())


def test_header_is_for_those_who_call() -> None:
    made = case()
    made.add(k.ForEach("other", ("other",), "file_other", body=block(), index=INDEX, extent=n.Var("N", i32)))
    program = programs.emit(made.network, "cpu", programs.Stages())
    assert {f.name: "functions.h" in f.text for f in program.sources} == {
        "file_one.cc": True, "file_two.cc": True, "file_other.cc": False, "runner.cc": False,
    }  # fmt: skip
    assert "functions.h" in {f.name for f in program.headers} and program.requires == Requirements()
    plain = programs.emit(Case("plain").network, "cpu", programs.Stages())
    assert plain.requires is None and "functions.h" not in {f.name for f in plain.headers}


def test_requirements_add_up() -> None:
    one = UserFunction("a", (), requires=Requirements(sources=("a.cpp",), libraries=("m", "z")))
    two = UserFunction("b", (), requires=Requirements(sources=("a.cpp", "b.cpp"), define_macros=(("A",), ("B", "1"))))
    assert required((one, two)) == Requirements(("a.cpp", "b.cpp"), (), (("A",), ("B", "1")), ("m", "z"))
