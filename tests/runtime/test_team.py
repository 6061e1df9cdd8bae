"""Threads that wait for work, and for each other."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from pathlib import Path
from typing import Any

import cffi
import pytest

from genn_emit.errors import GennEmitError
from genn_emit.include import INCLUDE_DIR
from genn_emit.programs import Options, Stages, open_team
from genn_emit.runtime.team import Team

pytestmark = pytest.mark.compile
CODE = """
#include "genn_emit/team.h"
#include "genn_emit/team_waiting.h"
struct State { genn_team *team; int64_t rounds, sum, wrong; int64_t values[64]; };

/* Every worker writes its value, worker 0 adds them up, everybody looks at the sum. */
extern "C" int32_t sums(void *state, int32_t worker, int32_t workers)
{
    State *s = (State *)state;
    int64_t expected = 0, wrong = 0;
    for (int64_t round = 0; round < s->rounds; round++) {
        s->values[worker * 8] = round * (worker + 1);
        genn_gather(s->team, worker);
        if (worker == 0) {
            for (int32_t other = 0; other < workers; other++) {
                s->sum += s->values[other * 8];
            }
        }
        genn_release(s->team, worker);
        expected += round * workers * (workers + 1) / 2;
        wrong += s->sum != expected;
        genn_gather(s->team, worker); /* worker 0 adds no more before all have looked */
    }
    if (wrong) {
        __atomic_fetch_add(&s->wrong, wrong, __ATOMIC_SEQ_CST);
    }
    return 0;
}

/* Worker 0 works, and takes four times as long as its share says. Ends when the share of worker 0 is below `values[0]`, of
 * 65536. */
extern "C" int32_t slowly(void *state, int32_t worker, int32_t workers)
{
    State *s = (State *)state;
    volatile int64_t sink = 0;
    (void)workers;
    for (int64_t round = 0; round < s->rounds; round++) {
        genn_balance(s->team, worker);
        const int32_t share = s->team->shares[worker + 1] - s->team->shares[worker];
        genn_meet(s->team, worker);
        for (int32_t i = 0; i < (worker == 0 ? share / 32 : share / 128); i++) {
            sink = i;
        }
        genn_meet(s->team, worker);
        if (s->team->shares[1] < s->values[0]) {
            s->values[1] = 1;
            return 0;
        }
    }
    return 0;
}

/* How many of `rounds` of each of `period` kinds of waits are timed. */
extern "C" void timed(int32_t period, int32_t rounds, int32_t *counts)
{
    genn_place place = {};
    for (int32_t i = 0; i < period * rounds; i++) {
        counts[i % period] += genn_begin_wait(&place) != 0;
    }
}

