"""Functions that the user implemented in C++: their text is compiled as it is, and kernels call it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from brian2.codegen.codeobject import check_compiler_kwds
from brian2.codegen.generators.cpp_generator import CPPCodeGenerator
from brian2.core.functions import DEFAULT_FUNCTIONS, Function
from brian2.core.preferences import prefs
from brian2.utils.stringtools import deindent, get_identifiers, word_substitute
from numpy.typing import NDArray

from genn_emit.ast import nodes as n
from genn_emit.ast.build import Body, Names
from genn_emit.ast.signature import Signature
from genn_emit.ast.types import Pointer, Scalar, Type, boolean, f32, f64, from_numpy, i32, i64, promote, ptr, stored
from genn_emit.brian.errors import NotEmitted, PythonFunction
from genn_emit.brian.generator import EmitGenerator
from genn_emit.network.functions import Requirements, UserFunction
from genn_emit.runtime.memory import HostArray

if TYPE_CHECKING:
    from genn_emit.brian.expressions import ExpressionTranslator, FunctionEmitter, Value
    from genn_emit.brian.statements import Scope

KEYWORDS = ("headers", "sources", "define_macros", "libraries", "include_dirs", "library_dirs", "runtime_library_dirs")
_BLOCKS = ("support_code", "hashdefine_code")
_INCLUDE = re.compile(r"^\s*#\s*include\s*(<[^>]+>|\"[^\"]+\").*$", re.MULTILINE)


def check_keywords(given: dict[str, Any]) -> None:
    """``ValueError`` for a keyword of ``implementation('cpp', ...)`` that there is not."""
    check_compiler_kwds(given, list(KEYWORDS), "genn_emit")


@dataclass
class _Collected:
    """The text of the function ``name`` and of those that it depends on, these first; code of ``owner`` calls it."""

    name: str
    owner: Any
    text: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)
    keywords: dict[str, list[Any]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)


def user_function(name: str, function: Function, scope: Scope) -> FunctionEmitter:
    """A call of ``function``, which code calls ``name``. ``NotEmitted`` where no C++ can be compiled, or there is none."""

    def emit(translator: ExpressionTranslator, args: list[Value]) -> Value:
        collected = _Collected(name, scope.generator.owner)
        implementation = _collect(function, collected)
        if not scope.takes_cpp:
            raise NotEmitted(f"the function {name}")
        known = implementation.name or (name if _mentions(collected, name) else function.pyfunc.__name__)
        values = [_argument(translator, value, wanted) for value, wanted in zip(args, function._arg_types, strict=True)]
        if function.auto_vectorise:
            values.append(translator.names["_vectorisation_idx"])
        result = _result(translator, function, values)
        if not function.stateless:
            scope.stateful = True
        arrays = tuple(_memory(scope, name, key, array) for key, array in sorted(collected.arrays.items()))
        entry = _entry(name, known, collected, scope, [v.type for v in values], result)
        return n.Call(entry, (*values, *arrays), result)

    return emit


def _collect(function: Function, collected: _Collected) -> Any:
    """Add the code of ``function``, after that of its dependencies; its implementation."""
    # Kernels have forms of our own for Brian2's functions; text needs Brian2's.
    target = CPPCodeGenerator if function in DEFAULT_FUNCTIONS.values() else EmitGenerator
    try:
        implementation = function.implementations[target]
    except (KeyError, TypeError) as error:  # TypeError: Brian2 fails to name a target that has no name
        raise PythonFunction(f"the function {collected.name}") from error
    try:
        code = implementation.get_code(collected.owner)
    except NotImplementedError as error:
        raise NotEmitted(f"the function {collected.name}") from error
    namespace = implementation.get_namespace(collected.owner) or {}
    if id(function) in collected.seen:
        return implementation
    collected.seen.add(id(function))
    renamed: dict[str, str] = {}
    for called, dependency in (implementation.dependencies or {}).items():
        made = _collect(dependency, collected)
        renamed[called] = made.name or dependency.pyfunc.__name__
    blocks = {"support_code": code} if isinstance(code, str) else code if code is not None else {}
    if not isinstance(blocks, dict):
        raise NotEmitted(f"the function {collected.name}")
    for block in _BLOCKS:
        _add_text(word_substitute(deindent(blocks.get(block, "")), renamed), collected)
    for key, value in namespace.items():
        if not isinstance(value, np.ndarray) or value.ndim == 0:
            raise NotEmitted(f"the function {collected.name}, whose namespace has {key}, which is no array,")
        collected.arrays[key] = value
    for key, values in (implementation.compiler_kwds or {}).items():
        collected.keywords.setdefault(key, []).extend(values)
    return implementation


def _add_text(text: str, collected: _Collected) -> None:
    """Lines that include go to the top of the file: below, they would be in the function's namespace."""
    collected.headers += _INCLUDE.findall(text)
    rest = _INCLUDE.sub("", text)
    if rest.strip():
        collected.text.append(rest)


