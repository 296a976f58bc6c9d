"""Properties of a plan that `verify` demands: options are exercised, nothing leaks."""

import inspect
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from autograder.exercise.declare import Exercise
from autograder.records import Call, Expected
from autograder.worker.inputs import Array, Function, Laid, Made, Step, Steps
from autograder.worker.wire import Value

TODO = re.compile(r"\bTODO\b\W*([^\"]*)")
MOST_CONSTANT = 0.25  # the share of an exercise's points that may rest on cases which everyone knows


def unfinished(exercise: Exercise) -> list[str]:
    """The lines of a declaration that `grade new` has left to its author."""
    path = Path(inspect.getsourcefile(exercise.function) or "")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    places = ((number, TODO.search(line)) for number, line in enumerate(lines, start=1))
    return [f"line {number} is to be filled in: {left[1].rstrip()}" for number, left in places if left]


def option_problems(exercise: Exercise, calls: Sequence[Call]) -> Iterator[str]:
    """Every optional argument takes another value in some call, and its default is relied on in another."""
    own = [options for call in calls if not call.probes for options in _invocations(exercise, call)]
    for parameter in inspect.signature(exercise.function).parameters.values():
        if parameter.default is parameter.empty:
            continue
        given = [options[parameter.name] for options in own if parameter.name in options]
        if all(value == parameter.default for value in given):
            yield f"no case gives {parameter.name!r} another value than its default"
        if len(given) == len(own):
            yield f"no case relies on the default of {parameter.name!r}"


def _invocations(exercise: Exercise, call: Call) -> Iterator[Mapping[str, Value]]:
    """The optional arguments of each time that ``call`` runs the exercise's function."""
    if not (call.args and isinstance(call.args[0], Steps)):
        yield call.options
        return
    for step in call.args[0].steps:
        if step.verb == "call" and step.args[0] == exercise.name:
            yield step.options


def constant_problems(exercise: Exercise, hidden: Sequence[Call]) -> Iterator[str]:
    """Cases that are the same in every draw, such as a kink at 0, carry few points: they can be learnt by heart."""
    drawn = {call.check for call in hidden}
    constant = {name: check.points for name, check in exercise.checks.items() if name not in drawn}
    if exercise.argument_names and sum(constant.values()) > MOST_CONSTANT * exercise.points:
        yield f"checks {', '.join(constant)} ask the same of everyone; let their cases depend on rng, or pay them less"


def error_problems(exercise: Exercise, draw: Sequence[tuple[Call, Expected]]) -> Iterator[str]:
    """A check that asks for errors has good cases too, or a function that always fails would pass it."""
    for name, check in exercise.checks.items():
        errors = [expected.error for call, expected in draw if call.check == name]
        if check.verb == "raises" and (all(errors) or not any(errors)):
            yield f"check {name!r} needs bad cases, which raise, and good ones, which do not"


def batch_problems(exercise: Exercise, calls: Sequence[Call]) -> Iterator[str]:
    """A check of vectorization knows at least two sizes of the batch."""
    for name, check in exercise.checks.items():
        sizes = {call.known.get("batch") for call in calls if call.check == name}
        if check.verb == "vectorized" and (None in sizes or len(sizes) < 2):
            yield f"check {name!r} needs cases of two sizes at least, each with known={{'batch': N}}"


def leaks(plan: Sequence[tuple[Call, Value]]) -> Iterator[str]:
    """Hidden calls whose expected array stands among the inputs of another call.

    Whole numbers and single ones coincide by chance and do not count; others are compared as float32.
    """
    seen = defaultdict(set)
    for place, (call, _) in enumerate(plan):
        for key in _keys((call.args, tuple(call.options.values()))):
            seen[key].add(place)
    for place, (call, expected) in enumerate(plan):
        if call.hidden and any(seen[key] - {place} for key in _keys(expected) if key in seen):
            yield f"{call.exercise}: the expected value of {call.check!r} stands among another call's inputs"


def _keys(value: Value) -> Iterator[bytes]:
    for array in _arrays(value):
        if array.size > 1 and array.dtype.kind == "f" and not np.all(array == np.round(array)):
            with np.errstate(over="ignore"):
                yield array.astype(np.float32).tobytes()


def _arrays(value: Value) -> Iterator[Array]:
    if isinstance(value, Made):
        yield from _arrays((value.args, tuple(value.options.values())))
    elif isinstance(value, (Function, Laid, Step, Steps)):
        yield from _arrays(tuple(vars(value).values()))
    elif isinstance(value, dict):
        yield from _arrays(tuple(value.values()))
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _arrays(item)
    elif isinstance(value, np.ndarray):
        yield value
