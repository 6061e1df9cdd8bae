"""Functions of users: C++ is compiled with the kernels that call it, on backends that run on the host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import brian2 as b2
import numpy as np
import pytest
from brian2 import ms
from brian2.core.base import BrianObjectException
from brian2.core.functions import DEFAULT_FUNCTIONS

from genn_emit.errors import BuildError
from genn_emit.runtime.build import launches

from .running import Results, active, copied, emitted, expected, same


def function(cpp: Any, python: Any, n_args: int = 1, **more: Any) -> Any:
    """A function of numbers without units, in C++ and in numpy."""
    keywords = {name: more.pop(name) for name in ("arg_types", "return_type", "stateless", "auto_vectorise") if name in more}
    made = b2.Function(python, arg_units=[1] * n_args, return_unit=1, **keywords)
    made.implementations.add_implementation("cpp", cpp, **more)
    made.implementations.add_implementation("numpy", python)
    return made


@b2.implementation("cpp", """
    #include <vector>
    double gain(double x)
    {
        std::vector<double> both = {2 * x, 0.5};
        return std::max(both[0], both[1]);
    }
    """)  # fmt: skip
@b2.implementation("numpy", discard_units=True)
@b2.check_units(x=1, result=1)
def gain(x: Any) -> Any:
    return np.maximum(2 * x, 0.5)


def everywhere() -> Results:
    space = {"gain": gain}
    G = b2.NeuronGroup(
        6, "dv/dt = (gain(v) - v + 0.5)/(5*ms) : 1\nx : 1\ntotal : 1\nshown = gain(x)*gain(v) : 1", threshold="gain(v) > 2", name="G",
        reset="v = 0.1*gain(x)", refractory="gain(x)*ms", method="euler", namespace=space,
    )  # fmt: skip
    G.v = "i*0.1"
    G.x = "gain(v)"
    G.x["gain(x) > 1.2"] = "gain(x)/4"
    G.v[1:3] = "gain(v)/3"
    G.run_regularly("x = gain(x)/2.5", dt=1 * ms)
    S = b2.Synapses(G, G, "w : 1\ntotal_post = gain(w) : 1 (summed)", on_pre="v_post += 0.1*gain(v_pre)", name="S", namespace=space)
    S.connect("gain(0.1*i) > 0.6 and i != j")
    S.w = "gain(0.2*j)"
    trace = b2.StateMonitor(G, ["v", "shown", "total"], record=True, name="trace")
    spikes = b2.SpikeMonitor(G, name="spikes")
    net = b2.Network(G, S, trace, spikes, name="net")
    net.run(5 * ms)
    net.run(5 * ms)
    assert len(S) and spikes.num_spikes
    return {"v": trace.v[:], "x": G.x[:], "total": trace.total[:], "shown": trace.shown[:], "t": spikes.t_[:], "i": spikes.i[:]}


def test_everywhere() -> None:
    same(emitted(everywhere, "cpu"), expected(everywhere))


def test_on_a_device(backend: str) -> None:
    """What runs there runs in numpy instead, and says which function is the reason; synapses are made on the host."""
    if backend == "cpu":
        pytest.skip("compiled there")
    want = expected(everywhere)
    with active("genn_emit", backend=backend) as device:
        got = copied(everywhere())
        fallbacks = list(device.fallbacks)
    same(got, want)
    kinds = {f.kind for f in fallbacks}
    assert {"stateupdate", "threshold", "reset", "synapses", "statemonitor", "summed_variable"} <= kinds
    assert "synapses_create_generator" not in kinds and {f.reason for f in fallbacks} == {"the function gain"}


def values(space: dict[str, Any], expression: str, of: str = "1", extra: str = "", **more: Any) -> Results:
    """An expression of ``x`` (0 to 0.9), ``k`` (-5 to 4) and ``b`` (true for odd ones) for ten neurons, after one time step."""
    G = b2.NeuronGroup(10, f"y : {of}\nx : 1\nk : integer\nb : boolean\n{extra}", namespace=space, name="G", **more)
    G.x, G.k, G.b = "0.1*i", "i - 5", "i % 2 == 1"
    G.run_regularly(f"y = {expression}", name="rule")
    net = b2.Network(G, name="net")
    net.run(b2.defaultclock.dt)
    return {"y": G.y[:]}


def agree(script: Any, **more: Any) -> Results:
    want = expected(script)
    got = emitted(script, "cpu", **more)
    same(got, want)
    return got


@pytest.mark.parametrize(("cpp", "python", "arg_types", "return_type", "expression", "of"), [
    ("bool f(double x) { return x > 0.5; }", lambda x: x > 0.5, ["float"], "boolean", "f(x) and b", "boolean"),
    ("int f(int k) { return k / 2; }", lambda k: np.trunc(k / 2).astype(int), ["integer"], "integer", "f(k)*f(7)", "integer"),
    ("int f(bool b) { return b ? 3 : 7; }", lambda b: np.where(b, 3, 7), ["boolean"], "integer", "f(b)/2 + f(k > 2)", "1"),
    ("template<class T> T f(T a) { return a + 1; }", lambda a: a + 1, ["any"], "highest", "f(k)*1000 + f(x) + f(0.25) + f(2)", "1"),
    ("int f(double x) { return x > 0.5; }", lambda x: np.where(x > 0.5, 1.0, 0.0), ["float"], "float", "f(x)/2", "1"),
])  # fmt: skip
def test_types(cpp: str, python: Any, arg_types: list[str], return_type: str, expression: str, of: str) -> None:
    made = function(cpp, python, arg_types=arg_types, return_type=return_type)
    agree(lambda: values({"f": made}, expression, of))


def test_single_precision() -> None:
    made = function("template<class T> T third(T x) { return x / T(3); }\nconst char *which(float) { return 0; }", lambda x: x / 3)
    made.pyfunc.__name__ = "third"

    def script() -> Results:
        b2.prefs["core.default_float_dtype"] = np.float32
        return values({"f": made, "c": 0.7}, "f(x) + f(c*x) + f(1.5)")

    got = emitted(script, "cpu")["y"]
    assert got.dtype == np.float32
    x = np.arange(10, dtype=np.float32) * np.float32(0.1)
    np.testing.assert_allclose(got, x / 3 + np.float32(0.7) * x / 3 + np.float32(0.5), rtol=1e-6)


class Table:
    """A user's class as those of Brian2 are: a function with an array, whose code depends on where it is used."""

    def __init__(self, name: str, content: Any) -> None:
        self.content = np.asarray(content)
        made = b2.Function(lambda x: self.content[int(x * len(self.content))], arg_units=[1], return_unit=1)
        code = f"double {name}(double x) {{ return _namespace{name}_content[int(x * N)]; }}\nstatic double unused = DT;"
        made.implementations.add_dynamic_implementation(
            "cpp",
            lambda owner: code.replace("N", str(len(self.content))).replace("DT", repr(float(owner.clock.dt_))),
            lambda owner: {f"{name}_content": self.content},
            name=name,
        )
        made.implementations.add_dynamic_implementation(
            "numpy", lambda owner: lambda x: self.content[(np.asarray(x) * len(self.content)).astype(int)]
        )
        self.function = made


