"""Measures tolerances and bands, so that authors need not choose them; `grade verify --calibrate` saves them.

tolerance  the largest power of ten that stays a factor of ten below the nearest named mistake, at most
           1e-5, and at least ten times the noise floor
noise      how far right answers are from the reference: the answer, the accepted solutions, and the
           answer on inputs moved by a unit in the last place, which stands for other summation orders
band       the worst of many reference runs of a training task, with n draws of which k must reach it
"""

import json
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.compare.difference import distance
from autograder.course.library import CALIBRATION, SOLUTIONS, load_calibration
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.calibration import Band, Calibration, Tolerance
from autograder.exercise.check import Check, Half
from autograder.exercise.declare import Mistake
from autograder.exercise.verbs import Converges
from autograder.grading.draw import draw_hidden, draw_public
from autograder.grading.expect import reference_values, replies
from autograder.records import Call, Evidence, Expected, Outcome, Question
from autograder.worker.inputs import Function
from autograder.worker.trees import tree_map
from autograder.worker.wire import Value

ROOM = 10.0
MAX_TOLERANCE = 1e-5
WHOLE = 2  # draws whose every call a mistake answers: the public one, and the hidden one that the sandbox is asked too
REFERENCE_RUNS = 5200  # the fewest hundreds for which two of three draws are enough
FALSE_FAIL = 1e-6

Errors = dict[tuple[str, str], float]
"""The largest error of each check and precision."""


def measure(
    exercise: SolvedExercise,
    draws: Sequence[Sequence[Question]],
    known: Mapping[str, Mapping[Call, Outcome]] = MappingProxyType({}),
) -> dict[tuple[str, str], Tolerance]:
    """The noise, nearest mistake and tolerance of each check that compares values, by check and precision.

    Each draw must catch mistakes by itself, so the nearest mistake is the minimum over draws of a draw's largest error.
    What right answers of these texts have given is ``known``, and not computed again.  After the first `WHOLE` draws,
    nothing but its own check's calls is asked of a mistake.
    """
    right = [exercise.source.text, *(text for _, text in exercise.accepted)]
    noise: Errors = {}
    mistaken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number, draw in enumerate(draws):
        asked = [one for question in draw for one in (question, *question.repeats) if _is_measured(exercise, one)]
        for errors in _noise(exercise, right, asked, known):
            _keep(noise, errors)
        for mistake, name in _owners(exercise):
            own = [question for question in asked if question.call.check == name]
            for key, error in _errors(exercise, own, _mistaken(exercise, mistake, own, alone=number >= WHOLE)).items():
                mistaken[key].append(error)
    return {key: _measured(value, mistaken[key]) for key, value in noise.items()}


def _is_measured(exercise: SolvedExercise, question: Question) -> bool:
    """Whether the numbers of a call are compared with the reference's."""
    return exercise.checks[question.call.check].compares_values and not question.expected.error


def _measured(noise: float, mistaken: Sequence[float]) -> Tolerance:
    """The tolerance below the nearest mistake, or above the noise if that leaves no room; at most `MAX_TOLERANCE`.

    A mistake within the noise changes something other than the numbers, or only numbers of another precision.
    """
    found = min((error for error in mistaken if ROOM * noise < error < math.inf), default=None)
    below = MAX_TOLERANCE if found is None else min(MAX_TOLERANCE, 10.0 ** math.floor(math.log10(found / ROOM)))
    above = min(MAX_TOLERANCE, 10.0 ** math.ceil(math.log10(noise * ROOM))) if 0 < noise < math.inf else 0.0
    return Tolerance(_rounded(noise), None if found is None else _rounded(found), float(f"{max(below, above):.0e}"))


def _rounded(number: float) -> float:
    return float(f"{number:.1e}")


def room_problems(exercise: SolvedExercise, measured: Mapping[tuple[str, str], Tolerance]) -> Iterator[str]:
    """Problems of committed tolerances: less than a factor of ten above the noise or below the nearest mistake."""
    for (check, kind), found in measured.items():
        committed = exercise.calibration.tolerances.get(check, {}).get(kind)
        if committed is None:
            yield f"check {check!r} is not calibrated; run `grade verify --calibrate`"
        elif committed.tolerance < ROOM * found.noise:
            yield f"check {check!r} allows {committed.tolerance:.0e}, too close to the noise {found.noise:.1e}"
        elif found.nearest is not None and committed.tolerance > found.nearest / ROOM:
            yield f"check {check!r} allows {committed.tolerance:.0e}; a mistake is only {found.nearest:.1e} away"


def _owners(exercise: SolvedExercise) -> list[tuple[Mistake, str]]:
    """The mistakes that a tolerance has to catch, with their check; without those that only change inputs or loop."""
    checks = exercise.checks.items()
    return [(m, name) for name, check in checks if not check.mistakes_keep_values for m in check.catches]


def _mistaken(exercise: SolvedExercise, mistake: Mistake, own: Sequence[Question], *, alone: bool) -> list[Outcome]:
    """What a mistake gives for its own check's questions; ``alone``, nothing is computed of others."""
    if alone:
        return _outcomes(exercise, exercise.mistaken(mistake), [question.call for question in own])
    return [question.expected.mistakes[mistake.says] for question in own]


