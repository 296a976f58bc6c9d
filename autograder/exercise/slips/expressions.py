"""Slips in an expression: a term, a factor, a sign, a comparison, a number, an argument."""

import ast
from collections.abc import Iterator
from functools import singledispatch
from itertools import pairwise

from autograder.exercise.slips.arguments import LIMITS
from autograder.exercise.slips.mirrored import as_it_stands
from autograder.exercise.slips.sites import Site
from autograder.exercise.slips.words import Words, called

Change = tuple[str, ast.AST]
SMALL = tuple(map(float, LIMITS))
OFF_ZERO = "keeps the denominator off 0 by a small number of its own"
GIVEN = "_given_"  # before the name of an argument, as it was before the function changed it
STRICT: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    **{ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt},
    **{
        ast.Eq: ast.NotEq,
        ast.NotEq: ast.Eq,
        ast.Is: ast.IsNot,
        ast.IsNot: ast.Is,
        ast.In: ast.NotIn,
        ast.NotIn: ast.In,
    },
}


def in_an_expression(site: Site, words: Words) -> Iterator[Change]:
    """The slips of the expression at a site."""
    yield from changes(site.node, site, words)


@singledispatch
def changes(node: ast.AST, site: Site, words: Words) -> Iterator[Change]:
    """Sentences, each with what stands in the node's place."""
    yield from ()


@changes.register
def _(node: ast.BinOp, site: Site, words: Words) -> Iterator[Change]:
    kinds = {
        **{ast.Add: _sum, ast.Sub: _difference, ast.Mult: _product, ast.Div: _quotient},
        **{ast.Pow: _power, ast.MatMult: _matrix_product, ast.FloorDiv: _whole_quotient},
    }
    make = kinds.get(type(node.op))
    made = make(node.left, node.right, words) if make else ()
    yield from ((as_it_stands(says, site), other) for says, other in made)
    yield from _without_brackets(node)


def _without_brackets(node: ast.BinOp) -> Iterator[Change]:
    """A sum with one of its terms multiplied or divided."""
    says, kinds = "leaves out the brackets around a", {ast.Add: "sum", ast.Sub: "difference"}
    left, right, factor = node.left, node.right, isinstance(node.op, (ast.Mult, ast.Div))
    if factor and isinstance(right, ast.BinOp) and type(right.op) in kinds:
        yield f"{says} {kinds[type(right.op)]}", ast.BinOp(ast.BinOp(left, node.op, right.left), right.op, right.right)
    if factor and isinstance(left, ast.BinOp) and type(left.op) in kinds:
        yield f"{says} {kinds[type(left.op)]}", ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, right))


def _sum(left: ast.expr, right: ast.expr, words: Words) -> Iterator[Change]:
    yield f"leaves out {words.term(left)}", right
    yield f"leaves out {words.term(right)}", left
    yield f"subtracts {words.term(right)} where it is to be added", ast.BinOp(left, ast.Sub(), right)
    yield f"subtracts {words.term(left)} where it is to be added", ast.BinOp(right, ast.Sub(), left)
    if isinstance(left, ast.Name) and isinstance(right, ast.Name):
        yield "multiplies where it is to add", ast.BinOp(left, ast.Mult(), right)
    if isinstance(left, ast.Call) and called(left) == "sqrt" and len(left.args) == 1:
        under = ast.Call(left.func, [ast.BinOp(left.args[0], ast.Add(), right)], [])
        yield f"adds {words.term(right)} under the root, not to it", under
    for weight in words.options:
        rest = ast.BinOp(ast.Constant(1), ast.Sub(), ast.Name(weight, ast.Load()))
        yield f"multiplies a term by 1 - {weight}", ast.BinOp(left, ast.Add(), ast.BinOp(rest, ast.Mult(), right))