def test_arrays() -> None:
    """Two functions of the same name and text have different arrays; other values need no compiler."""

    def script(first: Any, second: Any) -> Results:
        G = b2.NeuronGroup(4, "y : 1\nx : 1", namespace={"table": first.function}, name="G")
        H = b2.NeuronGroup(4, "y : 1\nx : 1", namespace={"table": second.function}, name="H")
        for group in (G, H):
            group.x = "(i + 0.5)/4"
            group.run_regularly("y = table(x) + table(1 - x)", name=f"{group.name}_rule")
        b2.Network(G, H, name="net").run(0.1 * ms)
        return {"G": G.y[:], "H": H.y[:]}

    one, other = Table("table", [1.0, 2.0, 4.0, 8.0]), Table("table", [0.5, 0.25, 3.0, 5.0])
    agree(lambda: script(one, other))
    before = launches.count
    one.content[:] = [7.0, 6.0, 5.0, 3.0]
    agree(lambda: script(one, other))
    agree(lambda: script(other, Table("table", [5.0, 6.0, 8.0, 9.0])))
    assert launches.count == before


@pytest.mark.parametrize("dtype", ["f4", "i4", "i8", "?"])
def test_types_of_arrays(dtype: str) -> None:
    content = np.array([1, 0, 3], dtype)
    made = function("double f(int k) { return _namespacec[(k + 6) % 3] + 0.5; }", lambda k: content[(k + 6) % 3] + 0.5,
                    arg_types=["integer"], namespace={"c": content})  # fmt: skip
    agree(lambda: values({"f": made}, "f(k)"))