def _noise(
    exercise: SolvedExercise,
    right: Sequence[str],
    asked: Sequence[Question],
    known: Mapping[str, Mapping[Call, Outcome]],
) -> Iterator[Errors]:
    calls = [question.call for question in asked]
    rng = np.random.default_rng(0)
    moved = [_moved(call, rng) for call in calls]
    for text in right:
        given = [known[text][call] for call in calls] if text in known else _outcomes(exercise, text, calls)
        yield _errors(exercise, asked, given)
    yield _errors(exercise, asked, _outcomes(exercise, right[0], moved))


def _outcomes(exercise: SolvedExercise, text: str, calls: Sequence[Call]) -> list[Outcome]:
    return [Outcome.of_reply(reply) for reply in replies(exercise, text, calls)]


def _errors(exercise: SolvedExercise, asked: Sequence[Question], outcomes: Sequence[Outcome]) -> Errors:
    """The largest errors; infinite if there is no value to compare."""
    worst: Errors = {}
    for question, outcome in zip(asked, outcomes, strict=True):
        check = exercise.checks[question.call.check]
        error = math.inf if outcome.reason else _error(check, outcome.returned, question.expected.value)
        _keep(worst, {(question.call.check, question.call.precision): error})
    return worst


def _error(check: Check, got: Value, expected: Value) -> float:
    return distance(*check.compared(got, expected), check.elementwise)


def _keep(worst: Errors, found: Errors) -> None:
    """Update ``worst`` with ``found``."""
    for key, value in found.items():
        worst[key] = max(worst.get(key, value), value)


def _moved(call: Call, rng: np.random.Generator) -> Call:
    """The call with every measured number moved by up to a unit in its last place.

    Whole numbers are exact, and so are halves, quarters and eighths: cases choose them to meet a boundary.
    """

    def moved(leaf: Value) -> Value:
        if not isinstance(leaf, np.ndarray) or leaf.dtype.kind != "f":
            return leaf
        unit = np.finfo(leaf.dtype).eps * rng.uniform(-1, 1, size=leaf.shape)
        return np.where(8 * leaf == np.round(8 * leaf), leaf, leaf * (1 + unit)).astype(leaf.dtype)

    def shaken(value: Value) -> Value:
        return tree_map(moved, value, lambda leaf: isinstance(leaf, Function))

    return replace(call, args=shaken(call.args), options=shaken(dict(call.options)))


def measure_bands(exercise: SolvedExercise) -> dict[str, Band]:
    """The band of each check of convergence, from the reference's own runs."""
    checks = exercise.checks.items()
    return {name: _band(exercise, name, check) for name, check in checks if isinstance(check, Converges)}


def _band(exercise: SolvedExercise, name: str, check: Converges) -> Band:
    alone, reached = replace(exercise, checks={name: check}, calibration=Calibration()), list[float]()
    public = draw_public(alone)
    for run in range(REFERENCE_RUNS):
        call = draw_hidden(alone, f"band {run}".encode(), 0, public)[0].call
        [value] = reference_values(exercise, [call])
        half = Half(exercise, name, [Evidence(call, Expected(value), Outcome(None, value))])
        reached.append(check.measure(half, half.evidence[0]))
    n, k = draws_needed(REFERENCE_RUNS)
    return Band(max(reached), k, n, REFERENCE_RUNS)


def draws_needed(runs: int) -> tuple[int, int]:
    """The least odd n, and its majority k, for which a right solution fails less than once in a million times.

    A right run falls outside the worst of ``runs`` reference runs with probability p; with 95 % confidence
    p is at most 1 - 0.05**(1 / runs) (the exact bound for no exceedance seen).  Failing takes n - k + 1 of n.
    """
    p = 1 - 0.05 ** (1 / runs)
    n = 1
    while True:
        k = n // 2 + 1
        fails = sum(math.comb(n, bad) * p**bad * (1 - p) ** (n - bad) for bad in range(n - k + 1, n + 1))
        if fails < FALSE_FAIL:
            return n, k
        n += 2


def calibration_of(
    exercise: SolvedExercise, draws: Sequence[Sequence[Question]], bands: Mapping[str, Band]
) -> Calibration | None:
    """The calibration of one exercise; None if a right answer has no value to compare."""
    measured = measure(exercise, draws)
    if any(math.isinf(numbers.noise) for numbers in measured.values()):
        return None
    tolerances: dict[str, dict[str, Tolerance]] = defaultdict(dict)
    for (check, kind), numbers in measured.items():
        tolerances[check][kind] = numbers
    return Calibration(tolerances, bands)


def write_calibration(root: Path, assignment: str, found: Mapping[str, dict[str, Any]]) -> None:
    """Write the assignment's calibration.json; the entries of its other exercises are kept."""
    folder = root / SOLUTIONS / assignment
    known = {name: calibration.data() for name, calibration in load_calibration(folder).items()}
    numbers = {**known, **dict(sorted(found.items()))}
    there = {name: numbers[name] for name in numbers if (folder / f"{name}.py").is_file()}
    text = json.dumps(there, indent=1, allow_nan=False) + "\n"
    (folder / CALIBRATION).write_text(text, encoding="utf-8")
