"""Properties of a plan that `verify` demands: options are exercised, nothing leaks."""

import inspect
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.exercise.declare import Exercise
from autograder.records import Call, Expected
from autograder.worker.wire import Made, Value

Array = np.ndarray[Any, Any]


def option_problems(exercise: Exercise, calls: Sequence[Call]) -> Iterator[str]:
    """Every optional argument takes another value in some call, and its default is relied on in another."""
    own = [call for call in calls if not call.probes]
    for parameter in inspect.signature(exercise.function).parameters.values():
        if parameter.default is parameter.empty:
            continue
        given = [call.options[parameter.name] for call in own if parameter.name in call.options]
        if all(value == parameter.default for value in given):
            yield f"no case gives {parameter.name!r} another value than its default"
        if len(given) == len(own):
            yield f"no case relies on the default of {parameter.name!r}"


def leaks(plan: Sequence[tuple[Call, Expected]]) -> Iterator[str]:
    """Hidden calls whose expected array stands among the inputs of another call.

    Whole numbers and single ones coincide by chance and do not count; others are compared as float32.
    """
    seen = defaultdict(set)
    for place, (call, _) in enumerate(plan):
        for key in _keys((call.args, tuple(call.options.values()))):
            seen[key].add(place)
    for place, (call, expected) in enumerate(plan):
        if call.hidden and any(seen[key] - {place} for key in _keys(expected.value) if key in seen):
            yield f"{call.exercise}: the expected value of {call.check!r} stands among another call's inputs"


def _keys(value: Value) -> Iterator[bytes]:
    for array in _arrays(value):
        if array.size > 1 and array.dtype.kind == "f" and not np.all(array == np.round(array)):
            yield array.astype(np.float32).tobytes()


def _arrays(value: Value) -> Iterator[Array]:
    if isinstance(value, Made):
        yield from _arrays((value.args, tuple(value.options.values())))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _arrays(item)
    elif isinstance(value, np.ndarray):
        yield value
