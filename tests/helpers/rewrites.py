"""Harmless rewrites of an answer: other names, independent statements in another order, printed arguments."""

import ast
from collections.abc import Callable, Iterator

from hypothesis import strategies as st

Choose = Callable[[st.SearchStrategy[int]], int]
SAYS = (
    "print('here')",
    "print({0})",
    "'%s and %r' % ({0}, {0})",
    "import logging\nlogging.warning('%s', {0})",
    "assert repr({0}), f'{{{0}}}'",
)
"""What prints, formats, logs and asserts an argument, and computes nothing."""

PURE = {"abs", "float", "int", "len", "list", "max", "min", "range", "sum", "tuple", "zip"}


def rewritten(text: str, choose: Choose) -> str:
    """The function or class with every local variable renamed, statements swapped, and a print here and there."""
    tree = ast.parse(text)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    inner = {inside for one in functions for inside in ast.walk(one) if inside is not one}
    for function in functions:
        _rename(function, choose)
        for block in _blocks(function):
            _swap(block, choose)
        place = choose(st.integers(1 if ast.get_docstring(function) else 0, len(function.body) - 1))
        function.body[place:place] = _says(function, choose) if function not in inner else ast.parse(SAYS[0]).body
    return ast.unparse(tree) + "\n"


def _says(function: ast.FunctionDef, choose: Choose) -> list[ast.stmt]:
    """Something said of an argument; an object says nothing of itself, which may not be made yet."""
    arguments = [argument.arg for argument in function.args.args if argument.arg != "self"]
    if not arguments:
        return ast.parse(SAYS[0]).body
    said = SAYS[choose(st.integers(0, len(SAYS) - 1))]
    return ast.parse(said.format(arguments[choose(st.integers(0, len(arguments) - 1))])).body


def _rename(function: ast.FunctionDef, choose: Choose) -> None:
    """Other names for what the function itself assigns; arguments and names of inner functions stay."""
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
    kept = {node.arg for node in ast.walk(function) if isinstance(node, ast.arg)}
    kept |= {name for node in ast.walk(function) if isinstance(node, (ast.Global, ast.Nonlocal)) for name in node.names}
    own = sorted({name.id for name in names if isinstance(name.ctx, ast.Store)} - kept)
    suffix = choose(st.integers(0, 99))
    for name in names:
        if name.id in own:
            name.id = f"own_{own.index(name.id)}_{suffix}"


def _blocks(function: ast.FunctionDef) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(function):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list) and isinstance(node, ast.stmt):
                yield block


def _swap(block: list[ast.stmt], choose: Choose) -> None:
    for place in range(len(block) - 1):
        if _independent(block[place], block[place + 1]) and choose(st.integers(0, 1)):
            block[place], block[place + 1] = block[place + 1], block[place]


def _independent(one: ast.stmt, other: ast.stmt) -> bool:
    if not (_is_plain(one) and _is_plain(other)):
        return False
    return not (_names(one, ast.Store) & _names(other) or _names(other, ast.Store) & _names(one))


def _names(statement: ast.stmt, context: type[ast.expr_context] = ast.expr_context) -> set[str]:
    return {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, context)}


def _is_plain(statement: ast.stmt) -> bool:
    """An assignment to names whose right side changes nothing: operators, and calls of NumPy's own functions."""
    if not isinstance(statement, ast.Assign) or not all(
        isinstance(t, (ast.Name, ast.Tuple)) for t in statement.targets
    ):
        return False
    stored = [node for node in ast.walk(statement) if isinstance(node, (ast.Attribute, ast.Subscript))]
    return all(isinstance(node.ctx, ast.Load) for node in stored) and all(
        _is_pure(node.func) for node in ast.walk(statement) if isinstance(node, ast.Call)
    )


def _is_pure(called: ast.expr) -> bool:
    if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
        return called.value.id == "np" and called.attr != "copyto"
    return isinstance(called, ast.Name) and called.id in PURE
