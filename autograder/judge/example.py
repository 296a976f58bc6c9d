"""A failing public case as lines of Python, such as a student would write, with what came back and what is right."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding, Half
from autograder.records import Call, Evidence
from autograder.worker.inputs import Array, File, Generator, Handle, Laid, Made, Step, Steps
from autograder.worker.trees import leaves, tree_map
from autograder.worker.wire import Value

MOST_CHARACTERS = 1200  # of a call that is written out
MOST_UNBROKEN = 60  # of a text, in which no line can be broken
MOST_SHOWN = 300  # characters of a value
LOOSE = ("property", "convergence")  # reasons that say nothing of a single right result
OPERATORS = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**", "matmul": "@"}


class _TooLarge(Exception):
    """What cannot be written as a literal, or not shortly."""


def smallest(exercise: AssignedExercise, finding: Finding, evidence: Sequence[Evidence]) -> Finding:
    """The finding of the smallest public case that fails for the same reason."""
    call, outcome = finding.evidence.call, finding.evidence.outcome
    if call.hidden or outcome.reason not in (None, "raised"):
        return finding
    if exercise.checks[call.check].trains:
        return finding  # it is judged by several runs together
    half = [one for one in evidence if one.call.check == call.check and not one.call.hidden]
    for one in sorted(half, key=lambda one: one.call.weight):
        found = exercise.checks[call.check].finding(Half(exercise, call.check, [one]))
        if found and found.difference.reason == finding.difference.reason:
            return found
    return finding


def example(exercise: AssignedExercise, finding: Finding) -> str:
    """Lines of Python that do the call again where the module can be imported; large inputs come from the course."""
    call = finding.evidence.call
    try:
        lines, names = _written(call, _item(finding.evidence))
    except _TooLarge:
        where = f"{exercise.name}.{call.check}"
        again = f"print(replay({exercise.assignment}, {where!r}, {call.case!r}))"
        lines = ["from autograder.practice import replay", f"import {exercise.assignment}", again]
        return "\n".join([*lines, *_results(finding)])
    text = "\n".join(lines)
    used = [f"import {name}" for name, prefix in (("io", "io."), ("numpy as np", "np.")) if prefix in text]
    return "\n".join([*used, f"from {exercise.assignment} import {', '.join(names)}", text, *_results(finding)])


def _results(finding: Finding) -> Iterator[str]:
    """What came back and what is right, if both are short, as `print` shows them."""
    evidence = finding.evidence
    if evidence.outcome.reason or evidence.expected.error or finding.difference.reason in LOOSE:
        return
    if finding.difference.reason == "structure" and isinstance(evidence.outcome.returned, dict):
        return  # its keys are texts too
    values, item = (evidence.outcome.returned, evidence.expected.value), _item(evidence)
    if item is not None:
        long = [isinstance(value, (tuple, list)) and len(value) > item for value in values]
        values = tuple(value[item] if has else value for value, has in zip(values, long, strict=True))
    if any(isinstance(value, (tuple, list)) and any(part is None for part in value) for value in values):
        return  # a cache is no value that is sent
    with suppress(_TooLarge):
        yield from [f"# {what}: {_shown(value)}" for what, value in zip(("it gives", "expected"), values, strict=True)]


def _shown(value: Value) -> str:
    """The text that `print` gives, in one line; a 0-d array is a number.

    Raises `_TooLarge`, also for texts: a submission's own are shown nowhere.
    """
    if sum(np.size(leaf) for leaf in leaves(value)) > MOST_SHOWN or any(
        isinstance(x, (str, bytes)) for x in leaves(value)
    ):
        raise _TooLarge
    numbers = tree_map(lambda leaf: leaf.item() if isinstance(leaf, np.ndarray) and leaf.ndim == 0 else leaf, value)
    text = " ".join(str(numbers).split())
    if len(text) > MOST_SHOWN:
        raise _TooLarge
    return text


def _item(evidence: Evidence) -> int | None:
    """The one item of a result that is not the student's own business, if there are others that are."""
    value, keeps = evidence.expected.value, evidence.call.keeps
    places = [place for place in range(len(value)) if place not in keeps] if isinstance(value, tuple) and keeps else []
    return places[0] if len(places) == 1 else None


