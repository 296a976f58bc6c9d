"""Slips in a call: another function, another axis, an option left out."""

import ast
from collections.abc import Iterator, Sequence

from autograder.exercise.slips.expressions import SMALL
from autograder.exercise.slips.sites import Site
from autograder.exercise.slips.words import ACTIONS, OPERATIONS, Words, axis, called, does, does_not

Change = tuple[str, ast.AST]
INSTEAD = {
    "sum": ("mean", "max", "prod", "median"),
    "mean": ("sum", "max", "median"),
    "max": ("min", "sum", "mean"),
    "min": ("max", "mean"),
    "maximum": ("minimum", "add"),
    "minimum": ("maximum",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "log": ("log10", "log2", "log1p", "exp"),
    "log1p": ("log",),
    "exp": ("expm1", "exp2", "log"),
    "sqrt": ("square", "cbrt"),
    "square": ("abs", "sqrt"),
    "abs": ("square", "sign"),
    "sign": ("abs",),
    "var": ("std",),
    "std": ("var",),
    "floor": ("ceil", "round"),
    "ceil": ("floor", "round"),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "ones_like": ("zeros_like",),
    "any": ("all",),
    "all": ("any",),
    "sin": ("cos", "tan"),
    "cos": ("sin", "tan"),
    "tanh": ("tan", "arctan", "sinh"),
    "arctan": ("tan", "arctanh", "tanh"),
    "standard_normal": ("random",),
    "random": ("standard_normal",),
    "normal": ("uniform",),
    "sorted": ("list",),
}
"""Functions that are taken for each other."""
NAMES = {
    "prod": "the product",
    "median": "the median",
    "add": "the sum",
    "log10": "the logarithm to base 10",
    "log2": "the logarithm to base 2",
    "expm1": "exp(x) - 1",
    "exp2": "a power of 2",
    "cbrt": "the third root",
    "sinh": "sinh",
    "arctan": "the arctangent",
    "arctanh": "the inverse of tanh",
    "zeros": "zeros",
    "ones": "ones",
    "zeros_like": "zeros",
    "ones_like": "ones",
    "standard_normal": "normal numbers",
    "normal": "normal numbers",
    "random": "uniform numbers",
    "uniform": "uniform numbers",
    "list": "the order that was given",
}
AXES = ("0", "1", "-1", "-2")
PAIRS = ("(0, 1)", "(0, 2)", "(0, 3)", "(1, 2)", "(1, 3)", "(2, 3)", "(1, 2, 3)", "(0, 2, 3)")


def in_a_call(site: Site, words: Words) -> Iterator[Change]:
    """The slips of the call at a site."""
    node = site.node
    if isinstance(node, ast.Call):
        yield from _dropped(node, words)
        yield from _replaced(node)
        yield from _options(node)
        yield from _arguments(node)
        yield from _rotated(node)
        yield from _outside(node, words)
        yield from _kept_small(node)
        if site.outermost:
            yield from _chosen(node, words)


def at_once(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, list[ast.Call], list[ast.Call]]]:
    """Calls of one kind that are all changed alike: sentences, the calls, and what they become."""
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    kinds: dict[str, tuple[list[ast.Call], list[ast.Call]]] = {}
    for call in calls:
        for says, changed in (*_replaced(call), *_options(call), *_along(call)):
            before, after = kinds.setdefault(says, ([], []))
            if isinstance(changed, ast.Call) and not any(call is known for known in before):
                before.append(call)
                after.append(changed)
    return ((f"{says} (everywhere)", *pair) for says, pair in kinds.items() if len(pair[0]) > 1)


def _along(node: ast.Call) -> Iterator[Change]:
    """The axis alone, whatever is done along it."""
    for option in node.keywords:
        if option.arg == "axis" and called(node) in {**OPERATIONS, **ACTIONS}:
            left = ast.Call(node.func, node.args, [one for one in node.keywords if one is not option])
            yield f"works on the whole array, not along {axis(option.value)}", left
            for other in (ast.parse(each, mode="eval").body for each in AXES):
                if ast.unparse(other) != ast.unparse(option.value):
                    says = f"works along {axis(other)}, not along {axis(option.value)}"
                    yield says, _with(node, "axis", other)