def _mentions(collected: _Collected, name: str) -> bool:
    return any(name in get_identifiers(text) for text in collected.text)


def _argument(translator: ExpressionTranslator, value: Value, wanted: str) -> n.Expr:
    """An argument in the type that the function declares; a number without one is what it looks like."""
    if isinstance(value, n.Expr):
        if wanted == "float":
            return translator.as_float(value)
        return translator.convert(value, boolean) if wanted == "boolean" else value
    if wanted == "boolean" or isinstance(value, bool):
        return translator.convert(value, boolean)
    if isinstance(value, float) or wanted == "float":
        return translator.convert(value, translator.float_type)
    return translator.convert(value, i32 if abs(value) < 2**31 else i64)


def _result(translator: ExpressionTranslator, function: Function, values: list[n.Expr]) -> Scalar:
    """The type of a result: doubles give doubles, the constants of a namespace adapt."""
    if function._returns_bool or function._return_type == "boolean":
        return boolean
    if function._return_type == "integer":
        return i64
    if function._return_type == "highest":
        highest = boolean
        for value in values:
            highest = promote(highest, value.type)
        return highest
    doubles = [v for v in values if v.type == f64 and not (isinstance(v, n.Var) and v.name in translator.weak)]
    return f64 if doubles and translator.float_type == f32 else translator.float_type


def _memory(scope: Scope, name: str, key: str, array: NDArray[Any]) -> n.Var:
    """An array of the function's namespace as it is now: data of the program."""
    of = from_numpy(array.dtype)
    memory = HostArray(f"{name}_{key}", array.dtype, array.size)
    memory.view[:] = np.ascontiguousarray(array).ravel()
    return scope.fields.scratch(name, key, memory, of, unit=f"{name} calls it _namespace{key}", key=id(array))


def _entry(name: str, known: str, collected: _Collected, scope: Scope, types: list[Any], result: Scalar) -> str:
    """The name of what kernels call: a function of ours beside the user's, with the types of this call."""
    fields = scope.fields
    pointers = tuple(
        n.Var(f"_namespace{key}", ptr(stored(from_numpy(array.dtype)))) for key, array in sorted(collected.arrays.items())
    )
    text = tuple(collected.text)
    place = fields.symbols.name(("code of a function", text, pointers), f"{fields.symbols.numbering(name)}_code")
    user = fields.functions.get(place) or _user(place, text, collected, pointers)
    entry = fields.symbols.name(("function", place, known, tuple(types), result), f"user_{fields.symbols.numbering(name)}")
    if entry not in {made.signature.name for made in user.entries}:
        user = replace(user, entries=(*user.entries, _entry_function(entry, known, types, result, pointers)))
    fields.functions[place] = user
    return entry


def _user(place: str, text: tuple[str, ...], collected: _Collected, pointers: tuple[n.Var, ...]) -> UserFunction:
    keywords = collected.keywords

    def both(key: str) -> tuple[Any, ...]:
        return (*prefs[f"codegen.cpp.{key}"], *keywords.get(key, ()))

    headers = dict.fromkeys((*both("headers"), *collected.headers))
    return UserFunction(
        place,
        tuple(n.Verbatim(block) for block in text),
        tuple(n.Include(header.strip('<>"'), system=header.startswith("<")) for header in headers),
        pointers,
        requires=Requirements(
            tuple(keywords.get("sources", ())), both("include_dirs"), tuple(_macro(m) for m in both("define_macros")),
            both("libraries"), both("library_dirs"), both("runtime_library_dirs"),
        ),
    )  # fmt: skip


def _macro(macro: Any) -> tuple[str, ...]:
    name, value = macro
    return (str(name),) if value is None else (str(name), str(value))


def _const(pointer: Type) -> Pointer:
    assert isinstance(pointer, Pointer)
    return replace(pointer, const=True)


def _entry_function(
    entry: str, known: str, types: list[Any], result: Scalar, pointers: tuple[n.Var, ...]
) -> n.Function:
    """Passes its arguments on; those that are arrays become what the user's text refers to."""
    names = Names()
    values = tuple(n.Var(names.fresh("x"), of) for of in types)
    given = tuple(n.Var(names.fresh("array"), _const(p.type)) for p in pointers)
    body = Body()
    for pointer, parameter in zip(pointers, given, strict=True):
        body.assign(pointer, n.Cast(parameter, pointer.type))
    body.return_(n.Call(known, values, result))
    return n.Function(Signature(entry, (*values, *given), result, linkage="device"), body.block())
