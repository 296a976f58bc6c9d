"""Performs `Steps`: calls, methods, attributes and operators, on objects that never leave this process."""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.worker.inputs import Handle, Steps, is_described
from autograder.worker.trees import tree_map
from autograder.worker.wire import Value

Functions = Mapping[str, Any]
NODES = (tuple, list, dict)

OPERATORS: dict[str, Callable[..., Value]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "pow": operator.pow,
    "matmul": operator.matmul,
    "neg": operator.neg,
}
"""Either side of a binary one may be the student's object, so that ``2 * v`` really runs ``__rmul__``."""


def _call(functions: Functions, function: Any, *args: Value, **options: Value) -> Value:
    """A function or class of the submission, by name, or one that the worker offers."""
    return (functions[function] if isinstance(function, str) else function)(*args, **options)


def _method(_: Functions, owner: Any, name: str, *args: Value, **options: Value) -> Value:
    return getattr(owner, name)(*args, **options)


def _read(_: Functions, owner: Any, name: str) -> Value:
    return getattr(owner, name)


def _operator(_: Functions, name: str, *operands: Value) -> Value:
    return OPERATORS[name](*operands)


VERBS: dict[str, Callable[..., Value]] = {
    "call": _call,
    "method": _method,
    "read": _read,
    "operator": _operator,
}


def perform(steps: Steps, functions: Functions, make: Callable[[Value], Value]) -> Value:
    """The values that ``steps`` asks for; ``make`` turns an input's description into the input."""
    done: list[Value] = []
    for step in steps.steps:
        args = [_filled(value, done, make) for value in step.args]
        options = {name: _filled(value, done, make) for name, value in step.options.items()}
        done.append(VERBS[step.verb](functions, *args, **options))
    return _filled(steps.returns, done, make)


def _filled(value: Value, done: Sequence[Value], make: Callable[[Value], Value]) -> Value:
    """``value`` with what earlier steps gave instead of each handle."""
    kind = type(value)  # most are no containers, and there are thousands
    if kind is Handle:
        return done[value.step] if value.item is None else done[value.step][value.item]
    if kind in NODES:
        return tree_map(lambda leaf: _filled(leaf, done, make), value, is_described)
    return make(value)