def _difference(left: ast.expr, right: ast.expr, words: Words) -> Iterator[Change]:
    yield f"does not subtract {words.term(right)}", left
    yield f"leaves out {words.term(left)}, from which something is subtracted", ast.UnaryOp(ast.USub(), right)
    yield f"takes {words.value(right)} alone, without subtracting it from {words.value(left)}", right
    yield f"adds {words.term(right)} where it is to be subtracted", ast.BinOp(left, ast.Add(), right)
    yield "subtracts in the wrong order", ast.BinOp(right, ast.Sub(), left)
    yield "loses the sign of a difference", _call("abs", ast.BinOp(left, ast.Sub(), right))


def _product(left: ast.expr, right: ast.expr, words: Words) -> Iterator[Change]:
    yield f"leaves out the multiplication by {words.factor(right)}", left
    yield f"leaves out the multiplication by {words.factor(left)}", right
    yield f"divides by {words.factor(right)} where it is to multiply", ast.BinOp(left, ast.Div(), right)
    yield f"divides by {words.factor(left)} where it is to multiply", ast.BinOp(right, ast.Div(), left)
    if isinstance(left, ast.Name) and isinstance(right, ast.Name):  # a + (1 - a) leaves out both
        yield "adds where it is to multiply", ast.BinOp(left, ast.Add(), right)
    yield "takes a matrix product where elements are to be multiplied", ast.BinOp(left, ast.MatMult(), right)
    product = ast.BinOp(left, ast.Mult(), right)
    yield f"multiplies by {words.factor(right)} twice", ast.BinOp(product, ast.Mult(), right)
    yield f"multiplies by {words.factor(left)} twice", ast.BinOp(product, ast.Mult(), left)


def _quotient(left: ast.expr, right: ast.expr, words: Words) -> Iterator[Change]:
    yield f"does not divide by {words.factor(right)}", left
    yield f"multiplies by {words.factor(right)} where it is to divide", ast.BinOp(left, ast.Mult(), right)
    yield f"leaves out {words.value(left)} above a fraction", ast.BinOp(ast.Constant(1.0), ast.Div(), right)
    one = isinstance(left, ast.Constant) and left.value == 1  # 1 / 1 + x, without brackets, gives as much as 1 + x
    upside_down = "gives what is below a fraction, as happens without brackets around it, too"
    yield upside_down if one else "turns a fraction upside down", ast.BinOp(right, ast.Div(), left)
    yield f"divides by {words.factor(right)} twice", ast.BinOp(ast.BinOp(left, ast.Div(), right), ast.Div(), right)
    inverse = ast.Call(ast.parse("np.linalg.pinv", mode="eval").body, [right], [])
    says = "takes the inverse of a matrix where each element is to be divided by"
    yield says, ast.BinOp(left, ast.MatMult(), inverse)
    yield says, ast.BinOp(inverse, ast.MatMult(), left)
    if not isinstance(right, ast.BinOp) or not isinstance(right.op, ast.Pow):
        root = ast.Call(ast.parse("np.sqrt", mode="eval").body, [right], [])
        yield f"divides by the square root of {words.factor(right)}", ast.BinOp(left, ast.Div(), root)
    yield "cuts a quotient down to a whole number", ast.BinOp(left, ast.FloorDiv(), right)
    for small in SMALL:
        more = ast.BinOp(right, ast.Add(), ast.Constant(small))
        yield OFF_ZERO, ast.BinOp(left, ast.Div(), more)
        least = ast.Call(ast.parse("np.maximum", mode="eval").body, [right, ast.Constant(small)], [])
        yield OFF_ZERO, ast.BinOp(left, ast.Div(), least)


def _whole_quotient(left: ast.expr, right: ast.expr, words: Words) -> Iterator[Change]:
    yield f"does not divide by {words.factor(right)}", left
    yield "keeps the fraction of a quotient that is to be rounded down", ast.BinOp(left, ast.Div(), right)
    upwards = ast.UnaryOp(ast.USub(), ast.BinOp(ast.UnaryOp(ast.USub(), left), ast.FloorDiv(), right))
    yield "rounds up a quotient that is to be rounded down", upwards


