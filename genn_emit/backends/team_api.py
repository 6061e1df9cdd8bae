"""The functions of include/genn_emit/team.h, for generated code, and of team.cc, for Python."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.dialect import CDEF
from genn_emit.ast.printer import Printer
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import i32, i64, ptr, void
from genn_emit.backends.base import STATE, WORKER

ADDRESS = ptr(void)
TEAM = n.Field(STATE, "team", ADDRESS)
MEMBER = n.Member("team", ADDRESS, "threads that share the work, none if the caller does it alone")

_team, _worker = n.Var("team", ADDRESS), n.Var("worker", i32)
_GATHER = Signature("genn_gather", (_team, _worker), linkage="static")
_RELEASE = Signature("genn_release", (_team, _worker), linkage="static")
_MEET = Signature("genn_meet", (_team, _worker), linkage="static")
_AGREE = Signature(
    "genn_agree", (_team, _worker, n.Var("status", i32), n.Var("value", ptr(i64))), i32, linkage="static"
)
_BALANCE = Signature("genn_balance", (_team, _worker), linkage="static")
HEADER_FUNCTIONS = tuple(signature.name for signature in (_GATHER, _RELEASE, _MEET, _AGREE, _BALANCE))

gather, release, meet, balance = (signature(TEAM, WORKER) for signature in (_GATHER, _RELEASE, _MEET, _BALANCE))


def agree(status: n.Expr) -> n.Expr:
    """The status that everybody goes on with; the value that goes with it is in State then."""
    return _AGREE(TEAM, WORKER, status, n.AddressOf(n.Field(STATE, "error_value", i64)))


_workers, _job, _state = n.Var("workers", i32), n.Var("job", ADDRESS), n.Var("state", ADDRESS)
DECLARATIONS = Printer(CDEF).prototypes((
    Signature("team_open", (_workers,), ADDRESS),
    Signature("team_carry_out", (_team, _job, _state), i32),
    Signature("team_close", (_team,)),
    Signature("team_abandon", (_team,)),
))  # fmt: skip
