"""Makes systematic small changes to an answer, one at a time, which a good set of checks must notice.

Operators, comparisons, constants (axes and indices are constants too), dropped terms, calls, options and statements,
in the tradition of DeMillo, Lipton & Sayward 1978, "Hints on test data selection".
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields
from functools import singledispatch
from itertools import pairwise
from typing import Any

import libcst as cst

from autograder.exercise.source import FunctionSource
from autograder.system.lazy_dataclass import dataclass

ARITHMETIC: dict[type[cst.BaseBinaryOp], type[cst.BaseBinaryOp]] = {
    cst.Add: cst.Subtract,
    cst.Subtract: cst.Add,
    cst.Multiply: cst.Divide,
    cst.Divide: cst.Multiply,
    cst.Power: cst.Multiply,
    cst.FloorDivide: cst.Divide,
    cst.Modulo: cst.FloorDivide,
    cst.MatrixMultiply: cst.Multiply,
    cst.BitAnd: cst.BitOr,
    cst.BitOr: cst.BitAnd,
}
UPDATES: dict[type[cst.BaseAugOp], type[cst.BaseAugOp]] = {
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
    cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
}
COMPARISONS: dict[type[cst.BaseCompOp], Sequence[type[cst.BaseCompOp]]] = {
    cst.LessThan: (cst.LessThanEqual, cst.GreaterThan),
    cst.LessThanEqual: (cst.LessThan, cst.GreaterThan),
    cst.GreaterThan: (cst.GreaterThanEqual, cst.LessThan),
    cst.GreaterThanEqual: (cst.GreaterThan, cst.LessThan),
    cst.Equal: (cst.NotEqual,),
    cst.NotEqual: (cst.Equal,),
    cst.Is: (cst.IsNot,),
    cst.IsNot: (cst.Is,),
    cst.In: (cst.NotIn,),
    cst.NotIn: (cst.In,),
}
NAMES = {"True": "False", "False": "True"}
Path = tuple[cst.CSTNode, ...]  # the way down to a node: all that stands around it, the module first


@dataclass(frozen=True)
class Mutant:
    """An answer with one change, and a description of the change: the line before and after."""

    says: str
    text: str


def mutants(answer: FunctionSource) -> Iterator[Mutant]:
    """Every mutant of a function or class, in the order of its text; each compiles, and none comes twice.

    Docstrings and annotations stay as they are.
    """
    module = cst.parse_module(answer.text)
    seen = {answer.text}
    for path in _code((module,)):
        for changed in variants(path[-1]):
            text = _with(path, changed).code
            if text not in seen and _compiles(text):
                seen.add(text)
                yield Mutant(change(answer.text, text), text)


def _code(path: Path) -> Iterator[Path]:
    """The ways down to all nodes that are executed, outermost first; no check reads the texts of exceptions."""
    node = path[-1]
    for child in node.children:
        if not isinstance(child, cst.Annotation) and not _is_docstring(child):
            if not isinstance(node, cst.Expr):  # without its call it does nothing, as without the statement
                yield *path, child
            if not isinstance(child, cst.Raise):
                yield from _code((*path, child))


def _with(path: Path, changed: cst.CSTNode) -> cst.Module:
    """The module with a node changed: only what stands around it is made again, and not the whole tree."""
    for node, parent in pairwise(reversed(path)):
        changed = parent.with_changes(**_holding(parent, node, changed))
    return cst.ensure_type(changed, cst.Module)


def _holding(parent: cst.CSTNode, node: cst.CSTNode, changed: cst.CSTNode) -> dict[str, Any]:
    """The field of a node that holds another one, with the changed one instead."""
    for part in fields(parent):
        value = getattr(parent, part.name)
        if value is node:
            return {part.name: changed}
        if isinstance(value, (list, tuple)) and node in value:
            return {part.name: [changed if one is node else one for one in value]}
    raise LookupError(node)


def _is_docstring(node: cst.CSTNode) -> bool:
    if not isinstance(node, cst.SimpleStatementLine) or not isinstance(node.body[0], cst.Expr):
        return False
    return isinstance(node.body[0].value, (cst.SimpleString, cst.ConcatenatedString))


def _compiles(text: str) -> bool:
    with suppress(SyntaxError):
        compile(text, "mutant", "exec")
        return True
    return False


def change(before: str, after: str) -> str:
    """The first line that differs between two texts, before and after."""
    old, new = before.splitlines(), after.splitlines()
    place = next(place for place, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1])
    return f"line {place + 1}: `{old[place].strip()}` becomes `{new[place].strip()}`"


@singledispatch
def variants(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The possible replacements of a node."""
    yield from ()


