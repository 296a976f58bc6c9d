"""The two-parameter logistic model of an assignment's exercises, fitted by `mirt` where the class is large enough.

Birnbaum (1968), in Lord & Novick, "Statistical Theories of Mental Test Scores", part 5: a student of strength s, which
has mean 0 and deviation 1, gets full marks with the chance 1 / (1 + exp(-a (s - b))). Drasgow (1989), "An evaluation of
marginal maximum likelihood estimation for the two-parameter logistic model", finds estimates from 200 students good.
"""

import math
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Array

LEAST_STUDENTS, LEAST_EXERCISES = 200, 5
RARE = 0.02  # an exercise in which fewer get full marks, or fewer miss them, says too little
NORMAL = 1.959964  # standard errors of a 95 % interval


@dataclass(frozen=True)
class Estimate:
    """A number between the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Response:
    """How full marks in an exercise depend on strength, from ``students`` who were asked all exercises.

    ``difficulty`` is the strength at which half of them get full marks, in deviations of the class from its mean;
    ``slope`` how sharply the exercise tells below from above.
    """

    students: int
    difficulty: Estimate
    slope: Estimate


def responses(full: Array) -> dict[int, Response]:
    """The exercises, by column, of a matrix that says which student (row) has full marks in which one.

    Empty where `mirt` is not installed, for fewer students or exercises than it takes, and where the fit fails.
    """
    share = full.mean(axis=0) if full.size else np.zeros(0)
    columns = [int(column) for column in np.flatnonzero((share >= RARE) & (share <= 1 - RARE))]
    if len(full) < LEAST_STUDENTS or len(columns) < LEAST_EXERCISES or find_spec("mirt") is None:
        return {}
    found = _fitted(full[:, columns].astype(int))
    return {column: one for column, one in zip(columns, found, strict=True) if one} if found else {}


def _fitted(marks: Array) -> Sequence[Response | None]:
    import mirt

    try:
        fit = mirt.fit_mirt(marks, model="2PL")
    except mirt.MirtError:
        return ()
    if not fit.converged:
        return ()
    names = ("difficulty", "discrimination")
    values, errors = (
        [np.ravel(known[name]) for name in names] for known in (fit.model.parameters, fit.standard_errors)
    )
    return [_response(len(marks), *numbers) for numbers in zip(*values, *errors, strict=True)]


def _response(students: int, *numbers: Any) -> Response | None:
    """None where a standard error is not known: the estimate is at the end of what the library tries."""
    difficulty, slope, of_difficulty, of_slope = map(float, numbers)
    if not all(map(math.isfinite, (difficulty, slope, of_difficulty, of_slope))):
        return None
    return Response(students, _estimate(difficulty, of_difficulty), _estimate(slope, of_slope))


def _estimate(value: float, error: float) -> Estimate:
    return Estimate(value, value - NORMAL * error, value + NORMAL * error)
