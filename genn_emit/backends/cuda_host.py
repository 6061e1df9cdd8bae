"""Host code for CUDA: launches with all arguments."""

from __future__ import annotations

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body
from genn_emit.ast.types import i32, i64
from genn_emit.backends import device_api as api
from genn_emit.backends.base import STATE
from genn_emit.backends.simt_host import Ready
from genn_emit.backends.simt_parts import Parameter
from genn_emit.network.arrays import Array


class CudaLauncher:
    """Launches kernels of the same file."""

    def bind(self, ready: Ready, body: Body) -> None:
        """The device, which CUDA keeps per thread; each launch takes all its arguments."""
        if not body.block().body:
            body.do(api.SELECT(api.DEVICE))

    def launch(self, ready: Ready, body: Body) -> n.Expr:
        """The launch, unless there is nothing to do."""
        group = ready.kernel.group
        arguments = tuple(_argument(parameter) for parameter in ready.parameters)
        symbol, size = api.kernel_symbol(ready.kernel.name), n.literal(group, i32)
        if isinstance(ready.kernel.items, n.Literal):
            grid = -(-int(ready.kernel.items.value) // group)
            body.add(n.Launch(symbol, n.literal(grid, i32), size, arguments))
            return api.LAUNCHED(api.DEVICE)
        items = body.let("items", ready.kernel.items.cast(i64))
        with body.if_(items > 0):
            body.add(n.Launch(symbol, ((items + (group - 1)) / group).cast(i32), size, arguments))
        return api.LAUNCHED(api.DEVICE)


def _argument(parameter: Parameter) -> n.Expr:
    field = parameter.field
    if parameter.buffer:
        return n.Field(STATE, api.buffer_name(field.name), parameter.var.type)
    if isinstance(field, Array):
        return field.var[0]
    return n.Field(STATE, field.name, field.type).cast(parameter.var.type)