def _written(call: Call, item: int | None) -> tuple[list[str], list[str]]:
    """The lines of a call, and the student's functions in them; raises `_TooLarge`."""
    names: list[str] = []
    if call.args and isinstance(call.args[0], Steps):
        lines = _script(call.args[0], names)
    else:
        part = "" if item is None else f"[{item}]"
        lines = [f"print({_call(call.function, call.args, call.options, names)}{part})"]
    if sum(map(len, lines)) > MOST_CHARACTERS:
        raise _TooLarge
    return lines, sorted(set(names))


def _call(function: str, args: Sequence[Value], options: Mapping[str, Value], names: list[str]) -> str:
    names.append(function)
    return f"{function}({_arguments(args, options, names)})"


def _arguments(args: Sequence[Value], options: Mapping[str, Value], names: list[str]) -> str:
    given = [_literal(value, names) for value in args]
    return ", ".join([*given, *(f"{name}={_literal(value, names)}" for name, value in options.items())])


def _script(steps: Steps, names: list[str]) -> list[str]:
    """A line for each step; ``v3`` is what step 3 gives."""
    lines = [f"v{place} = {_step(step, names)}" for place, step in enumerate(steps.steps)]
    return [*lines, f"print({_literal(dict(steps.returns), names)})"]


def _step(step: Step, names: list[str]) -> str:
    if step.verb == "call":
        if not isinstance(step.args[0], str):
            raise _TooLarge
        return _call(step.args[0], step.args[1:], step.options, names)
    if step.verb == "operator":
        name, *operands = step.args
        written = [_literal(value, names) for value in operands]
        return f"-{written[0]}" if name == "neg" else f"{written[0]} {OPERATORS[name]} {written[1]}"
    owner, name, *args = step.args
    read = f"{_literal(owner, names)}.{name}"
    return read if step.verb == "read" else f"{read}({_arguments(args, step.options, names)})"


def _literal(value: Value, names: list[str]) -> str:
    """``value`` as Python, a NumPy scalar as a number; raises `_TooLarge`."""
    if isinstance(value, np.generic):
        value = value.item()
    write = WRITERS.get(type(value))
    if write is None:
        raise _TooLarge
    return write(value, names)


def _array(array: Array, names: list[str]) -> str:
    if array.size > MOST_SHOWN:
        raise _TooLarge
    kind = "" if array.dtype in (np.float64, np.int64, np.bool_) else f", dtype=np.{array.dtype.name}"
    if array.size == 0:
        return f"np.zeros({array.shape}{kind})"
    return f"np.array({_literal(array.tolist(), names)}{kind})"


def _number(value: float, _: list[str]) -> str:
    return repr(value) if np.isfinite(value) else f"np.{value}" if value > 0 or np.isnan(value) else "-np.inf"


def _tuple(value: tuple[Value, ...], names: list[str]) -> str:
    items = [_literal(item, names) for item in value]
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"


def _made(value: Made, names: list[str]) -> str:
    return _call(value.function, value.args, value.options, names) + ("" if value.item is None else f"[{value.item}]")


def _laid(value: Laid, names: list[str]) -> str:
    if value.layout != "fortran":
        raise _TooLarge
    return f"np.asfortranarray({_array(value.array, names)})"


def _handle(value: Handle, _: list[str]) -> str:
    return f"v{value.step}" + ("" if value.item is None else f"[{value.item}]")


def _plain(value: Value, _: list[str]) -> str:
    if len(repr(value)) > MOST_UNBROKEN:
        raise _TooLarge
    return repr(value)


WRITERS: dict[type, Callable[[Any, list[str]], str]] = {
    **dict.fromkeys((type(None), bool, int, str, bytes), _plain),
    float: _number,
    np.ndarray: _array,
    tuple: _tuple,
    list: lambda value, names: f"[{', '.join(_literal(item, names) for item in value)}]",
    dict: lambda value, names: f"{{{', '.join(f'{key!r}: {_literal(item, names)}' for key, item in value.items())}}}",
    Made: _made,
    Laid: _laid,
    Handle: _handle,
    Generator: lambda value, _: f"np.random.default_rng({value.seed})",
    File: lambda value, names: f"io.BytesIO({_plain(value.content, names)})",
}
"""How each kind of input is written; the others are too large, or made by the course."""
