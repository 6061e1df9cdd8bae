"""What errors say."""

from __future__ import annotations

import pickle

from genn_emit.errors import BackendUnavailable, BuildError, GennEmitError, ToolchainError


def test_a_build_error_says_what_it_knows() -> None:
    assert str(BuildError("it failed")) == "it failed"
    text = str(BuildError("it failed", command="g++ x", first_error="x:1: error", source="/x", remedy="change x"))
    assert text.splitlines() == [
        "it failed",
        "  first error: x:1: error",
        "  command: g++ x",
        "  source: /x",
        "  remedy: change x",
    ]
    assert issubclass(ToolchainError, BuildError) and issubclass(BuildError, GennEmitError)


def test_an_unavailable_backend() -> None:
    error = BackendUnavailable("opencl", "no device", "install PoCL")
    assert pickle.loads(pickle.dumps(error)).remedy == "install PoCL"
    assert "opencl" in str(error) and "no device" in str(error) and "install PoCL" in str(error)
