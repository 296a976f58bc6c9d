"""Slips that concern an argument wherever it is used: statements that stand before all others."""

import ast
from collections.abc import Iterator
from itertools import combinations

LIMITS = ("1e-15", "1e-12", "1e-10", "1e-8", "1e-7", "1e-5", "1e-3")
"""Numbers that keep something off a border, as they are met in the wild."""
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
    *(("keeps {0} off 0 by a limit", f"{{0}} = {{0}}.clip({e}, 1 - {e})") for e in LIMITS),
    *(("keeps {0} off 0 by a limit", f"{{0}} = {{0}}.clip({e})") for e in LIMITS),
    *(("adds a small number to {0}", f"{{0}} = {{0}} + {e}") for e in LIMITS),
    *(("limits {0} to a range", f"{{0}} = {{0}}.clip(-{c}, {c})") for c in (1, 20, 50, 100, 500)),
)
"""What can happen to an argument without a default, which is an array as a rule."""


def at_the_start(function: ast.FunctionDef) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Sentences on arguments that are ignored, each with the statements that make them true when they come first."""
    names, defaults = _names(function), function.args.defaults
    for name, default in zip(names[len(names) - len(defaults) :], defaults, strict=True):
        yield f"ignores {name}", [ast.Assign([ast.Name(name, ast.Store())], default)]
    for name in names:
        for says, statement in EACH:
            yield says.format(name), _parsed(statement.format(name))


def besides(function: ast.FunctionDef) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Other sentences on arguments, with their statements."""
    names = _names(function)
    required = names[: len(names) - len(function.args.defaults)]
    for name in names:
        for says, statement in (*BESIDES, *(REQUIRED if name in required else ())):
            yield says.format(name), _parsed(statement.format(name))
    for one, other in combinations(names, 2):
        yield f"takes {one} for {other}, and {other} for {one}", _parsed(f"{one}, {other} = {other}, {one}")


def _names(function: ast.FunctionDef) -> list[str]:
    return [one.arg for one in function.args.args if one.arg != "self"]


def _parsed(statement: str) -> list[ast.stmt]:
    return ast.parse(statement).body
