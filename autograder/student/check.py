"""A student's own check: runs the public cases from the course's declarations or the kit's data."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder.course.answers import answers_released
from autograder.course.assignment import Assignment
from autograder.course.config import Course
from autograder.course.kit import Kit
from autograder.course.library import exercise_files, load_assignment
from autograder.course.place import course_here
from autograder.course.trust import require_trust
from autograder.errors import CourseError, nearest
from autograder.exercise.assigned import AssignedExercise, SolvedExercise
from autograder.gradebook.lateness import UNKNOWN
from autograder.gradebook.policy import evaluate
from autograder.grading.ask import ExerciseQuestions
from autograder.grading.carry import Judged
from autograder.grading.draw import draw_public
from autograder.grading.pipeline import Grader
from autograder.grading.side_by_side import ask_side_by_side
from autograder.records import Question, Result, Submission, Verdict
from autograder.sandbox import Sandbox
from autograder.sandbox.levels import open_sandbox
from autograder.student.top_level import Listening, remarks
from autograder.submissions.own_work import read_own_work
from autograder.submissions.written_functions import stubs_of

if TYPE_CHECKING:  # a kit needs none of the references
    from autograder.grading.expect import References
    from autograder.grading.questions import ExpectedValues

SLIPS = 4  # mistakes of others that a last hint names


class PublicChecks:
    """The exercises and public cases of a course or kit that may be loaded; raises `CourseError` or `ExerciseError`.

    ``meanwhile`` is called in each check while a worker computes.
    """

    def __init__(self, course: Course, meanwhile: Callable[[], object] = lambda: None) -> None:
        if course.holds_code:
            require_trust(course.root)
        self.course, self.meanwhile = course, meanwhile
        self._kit = Kit(course.root) if course.is_kit else None
        self.expected_values: ExpectedValues = self._kit or _references(course)
        self._assignments: dict[str, Assignment] = {}
        self._asked: dict[tuple[str, str, int | None], ExerciseQuestions] = {}  # once for all checks
        self._sandbox = open_sandbox("process", course.limits)  # whose zygote stays warm

    def assignment(self, name: str) -> Assignment:
        """One assignment's exercises."""
        if name not in self._assignments:
            kit = self._kit
            self._assignments[name] = kit.assignment(self.course, name) if kit else load_assignment(self.course, name)
        return self._assignments[name]

    def questions(self, exercise: AssignedExercise) -> list[Question]:
        """The public questions of an exercise; raises `ReferenceFailed`."""
        return self.expected_values.expect(exercise, draw_public(exercise))

    def find(self, exercise: str) -> str:
        """The assignment that has an exercise, which may be written ``assignment/exercise``."""
        named, _, name = exercise.rpartition("/")
        known = {place: self.names(place) for place in ([named] if named else self.course.assignments)}
        for assignment, names in known.items():
            if name in names:
                return assignment
        everything = [name for names in known.values() for name in names]
        raise CourseError(
            f"There is no exercise {exercise!r}.{nearest(name, everything)}",
            "`grade list` shows all of them.",
            retry=False,
        )

    def names(self, assignment: str) -> list[str]:
        """The exercises of an assignment, without loading them."""
        self.course.plan(assignment)
        folder = self.course.root / "solutions" / assignment
        return self._kit.names(assignment) if self._kit else [path.stem for path in exercise_files(folder)]

    def hints(self, assignment: str, verdict: Verdict) -> list[str]:
        """Hints for a check that fails, from the idea to the direction, then common mistakes."""
        check = self.assignment(assignment).exercise(verdict.exercise).checks[verdict.check]
        slips = "; ".join(mistake.says for mistake in check.catches[:SLIPS])
        return [*check.hints, f"A common mistake here: code that {slips}."]

    def answer(self, assignment: str, name: str) -> str:
        """The text of an exercise's answer; raises `CourseError` if the course has not released it."""
        exercise, answer = self.assignment(assignment).exercise(name), None
        if self._kit:
            answer = self._kit.answer(assignment, name)
        elif isinstance(exercise, SolvedExercise) and answers_released(self.course, assignment, datetime.now(UTC)):
            answer = exercise.source.undocumented
        if answer is not None:
            return answer
        raise CourseError(
            f"The answers to {assignment} are not released.",
            "Your course may release them after the deadline, in a new version of the folder kit/.",
            retry=False,
        )

    def check(
        self, name: str, work: Path, *exercises: str | None, heard: Callable[[Judged], object] = lambda one: None
    ) -> Result:
        """The verdicts on the work in a module or folder; raises `SubmissionsError` where there is none.

        Each chosen exercise is ``heard`` of as soon as it is judged, before it is looked what it fails because of.
        """
        assignment = self.assignment(name).narrowed(*exercises)
        submission = read_own_work(work, name, stubs_of(assignment))
        sandbox = Listening(self._sandbox, self.meanwhile)
        verdicts = tuple(self._verdicts(assignment, submission, sandbox, heard))
        told = remarks(submission, sandbox.failed, stubs_of(self.assignment(name)), verdicts)
        return evaluate(
            self.course.plan(name),
            self.course.file.late,
            student=None,
            verdicts=verdicts,
            max_points=assignment.points,
            missing=False,
            lateness=UNKNOWN,
            carried_forward=self.course.file.carried_forward,
            isolation="process",
            notes=(*submission.notes, *told),
        )

    def _verdicts(
        self, chosen: Assignment, submission: Submission, sandbox: Sandbox, heard: Callable[[Judged], object]
    ) -> list[Verdict]:
        """The verdicts on the chosen exercises; of those that fail, what they use is judged as well."""
        whole, names = self.assignment(chosen.name), [exercise.name for exercise in chosen.exercises]
        some = len(names) < len(whole.exercises)
        known = dict[str, Judged]()
        verdicts = self._grader(chosen, sandbox).judged(submission, carries=not some, known=known, heard=heard)
        failing = {verdict.exercise for verdict in verdicts if verdict.status == "failed"}
        if not some or not any(whole.exercise(name).siblings for name in failing):
            return verdicts
        wider = whole.narrowed(*_with_what_they_use(whole, verdicts, names))
        judged = self._grader(wider, sandbox).judged(submission, known=known)
        return [verdict for verdict in judged if verdict.exercise in names]

    def _grader(self, assignment: Assignment, sandbox: Sandbox) -> Grader:
        library = {assignment.name: assignment}
        return Grader(library, self.expected_values, sandbox, ask=ask_side_by_side, _drawn=self._asked)