/* The last worker but one fails, with a value. */
extern "C" int32_t fails(void *state, int32_t worker, int32_t workers)
{
    State *s = (State *)state;
    int64_t value = worker;
    const int32_t status = genn_agree(s->team, worker, worker >= workers - 2 ? -worker - 1 : 0, &value);
    s->values[worker * 8] = value;
    return status;
}
"""
DECLARED = """
struct State { void *team; int64_t rounds, sum, wrong; int64_t values[64]; };
int32_t sums(void *state, int32_t worker, int32_t workers);
int32_t slowly(void *state, int32_t worker, int32_t workers);
void timed(int32_t period, int32_t rounds, int32_t *counts);
int32_t fails(void *state, int32_t worker, int32_t workers);
"""


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Any:
    directory: Path = tmp_path_factory.mktemp("jobs")
    (directory / "jobs.cc").write_text(CODE)
    assert os.system(f"g++ -std=c++17 -O2 -shared -fPIC -I{INCLUDE_DIR} {directory}/jobs.cc -o {directory}/jobs.so") == 0
    ffi = cffi.FFI()
    ffi.cdef(DECLARED)
    return ffi, ffi.dlopen(f"{directory}/jobs.so")


def processors() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def shares_of(team: Team) -> Any:
    """Where the share of each worker begins: the second member of ``genn_team``."""
    pointer = ctypes.c_void_p.from_address(team.address + ctypes.sizeof(ctypes.c_void_p)).value
    return ctypes.cast(pointer, ctypes.POINTER(ctypes.c_int32))


def team_of(workers: int) -> Team:
    return open_team(workers, Options(), Stages())


def carry_out(team: Team, jobs: Any, job: str, rounds: int = 0, value: int = 0) -> tuple[int, Any]:
    ffi, lib = jobs
    state = ffi.new("struct State *")
    state.rounds = rounds
    state.values[0] = value
    state.team = ffi.cast("void *", team.address)
    function = int(ffi.cast("uintptr_t", ffi.addressof(lib, job)))
    return team.carry_out(function, int(ffi.cast("uintptr_t", state))), state


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 8])
def test_everybody_sees_what_was_written(jobs: Any, workers: int) -> None:
    team = team_of(workers)
    for _ in range(3):
        status, state = carry_out(team, jobs, "sums", 2000)
        assert (status, state.wrong) == (0, 0)
        assert state.sum == sum(range(2000)) * workers * (workers + 1) // 2
        time.sleep(0.01)  # they fall asleep
    team.close()
    team.close()


def test_the_first_error_is_everybodys(jobs: Any) -> None:
    status, state = carry_out(team_of(4), jobs, "fails")
    assert status == -3
    assert [state.values[8 * worker] for worker in range(4)] == [2, 2, 2, 2]


@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_shares_are_even_at_first(workers: int) -> None:
    team = team_of(workers)
    shares = shares_of(team)
    assert [shares[worker] for worker in range(workers + 1)] == [65536 * worker // workers for worker in range(workers + 1)]


@pytest.mark.skipif(len(processors()) < 2, reason="one processor: who waits sleeps, and that says nothing of speed")
def test_a_slow_worker_gets_less(jobs: Any) -> None:
    """Where nobody sleeps, shares go to where all need the same time: here, a fifth for worker 0."""
    team = team_of(2)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        status, state = carry_out(team, jobs, "slowly", 2000, 65536 // 3)
        if state.values[1]:
            break
    assert (status, state.values[1]) == (0, 1)
    shares = shares_of(team)
    assert 65536 * 0.1 < shares[1] < 65536 // 3
    assert (shares[0], shares[2]) == (0, 65536)


@pytest.mark.parametrize("period", [1, 2, 3, 4, 7, 8, 14, 15, 16])
def test_no_wait_of_a_step_is_timed_more_often_than_another(jobs: Any, period: int) -> None:
    """Steps have any number of waits, the same in each."""
    ffi, lib = jobs
    counts = ffi.new("int32_t[]", period)
    lib.timed(period, 8000, counts)
    assert all(800 < count < 1200 for count in counts), list(counts)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="threads cannot be bound to processors here")
@pytest.mark.skipif(len(processors()) < 2, reason="one processor")
def test_workers_leave_a_processor_that_another_has(jobs: Any) -> None:
    """The caller is bound to one processor: the other thread is bound to the same, and must move."""
    here, *others = processors()
    tasks = set(os.listdir("/proc/self/task"))
    team = team_of(2)
    (worker,) = (int(task) for task in set(os.listdir("/proc/self/task")) - tasks)
    carry_out(team, jobs, "sums", 10)
    try:
        os.sched_setaffinity(0, {here})
        os.sched_setaffinity(worker, {here})
        status, state = carry_out(team, jobs, "sums", 20_000)
        assert os.sched_getaffinity(0) == {here}
        assert os.sched_getaffinity(worker) == set(others)
    finally:
        os.sched_setaffinity(0, {here, *others})
    assert (status, state.wrong) == (0, 0)


def test_a_forked_process_gets_threads_of_its_own(jobs: Any) -> None:
    team = team_of(3)
    carry_out(team, jobs, "sums", 10)
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        status, state = carry_out(team, jobs, "sums", 100)
        team.close()
        os._exit(0 if (status, state.wrong) == (0, 0) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert carry_out(team, jobs, "sums", 10)[1].wrong == 0


def test_threads_end_with_their_team() -> None:
    def running() -> int:
        return len(os.listdir("/proc/self/task"))

    before = running()
    team = team_of(5)
    assert running() == before + 4
    del team
    assert running() == before


def test_a_system_without_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    team = team_of(2)
    with monkeypatch.context() as patched:
        patched.setattr("genn_emit.runtime.library.Library.call", lambda library, name, *arguments: library.ffi.NULL)
        with pytest.raises(GennEmitError, match="gives no 3 threads: use fewer"):
            Team(team._library, 3)
