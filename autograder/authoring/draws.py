"""Proves that the cases of every check can be drawn, whatever the course's secret is."""

from collections.abc import Iterator

import numpy as np

from autograder.errors import DrawFailed
from autograder.exercise.assigned import AssignedExercise
from autograder.grading.draw import draw_cases

SECRETS = tuple(f"verify {number}".encode() for number in range(5))  # under which everything else is proved
DRAWS = 2000  # independent ones, as those of so many secrets are
TRAINING_DRAWS = 50  # data to train on is large, and drawn several times for each secret


def draw_problems(exercise: AssignedExercise) -> Iterator[str]:
    """The checks whose cases some draws do not find: how many, and why the first of them fails."""
    for name, check in exercise.checks.items():
        rng, draws = np.random.default_rng([*name.encode()]), TRAINING_DRAWS if check.trains else DRAWS
        faults = [fault for _ in range(draws) if (fault := _fault(exercise, name, rng))]
        if faults:
            yield f"in {len(faults)} of {draws} draws {faults[0]}"


def _fault(exercise: AssignedExercise, check: str, rng: np.random.Generator) -> str:
    try:
        draw_cases(exercise, check, rng)
    except DrawFailed as failure:
        return f"{failure.message}: {failure.__cause__}"
    return ""
