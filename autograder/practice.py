"""A student's own check: the public cases, from the course's declarations or from the kit's data."""

from pathlib import Path

from autograder.collect import load_module
from autograder.config import Course
from autograder.exercise.declare import Exercise
from autograder.expect import References
from autograder.kit import FOLDER, Kit
from autograder.library import Assignment, load_assignment
from autograder.pipeline import Grader
from autograder.plan import public_calls
from autograder.policy import evaluate
from autograder.records import Call, Expected, Result
from autograder.sandbox.levels import open_sandbox


class Practice:
    """What a student works on, in a course or in a kit; raises `CourseError` or `ExerciseError`."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self._kit = Kit(course.root) if (course.root / FOLDER).is_dir() else None
        self.references: References | Kit = self._kit or References(course.root)

    def assignment(self, name: str) -> Assignment:
        """One assignment's exercises."""
        return self._kit.assignment(self.course, name) if self._kit else load_assignment(self.course, name)

    def public(self, exercise: Exercise) -> list[tuple[Call, Expected]]:
        """The public calls of an exercise, each with what is expected; raises `ReferenceFailed`."""
        calls = public_calls(exercise)
        return list(zip(calls, self.references.expect(exercise, calls), strict=True))

    def check(self, name: str, work: Path, exercise: str | None = None) -> Result:
        """The verdicts on the work in a module or folder; raises `SubmissionsError` where there is none."""
        assignment = self.assignment(name).narrowed(exercise)
        submission = load_module(work, name, assignment.is_untouched)
        grader = Grader({name: assignment}, self.references, open_sandbox("process", self.course.limits))
        return evaluate(
            self.course.plan(name),
            self.course.file.late,
            student=None,
            verdicts=tuple(grader.judged(submission)),
            max_points=sum(exercise.points for exercise in assignment.exercises),
            missing=False,
            late_days=None,
            isolation="process",
            notes=submission.notes,
        )
