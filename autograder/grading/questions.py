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


def public_questions(exercise: AssignedExercise, expected: ExpectedValues) -> ExerciseQuestions:
    """The public questions of an exercise, the same for everyone."""
    return ExerciseQuestions(exercise, expected.expect(exercise, draw_public(exercise)))


def with_hidden(public: ExerciseQuestions, expected: ExpectedValues, secret: bytes, variant: int) -> ExerciseQuestions:
    """The public questions, and after them the hidden ones of a variant."""
    exercise, asked = public.exercise, public.questions
    hidden = draw_hidden(exercise, secret, variant, [question.call for question in asked])
    return ExerciseQuestions(exercise, [*asked, *expected.expect(exercise, hidden)])
