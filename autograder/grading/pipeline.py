"""The path of a submission, on one screen: collect; for each exercise draw, ask, judge; record."""

import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.assignment import Assignment
from autograder.errors import AutograderError, CannotJudge
from autograder.exercise.assigned import AssignedExercise
from autograder.grading.ask import ExerciseQuestions, ask, judged_in_time
from autograder.grading.carry import Judged, carry_forward
from autograder.grading.draw import variant_of
from autograder.grading.fingerprint import causes, fingerprinter
from autograder.grading.questions import ExpectedValues, questions
from autograder.grading.substitute import Substitute
from autograder.judge import judge, unjudged
from autograder.records import Evidence, Problem, Submission, Verdict
from autograder.sandbox import Sandbox
from autograder.sandbox.budgets import seconds_of
from autograder.sandbox.supervise import StudentModule
from autograder.submissions.attempts import LAST, AttemptRule
from autograder.submissions.class_folder import ClassFolder, read_class_folder
from autograder.submissions.written_functions import stubs_of

if TYPE_CHECKING:  # a student's check has no gradebook, and needs no SQLAlchemy
    from autograder.gradebook.store import Gradebook


@dataclass(frozen=True)
class Grader:
    """Judges submissions. Without a ``secret``, only the public checks are asked."""

    library: Mapping[str, Assignment]
    expected_values: ExpectedValues
    sandbox: Sandbox
    secret: bytes | None = None
    variants: int = 1
    _drawn: dict[tuple[str, str, int | None], ExerciseQuestions] = field(default_factory=dict, repr=False)

    def collect(
        self, root: Path, students: Sequence[str] = (), known: Sequence[str] = (), rule: AttemptRule = LAST
    ) -> ClassFolder:
        """The class's work on the assignments; ``known`` are all of the course; raises `SubmissionsError`."""
        stubs = {name: stubs_of(assignment) for name, assignment in self.library.items()}
        return read_class_folder(root, stubs, students, known=known, rule=rule)

    def judged(self, submission: Submission) -> list[Verdict]:
        """The verdicts of all checks, none for missing work; raises `CannotJudge`."""
        assignment = self.library[submission.assignment]
        if submission.source is None:
            return _unjudged(assignment, submission.problem) if submission.problem else []
        asked, verdicts = self._asked(assignment, submission.author)
        module = StudentModule(submission.source, assignment.name, assignment.packages, assignment.functions_text)
        ends = time.monotonic() + seconds_of(self.sandbox.limits, [one.batch for one in asked])
        answered = judged_in_time(ask(self.sandbox, module, asked))
        judged = {e.name: Judged.of(e, evidence, judge(e, evidence)) for e, evidence in answered}
        verdicts |= {name: list(one.verdicts) for name, one in judged.items()}
        verdicts |= carry_forward(Substitute(self.sandbox, module, ends), judged, credit=self.secret is not None)
        return [verdict for exercise in assignment.exercises for verdict in verdicts[exercise.name]]

    def evidence(self, submission: Submission) -> Iterator[tuple[AssignedExercise, list[Evidence]]]:
        """What a submission is asked and answers, exercise by exercise; raises `CannotJudge`."""
        assignment = self.library[submission.assignment]
        asked, _ = self._asked(assignment, submission.author)
        module = StudentModule(
            submission.source or b"", assignment.name, assignment.packages, assignment.functions_text
        )
        return ask(self.sandbox, module, asked)

    def _asked(self, assignment: Assignment, author: str) -> tuple[list[ExerciseQuestions], dict[str, list[Verdict]]]:
        """What an author is asked, and verdicts where that cannot be said; raises `CannotJudge` if it never can."""
        asked, verdicts = [], {}
        for exercise in assignment.exercises:
            try:
                asked.append(self._questions(exercise, author))
            except CannotJudge as fault:
                verdicts[exercise.name] = unjudged(exercise, _ours(fault.message))
                if len(verdicts) == len(assignment.exercises):
                    raise
        return asked, verdicts

    def _questions(self, exercise: AssignedExercise, author: str) -> ExerciseQuestions:
        """The questions of one exercise for an author, public ones first; drawn once for each variant."""
        variant = None if self.secret is None else variant_of(self.secret, author, self.variants)
        key = exercise.assignment, exercise.name, variant
        if key not in self._drawn:
            self._drawn[key] = questions(exercise, self.expected_values, self.secret, variant)
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


Graded = Iterator[tuple[Submission, list[Verdict]]]
Engine = Callable[[Sequence[Submission]], Graded]
"""Grades submissions in any order, here or elsewhere; each comes with its verdicts, as soon as they are known."""


def one_by_one(grader: Grader) -> Engine:
    """Grades one submission after the other, in this process."""
    return lambda submissions: ((submission, grader.grade(submission)) for submission in submissions)


def grade_class(
    submissions: Sequence[Submission], grader: Grader, gradebook: "Gradebook", engine: Engine, *, force: bool = False
) -> Iterator[tuple[Submission, list[Verdict] | None]]:
    """Grade what is new or changed, recording each as soon as it is judged; None means "unchanged".

    What could not be judged counts as changed the next time.  What a group shares is graded once.
    """
    known = {} if force else gradebook.fingerprints()
    fingerprint, judged_by = fingerprinter(grader), causes(grader)
    fresh: dict[tuple[str, str], list[Submission]] = {}  # of each author, for each student who shares it
    for submission in submissions:
        if known.get((submission.student, submission.assignment)) == fingerprint(submission):
            yield submission, None
        else:
            fresh.setdefault((submission.author, submission.assignment), []).append(submission)
    for graded, verdicts in engine([shared[0] for shared in fresh.values()]):
        points = grader.library[graded.assignment].points
        final = all(verdict.status != "could_not_judge" for verdict in verdicts)
        for submission in fresh[graded.author, graded.assignment]:
            mark = fingerprint(submission) if final else ""
            gradebook.record(submission, verdicts, points, grader.sandbox.level, mark, judged_by(submission))
            yield submission, verdicts


def not_judged(assignment: Assignment, fault: str) -> list[Verdict]:
    """The verdicts on a submission that autograder itself failed to judge: no points, which is not 0 points."""
    return _unjudged(assignment, _ours(fault))


def _ours(fault: str) -> Problem:
    return Problem("crashed", f"Not judged, and not the student's fault: {fault}", ours=True)


def _unjudged(assignment: Assignment, problem: Problem) -> list[Verdict]:
    return [verdict for exercise in assignment.exercises for verdict in unjudged(exercise, problem)]
