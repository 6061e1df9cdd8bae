"""Host code for OpenCL: arguments are set by position, what stays the same only once per run."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import Scalar, Type, i32, i64
from genn_emit.backends import device_api as api
from genn_emit.backends.base import STATE
from genn_emit.backends.simt_host import Ready
from genn_emit.backends.simt_parts import Parameter


class OpenclLauncher:
    """Tells an OpenCL queue what to do."""

    def bind(self, ready: Ready, body: Body) -> None:
        """Buffers and constants: they do not change during a run."""
        for position, parameter in enumerate(ready.parameters):
            where = (api.DEVICE, _kernel(ready), n.literal(position, i32))
            if parameter.buffer:
                buffer = n.Field(STATE, api.buffer_name(parameter.field.name), api.ADDRESS)
                body.do(api.SET_BUFFER(*where, buffer))
            elif not parameter.changes:
                value = n.AddressOf(n.Field(STATE, parameter.field.name, parameter.field.type))
                body.do(_set_value(where, value, parameter))

    def launch(self, ready: Ready, body: Body) -> n.Expr:
        """Values of the host as they are now, then the launch."""
        for position, parameter in enumerate(ready.parameters):
            if parameter.changes:
                where = (api.DEVICE, _kernel(ready), n.literal(position, i32))
                body.do(_set_value(where, parameter.field.var, parameter))
        items = ready.kernel.items.cast(i64)
        return api.LAUNCH(api.DEVICE, _kernel(ready), items, n.literal(ready.kernel.group, i64))


def _kernel(ready: Ready) -> n.Expr:
    return n.Field(STATE, api.kernel_symbol(ready.kernel.name), api.ADDRESS)


def _set_value(where: tuple[n.Expr, ...], value: n.Expr, parameter: Parameter) -> n.Expr:
    # Any address converts to const void *; the checked call would ask for the same pointee.
    return n.Call(api.SET_VALUE.name, (*where, value, n.literal(_bytes(parameter.var.type), i64)), api.SET_VALUE.result)


def _bytes(of: Type) -> int:
    assert isinstance(of, Scalar)
    return of.bits // 8