def _power(left: ast.expr, right: ast.expr, words: Words) -> Iterator[Change]:
    squares = isinstance(right, ast.Constant) and right.value == 2
    yield (f"does not square {words.value(left)}" if squares else f"leaves out the power of {words.value(left)}"), left
    if squares:
        yield f"takes the absolute value of {words.value(left)}, not its square", _call("abs", left)
        yield "takes a matrix product where a square is meant", ast.BinOp(left, ast.MatMult(), left)
    yield "multiplies where a power is to be taken", ast.BinOp(left, ast.Mult(), right)
    for step, how in ((1, "large"), (-1, "small")):
        exponent = ast.BinOp(right, ast.Add(), ast.Constant(step))
        yield f"takes an exponent of {words.value(left)} that is one too {how}", ast.BinOp(left, ast.Pow(), exponent)


def _matrix_product(left: ast.expr, right: ast.expr, words: Words) -> Iterator[Change]:
    says = "multiplies element by element where a matrix product is to be taken"
    yield says, ast.BinOp(left, ast.Mult(), right)
    yield "multiplies matrices in the wrong order", ast.BinOp(right, ast.MatMult(), left)
    for part, other in ((left, right), (right, left)):
        turned = ast.Attribute(part, "T", ast.Load())
        pair = (turned, other) if part is left else (other, turned)
        yield f"transposes {words.value(part)} before a matrix product", ast.BinOp(pair[0], ast.MatMult(), pair[1])


@changes.register
def _(node: ast.UnaryOp, site: Site, words: Words) -> Iterator[Change]:
    if isinstance(node.op, ast.USub) and not isinstance(site.parent, ast.keyword):
        yield f"has the sign of {words.term(node.operand)} wrong", node.operand


@changes.register
def _(node: ast.Compare, site: Site, words: Words) -> Iterator[Change]:
    kind = type(node.ops[0])
    if len(node.ops) == 1 and kind in STRICT:
        named = words.value(node.comparators[0])
        strict = ast.Compare(node.left, [STRICT[kind]()], node.comparators)
        yield f"takes what is exactly at a limit ({named}) for the wrong side", strict
    if len(node.ops) > 1 or not site.outermost:
        return  # a comparison inside is a means to an end, which other code does without
    if kind in TURNED:
        yield "turns a comparison around", ast.Compare(node.left, [TURNED[kind]()], node.comparators)
    limit = node.comparators[0]
    for other in (0.0, 0.5, 1.0) if isinstance(limit, ast.Constant) else ():
        if not isinstance(limit, ast.Constant) or other != limit.value:
            yield "compares with another limit", ast.Compare(node.left, node.ops, [ast.Constant(other)])
    size = ast.Compare(_call("abs", node.left), node.ops, node.comparators)
    yield "compares absolute values, without their signs", size


@changes.register
def _(node: ast.Constant, site: Site, words: Words) -> Iterator[Change]:
    """Another number, where it stands in a formula, and off by one in an index."""
    value = node.value
    if isinstance(site.parent, (ast.keyword, ast.Compare)) or not isinstance(value, (int, float)):
        return
    if isinstance(value, bool):
        return
    if isinstance(site.parent, (ast.Slice, ast.Subscript)) or _is_called(site.parent, "range"):
        for step in (1, -1):
            yield "is off by one in a count or an index", ast.Constant(value + step)
    elif isinstance(site.parent, ast.BinOp):
        for other in dict.fromkeys((0.0, 1.0, 2.0, 2.0 * value, value / 2, value + 1, value - 1)):
            if other != value:
                number = int(other) if isinstance(value, int) else float(other)
                yield f"takes another number for the {value!r} in a formula", ast.Constant(number)


