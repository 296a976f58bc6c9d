"""Questions -> evidence: the calls go to the student's module in a worker, and come back as outcomes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.exercise.assigned import AssignedExercise
from autograder.records import Evidence, Question, all_calls
from autograder.sandbox import Sandbox
from autograder.sandbox.supervise import Batch, StudentModule, run


@dataclass(frozen=True)
class ExerciseQuestions:
    """All that a submission is asked in one exercise."""

    exercise: AssignedExercise
    questions: Sequence[Question]

    @property
    def batch(self) -> Batch:
        """The calls, within the exercise's budget."""
        return Batch(all_calls(self.questions), self.exercise.seconds)


def ask(
    sandbox: Sandbox, module: StudentModule, asked: Sequence[ExerciseQuestions]
) -> Iterator[tuple[AssignedExercise, list[Evidence]]]:
    """Each exercise with its evidence, as soon as its replies are in; raises `SandboxFailed`."""
    answered = run(sandbox, module, [one.batch for one in asked])
    for one, outcomes in zip(asked, answered, strict=True):
        yield one.exercise, [Evidence.of(question, outcomes) for question in one.questions]
