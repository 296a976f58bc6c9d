"""Names parts of an answer's code in words that a student knows: arguments, operations, what the statement quotes.

Nothing else of the answer is ever quoted.
"""

import ast
import re
from collections.abc import Collection, Iterator

OPERATIONS = {
    "sqrt": "the square root",
    "exp": "the exponential",
    "log": "the logarithm",
    "log1p": "the logarithm",
    "sum": "the sum",
    "mean": "the mean",
    "max": "the maximum",
    "min": "the minimum",
    "maximum": "the maximum",
    "minimum": "the minimum",
    "argmax": "the place of the maximum",
    "argmin": "the place of the minimum",
    "abs": "the absolute value",
    "square": "the square",
    "var": "the variance",
    "std": "the standard deviation",
    "norm": "the norm",
    "len": "the length",
    "sign": "the sign",
    "tanh": "tanh",
    "sin": "the sine",
    "cos": "the cosine",
    "tan": "the tangent",
    "clip": "the limits",
    "outer": "the outer product",
    "cumsum": "the running sum",
    "transpose": "the transpose",
}
"""What a call takes, by the name of the function or method."""
ACTIONS = {
    "floor": "rounds down",
    "ceil": "rounds up",
    "round": "rounds",
    "flip": "reverses the order",
    "concatenate": "joins the arrays",
    "sorted": "sorts",
    "sort": "sorts",
    "argsort": "sorts",
    "unique": "removes what is equal",
    "any": "asks whether any holds",
    "all": "asks whether all hold",
    "int": "makes whole numbers",
    "float": "makes floating numbers",
    "copy": "makes a copy",
}
"""What a call does, where no noun says it."""
MOST = 2  # arguments that one phrase names


class Words:
    """Phrases for expressions of one function, whose ``arguments`` may be named, and what its ``statement`` quotes.

    ``options`` are the arguments with a default.
    """

    def __init__(self, arguments: Collection[str], options: Collection[str], statement: str) -> None:
        quoted = " ".join(re.findall(r"``(.+?)``", statement, re.DOTALL))
        self.arguments, self.options = arguments, options
        self._names = {*arguments, *re.findall(r"[A-Za-z_]\w*", quoted)}
        self._quoted = re.sub(r"\s", "", quoted)

    def term(self, node: ast.expr) -> str:
        """What is added or subtracted."""
        return self._known(node) or self._with("a term", node)

    def factor(self, node: ast.expr) -> str:
        """What is multiplied or divided by."""
        return self._known(node) or self._with("a factor", node)

    def value(self, node: ast.expr) -> str:
        """Anything else that is computed."""
        return self._known(node) or self._with("a value", node)

    def operation(self, call: ast.Call) -> str | None:
        """What a call takes, if it is a usual operation, or one that the statement names."""
        name = called(call)
        named = name in self._names and name not in ACTIONS
        return OPERATIONS.get(name) or (f"`{name}`" if named else None)

    def _known(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name) and node.id in self._names:
            return node.id
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return f"the {node.value!r}"
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return self._known(node.operand)
        if isinstance(node, (ast.BinOp, ast.Subscript)) and self._is_quoted(node):
            return f"`{ast.unparse(node)}`"
        if isinstance(node, ast.Call) and self.operation(node):
            return self._with(str(self.operation(node)), node, "of")
        return None

    def _is_quoted(self, node: ast.expr) -> bool:
        text = re.escape(re.sub(r"\s", "", ast.unparse(node)))
        return re.search(rf"(?<![\w.]){text}(?![\w.*])", self._quoted) is not None

    def _with(self, what: str, node: ast.expr, word: str = "with") -> str:
        names = list(dict.fromkeys(self._named(node)))
        return f"{what} {word} {' and '.join(names)}" if 0 < len(names) <= MOST else what

    def _named(self, node: ast.AST) -> Iterator[str]:
        return (one.id for one in ast.walk(node) if isinstance(one, ast.Name) and one.id in self._names)


def does(name: str) -> str:
    """What code does that calls an operation of this name."""
    return ACTIONS.get(name) or f"takes {OPERATIONS[name]}"


def does_not(name: str) -> str:
    """What code does that leaves out an action."""
    verb, *rest = ACTIONS[name].split()
    return " ".join(["does not", verb.removesuffix("s"), *rest])


def called(call: ast.Call) -> str:
    """The bare name of the function or method that is called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def axis(node: ast.expr) -> str:
    """An axis, or several, as it is said."""
    said = ast.unparse(node)
    last = {"-1": "the last axis", "-2": "the last axis but one"}
    return last.get(said, f"axes {said}" if "," in said else f"axis {said}")
