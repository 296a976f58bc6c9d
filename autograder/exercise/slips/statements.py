"""Slips in a statement: one left out, a loop that ends too early, a stale value returned."""

import ast
from collections.abc import Iterator

from autograder.exercise.slips.expressions import as_given
from autograder.exercise.slips.sites import Site
from autograder.exercise.slips.words import Words

Change = tuple[str, ast.AST]
UPDATES: dict[type[ast.operator], tuple[str, type[ast.operator]]] = {
    ast.Add: ("subtracts where it is to add", ast.Sub),
    ast.Sub: ("adds where it is to subtract", ast.Add),
    ast.Mult: ("divides where it is to multiply", ast.Div),
    ast.Div: ("multiplies where it is to divide", ast.Mult),
}


def in_a_statement(site: Site, words: Words) -> Iterator[Change]:
    """The slips of the statement at a site."""
    node = site.node
    if isinstance(node, ast.stmt) and not isinstance(node, (ast.Return, ast.FunctionDef, ast.Pass)):
        yield from _left_out(node, words)
    if isinstance(node, ast.AugAssign):
        yield from _updates(node, words)
    elif isinstance(node, ast.For):
        loop = ast.For(node.target, node.iter, [*node.body, ast.Break()], [])
        yield "ends a loop after its first turn", loop
    elif isinstance(node, ast.Return) and node.value is not None:
        yield from _returned(node.value, site, words)
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        yield from _assigned(node, node.targets[0], words)


def _left_out(node: ast.stmt, words: Words) -> Iterator[Change]:
    targets = [node.target] if isinstance(node, ast.AugAssign) else getattr(node, "targets", [])
    names = dict.fromkeys(name for target in targets if (name := _root(target)) in words.arguments)
    if names:
        yield f"never changes {' and '.join(names)}", ast.Pass()


def _assigned(node: ast.Assign, target: ast.Name, words: Words) -> Iterator[Change]:
    """A value that is computed for later is 0, or 1, or one of the arguments that it is computed from."""
    if words.value(target) != target.id:
        return  # another local name would say nothing to a student
    if target.id not in words.arguments:
        nothing = ast.BinOp(node.value, ast.Mult(), ast.Constant(0.0))
        yield f"takes 0 for {target.id}", ast.Assign(node.targets, nothing)
        yield f"takes 1 for {target.id}", ast.Assign(node.targets, ast.BinOp(nothing, ast.Add(), ast.Constant(1.0)))
        yield f"has the sign of {target.id} wrong", ast.Assign(node.targets, ast.UnaryOp(ast.USub(), node.value))
    used = {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)} - {target.id}
    for argument in words.arguments:
        if argument in used:
            says = f"uses {argument} where {target.id} is to be used"
            yield says, ast.Assign(node.targets, ast.Name(argument, ast.Load()))


def _root(target: ast.expr) -> str:
    while isinstance(target, (ast.Subscript, ast.Attribute)):
        if isinstance(target, ast.Attribute):
            return target.attr
        target = target.value
    return target.id if isinstance(target, ast.Name) else ""


def _updates(node: ast.AugAssign, words: Words) -> Iterator[Change]:
    says = "keeps the last value where all are to be added up"
    yield says, ast.Assign([node.target], node.value)
    if type(node.op) in UPDATES:
        says, operator = UPDATES[type(node.op)]
        yield says, ast.AugAssign(node.target, operator(), node.value)


def _returned(value: ast.expr, site: Site, words: Words) -> Iterator[Change]:
    """An argument as it was given, or 0, in the place of the result or of an item of it."""
    given = {name: as_given(name, site.function) for name in words.arguments}
    for name, node in given.items():
        yield f"returns {name} as it was given", ast.Return(node)
    every = value.elts if isinstance(value, ast.Tuple) else []
    for place, item in enumerate(every):
        others: dict[str, ast.expr] = {f"{name} as it was given": node for name, node in given.items()}
        others["0"] = ast.BinOp(item, ast.Mult(), ast.Constant(0.0))
        for says, other in others.items():
            items = [*every[:place], other, *every[place + 1 :]]
            yield f"returns {says}, as item {place} of the result", ast.Return(ast.Tuple(items, ast.Load()))
