"""Exercise -> questions: the drawn calls with their expected values."""

from collections.abc import Sequence
from typing import Protocol

from autograder.exercise.assigned import AssignedExercise
from autograder.grading.ask import ExerciseQuestions
from autograder.grading.draw import draw_hidden, draw_public
from autograder.records import CallGroup, Question


class ExpectedValues(Protocol):
    """The source of expected values: the references, or a student kit."""

    def fingerprint(self, assignment: str) -> str:
        """Changes when the right values of an assignment may change."""
        ...

    def expect(self, exercise: AssignedExercise, groups: Sequence[CallGroup]) -> list[Question]:
        """The groups with the expected value of each call; raises `AutograderError`."""


def questions(
    exercise: AssignedExercise, expected: ExpectedValues, secret: bytes | None, variant: int | None
) -> ExerciseQuestions:
    """The public questions of an exercise and, where the secret is known, the hidden ones of a variant."""
    found = expected.expect(exercise, draw_public(exercise))
    if secret is not None and variant is not None:
        found = [*found, *expected.expect(exercise, draw_hidden(exercise, secret, variant))]
    return ExerciseQuestions(exercise, found)
