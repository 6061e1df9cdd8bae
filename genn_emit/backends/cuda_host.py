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
        """Nothing: each launch takes all its arguments."""

    def launch(self, ready: Ready, body: Body) -> n.Expr:
        """The launch, unless there is nothing to do."""
        group = ready.kernel.group
        arguments = tuple(_argument(parameter) for parameter in ready.parameters)
        items = body.let("items", ready.kernel.items.cast(i64))
        with body.if_(items > 0):
            grid = ((items + (group - 1)) / group).cast(i32)
            body.add(n.Launch(api.kernel_symbol(ready.kernel.name), grid, n.literal(group, i32), arguments))
        return api.LAUNCHED(api.DEVICE)


def _argument(parameter: Parameter) -> n.Expr:
    field = parameter.field
    if parameter.buffer:
        return n.Field(STATE, api.buffer_name(field.name), parameter.var.type)
    if isinstance(field, Array):
        return field.var[0]
    return n.Field(STATE, field.name, field.type).cast(parameter.var.type)
