"""Exercise -> questions: the drawn calls with their expected values."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
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

    def expect(
        self, exercise: AssignedExercise, groups: Sequence[CallGroup], public: Sequence[Question] = ()
    ) -> list[Question]:
        """The groups with the expected value of each call; raises `AutograderError`.

        Of hidden groups, ``public`` are the exercise's public questions.
        """
        ...

    def drawn(
        self, exercise: AssignedExercise, key: str, draw: Callable[[], list[CallGroup]], *, hidden: bool
    ) -> list[CallGroup]:
        """What ``draw`` gives, or gave in an earlier run; ``key`` stands for what it is drawn from."""


def public_questions(exercise: AssignedExercise, expected: ExpectedValues) -> ExerciseQuestions:
    """The public questions of an exercise, the same for everyone."""
    groups = expected.drawn(exercise, "public", lambda: draw_public(exercise), hidden=False)
    return ExerciseQuestions(exercise, expected.expect(exercise, groups))


def with_hidden(public: ExerciseQuestions, expected: ExpectedValues, secret: bytes, variant: int) -> ExerciseQuestions:
    """The public questions, and after them the hidden ones of a variant."""
    exercise, asked = public.exercise, public.questions
    key = hmac.new(secret, f"calls/{variant}".encode(), hashlib.sha256).hexdigest()
    hidden = expected.drawn(exercise, key, lambda: draw_hidden(exercise, secret, variant, asked), hidden=True)
    return ExerciseQuestions(exercise, [*asked, *expected.expect(exercise, hidden, asked)])
