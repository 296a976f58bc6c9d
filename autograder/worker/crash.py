"""What was met where a submission raised: a few short facts that can explain it, and that decide nothing.

Only the frame of the student's own that raised last is looked at. Its failing expression is known to the column, and
what stands in it is read without running any code of the student's.
"""

import ast
import builtins
import difflib
import linecache
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from types import FrameType, FunctionType, ModuleType, TracebackType
from typing import Any

import numpy as np

from autograder.worker.wire import Value

TEXT, CODE, NAME = 300, 160, 60  # characters of an exception's message, of an expression, and of an operand
OPERANDS = 6
MOST_NAMES = 2000
LARGEST = 1_000_000  # elements of what is computed once more
SHAPES = {"T", "shape", "size", "ndim"}  # attributes of an array that are read
PLAIN = (bool, int, float, complex)
COMPUTED: dict[type[ast.operator], Any] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.true_divide,
    ast.MatMult: np.matmul,
}


class Unknown(Exception):
    """What an expression stands for cannot be read off."""


def facts(error: BaseException, place: TracebackType | None) -> dict[str, Value]:
    """What is known of ``error``, which passed through ``place`` last of the student's own frames.

    ``text`` is its message, ``code`` the failing expression, ``operands`` what stands in that: the text, the kind and
    the shape (None for what has none) of each.  ``inside`` is the function of the module that was at work, and
    ``near`` the existing name that is most like a missing one.
    """
    found: dict[str, Value] = {"text": _text(error), "code": "", "operands": [], "inside": "", "near": ""}
    if place is None:
        return found
    frame = place.tb_frame
    with suppress(BaseException):  # facts help, and nothing depends on them
        found["inside"] = _function(frame)
        node, found["code"] = _failing(place)
        found["operands"] = list(islice(_operands(node, frame), OPERANDS)) if node else []
        found["near"] = _near(error, node, frame)
    return found


def _function(frame: FrameType) -> str:
    """The function at the top of the module that a frame runs; empty for methods and what stands inside others."""
    name = frame.f_code.co_name
    known = frame.f_globals.get(name)
    return name[:NAME] if isinstance(known, FunctionType) and known.__code__ is frame.f_code else ""


def _text(error: BaseException) -> str:
    try:
        return f"{error}"[:TEXT]
    except BaseException:
        return ""


def _failing(place: TracebackType) -> tuple[ast.AST | None, str]:
    """The expression or statement at which a frame was, as a tree and as text."""
    code = place.tb_frame.f_code
    first, last, start, end = next(islice(code.co_positions(), place.tb_lasti // 2, None))
    if first is None or last is None or start is None or end is None:
        return None, ""
    lines = [linecache.getline(code.co_filename, number).encode() for number in range(first, min(last, first + 20) + 1)]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    text = b"".join(lines).decode("utf-8", "replace")
    return _parsed(text), " ".join(text.split())[:CODE]


def _parsed(text: str) -> ast.AST | None:
    for source in (f"({text})", text):
        try:
            statement = ast.parse(source).body[0]
        except (SyntaxError, ValueError, IndexError):
            continue
        return statement.value if isinstance(statement, ast.Expr) else statement
    return None


def _operands(node: ast.AST, frame: FrameType) -> Iterator[list[Value]]:
    """What stands in an expression, from the outside in, as far as it can be read."""
    for part in _parts(node):
        try:
            kind, shape = _described(_value(part, frame))
        except Unknown:
            yield from _operands(part, frame)
        else:
            if not isinstance(part, ast.Constant):
                yield [ast.unparse(part)[:NAME], kind, shape]


def _parts(node: ast.AST) -> list[ast.expr]:
    """The expressions directly in a node that take part in what it does."""
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.AugAssign):
        return [node.target, node.value]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.Call):
        owner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        return [*owner, *node.args, *(keyword.value for keyword in node.keywords)]
    if isinstance(node, ast.Subscript):
        index = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return [node.value, *index]
    return [part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr)]


def _described(value: Value) -> tuple[str, list[int] | None]:
    """The kind of a value, an array's being its dtype, and its shape."""
    if isinstance(value, ModuleType):
        raise Unknown
    if isinstance(value, (np.ndarray, np.generic)):
        return str(value.dtype), list(value.shape)
    return type(value).__name__[:NAME], None


def _value(node: ast.AST, frame: FrameType) -> Value:
    """What an expression stands for, without running code of the student's; raises `Unknown`."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return _named(node.id, frame)
    if isinstance(node, ast.Attribute):
        return _attribute(_value(node.value, frame), node.attr)
    if isinstance(node, ast.Subscript):
        return _item(_value(node.value, frame), node.slice, frame)
    if isinstance(node, ast.BinOp):
        return _computed(node, frame)
    raise Unknown


def _named(name: str, frame: FrameType) -> Value:
    for names in (frame.f_locals, frame.f_globals, vars(builtins)):
        if name in names:
            return names[name]
    raise Unknown


def _attribute(owner: Value, name: str) -> Value:
    if type(owner) is np.ndarray and name in SHAPES:
        return getattr(owner, name)
    try:
        own = object.__getattribute__(owner, "__dict__")
    except AttributeError as error:
        raise Unknown from error
    if type(own) is not dict or name not in own:
        raise Unknown
    return own[name]


def _item(owner: Value, index: ast.expr, frame: FrameType) -> Value:
    """An item by a name, a number or a text."""
    key = _value(index, frame)
    if type(key) not in (int, str) or type(owner) not in (dict, list, tuple, np.ndarray):
        raise Unknown
    try:
        return owner[key]
    except (LookupError, TypeError) as error:
        raise Unknown from error


def _computed(node: ast.BinOp, frame: FrameType) -> Value:
    """The result of arithmetic with NumPy's own arrays, if they are small."""
    pair = _value(node.left, frame), _value(node.right, frame)
    if type(node.op) not in COMPUTED or not any(type(one) is np.ndarray for one in pair):
        raise Unknown
    if not all(type(one) in PLAIN or (type(one) is np.ndarray and one.dtype.kind in "biufc") for one in pair):
        raise Unknown
    if np.size(pair[0]) * np.size(pair[1]) > LARGEST:
        raise Unknown
    try:
        with np.errstate(all="ignore"):
            return COMPUTED[type(node.op)](*pair)
    except (ValueError, TypeError) as error:
        raise Unknown from error


def _near(error: BaseException, node: ast.AST | None, frame: FrameType) -> str:
    """The existing name that is most like the missing one, if any is like it."""
    missing, names = "", list[str]()
    if isinstance(error, NameError):
        missing, names = str(error.name or ""), [*frame.f_locals, *frame.f_globals, *vars(builtins)]
    elif isinstance(error, AttributeError):
        missing, names = str(error.name or ""), dir(error.obj)
    elif isinstance(error, KeyError) and isinstance(node, ast.Subscript):
        missing, names = str(error.args[0]), [str(key) for key in _dictionary(_value(node.value, frame))]
    known = [name for name in names if name != missing and not name.startswith("__")]
    written = [name for name in known if name.lower() == missing.lower()]  # but for its capitals
    return next(iter(written or difflib.get_close_matches(missing[:NAME], known[:MOST_NAMES], 1)), "")[:NAME]


def _dictionary(value: Value) -> dict[Any, Any]:
    if type(value) is not dict:
        raise Unknown
    return value
