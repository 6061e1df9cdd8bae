"""Every header compiles alone, without a warning, in every language it claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from genn_emit.include import INCLUDE_DIR, OPENCL_HEADERS, header_path, opencl_source

from .conftest import FAST, HERE, PLAIN, WARNINGS, Headers, compile_text, compiler, marked_lines

HEADERS = ("cpu_math.h", "exp.h", "opencl_api.h", *OPENCL_HEADERS)
pytestmark = pytest.mark.compile


@pytest.mark.parametrize("flags", [FAST, PLAIN, ("-DGENN_VECTOR_MATH=2",)], ids=["fast", "plain", "old libmvec"])
@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("cxx", ["g++", "clang++"])
def test_cxx(cxx: str, name: str, flags: tuple[str, ...], tmp_path: Path) -> None:
    source = tmp_path / "alone.cc"
    source.write_text(f'#include "genn_emit/{name}"\n' * 2)
    compile_text([compiler(cxx), "-std=c++17", "-fsyntax-only", *flags, *WARNINGS, f"-I{INCLUDE_DIR}", str(source)])


@pytest.mark.parametrize("name", HEADERS)
def test_beside_the_standard_library(name: str, tmp_path: Path) -> None:
    """A user's own C++ code may bring the standard headers in."""
    for first, second in [("<cmath>\n#include <dlfcn.h>", f'"genn_emit/{name}"'), (f'"genn_emit/{name}"', "<cmath>")]:
        source = tmp_path / "beside.cc"
        source.write_text(f"#include {first}\n#include {second}\n")
        compile_text([compiler(), "-std=c++17", "-fsyntax-only", *WARNINGS, f"-I{INCLUDE_DIR}", str(source)])


@pytest.mark.cuda
def test_cuda(tmp_path: Path) -> None:
    source = tmp_path / "all.cu"
    includes = "".join(f'#include "genn_emit/{name}"\n' for name in OPENCL_HEADERS)
    source.write_text(
        includes
        + """
extern "C" __global__ void test(double *y, uint64_t key, double p)
{
    const uint32_t i = blockIdx.x * blockDim.x + threadIdx.x;
    y[i] = genn_uniform_f64(key, i, 1, 2) + genn_normal_f64(key, i, 2, 2) + (double)genn_normal_f32(key, i, 3, 2)
           + genn_poisson(key, i, 4, 2, p) + genn_binomial(key, i, 5, 2, 40, p)
           + (double)genn_geometric_skip(key, i, 6, 2, p)
           + genn_mod_f64(p, 3.0) + genn_floor_div_f64(p, 3.0) + genn_exprel_f64(p) + genn_bernoulli_f64(p) + genn_time_of_step(3, p) + genn_clip_f64(p, 0.0, 1.0)
           + genn_pow_int_i32((int32_t)i, 3) + (double)genn_timestep(p, 1e-4);
}
"""
    )
    nvcc = compiler("nvcc")
    flags = ["-std=c++17", "-fmad=false", "-Werror", "all-warnings", f"-I{INCLUDE_DIR}"]
    compile_text([nvcc, *flags, "-ptx", str(source), "-o", str(tmp_path / "all.ptx")])
    assert ".entry test" in (tmp_path / "all.ptx").read_text()


def test_hot_loops_vectorise(fast: Headers) -> None:
    text = (HERE / "headers.cc").read_text()
    vectorised = {int(line.split(":")[1]) for line in fast.report.splitlines() if "loop vectorized" in line}
    assert [text.splitlines()[i - 1] for i in marked_lines(text) if i not in vectorised] == []


def test_headers_stay_short_and_free_of_others() -> None:
    for name in HEADERS:
        lines = header_path(name).read_text().splitlines()
        included = {line.split()[1].strip('"') for line in lines if line.startswith("#include")}
        assert included <= {"<stdint.h>", *HEADERS}
        assert len(lines) < 150


def test_opencl_source_puts_headers_in_order() -> None:
    text = opencl_source(("rng_discrete.h",))
    guards = [line for line in text.splitlines() if line.startswith("#ifndef GENN_")]
    assert guards == ["#ifndef GENN_COMMON_H", "#ifndef GENN_RNG_H", "#ifndef GENN_RNG_DISCRETE_H"]
    with pytest.raises(ValueError, match="cpu_math"):
        opencl_source(("cpu_math.h",))