def test_two_functions_of_one_name() -> None:
    up = function("double f(double x) { return x + 1; }", lambda x: x + 1)
    down = function("double f(double x) { return x - 1; }", lambda x: x - 1)

    def script() -> Results:
        G = b2.NeuronGroup(3, "y = f(1.0*i) : 1", namespace={"f": up}, name="G")
        H = b2.NeuronGroup(3, "y = f(1.0*i) : 1", namespace={"f": down}, name="H")
        traces = [b2.StateMonitor(group, "y", record=True, name=f"{group.name}_trace") for group in (G, H)]
        b2.Network(G, H, traces, name="net").run(0.1 * ms)
        return {"G": traces[0].y[:], "H": traces[1].y[:]}

    agree(script)


def test_dependencies() -> None:
    """They come first, under the name that the text knows; a function of Brian2 may be one; a macro may be a function."""
    inner = function("double inner_one(double x) { return 3 * x; }", lambda x: 3 * x, name="inner_one")
    outer = function("double outer(double x) { return inner(x) + clip(x, 0.2, 0.4) + arcsin(x); }",
                     lambda x: 3 * x + np.clip(x, 0.2, 0.4) + np.arcsin(x), name="outer",
                     dependencies={"inner": inner, "clip": DEFAULT_FUNCTIONS["clip"], "arcsin": DEFAULT_FUNCTIONS["arcsin"]})  # fmt: skip
    macro = function({"support_code": "double half(double x) { return x / 2; }", "hashdefine_code": "#define f(x) (1 + half(x))"},
                     lambda x: 1 + x / 2)  # fmt: skip
    agree(lambda: values({"g": outer, "f": macro}, "g(x)*f(x)"))


def test_files_of_the_user(tmp_path: Path) -> None:
    """Sources, headers, directories and macros; a source that changes is compiled again."""
    (tmp_path / "include").mkdir()
    (tmp_path / "include" / "theirs.h").write_text("double theirs(double x);\n")

    def script(factor: int, macro: str) -> Results:
        source = tmp_path / "theirs.cpp"
        source.write_text(f'#include "theirs.h"\n#include <stdexcept>\ndouble theirs(double x) {{ return {factor} * x; }}\n')
        made = function("// all in theirs.cpp\nstatic inline double more(double x) { return theirs(x) + EXTRA; }",
                        lambda x: factor * x + float(macro), name="more", compiler_kwds={
                            "headers": ['"theirs.h"', "<cstdio>"], "sources": [str(source)], "include_dirs": [str(tmp_path / "include")],
                            "define_macros": [("EXTRA", macro), ("UNUSED", None)], "libraries": ["m"], "library_dirs": [str(tmp_path)],
                            "runtime_library_dirs": [str(tmp_path)],
                        })  # fmt: skip
        return values({"more": made}, "more(x)")

    agree(lambda: script(3, "0.5"))
    agree(lambda: script(4, "0.25"))


def test_state() -> None:
    """A function that counts its calls: elements run in order, one after the other, and each call is made once."""
    code = "double count(double start) {{ static double n{0} = start; return n{0}++; }}"
    made = {f"c{k}": function(code.format(k), lambda start: start, stateless=False) for k in range(3)}
    for one in made.values():
        one.pyfunc.__name__ = "count"
    with active("genn_emit") as device:
        G = b2.NeuronGroup(50, "y : 1\nz : 1\nb : boolean", threshold="c1(10.0) > 40", reset="z = c2(0.0)", namespace=made, name="G")
        G.run_regularly("y = c0(5.0)\nb = y > 20", name="rule")
        b2.Network(G, name="net").run(b2.defaultclock.dt)
        got = copied({"y": G.y[:], "z": G.z[:], "b": G.b[:]})
        assert device.fallbacks == []
    np.testing.assert_array_equal(got["y"], 5 + np.arange(50.0))
    np.testing.assert_array_equal(got["b"], got["y"] > 20)
    np.testing.assert_array_equal(got["z"], np.where(np.arange(50) + 10 > 40, np.arange(50) - 31, 0))


def test_index_of_the_element() -> None:
    made = function("double f(double x, int element) { return 10 * element + x; }", lambda x, element: 10 * np.arange(10) + x,
                    auto_vectorise=True)  # fmt: skip
    agree(lambda: values({"f": made}, "f(x)"))


