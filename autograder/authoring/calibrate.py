"""Measures tolerances and bands, so that no author types one; `grade verify --calibrate` writes them down.

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
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.compare.difference import distance
from autograder.course.library import CALIBRATION, load_calibration
from autograder.exercise.declare import Check, Exercise
from autograder.exercise.source import FunctionSource
from autograder.grading.draw import hidden_calls
from autograder.grading.expect import reference_values, replies
from autograder.judge.convergence import measure as metric_of
from autograder.judge.finding import Half
from autograder.judge.values import compared
from autograder.records import Call, Evidence, Expected, Outcome
from autograder.worker.inputs import Laid, Made, Steps
from autograder.worker.wire import Value

ROOM = 10.0
MAX_TOLERANCE = 1e-5
CALIBRATED = ("agrees", "gradients", "keeps_inputs", "vectorized", "reproducible", "raises")
RIGHT_IN_VALUE = ("keeps_inputs", "vectorized")  # verbs whose mistakes differ from the reference by rounding at most
REFERENCE_RUNS = 1000
FALSE_FAIL = 1e-6

Pairs = Sequence[tuple[Call, Expected]]


@dataclass(frozen=True)
class Measured:
    """One check's numbers in one precision; ``nearest`` is None where no mistake changes only the numbers."""

    noise: float
    nearest: float | None
    tolerance: float


def measure(exercise: Exercise, draws: Sequence[Pairs]) -> dict[str, Measured]:
    """The numbers of every check whose values are compared, by ``check`` and precision (``early float64``).

    Each draw has to tell mistakes apart by itself, so the nearest mistake is the least over draws of the
    largest error within one.
    """
    right = [exercise.source.text, *(FunctionSource.of(f).renamed(exercise.name) for f in exercise.accepts)]
    noise: dict[str, float] = {}
    mistaken: dict[str, list[float]] = defaultdict(list)
    for draw in draws:
        pairs = [(c, e) for c, e in draw if _is_measured(exercise, c, e)]
        for errors in _noise(exercise, right, pairs):
            _keep(noise, errors)
        for says, name in _owners(exercise):
            errors = _errors(exercise, pairs, [e.mistakes[says] for _, e in pairs], only=name)
            for key, error in errors.items():
                mistaken[key].append(error)
    return {key: _measured(value, mistaken[key]) for key, value in noise.items()}


def _is_measured(exercise: Exercise, call: Call, expected: Expected) -> bool:
    """Whether the numbers of a call are compared with the reference's."""
    check = exercise.checks[call.check]
    numbers = check.verb in CALIBRATED and "holds" not in check.parameters and not expected.error
    return numbers and not call.probes


def _measured(noise: float, mistaken: Sequence[float]) -> Measured:
    """The tolerance below the nearest mistake, or above the noise where that leaves no room; at most `MAX_TOLERANCE`.

    A mistake within the noise changes something else than the numbers, or these in another precision only.
    """
    found = min((error for error in mistaken if ROOM * noise < error < math.inf), default=None)
    below = MAX_TOLERANCE if found is None else min(MAX_TOLERANCE, 10.0 ** math.floor(math.log10(found / ROOM)))
    above = min(MAX_TOLERANCE, 10.0 ** math.ceil(math.log10(noise * ROOM))) if 0 < noise < math.inf else 0.0
    return Measured(_rounded(noise), None if found is None else _rounded(found), float(f"{max(below, above):.0e}"))


def _rounded(number: float) -> float:
    return float(f"{number:.1e}")


def room_problems(exercise: Exercise, measured: Mapping[str, Measured]) -> Iterator[str]:
    """Where the committed tolerance lacks a factor of ten above the noise or below the nearest mistake."""
    for key, found in measured.items():
        check, kind = key.rsplit(" ", 1)
        committed = exercise.calibration.get(check, {}).get(kind)
        if committed is None:
            yield f"check {check!r} is not calibrated; run `grade verify --calibrate`"
        elif committed["tolerance"] < ROOM * found.noise:
            yield f"check {check!r} allows {committed['tolerance']:.0e}, too close to the noise {found.noise:.1e}"
        elif found.nearest is not None and committed["tolerance"] > found.nearest / ROOM:
            yield f"check {check!r} allows {committed['tolerance']:.0e}; a mistake is only {found.nearest:.1e} away"


def _owners(exercise: Exercise) -> list[tuple[str, str]]:
    """The mistakes that a tolerance has to catch, with their check; one that changes inputs or loops needs none."""
    checks = exercise.checks.items()
    return [(m.says, name) for name, check in checks if check.verb not in RIGHT_IN_VALUE for m in check.catches]