@variants.register
def _(node: cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    if type(node.operator) in ARITHMETIC:
        yield node.with_changes(operator=ARITHMETIC[type(node.operator)]())
    yield _instead(node, node.left)
    yield _instead(node, node.right)


@variants.register
def _(node: cst.AugAssign) -> Iterator[cst.CSTNode]:
    if type(node.operator) in UPDATES:
        yield node.with_changes(operator=UPDATES[type(node.operator)]())
    yield cst.Assign([cst.AssignTarget(node.target)], node.value)


@variants.register
def _(node: cst.ComparisonTarget) -> Iterator[cst.CSTNode]:
    for operator in COMPARISONS[type(node.operator)]:
        yield node.with_changes(operator=operator())


@variants.register
def _(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    yield node.with_changes(operator=cst.And() if isinstance(node.operator, cst.Or) else cst.Or())
    yield _instead(node, node.left)
    yield _instead(node, node.right)


@variants.register
def _(node: cst.UnaryOperation) -> Iterator[cst.CSTNode]:
    yield _instead(node, node.expression)


@variants.register
def _(node: cst.IfExp) -> Iterator[cst.CSTNode]:
    yield _instead(node, node.body)
    yield _instead(node, node.orelse)


@variants.register
def _(node: cst.Integer) -> Iterator[cst.CSTNode]:
    value = int(node.value, 0)
    yield node.with_changes(value=str(value + 1))
    if value:
        yield node.with_changes(value=str(value - 1))


@variants.register
def _(node: cst.Float) -> Iterator[cst.CSTNode]:
    yield node.with_changes(value=repr(2 * float(node.value) or 1.0))


@variants.register
def _(node: cst.Name) -> Iterator[cst.CSTNode]:
    if node.value in NAMES:
        yield node.with_changes(value=NAMES[node.value])


@variants.register
def _(node: cst.Call) -> Iterator[cst.CSTNode]:
    """A call of one argument without the call, a method's object without it, and each option left out."""
    options = [argument for argument in node.args if argument.keyword]
    if len(node.args) == 1 and not options and not node.args[0].star:
        yield _instead(node, node.args[0].value)
    if isinstance(node.func, cst.Attribute) and len(node.args) == len(options):
        yield _instead(node, node.func.value)
    for option in options:
        kept = [argument for argument in node.args if argument is not option]
        if kept:
            kept[-1] = kept[-1].with_changes(comma=node.args[-1].comma)
        yield node.with_changes(args=kept)


@variants.register
def _(node: cst.Attribute) -> Iterator[cst.CSTNode]:
    if node.attr.value == "T":
        yield _instead(node, node.value)


@variants.register
def _(node: cst.Slice) -> Iterator[cst.CSTNode]:
    """Without its start, its end or its step."""
    for part in ("lower", "upper", "step"):
        if getattr(node, part) is not None:
            yield node.with_changes(**{part: None})


@variants.register
def _(node: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
    if not isinstance(node.body[0], (cst.Pass, cst.Import, cst.ImportFrom)):
        yield node.with_changes(body=[cst.Pass()])


def _instead(node: cst.BaseExpression, part: cst.BaseExpression) -> cst.CSTNode:
    """Replace a whole expression by a part of it, within its parentheses."""
    return part.with_changes(lpar=[*node.lpar, *part.lpar], rpar=[*part.rpar, *node.rpar])