def _is_called(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


@changes.register
def _(node: ast.Name, site: Site, words: Words) -> Iterator[Change]:
    """Another argument in its place, or what it was before it was changed."""
    stored = isinstance(site.parent, (ast.Subscript, ast.Attribute)) and isinstance(site.parent.ctx, ast.Store)
    called_so = isinstance(site.parent, ast.Call) and site.parent.func is node
    if isinstance(node.ctx, ast.Load) and not stored and not called_so:
        known = node.id in words.arguments
        if known and f"{GIVEN}{node.id}" in _stored(site.function):
            says = f"uses {node.id} as it was given where the new {node.id} is to be used"
            yield says, ast.Name(f"{GIVEN}{node.id}", ast.Load())
        for step, how in ((1, "+"), (-1, "-")) if known else ():
            yield (
                f"uses {node.id} {how} 1 where {node.id} is to be used",
                ast.BinOp(node, ast.Add(), ast.Constant(step)),
            )
        public = words.value(node) == node.id  # another local name would say nothing to a student
        measured = isinstance(site.parent, ast.Attribute) or _is_called(site.parent, "len")
        if known and node.id not in words.options and not measured:
            turned = ast.parse(f"{node.id}.swapaxes(-1, -2)", mode="eval").body
            yield f"takes {node.id} transposed where it is not to be", turned
        for other in words.arguments if public and not site.decides else ():
            alike = (other in words.options) == (node.id in words.options)  # numbers for numbers, arrays for arrays
            fits = alike and other != node.id if known else other in _sources(site.function, node.id)
            if fits:
                yield f"uses {other} where {node.id} is to be used", ast.Name(other, ast.Load())


def _stored(function: ast.FunctionDef) -> set[str]:
    return {one.id for one in ast.walk(function) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def as_given(name: str, function: ast.FunctionDef) -> ast.Name:
    """An argument before the function changed it."""
    kept = f"{GIVEN}{name}"
    return ast.Name(kept if kept in _stored(function) else name, ast.Load())


def remember_arguments(function: ast.FunctionDef) -> None:
    """Let arguments that the function assigns to be known later as they were given."""
    names = [one.arg for one in function.args.args if one.arg in _stored(function)]
    kept = [ast.Assign([ast.Name(f"{GIVEN}{name}", ast.Store())], ast.Name(name, ast.Load())) for name in names]
    function.body[:0] = kept


def _sources(function: ast.FunctionDef, name: str) -> set[str]:
    """The names from which a local variable is computed, directly or not."""
    found, seen = {name}, set[str]()
    while found - seen:
        seen |= found
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                stored = {one.id for target in node.targets for one in ast.walk(target) if isinstance(one, ast.Name)}
                if stored & found:
                    found |= {one.id for one in ast.walk(node.value) if isinstance(one, ast.Name)}
    return found - {name}


@changes.register
def _(node: ast.Attribute, site: Site, words: Words) -> Iterator[Change]:
    if node.attr == "T":
        yield f"leaves {words.value(node.value)} without the transpose", node.value


@changes.register
def _(node: ast.Slice, site: Site, words: Words) -> Iterator[Change]:
    parts = {"lower": node.lower, "upper": node.upper, "step": node.step}
    says = {"lower": "does not leave out the first elements", "upper": "does not leave out the last elements"}
    for part, value in parts.items():
        if value is not None:
            names, said = words.value(value), says.get(part, "takes every element where steps are to be made")
            kept = {**parts, part: None}
            said = f"{said} ({names})" if names in words.arguments else said
            yield said, ast.Slice(kept["lower"], kept["upper"], kept["step"])


@changes.register
def _(node: ast.Subscript, site: Site, words: Words) -> Iterator[Change]:
    if not isinstance(node.ctx, ast.Load):
        return
    if "::-1" in ast.unparse(node.slice):
        yield "does not reverse the order", node.value
    elif _adds_axes(node.slice):
        yield f"leaves {words.value(node.value)} without an added axis of length 1", node.value
    else:
        yield f"takes all of {words.value(node.value)} where a part of it is to be taken", node.value
    if isinstance(node.slice, ast.Tuple):
        for one, other in pairwise(range(len(node.slice.elts))):
            axes = list(node.slice.elts)
            axes[one], axes[other] = axes[other], axes[one]
            yield "takes one axis for another", ast.Subscript(node.value, ast.Tuple(axes, ast.Load()), ast.Load())


def _adds_axes(index: ast.expr) -> bool:
    """Whether an index takes all there is, and adds axes: ``[:, None]``, ``[None]``, ``[..., np.newaxis]``."""
    parts = index.elts if isinstance(index, ast.Tuple) else [index]
    return all(ast.unparse(part) in {":", "...", "None", "np.newaxis"} for part in parts)


def _call(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])
