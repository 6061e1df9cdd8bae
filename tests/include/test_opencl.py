"""The headers as OpenCL C, built and run through opencl_api.h, give what they give in C++."""

from __future__ import annotations

import os
from types import SimpleNamespace

import numpy as np
import pytest

from genn_emit.errors import BackendUnavailable
from genn_emit.include import OPENCL_HEADERS, opencl_source
from genn_emit.runtime.opencl_loader import find_opencl

from .conftest import Headers

pytestmark = pytest.mark.compile
N = 4001
KERNEL = """
__kernel void test(__global double *y)
{
    const int n = get_global_size(0), i = get_global_id(0);
    const double x = i - 2000;
    y[0 * n + i] = genn_uniform_f64(12345, i, 1, 7);
    y[1 * n + i] = genn_uniform_f32(12345, i, 1, 7);
    y[2 * n + i] = genn_normal_f64(12345, i, 1, 7);
    y[3 * n + i] = genn_normal_f32(12345, i, 1, 7);
    y[4 * n + i] = genn_poisson(12345, i, 1, 7, 3.0);
    y[5 * n + i] = genn_poisson(12345, i, 1, 7, 40.0);
    y[6 * n + i] = genn_binomial(12345, i, 1, 7, 30, 0.7);
    y[7 * n + i] = genn_binomial(12345, i, 1, 7, 1000, 0.3);
    y[8 * n + i] = genn_geometric_skip(12345, i, 1, 7, -0.1);
    y[9 * n + i] = genn_exprel_f64(x / 50);
    y[10 * n + i] = genn_mod_f64(x / 8, 3.0) + genn_floor_div_f64(x / 8, 3.0);
    y[11 * n + i] = genn_mod_i32(i - 2000, -7) + 1000 * genn_floor_div_i64(i - 2000, -7) + genn_pow_int_i32(3, i % 5);
    y[12 * n + i] = genn_sign_f64(x) + genn_clip_f64(x, -20.5, 30.5) + genn_timestep(x, 1e-1);
}
"""


def test_error_names(opencl_host: SimpleNamespace) -> None:
    def name(code: int) -> str:
        return str(opencl_host.ffi.string(opencl_host.lib.error_name(code)).decode())

    known = {
        0: "CL_SUCCESS", -1: "CL_DEVICE_NOT_FOUND", -11: "CL_BUILD_PROGRAM_FAILURE",
        -19: "CL_KERNEL_ARG_INFO_NOT_AVAILABLE", -30: "CL_INVALID_VALUE",
        -45: "CL_INVALID_PROGRAM_EXECUTABLE", -54: "CL_INVALID_WORK_GROUP_SIZE",
        -63: "CL_INVALID_GLOBAL_WORK_SIZE", -68: "CL_INVALID_DEVICE_PARTITION_COUNT",
    }  # fmt: skip
    assert {code: name(code) for code in known} == known
    for code in (1, -20, -29, -69, 2**31 - 1, -(2**31)):
        assert name(code) == "unknown OpenCL error"


def test_libraries_that_do_not_do(opencl_host: SimpleNamespace) -> None:
    ffi, lib = opencl_host.ffi, opencl_host.lib
    missing = ffi.new("const char **")
    assert lib.try_load(b"/no/such/library.so", missing) == 1
    assert ffi.string(missing[0]) == b"/no/such/library.so"
    assert lib.try_load(b"libm.so.6", missing) == 2
    assert ffi.string(missing[0]).startswith(b"cl")
    assert lib.try_load(b"libm.so.6", ffi.NULL) == 2


def run(
    host: SimpleNamespace, source: str, monkeypatch: pytest.MonkeyPatch, columns: int
) -> tuple[int, str, np.ndarray]:
    """Status, build log and the columns that the kernel wrote."""
    try:
        library = find_opencl()
    except BackendUnavailable as error:
        pytest.skip(str(error))
    for variable, value in library.environment.items():
        monkeypatch.setitem(os.environ, variable, value)
    result = np.zeros((columns, N))
    log = host.ffi.new("char[20000]")
    texts = library.path.encode(), source.encode(), b"-cl-std=CL1.2 -Werror"
    status = host.lib.run_kernel(*texts, host.ffi.from_buffer("double[]", result), columns, N, log, 20000)
    return status, host.ffi.string(log).decode(errors="replace"), result


@pytest.mark.opencl
def test_same_as_cxx(opencl_host: SimpleNamespace, plain: Headers, monkeypatch: pytest.MonkeyPatch) -> None:
    status, log, y = run(opencl_host, opencl_source() + KERNEL, monkeypatch, 13)
    assert status == 0, log
    np.testing.assert_array_equal(y[0], plain.draw("uniform_f64", N))
    np.testing.assert_array_equal(y[1], plain.draw("uniform_f32", N))
    np.testing.assert_allclose(y[2], plain.draw("normal_f64", N), atol=1e-14, rtol=0)
    np.testing.assert_allclose(y[3], plain.draw("normal_f32", N), atol=4e-6, rtol=0)
    # Whole numbers hang on comparisons of rounded logarithms: equal unless a draw falls within a few ulp of a limit.
    np.testing.assert_array_equal(y[4], plain.draw("poisson", N, 3.0))
    np.testing.assert_array_equal(y[5], plain.draw("poisson", N, 40.0))
    np.testing.assert_array_equal(y[6], plain.draw("binomial", N, 30, 0.7))
    np.testing.assert_array_equal(y[7], plain.draw("binomial", N, 1000, 0.3))
    np.testing.assert_array_equal(y[8], plain.draw("geometric_skip", N, -0.1))
    i = np.arange(N)
    x = i - 2000.0
    np.testing.assert_allclose(y[9], plain.map("exprel_f64", x / 50), rtol=2e-15)
    np.testing.assert_array_equal(y[10], x / 8 % 3 + x / 8 // 3)
    np.testing.assert_array_equal(y[11], (i - 2000) % -7 + 1000 * ((i - 2000) // -7) + 3 ** (i % 5))
    steps = ((x + 1e-3 * 0.1) / 0.1).astype(np.int64)
    np.testing.assert_array_equal(y[12], np.sign(x) + np.clip(x, -20.5, 30.5) + steps)


@pytest.mark.opencl
@pytest.mark.parametrize("name", OPENCL_HEADERS)
def test_headers_stand_alone(opencl_host: SimpleNamespace, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = "__kernel void test(__global double *y) { y[get_global_id(0)] = (double)(int64_t)get_global_id(0); }"
    status, log, y = run(opencl_host, opencl_source((name,)) + kernel, monkeypatch, 1)
    assert status == 0, log
    np.testing.assert_array_equal(y[0], np.arange(N))


@pytest.mark.opencl
def test_the_build_log_comes_back(opencl_host: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    status, log, _ = run(opencl_host, "__kernel void test(__global double *y) { y[0] = nonsense; }", monkeypatch, 1)
    assert status == -11
    assert "nonsense" in log
