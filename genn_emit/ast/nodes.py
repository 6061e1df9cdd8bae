"""The tree: every node under one name, ``from genn_emit.ast import nodes as n``. What a node prints is its docstring.

Nodes are frozen and equal by structure. Expressions, statements and module items print; *intents* (``Draw``,
``AtomicAdd``, ``Barrier``, ``Fail``) say what is meant and are lowered by a backend.
"""

from __future__ import annotations

from genn_emit.ast.statements import (
    ASSIGNMENTS as ASSIGNMENTS,
    Assign as Assign,
    AtomicAdd as AtomicAdd,
    Barrier as Barrier,
    Block as Block,
    Break as Break,
    Comment as Comment,
    Continue as Continue,
    Declare as Declare,
    Do as Do,
    Fail as Fail,
    For as For,
    Function as Function,
    If as If,
    Include as Include,
    Launch as Launch,
    Member as Member,
    Module as Module,
    Pragma as Pragma,
    Prototype as Prototype,
    Return as Return,
    Stmt as Stmt,
    StructDefinition as StructDefinition,
    Verbatim as Verbatim,
    While as While,
    check_condition as check_condition,
)
from genn_emit.ast.values import (
    ARITHMETIC as ARITHMETIC,
    AddressOf as AddressOf,
    Binary as Binary,
    Builtin as Builtin,
    C as C,
    COMPARISONS as COMPARISONS,
    Call as Call,
    Cast as Cast,
    Draw as Draw,
    Expr as Expr,
    Field as Field,
    INTEGER as INTEGER,
    Index as Index,
    LOGICAL as LOGICAL,
    Literal as Literal,
    Node as Node,
    Number as Number,
    Select as Select,
    Unary as Unary,
    Var as Var,
    agree as agree,
    binary as binary,
    check_operands as check_operands,
    holds as holds,
    literal as literal,
    node as node,
    same_type as same_type,
    spelt as spelt,
)

INTENTS: tuple[type[Node], ...] = (Draw, AtomicAdd, Barrier, Fail)
