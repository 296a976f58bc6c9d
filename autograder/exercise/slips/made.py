"""Makes the slips of an answer, one small change at a time; each is compiled, none is written down."""

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from types import CodeType

from autograder.exercise.slips.arguments import at_the_start, besides, options, other_defaults
from autograder.exercise.slips.calls import at_once, in_a_call
from autograder.exercise.slips.expressions import in_an_expression, remember_arguments
from autograder.exercise.slips.sites import Site, functions, is_private, public, sites
from autograder.exercise.slips.statements import in_a_statement
from autograder.exercise.slips.words import Words
from autograder.exercise.source import FunctionSource
from autograder.system.lazy_dataclass import dataclass

Change = tuple[str, ast.AST]
Beginning = tuple[str, list[ast.stmt]]


@dataclass(frozen=True, eq=False)
class Slip:
    """An answer with a change.  ``says`` completes "It looks as if the code ..."; ``code`` defines the function.

    ``mistakes`` are the named mistakes that the change is made of, if it is.
    """

    says: str
    code: CodeType
    mistakes: tuple[str, ...] = ()


def slips(answer: FunctionSource) -> Iterator[Slip]:
    """Every slip of a function or class, the most telling first; none of one with a loop that might not end."""
    tree = ast.parse(answer.text)
    if any(isinstance(node, ast.While) for node in ast.walk(tree)):
        return
    for function in functions(tree):
        remember_arguments(function)
    ast.fix_missing_locations(tree)
    yield from _of_arguments(tree, at_the_start)
    yield from _of_sites(tree, answer.parts[1])
    yield from _everywhere(tree)
    yield from _of_defaults(tree)
    yield from _of_arguments(tree, besides)


def _of_arguments(tree: ast.Module, kinds: Callable[[ast.FunctionDef], Iterator[Beginning]]) -> Iterator[Slip]:
    for function in public(tree):
        for says, statements in kinds(function):
            function.body[:0] = statements
            yield from _compiled(says, tree, statements)
            del function.body[: len(statements)]


def _of_defaults(tree: ast.Module) -> Iterator[Slip]:
    for function in public(tree):
        values = function.args.defaults
        for place, (name, usual) in enumerate(options(function).items()):
            for other in other_defaults(usual):
                values[place] = other
                yield from _compiled(f"has another default for {name} than is asked", tree, [other])
            values[place] = usual


def _of_sites(tree: ast.Module, statement: str) -> Iterator[Slip]:
    for site in list(sites(tree)):
        for says, node in _changes(site, statement):
            site.put(node)
            yield from _compiled(says, tree, [node])
            site.put(site.node)


def _everywhere(tree: ast.Module) -> Iterator[Slip]:
    """One function taken for another, or one axis, at all places at once."""
    for says, nodes, changed in at_once([site.node for site in sites(tree)]):
        before = [vars(node).copy() for node in nodes]
        for node, after in zip(nodes, changed, strict=True):
            vars(node).update(vars(after))
        yield from _compiled(says, tree, nodes)
        for node, fields in zip(nodes, before, strict=True):
            vars(node).update(fields)


def _changes(site: Site, statement: str) -> Iterator[Change]:
    names, defaults = [one.arg for one in site.function.args.args if one.arg != "self"], site.function.args.defaults
    if is_private(site.function):
        names, defaults = [], []
    words = Words(names, names[len(names) - len(defaults) :], statement)
    for kind in (in_an_expression, in_a_call, in_a_statement):
        yield from kind(site, words)


def _compiled(says: str, tree: ast.Module, changed: Sequence[ast.AST]) -> Iterator[Slip]:
    """The slip in a tree, all of whose nodes have a place but some in what has ``changed``."""
    for node in changed:
        ast.fix_missing_locations(node)
    with suppress(SyntaxError, ValueError):
        yield Slip(says, compile(tree, "slip", "exec"))