def _outside(node: ast.Call, words: Words) -> Iterator[Change]:
    """What is added or subtracted after a function, not before."""
    inside = node.args[0] if len(node.args) == 1 else None
    what = f"it {ACTIONS[called(node)]}" if called(node) in ACTIONS else words.operation(node)
    if what and not node.keywords and isinstance(inside, ast.BinOp) and isinstance(inside.op, (ast.Add, ast.Sub)):
        verb = "adds" if isinstance(inside.op, ast.Add) else "subtracts"
        after = ast.BinOp(ast.Call(node.func, [inside.left], []), inside.op, inside.right)
        yield f"{verb} {words.term(inside.right)} after {what}, not before", after


def _rotated(node: ast.Call) -> Iterator[Change]:
    """The sum of squares for the square of the sum, and other orders of a reduction and what is done to each number."""
    if called(node) not in ("sum", "mean", "max", "min") or not node.args or not _is_numpy(node.func):
        return
    what, inside = OPERATIONS[called(node)], node.args[0]
    if isinstance(inside, ast.BinOp) and isinstance(inside.op, ast.Pow):
        reduced = ast.Call(node.func, [inside.left, *node.args[1:]], node.keywords)
        yield f"squares {what} instead of the elements", ast.BinOp(reduced, ast.Pow(), inside.right)
    elif isinstance(inside, ast.Call) and called(inside) in (
        "exp",
        "log",
        "sqrt",
        "abs",
        "square",
        "maximum",
        "minimum",
    ):
        reduced = ast.Call(node.func, [inside.args[0], *node.args[1:]], node.keywords)
        outside = ast.Call(inside.func, [reduced, *inside.args[1:]], inside.keywords)
        yield f"takes {OPERATIONS[called(inside)]} of {what}, not of the elements", outside


def _kept_small(node: ast.Call) -> Iterator[Change]:
    """Small numbers that are to keep a logarithm or a root from what it is not defined for."""
    if called(node) not in ("log", "sqrt") or len(node.args) != 1:
        return
    says = f"keeps {OPERATIONS[called(node)]} off 0 by a small number of its own"
    for small in SMALL:
        number = ast.Constant(small)
        yield says, ast.Call(node.func, [ast.BinOp(node.args[0], ast.Add(), number)], [])
        least = ast.Call(ast.parse("np.maximum", mode="eval").body, [node.args[0], number], [])
        yield says, ast.Call(node.func, [least], [])


def _dropped(node: ast.Call, words: Words) -> Iterator[Change]:
    """What the operation is done to, without the operation."""
    what = words.operation(node)
    says = does_not(called(node)) if called(node) in ACTIONS else what and f"leaves out {what}"
    if not says:
        return
    positional = [one for one in node.args if not isinstance(one, ast.Starred)]
    for place, argument in enumerate(positional):
        if called(node) in ("maximum", "minimum", "max", "min", "clip") and len(positional) > 1:
            yield f"leaves out a limit (a {called(node)})", argument
        elif place == 0:
            yield says, argument
    if isinstance(node.func, ast.Attribute) and not _is_numpy(node.func.value):
        yield says, node.func.value


def _is_numpy(node: ast.expr) -> bool:
    return ast.unparse(node).partition(".")[0] in ("np", "numpy")


def _replaced(node: ast.Call) -> Iterator[Change]:
    for other in INSTEAD.get(called(node), ()):
        says = f"{_instead(other)} where {_meant(called(node))}"
        func: ast.expr = ast.Name(other, ast.Load())
        if isinstance(node.func, ast.Attribute):
            func = ast.Attribute(node.func.value, other, ast.Load())
        yield says, ast.Call(func, node.args, node.keywords)
    if called(node) in ("var", "std"):
        yield "divides by N - 1 in a variance where N is meant", _with(node, "ddof", ast.Constant(1))


def _instead(name: str) -> str:
    return f"takes {NAMES[name]}" if name in NAMES else does(name)


def _meant(name: str) -> str:
    if name in ACTIONS:
        return does_not(name).replace("does not", "it is to")
    noun = OPERATIONS.get(name) or NAMES[name]
    return f"{noun} {'are' if noun.endswith('s') else 'is'} to be taken"


