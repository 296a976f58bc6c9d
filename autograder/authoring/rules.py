"""Rules for an exercise's cases that `verify` checks: options are exercised, nothing leaks."""

import inspect
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from autograder.compare.difference import mismatch
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.by_hand import MOST_BY_HAND, numbers
from autograder.grading.expect import forms_of_training
from autograder.judge.drawn import draw
from autograder.records import Call, Question
from autograder.worker.inputs import Steps
from autograder.worker.trees import leaves
from autograder.worker.wire import Value

TODO = re.compile(r"\bTODO\b\W*([^\"]*)")
TOO_MANY = f"takes or returns more than {MOST_BY_HAND} numbers, and nobody does that by hand"
MOST_CONSTANT = 0.25  # the share of an exercise's points that may rest on cases which everyone knows


def unfinished(exercise: SolvedExercise) -> list[str]:
    """The lines of a declaration from `grade new` that its author has not filled in."""
    path = Path(inspect.getsourcefile(exercise.declaration.function) or "")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    places = ((number, TODO.search(line)) for number, line in enumerate(lines, start=1))
    return [f"line {number} is not filled in: {left[1].rstrip()}" for number, left in places if left]


def option_problems(exercise: SolvedExercise, asked: Sequence[Question]) -> Iterator[str]:
    """Problems of optional arguments: each must be given in one call, with another value, and left out in another."""
    own = [options for question in asked for options in _invocations(exercise, question.call)]
    for name, default in exercise.defaults.items():
        given = [options[name] for options in own if name in options]
        if all(not isinstance(value, np.ndarray) and value == default for value in given):
            yield f"no case gives {name!r} another value than its default"
        if len(given) == len(own):
            yield f"no case relies on the default of {name!r}"


def _invocations(exercise: SolvedExercise, call: Call) -> Iterator[Mapping[str, Value]]:
    """The optional arguments of each run of the exercise's function in ``call``."""
    if not (call.args and isinstance(call.args[0], Steps)):
        yield call.options
        return
    for step in call.args[0].steps:
        if step.verb == "call" and step.args[0] == exercise.name:
            yield step.options


def constant_problems(exercise: SolvedExercise, hidden: Sequence[Question]) -> Iterator[str]:
    """Problems of checks whose cases are the same in every draw: students can memorize them."""
    drawn = {question.call.check for question in hidden}
    constant = {name: check.points for name, check in exercise.checks.items() if name not in drawn}
    if exercise.argument_names and sum(constant.values()) > MOST_CONSTANT * exercise.points:
        advice = "let the cases depend on rng, or give these checks fewer points"
        yield f"checks {', '.join(constant)} have the same cases for everyone; {advice}"


def case_problems(exercise: SolvedExercise, draw: Sequence[Question]) -> Iterator[str]:
    """The problems that each kind of check finds in its cases."""
    for name, check in exercise.checks.items():
        asked = [(question.call, question.expected.value) for question in draw if question.call.check == name]
        yield from (f"check {name!r} {problem}" for problem in check.case_problems(asked))


def form_problems(exercise: SolvedExercise, public: Sequence[Question], hidden: Sequence[Question]) -> Iterator[str]:
    """Checks that train to a result of another form than a grader takes from the public draw, under some secret."""
    forms = forms_of_training(exercise, [one.call for one in hidden], public)
    trained = [one for one in hidden if one.call in forms]
    odd = {one.call.check for one in trained if mismatch(one.expected.value, forms[one.call], any_length=True)}
    advice = "give such cases different names"
    for name in sorted(odd):
        yield f"check {name!r} has results of different forms in cases of the same name; {advice}"


def drawing_problems(exercise: SolvedExercise, asked: Sequence[Question]) -> Iterator[str]:
    """The checks whose drawing cannot be made of what the reference returns."""
    for name, check in exercise.checks.items():
        try:
            for question in asked if check.draws else ():
                if question.call.check == name:
                    draw(exercise, question, question.expected.value)
        except Exception as error:  # whatever a course's own drawing does
            yield f"check {name!r}: {check.draws!r} cannot draw what the reference returns: {error!r}"


def by_hand_problems(exercise: SolvedExercise, public: Sequence[Question]) -> Iterator[str]:
    """Problems of checks that have no public case to do by hand, or say that they have none but do."""
    for name, check in exercise.checks.items():
        sizes = [_size(question) for question in public if question.call.check == name]
        if not sizes or check.trains:
            continue
        if min(sizes) <= MOST_BY_HAND and check.not_by_hand:
            yield f"check {name!r} has a case to do by hand; take out not_by_hand="
        elif min(sizes) > MOST_BY_HAND and not check.not_by_hand:
            advice = "add a smaller shape, or say in not_by_hand= why it cannot"
            yield f"every public case of check {name!r} {TOO_MANY} (the smallest: {min(sizes)}); {advice}"


def _size(question: Question) -> int:
    """How many numbers go into a call, or come back if these are more."""
    return max(numbers((question.call.args, dict(question.call.options))), numbers(question.expected.value))


def leaks(plan: Sequence[tuple[Call, Value]]) -> Iterator[str]:
    """Hidden calls whose expected array is among the inputs of another call.

    Integers and single numbers are ignored, because they coincide by chance; others are compared as float32.
    """
    seen = defaultdict(set)
    for place, (call, _) in enumerate(plan):
        for key in _keys((call.args, tuple(call.options.values()))):
            seen[key].add(place)
    for place, (call, expected) in enumerate(plan):
        if call.hidden and any(seen[key] - {place} for key in _keys(expected) if key in seen):
            yield f"{call.exercise}: the expected value of {call.check!r} is among another call's inputs"


def _keys(value: Value) -> Iterator[bytes]:
    for array in leaves(value):
        if not isinstance(array, np.ndarray):
            continue
        if array.size > 1 and array.dtype.kind == "f" and not np.all(array == np.round(array)):
            with np.errstate(over="ignore"):
                yield array.astype(np.float32).tobytes()
