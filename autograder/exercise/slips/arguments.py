"""Slips that concern an argument wherever it is used: statements that stand before all others."""

import ast
from collections.abc import Iterator
from itertools import combinations

from autograder.exercise.slips.sites import BRANCHES
from autograder.words import listed

LIMITS = ("1e-16", "1e-15", "1e-12", "1e-10", "1e-9", "1e-8", "1e-7", "1e-6", "1e-5", "1e-4", "1e-3")
"""Numbers that keep something off a border, as they are met in the wild."""
USUAL = ("0.9", "0.95", "0.99", "0.999", "0.1", "0.01", "0.001", "0.5", "1.0", "2.0")
"""What an option is set to in other texts."""
TOGETHER = 3  # options that are ignored at once, at most
TINY = 1e-3
KEEPS_OFF = "keeps {0} off 0 by a small number of its own"
"""A sum and a limit give the same where it matters, so that one sentence has to be true of both."""
EACH = (
    ("ignores {0}, as if it were 0", "{0} = {0} * 0"),
    ("ignores {0}, as if it were 1", "{0} = {0} * 0 + 1"),
    ("takes 1 - {0} for {0}", "{0} = 1 - {0}"),
)
"""What can happen to any argument."""
BESIDES = (
    ("turns the sign of {0} around", "{0} = -{0}"),
    ("ignores the signs in {0}", "{0} = abs({0})"),
    ("counts {0} one too high", "{0} = {0} + 1"),
    ("counts {0} one too low", "{0} = {0} - 1"),
    ("takes 1 / {0} for {0}", "{0} = 1 / {0}"),
)
"""And what is rarer than a slip at one place with the same effect."""
REQUIRED = (
    ("takes {0} transposed", "{0} = {0}.swapaxes(-1, -2)"),
    ("takes the first row of {0} for all of its rows", "{0} = {0}[:1] + {0} * 0"),
    ("takes the first column of {0} for all of its columns", "{0} = {0}[..., :1] + {0} * 0"),
    ("takes {0} in the reverse order", "{0} = {0}[::-1]"),
    ("leaves out the last element of {0}", "{0} = {0}[:-1]"),
    ("leaves out the first element of {0}", "{0} = {0}[1:]"),
    ("uses the first element of {0} only", "{0} = {0}[:1]"),
    ("uses the last element of {0} only", "{0} = {0}[-1:]"),
    ("cuts {0} down to whole numbers", "{0} = {0}.astype(int) + 0.0"),
    ("squares {0} first", "{0} = {0} * {0}"),
    ("takes for each row of {0} its largest element alone", "{0} = ({0} == {0}.max(axis=-1, keepdims=True)) + 0.0"),
    *((KEEPS_OFF, f"{{0}} = {{0}}.clip({e}, 1 - {e})") for e in LIMITS),
    *((KEEPS_OFF, f"{{0}} = {{0}}.clip({e})") for e in LIMITS),
    *((KEEPS_OFF, f"{{0}} = {{0}} + {e}") for e in LIMITS),
    *(("limits {0} to a range", f"{{0}} = {{0}}.clip(-{c}, {c})") for c in (1, 20, 50, 100, 500)),
)
"""What can happen to an argument without a default, which is an array as a rule."""


def at_the_start(function: ast.FunctionDef) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Sentences on arguments that are ignored, each with the statements that make them true when they come first."""
    names, usual = _names(function), options(function)
    for count in range(1, TOGETHER + 1):
        for ignored in combinations(usual, count):
            fixed = [ast.Assign([ast.Name(name, ast.Store())], usual[name]) for name in ignored]
            yield f"ignores {listed(ignored)}", list[ast.stmt](fixed)
    for name in names:
        for says, statement in EACH:
            yield says.format(name), _parsed(statement.format(name))
    for name, default in usual.items():
        for says, value in _otherwise(name, default):
            yield says, _parsed(f"{name} = {value}")


def options(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """The arguments that have a default, with it."""
    names, defaults = _names(function), function.args.defaults
    return dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))


def other_defaults(usual: ast.expr) -> Iterator[ast.expr]:
    """What an option's default is elsewhere, where it is a floating number."""
    value = usual.value if isinstance(usual, ast.Constant) else None
    if type(value) is float:
        numbers = map(float, LIMITS if 0 < value < TINY else USUAL)
        yield from (ast.Constant(number) for number in numbers if number != value)


def _otherwise(name: str, default: ast.expr) -> Iterator[tuple[str, str]]:
    """Sentences on an option that is always another number than its default, with these numbers."""
    usual = default.value if isinstance(default, ast.Constant) else None
    if type(usual) is float and 0 < usual < TINY:
        yield from ((f"takes a small number of its own for {name}", value) for value in LIMITS)
    elif type(usual) is float:
        yield from ((f"takes {value} for {name}, whatever it is", value) for value in USUAL if float(value) != usual)
    elif type(usual) is bool:
        yield f"takes {not usual} for {name}, whatever it is", repr(not usual)


def besides(function: ast.FunctionDef) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Other sentences on arguments, with their statements."""
    names = _names(function)
    required = names[: len(names) - len(function.args.defaults)]
    used = _used_in_values(function)
    for name in (each for each in names if each in used or each not in required):
        for says, statement in (*BESIDES, *(REQUIRED if name in required else ())):
            yield says.format(name), _parsed(statement.format(name))
    for one, other in combinations(names, 2):
        yield f"takes {one} for {other}, and {other} for {one}", _parsed(f"{one}, {other} = {other}, {one}")


def _used_in_values(function: ast.FunctionDef) -> set[str]:
    """The names that are read outside of conditions: of others a result shows only which branch was taken."""
    branches = (node for node in ast.walk(function) if isinstance(node, BRANCHES))
    conditions = {inside for branch in branches for inside in ast.walk(branch.test)}
    return {node.id for node in ast.walk(function) if isinstance(node, ast.Name) and node not in conditions}


def _names(function: ast.FunctionDef) -> list[str]:
    return [one.arg for one in function.args.args if one.arg != "self"]


def _parsed(statement: str) -> list[ast.stmt]:
    return ast.parse(statement).body
