"""The lowering that OpenCL and CUDA share, without compiler or device."""

from __future__ import annotations

import numpy as np
import pytest

from genn_emit.ast import nodes as n
from genn_emit.ast.types import boolean, f64, i32, u8
from genn_emit.backends.base import Program
from genn_emit.backends.cuda import CudaBackend
from genn_emit.backends.opencl import OpenclBackend
from genn_emit.errors import LoweringError
from genn_emit.network import kernels as k

from .simt_cases import CLOCK, INDEX, Case, block, lif, pairs, recorders, set_, synapses, var


def text_of(program: Program, ending: str) -> str:
    return "\n".join(f.text for f in program.files if f.name.endswith(ending) and not f.name.endswith(".h"))


def one(body: n.Block, case: Case, **options: object) -> Program:
    case.add(k.ForEach("f", ("f",), "m", body=body, index=INDEX, extent=n.literal(10, i32), **options))  # type: ignore[arg-type]
    return OpenclBackend().emit(case.network)


def test_parameters_are_what_the_kernel_uses_in_the_order_of_the_table() -> None:
    case = Case("c")
    case.array("unused", f64, 0.0)
    tau, x = case.constant("tau", f64, 1.0), case.array("x", f64, np.zeros(10))
    y = case.array("y", f64, np.zeros(10))
    text = text_of(one(block(set_(y[INDEX], x[INDEX] / tau * CLOCK.arrays[1].var[0])), case), ".cl")
    buffers = "__global const double *restrict x, __global double *restrict y"
    assert f"__kernel void f_kernel(double clock_t, double tau, {buffers})" in text
    assert "x[i] / tau * clock_t" in text


def test_booleans_are_bytes() -> None:
    case = Case("c")
    on, x = case.constant("on", boolean, True), case.array("x", boolean, np.zeros(10))
    text = text_of(one(block(set_(x[INDEX], (on & x[INDEX].ne(0)).cast(u8))), case), ".cl")
    assert "(uchar on, __global uchar *restrict x)" in text and "on != 0" in text


def test_grid_has_a_guard_and_order_has_one_item() -> None:
    case = Case("c")
    x = case.array("x", f64, np.zeros(10))
    body = block(set_(x[INDEX], 1.0, "+="))
    assert "if (i < 10)" in text_of(one(body, case), ".cl")
    case = Case("c")
    case.array("x", f64, np.zeros(10))
    program = one(body, case, ordered=True)
    assert "for (int i = 0; i < 10; i++)" in text_of(program, ".cl")
    assert "genn_launch(s->device, s->f_kernel, 1, 1)" in text_of(program, ".cc")


def test_only_what_changes_is_set_at_a_launch() -> None:
    program = OpenclBackend().emit(lif(3).network)
    launch = text_of(program, ".cc").split("int32_t launch_neurons(")[1].split("\n}\n")[0]
    assert launch.count("genn_set_value") == 1 and "genn_set_buffer" not in launch


def test_run_waits_at_times() -> None:
    text = text_of(OpenclBackend().emit(lif(3).network), ".cc").split("int32_t run(")[1]
    assert "bind_neurons(s)" in text and "genn_device_finish(s->device)" in text


@pytest.mark.parametrize("backend", [OpenclBackend, CudaBackend])
def test_programs_say_what_the_runtime_must_know(backend: type[OpenclBackend] | type[CudaBackend]) -> None:
    case = pairs()
    program = backend().emit(case.network)
    assert program.host == ("connect",) and program.functions["connect"] == ("connect",)
    case = lif(3)
    recorders(case)
    program = backend().emit(case.network)
    assert program.writes["neurons"] == ("v",) and program.writes["threshold"] == ("v", "spikes", "flags", "resets")
    assert program.functions["threshold"] == ("threshold",)
    assert bool(program.device) == bool(program.kernels) == (backend is OpenclBackend)
    assert {m.name for m in program.extra} >= {"device", "device_v", "most_rows_spike_monitor"}


@pytest.mark.parametrize("backend", [OpenclBackend, CudaBackend])
def test_text_depends_on_structure_only(backend: type[OpenclBackend] | type[CudaBackend]) -> None:
    texts = set()
    for size in (1, 1000):
        case = lif(size)
        synapses(case, np.random.default_rng(1), 3, "exclusive", (2,))
        recorders(case)
        texts.add(tuple(f.text for f in backend().emit(case.network).files))
    assert len(texts) == 1


def test_parallel_where_the_effect_allows() -> None:
    texts = {}
    for kind in ("exclusive", "independent", "none"):
        case = lif(10)
        synapses(case, np.random.default_rng(1), 3, kind)
        program = OpenclBackend().emit(case.network)
        texts[kind] = text_of(program, ".cl").split("void synapses_kernel")[1]
    assert "barrier" in texts["exclusive"] and "get_local_id" in texts["exclusive"]
    assert "barrier" not in texts["independent"] and "get_group_id" in texts["independent"]
    assert "get_" not in texts["none"]


def test_refusals_name_the_kernel() -> None:
    case = Case("c")
    with pytest.raises(LoweringError, match="f can fail"):
        one(block(n.Fail(-1, n.literal(3, i32))), case)
    case = Case("c")
    row = case.array("row", i32, 0, "host")
    with pytest.raises(LoweringError, match="f writes row"):
        one(block(set_(row[0], 1)), case)
    case = Case("c")
    size, x = case.array("size", i32, 5), case.array("x", f64, np.zeros(10))
    case.add(k.ForEach("grow", ("size",), "m", block(set_(size[0], 1, "+="))))
    case.add(k.ForEach("g", ("x",), "m", body=block(set_(x[INDEX], 1.0, "+=")), index=INDEX, extent=size[0]))
    with pytest.raises(LoweringError, match="g: its number of elements is size"):
        OpenclBackend().emit(case.network)
    case = pairs()
    case.schedule = [type(lif(1).schedule[0])("connect", "clock")]
    with pytest.raises(LoweringError, match="connect runs on the host"):
        OpenclBackend().emit(case.network)


def test_size_from_an_array_that_only_the_host_changes() -> None:
    case = Case("c")
    size, x = case.array("size", i32, 5), case.array("x", f64, np.zeros(10))
    case.add(k.ForEach("g", ("x",), "m", body=block(set_(x[INDEX], 1.0, "+=")), index=INDEX, extent=size[0]))
    assert "genn_launch(s->device, s->g_kernel, int64_t(size[0]), 64)" in text_of(
        OpenclBackend().emit(case.network), ".cc"
    )
    assert var(case, "size") == size
