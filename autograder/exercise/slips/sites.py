"""The places of an answer's code at which a slip can happen."""

import ast
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

from autograder.system.lazy_dataclass import dataclass

BRANCHES = (ast.If, ast.IfExp, ast.While)
SKIPPED = (ast.arguments, ast.Raise, ast.Import, ast.ImportFrom, ast.expr_context)


@dataclass(frozen=True, eq=False)
class Site:
    """A node of the code, where it stands (``path``: the nodes around it, outermost first), and its function.

    ``put`` replaces the node.
    """

    node: ast.AST
    put: Callable[[ast.AST], None]
    function: ast.FunctionDef
    path: tuple[ast.AST, ...]

    @property
    def parent(self) -> ast.AST:
        """The node right around this one."""
        return self.path[-1]

    @property
    def outermost(self) -> bool:
        """Whether it is what the function returns, apart from calls around it, and not some means to an end."""
        return isinstance(self.path[-1], ast.Return) or (
            any(isinstance(one, ast.Return) for one in self.path)
            and all(isinstance(one, (ast.Return, ast.Call, ast.Attribute, ast.FunctionDef)) for one in self.path)
        )

    @property
    def decides(self) -> bool:
        """Whether it stands in the condition of a branch: results show only which branch was taken."""
        way = pairwise((*self.path, self.node))
        return any(isinstance(one, BRANCHES) and one.test is inside for one, inside in way)


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """The function, or each method of the class."""
    [definition] = ast.iter_child_nodes(tree)
    methods = definition.body if isinstance(definition, ast.ClassDef) else [definition]
    return (method for method in methods if isinstance(method, ast.FunctionDef))


def public(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """The functions that the statement asks for."""
    return (function for function in functions(tree) if not is_private(function))


def is_private(function: ast.FunctionDef) -> bool:
    """Whether it is a method of the answer's own, whose arguments say nothing to a student."""
    return function.name.startswith("_") and not function.name.startswith("__")


def sites(tree: ast.AST) -> Iterator[Site]:
    """Every node that is executed, outermost first."""
    for function in functions(tree):
        for place, statement in enumerate(function.body):
            if not is_text(statement):
                yield from _site(function.body, place, function, (function,))


def _site(body: list[Any], place: int, function: ast.FunctionDef, path: tuple[ast.AST, ...]) -> Iterator[Site]:
    yield Site(body[place], lambda node: body.__setitem__(place, node), function, path)
    yield from _below(body[place], function, path)


def _below(node: ast.AST, function: ast.FunctionDef, path: tuple[ast.AST, ...]) -> Iterator[Site]:
    inside = (*path, node)
    for field, value in ast.iter_fields(node):
        if isinstance(value, list):
            for place, child in enumerate(value):
                if isinstance(child, ast.AST) and not isinstance(child, SKIPPED):
                    yield from _site(value, place, function, inside)
        elif isinstance(value, ast.AST) and not isinstance(value, SKIPPED):
            yield Site(value, partial(setattr, node, field), function, inside)
            yield from _below(value, function, inside)


def is_text(node: ast.AST) -> bool:
    """Whether a statement is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
