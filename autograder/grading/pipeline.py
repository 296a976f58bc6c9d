"""The path of a submission, on one screen: for each exercise draw, ask, judge; then carry forward."""

import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.errors import AutograderError, CannotJudge
from autograder.exercise.assigned import AssignedExercise
from autograder.grading.ask import Ask, ExerciseQuestions, ask, judged_in_time
from autograder.grading.carry import Judged, carry_forward
from autograder.grading.draw import variant_of
from autograder.grading.not_judged import not_judged, our_fault, verdicts_of_all
from autograder.grading.questions import ExpectedValues, public_questions, with_hidden
from autograder.grading.substitute import Substitute
from autograder.judge import judge, unjudged
from autograder.records import Evidence, Submission, Verdict
from autograder.sandbox import Sandbox
from autograder.sandbox.budgets import Budget, seconds_of
from autograder.sandbox.supervise import StudentModule
from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Grader:
    """Judges submissions. Without a ``secret``, only the public checks are asked."""

    library: Mapping[str, Assignment]
    expected_values: ExpectedValues
    sandbox: Sandbox
    secret: bytes | None = None
    variants: int = 1
    ask: Ask = ask
    _drawn: dict[tuple[str, str, int | None], ExerciseQuestions] = field(default_factory=dict, repr=False)

    def judged(
        self,
        submission: Submission,
        *,
        carries: bool = True,
        known: dict[str, Judged] | None = None,
        heard: Callable[[Judged], object] = lambda one: None,
    ) -> list[Verdict]:
        """The verdicts of all checks, none for missing work; raises `CannotJudge`.

        Unless it ``carries``, nothing is said of what only fails because of another function.  Exercises that are
        ``known`` are not asked again; each that is asked becomes known, and is ``heard`` of as soon as it is judged.
        """
        assignment = self.library[submission.assignment]
        if submission.source is None:
            return verdicts_of_all(assignment, submission.problem) if submission.problem else []
        asked, verdicts = self._asked(assignment, submission.author)
        module = StudentModule(submission.source, assignment.name, assignment.packages, assignment.functions_text)
        known = {} if known is None else known
        answered = self.ask(self.sandbox, module, [one for one in asked if one.exercise.name not in known])
        for exercise, evidence in judged_in_time(answered):
            known[exercise.name] = Judged.of(exercise, evidence, judge(exercise, evidence))
            heard(known[exercise.name])
        judged = {one.exercise.name: known[one.exercise.name] for one in asked}
        verdicts |= {name: list(one.verdicts) for name, one in judged.items()}
        if carries:
            again = Budget(self.sandbox.limits, seconds_of(self.sandbox.limits, [one.batch for one in asked]))
            verdicts |= carry_forward(Substitute(self.sandbox, module, again), judged, credit=self.secret is not None)
        return [verdict for exercise in assignment.exercises for verdict in verdicts[exercise.name]]

    def evidence(self, submission: Submission) -> Iterator[tuple[AssignedExercise, list[Evidence]]]:
        """What a submission is asked and answers, exercise by exercise; raises `CannotJudge`."""
        assignment = self.library[submission.assignment]
        asked, _ = self._asked(assignment, submission.author)
        module = StudentModule(
            submission.source or b"", assignment.name, assignment.packages, assignment.functions_text
        )
        return self.ask(self.sandbox, module, asked)

    def _asked(self, assignment: Assignment, author: str) -> tuple[list[ExerciseQuestions], dict[str, list[Verdict]]]:
        """What an author is asked, and verdicts where that cannot be said; raises `CannotJudge` if it never can."""
        asked, verdicts = [], {}
        for exercise in assignment.exercises:
            try:
                asked.append(self._questions(exercise, author))
            except CannotJudge as fault:
                verdicts[exercise.name] = unjudged(exercise, our_fault(fault.message))
                if len(verdicts) == len(assignment.exercises):
                    raise
        return asked, verdicts

    def _questions(self, exercise: AssignedExercise, author: str) -> ExerciseQuestions:
        """The questions of one exercise for an author, public ones first; drawn once for each variant."""
        public = self._public(exercise)
        if self.secret is None:
            return public
        variant = variant_of(self.secret, author, self.variants)
        key = exercise.assignment, exercise.name, variant
        if key not in self._drawn:
            self._drawn[key] = with_hidden(public, self.expected_values, self.secret, variant)
        return self._drawn[key]

    def _public(self, exercise: AssignedExercise) -> ExerciseQuestions:
        """The public questions of one exercise, drawn once for all students."""
        key = exercise.assignment, exercise.name, None
        if key not in self._drawn:
            self._drawn[key] = public_questions(exercise, self.expected_values)
        return self._drawn[key]

    def grade(self, submission: Submission) -> list[Verdict]:
        """`judged`, but an internal error becomes a verdict without points, which is not 0 points."""
        assignment = self.library[submission.assignment]
        try:
            return self.judged(submission)
        except CannotJudge as fault:
            return not_judged(assignment, fault.message)
        except AutograderError:
            raise
        except Exception as bug:  # one submission that causes an internal error must not stop the class
            place = traceback.extract_tb(bug.__traceback__)[-1]
            where = f"{Path(place.filename).name}:{place.lineno}"
            return not_judged(assignment, f"{type(bug).__name__} in autograder's own {where}")
