"""What a modeller reads above a kernel: the object's name and the equations or code it comes from."""

from __future__ import annotations

import re
from typing import Any

from genn_emit.brian.code import KernelBuilder

_WHAT = {
    "stateupdate": "state update", "threshold": "threshold", "reset": "reset", "synapses": "effect of spikes",
    "synapses_create_generator": "synapse creation", "synapses_create_array": "synapse creation from index arrays",
    "spikemonitor": "events recorded", "statemonitor": "state recorded", "ratemonitor": "population rate",
    "summed_variable": "summed variable", "spikegenerator": "given spikes",
    "spatialstateupdate": "cable equation",
    "group_variable_set": "assignment to elements", "group_variable_set_conditional": "assignment",
}  # fmt: skip


def comment(b: KernelBuilder, *more: str) -> tuple[str, ...]:
    """``neurongroup: state update`` and the equations below it."""
    code = b.code
    title = f"{code.owner_name}: {_WHAT.get(code.template_name, code.template_name)}"
    lines = [line for line in _source(code) if line.strip()]
    numbered = b.fields.symbols.numbering
    texts = (title, *(f"    {line.strip()}" for line in lines), *more)
    return tuple(re.sub(r"\w+", lambda word: numbered(word[0]), text) for text in texts)


def _source(code: Any) -> list[str]:
    owner = code.owner
    if code.template_name == "stateupdate" and getattr(owner, "user_equations", None) is not None:
        return str(owner.user_equations).split("\n")
    text = code.abstract_code
    if isinstance(text, dict):
        return [line for part in text.values() if part for line in str(part).split("\n")]
    return str(text or "").split("\n")
