"""The path of a submission, on one screen: collect -> plan -> expect -> run -> judge -> record."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.engine.local import side_by_side
from autograder.errors import CannotJudge
from autograder.exercise.declare import Exercise
from autograder.expect import References
from autograder.judge import judge, unjudged
from autograder.library import Assignment
from autograder.plan import hidden_calls, public_calls, variant_of
from autograder.records import Call, Evidence, Expected, Problem, Submission, Verdict
from autograder.sandbox import Sandbox
from autograder.sandbox.supervise import run

if TYPE_CHECKING:  # a student's check has no gradebook, and needs no SQLAlchemy
    from autograder.gradebook import Gradebook


@dataclass(frozen=True)
class Grader:
    """What judges a submission.  Without a ``secret`` only the public checks are asked."""

    library: Mapping[str, Assignment]
    references: References
    sandbox: Sandbox
    secret: bytes | None = None
    variants: int = 1

    def grade(self, submission: Submission) -> list[Verdict]:
        """Every check's verdict; none for missing work."""
        exercises = self.library[submission.assignment].exercises
        if submission.missing:
            return []
        if submission.source is None:
            return [
                v for exercise in exercises for v in unjudged(exercise, submission.problem or Problem("unreadable", ""))
            ]
        try:
            return self._judged(exercises, submission, submission.source)
        except CannotJudge as fault:
            problem = Problem("crashed", f"Not judged, through no fault of the student: {fault.message}", ours=True)
            return [verdict for exercise in exercises for verdict in unjudged(exercise, problem)]

    def _judged(self, exercises: Sequence[Exercise], submission: Submission, source: bytes) -> list[Verdict]:
        planned = [pair for exercise in exercises for pair in self._planned(exercise, submission.student)]
        seconds = {exercise.name: exercise.seconds for exercise in exercises}
        outcomes = run(self.sandbox, source, submission.assignment, [call for call, _ in planned], seconds)
        evidence = [Evidence(call, expected, o) for (call, expected), o in zip(planned, outcomes, strict=True)]
        return [
            verdict
            for exercise in exercises
            for verdict in judge(exercise, [e for e in evidence if e.call.exercise == exercise.name])
        ]

    def _planned(self, exercise: Exercise, student: str) -> Iterator[tuple[Call, Expected]]:
        """The calls of one exercise, each with what is expected: public ones first."""
        halves = [public_calls(exercise)]
        if self.secret is not None:
            halves.append(hidden_calls(exercise, self.secret, variant_of(self.secret, student, self.variants)))
        for calls in halves:
            yield from zip(calls, self.references.expect(exercise, calls), strict=True)


def grade_class(
    submissions: Sequence[Submission],
    grader: Grader,
    gradebook: "Gradebook",
    *,
    jobs: int,
    force: bool = False,
) -> Iterator[tuple[Submission, list[Verdict] | None]]:
    """Grade what is new or changed, recording each as soon as it is judged; None stands for "unchanged"."""
    known = {} if force else gradebook.fingerprints()
    fingerprint = _fingerprinter(grader)
    fresh: list[Submission] = []
    for submission in submissions:
        if known.get((submission.student, submission.assignment)) == fingerprint(submission):
            yield submission, None
        else:
            fresh.append(submission)
    for submission, verdicts in side_by_side(lambda s: (s, grader.grade(s)), fresh, jobs):
        points = sum(exercise.points for exercise in grader.library[submission.assignment].exercises)
        gradebook.record(submission, verdicts, points, grader.sandbox.level, fingerprint(submission))
        yield submission, verdicts


def _fingerprinter(grader: Grader) -> Callable[[Submission], str]:
    """What a submission and all that it is judged by are, as one string: changes call for a new judgement."""
    calibration = [(e.name, e.calibration) for a in grader.library.values() for e in a.exercises]
    grading = repr((grader.references.fingerprint, grader.secret, grader.variants, calibration))
    return lambda submission: submission.fingerprint(grading)