def _noise(exercise: Exercise, right: Sequence[str], pairs: Pairs) -> Iterator[dict[str, float]]:
    calls = [call for call, _ in pairs]
    rng = np.random.default_rng(0)
    moved = [_moved(call, rng) for call in calls]
    trials = [(text, calls) for text in right] + [(right[0], moved)]
    for text, asked in trials:
        outcomes = [Outcome.of_reply(reply) for reply in replies(exercise.module(text), asked)]
        yield _errors(exercise, pairs, outcomes)


def _errors(exercise: Exercise, pairs: Pairs, outcomes: Sequence[Outcome], only: str = "") -> dict[str, float]:
    """The largest error of each check and precision; infinite where there is no value to compare."""
    worst: dict[str, float] = {}
    for (call, expected), outcome in zip(pairs, outcomes, strict=True):
        if only in ("", call.check):
            check = exercise.checks[call.check]
            error = math.inf if outcome.reason else _error(check, outcome.returned, expected.value)
            _keep(worst, {f"{call.check} {call.precision}": error})
    return worst


def _error(check: Check, got: Value, expected: Value) -> float:
    return distance(*compared(check, got, expected), check.parameters.get("elementwise", False))


def _keep(worst: dict[str, float], found: Mapping[str, float]) -> None:
    """Fold ``found`` into the ``worst`` that is known."""
    for key, value in found.items():
        worst[key] = max(worst.get(key, value), value)


def _moved(call: Call, rng: np.random.Generator) -> Call:
    """The call with every measured number moved by up to a unit in its last place; whole numbers are exact."""
    args = tuple(_shaken(value, rng) for value in call.args)
    return replace(call, args=args, options={k: _shaken(v, rng) for k, v in call.options.items()})


def _shaken(value: Value, rng: np.random.Generator) -> Value:
    if isinstance(value, Made):
        args = tuple(_shaken(item, rng) for item in value.args)
        return Made(value.function, args, value.options, value.item)
    if isinstance(value, Steps):
        return Steps(tuple(replace(step, args=_shaken(step.args, rng)) for step in value.steps), value.returns)
    if isinstance(value, Laid):
        return Laid(_shaken(value.array, rng), value.layout)
    if isinstance(value, (tuple, list)):
        return type(value)(_shaken(item, rng) for item in value)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        unit = np.finfo(value.dtype).eps * rng.uniform(-1, 1, size=value.shape)
        moved = value * (1 + unit)
        return np.where(value == np.round(value), value, moved).astype(value.dtype)
    return value


def measure_bands(exercise: Exercise) -> dict[str, dict[str, Any]]:
    """The band, k and n of each check of convergence, from the reference's own runs."""
    checks = [name for name, check in exercise.checks.items() if check.verb == "converges"]
    return {name: _band(exercise, name) for name in checks}


def _band(exercise: Exercise, name: str) -> dict[str, Any]:
    reached: list[float] = []
    for run in range(REFERENCE_RUNS):
        calls = [c for c in hidden_calls(exercise, f"band {run}".encode(), 0) if c.check == name][:1]
        [value] = reference_values(exercise, calls)
        half = Half(exercise, name, [Evidence(calls[0], Expected(value), Outcome(None, value))])
        reached.append(metric_of(half, half.evidence[0]))
    n, k = draws_needed(REFERENCE_RUNS)
    return {"high": max(reached), "k": k, "n": n, "runs": REFERENCE_RUNS}


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


def calibration_of(exercise: Exercise, draws: Sequence[Pairs], bands: Mapping[str, Any]) -> dict[str, Any] | None:
    """What is written down of one exercise; None where a right answer has no value to compare."""
    measured = measure(exercise, draws)
    if any(math.isinf(numbers.noise) for numbers in measured.values()):
        return None
    found: dict[str, Any] = dict(bands)
    for key, numbers in measured.items():
        check, kind = key.rsplit(" ", 1)
        found.setdefault(check, {})[kind] = asdict(numbers)
    return {name: found[name] for name in exercise.checks if name in found}


def write_calibration(root: Path, assignment: str, found: Mapping[str, Any]) -> None:
    """Write the assignment's calibration.json; other exercises that are there keep what was measured of them."""
    folder = root / "solutions" / assignment
    numbers = {**load_calibration(folder), **dict(sorted(found.items()))}
    there = {name: numbers[name] for name in numbers if (folder / f"{name}.py").is_file()}
    text = json.dumps(there, indent=1, allow_nan=False) + "\n"
    (folder / CALIBRATION).write_text(text, encoding="utf-8")