def test_one_program_for_other_values() -> None:
    def script(tau: float, n: int) -> Results:
        G = b2.NeuronGroup(n, "dv/dt = (gain(v*scale) - v)/tau : 1", method="euler", name="G",
                           namespace={"gain": gain, "tau": tau * ms, "scale": tau / 7})  # fmt: skip
        b2.Network(G, name="net").run(n * 0.1 * ms)
        return {"v": G.v[:]}

    agree(lambda: script(5.0, 10))
    before = launches.count
    agree(lambda: script(8.0, 25))
    assert launches.count == before


def test_mistakes() -> None:
    for keyword, value, kind in (("some_arg", [], ValueError), ("headers", "<stdio.h>", TypeError)):
        made = b2.implementation("cpp", "double f(double x) { return x; }", **{keyword: value})(b2.check_units(x=1, result=1)(lambda x: x))
        with active("genn_emit"), pytest.raises(BrianObjectException) as caught:
            values({"f": made}, "f(x)")
        assert isinstance(caught.value.__cause__, kind)
    with active("genn_emit"), pytest.raises(BuildError, match="missing_thing"):
        values({"f": function("double f(double x) { return missing_thing; }", lambda x: x)}, "f(x)")
    absent = function("double f(double x) { return x; }", lambda x: x, compiler_kwds={"sources": ["nowhere.cpp"]})
    with active("genn_emit"), pytest.raises(BuildError, match=r"nowhere\.cpp"):
        values({"f": absent}, "f(x)")


@pytest.mark.parametrize("namespace", [{"c": np.float64(2.0)}, {"c": lambda: 2.0}])
def test_a_namespace_that_is_no_array_runs_in_numpy(namespace: dict[str, Any]) -> None:
    made = function("double f(double x) { return x; }", lambda x: 2 * x, namespace=namespace)
    same(emitted(lambda: values({"f": made}, "f(x)"), "cpu", fallbacks=("stateupdate",)), {"y": 0.2 * np.arange(10)})


def test_random_numbers_of_brian_in_a_function_run_in_numpy() -> None:
    made = function("double f(double x) { return x + _rand(0); }", lambda x: x + 1, dependencies={"_rand": DEFAULT_FUNCTIONS["rand"]})
    same(emitted(lambda: values({"f": made}, "f(x)"), "cpu", fallbacks=("stateupdate",)), {"y": 0.1 * np.arange(10) + 1})


def test_only_in_cython(backend: str) -> None:
    """Neither C++ nor numpy: Brian2's Cython runs it, in its place in the schedule."""
    pytest.importorskip("Cython")

    def nothing(x: Any) -> Any:
        raise NotImplementedError

    made = b2.Function(nothing, arg_units=[1], return_unit=1)
    made.implementations.add_implementation("cython", "cdef double f(double x):\n    return 2*x + 1")

    def script() -> Results:
        return values({"f": made}, "f(x)")

    same(emitted(script, backend, fallbacks=("stateupdate",)), {"y": 0.2 * np.arange(10) + 1})


def test_growing_arrays_in_cython(backend: str) -> None:
    """Variables of synapses and records change their size while Cython code knows them."""
    pytest.importorskip("Cython")

    def doubled(x: Any) -> Any:
        return 2 * x + 1

    def nothing(x: Any) -> Any:
        raise NotImplementedError

    def script(body: Any) -> Results:
        f = b2.Function(body, arg_units=[1], return_unit=1)
        if body is nothing:
            f.implementations.add_implementation("cython", "cdef double f(double x):\n    return 2*x + 1")
        else:
            f.implementations.add_numpy_implementation(body)
        G = b2.SpikeGeneratorGroup(2, [0, 1, 0], [0.2, 0.5, 0.7] * ms, name="G")
        H = b2.NeuronGroup(3, "v : 1\nseen = f(v) : 1", name="H")
        S = b2.Synapses(G, H, "w : 1", on_pre="v_post += f(w)\nw = 0.25*f(w)", name="S")
        S.connect()
        S.w = "i + 0.5*j"
        M = b2.StateMonitor(H, "seen", record=True, name="M")
        net = b2.Network(G, H, S, M, name="cython_network")
        net.run(0.4 * ms, namespace={"f": f})
        S.connect(i=0, j=1)
        S.w[-1] = 3
        net.run(0.5 * ms, namespace={"f": f})
        return {"v": H.v[:], "w": S.w[:], "seen": M.seen, "t": M.t_[:]}

    with active("runtime"):
        want = copied(script(doubled))
    with active("genn_emit", backend=backend) as device:
        got = copied(script(nothing))
        assert {f.kind for f in device.fallbacks} == {"synapses", "statemonitor"}
    same(got, want)
