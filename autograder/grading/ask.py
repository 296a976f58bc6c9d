"""Questions -> evidence: the calls go to the student's module in a worker, and come back as outcomes."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from autograder.errors import CannotJudge
from autograder.exercise.assigned import AssignedExercise
from autograder.records import Evidence, Question, all_calls
from autograder.sandbox import Sandbox
from autograder.sandbox.budgets import Batch
from autograder.sandbox.supervise import StudentModule, run
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.trees import weight

JUDGING_SECONDS = 60.0


@dataclass(frozen=True)
class ExerciseQuestions:
    """All questions that a submission is asked in one exercise."""

    exercise: AssignedExercise
    questions: Sequence[Question]

    @cached_property
    def batch(self) -> Batch:
        """The calls, within the exercise's budget."""
        return batch_of(self.questions, self.exercise.seconds)


def batch_of(questions: Sequence[Question], seconds: float) -> Batch:
    """The calls of ``questions``, within a budget of ``seconds``, and how large their replies should be."""
    everything = [one for question in questions for one in (question, *question.probes, *question.repeats)]
    sizes = {one.call: weight(one.expected.form) + one.call.observes * len(one.call.frame) for one in everything}
    return Batch(all_calls(questions), seconds, sizes)


def ask(
    sandbox: Sandbox, module: StudentModule, asked: Sequence[ExerciseQuestions]
) -> Iterator[tuple[AssignedExercise, list[Evidence]]]:
    """Yield each exercise with its evidence, as soon as its replies are in; raises `SandboxFailed`."""
    answered = run(sandbox, module, [one.batch for one in asked])
    for one, outcomes in zip(asked, answered, strict=True):
        yield one.exercise, [Evidence.of(question, outcomes) for question in one.questions]


Answered = Iterator[tuple[AssignedExercise, list[Evidence]]]
Ask = Callable[[Sandbox, StudentModule, Sequence[ExerciseQuestions]], Answered]
"""How a submission is asked: `ask`, or another way to the same verdicts."""


def judged_in_time(answered: Answered) -> Answered:
    """``answered``, but raise `CannotJudge` when judging takes more than `JUDGING_SECONDS` of CPU in total.

    Work is bounded by sizes, so that verdicts do not depend on the machine; this limit catches a judge that is still
    too slow. What else the machine does meanwhile is not counted.
    """
    spent = 0.0
    for one in answered:
        started = time.thread_time()
        yield one
        spent += time.thread_time() - started
        if spent > JUDGING_SECONDS:
            raise CannotJudge(f"judging it takes longer than {JUDGING_SECONDS:g} s of CPU")