def _options(node: ast.Call) -> Iterator[Change]:
    known = called(node) in {**OPERATIONS, **ACTIONS}
    what = does(called(node)) if known else ""
    whole = "in" if called(node) in ACTIONS else "of"
    for option in node.keywords if known else ():
        left = ast.Call(node.func, node.args, [one for one in node.keywords if one is not option])
        if option.arg == "axis":
            right = axis(option.value)
            yield f"{what} {whole} the whole array, not along {right}", left
            for other in (ast.parse(each, mode="eval").body for each in AXES):
                if ast.unparse(other) != ast.unparse(option.value):
                    yield f"{what} along {axis(other)}, not along {right}", _with(node, "axis", other)
            yield from _fewer_axes(node, option, what)
        elif option.arg == "keepdims":
            along = f"along which it {what}" if called(node) in ACTIONS else f"of {OPERATIONS[called(node)]}"
            yield f"loses the axis {along}, so that the results meet the wrong elements", left
        elif option.arg == "ddof":
            yield "divides by N in a variance where N - 1 is meant", left


def _fewer_axes(node: ast.Call, option: ast.keyword, what: str) -> Iterator[Change]:
    if isinstance(option.value, ast.Tuple):
        for place, out in enumerate(option.value.elts):
            kept = option.value.elts[:place] + option.value.elts[place + 1 :]
            left = ast.Tuple(kept, ast.Load())
            yield f"{what} along too few axes: {axis(out)} is left out", _with(node, "axis", left)
        for other in (ast.parse(each, mode="eval").body for each in PAIRS):
            says = f"{what} along {axis(other)}, not along {axis(option.value)}"
            yield says, _with(node, "axis", other)


def _with(node: ast.Call, name: str, value: ast.expr) -> ast.Call:
    kept = [one for one in node.keywords if one.arg != name]
    return ast.Call(node.func, node.args, [*kept, ast.keyword(name, value)])


def _arguments(node: ast.Call) -> Iterator[Change]:
    """The arguments of a product swapped; a range that is one longer or shorter."""
    if len(node.args) == 2 and called(node) in ("dot", "outer", "matmul"):
        yield "multiplies in the wrong order", ast.Call(node.func, node.args[::-1], node.keywords)
    if called(node) == "range":
        last = node.args[1] if len(node.args) > 1 else node.args[0]
        for step, says in ((1, "many"), (-1, "few")):
            end = ast.BinOp(last, ast.Add(), ast.Constant(step))
            args: list[ast.expr] = [node.args[0], end, *node.args[2:]] if len(node.args) > 1 else [end]
            yield f"makes one turn of a loop too {says}", ast.Call(node.func, args, [])
        yield "takes the turns of a loop in the reverse order", ast.Call(ast.Name("reversed", ast.Load()), [node], [])
    elif called(node) == "permutation" and len(node.args) == 1:
        yield "does not shuffle", ast.Call(ast.parse("np.arange", mode="eval").body, node.args, [])
    if called(node) == "range" and len(node.args) > 1:
        yield "starts a loop at 0", ast.Call(node.func, [ast.Constant(0), *node.args[1:]], [])


def _chosen(node: ast.Call, words: Words) -> Iterator[Change]:
    """The two sides of np.where."""
    if called(node) != "where" or len(node.args) != 3:
        return
    condition, yes, no = node.args
    yield "swaps the two sides of a condition", ast.Call(node.func, [condition, no, yes], [])
    if isinstance(condition, ast.Compare):
        yield "returns what is to be compared, and does not compare it", condition.left
    for name in words.arguments:
        for sides in ([ast.Name(name, ast.Load()), no], [yes, ast.Name(name, ast.Load())]):
            yield f"gives {name} itself on one side of a condition", ast.Call(node.func, [condition, *sides], [])
    for says, pair in (
        ("treats both sides of a condition alike", (yes, yes)),
        ("treats both sides of a condition alike", (no, no)),
        ("gives 0 on one side of a condition", (ast.Constant(0.0), no)),
        ("gives 0 on one side of a condition", (yes, ast.Constant(0.0))),
        ("gives 1 on one side of a condition", (ast.Constant(1.0), no)),
        ("gives 1 on one side of a condition", (yes, ast.Constant(1.0))),
        ("has the wrong sign on one side of a condition", (ast.UnaryOp(ast.USub(), yes), no)),
        ("has the wrong sign on one side of a condition", (yes, ast.UnaryOp(ast.USub(), no))),
    ):
        yield says, ast.Call(node.func, [condition, *pair], [])