def _references(course: Course) -> "References":
    from autograder.grading.expect import References

    return References(course.root)


def _with_what_they_use(assignment: Assignment, verdicts: Sequence[Verdict], names: Sequence[str]) -> list[str]:
    """The exercises ``names``, and all that those of them use that fail, one behind the other."""
    found = list(names)
    failing = {verdict.exercise for verdict in verdicts if verdict.status == "failed"}
    for name in found:
        if name in failing or name not in names:
            found += [used for used in assignment.exercise(name).siblings if used not in found]
    return found


def replay(module: ModuleType, check: str, case: str) -> Any:
    """What your ``module`` returns for a public case of ``exercise.check``, in this very Python.

    Prints, breakpoints and exceptions work as usual. The case's inputs are new copies.  Raises `CourseError`
    outside a course, and where there is no such check or case.
    """
    from autograder.worker.run import invoke

    course = course_here()
    if course is None:
        raise CourseError(
            "There is no course here or in any folder above.", "Start Python in the folder of your module."
        )
    public, (name, _, asked) = PublicChecks(course), check.partition(".")
    exercise = public.assignment(public.find(name)).exercise(name)
    for group in draw_public(exercise):
        if (group.call.check, group.call.case) == (asked, case):
            return invoke(module, group.call.arrived, exercise.vocabulary.functions_text)
    raise CourseError(
        f"{check} has no public case {case!r}.",
        f"Copy both names from the output of `grade check -e {name}`.",
        retry=False,
    )
