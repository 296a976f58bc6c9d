"""Results -> nbgrader's own gradebook, so that its formgrader and its `nbgrader export` show the same relative scores.

Every exercise is a grade cell ``test_<exercise>`` worth the exercise's points, and a solution
cell ``<exercise>`` that has the comment, as `nbgrader generate_assignment` makes them from the tree of `grade build
--nbgrader`. Existing entries are updated, never duplicated. Manual scores, extra credit and comments are kept.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook

from autograder.course.assignment import Assignment
from autograder.course.config import Course
from autograder.course.rounding import exact, to_cents
from autograder.export.nbgrader_names import nbgrader_ids
from autograder.export.students import in_the_class
from autograder.records import Result, Verdict
from autograder.system.lazy_dataclass import dataclass
from autograder.words import many

NOT_HANDED_IN = "Nothing was handed in."


@dataclass(frozen=True)
class Exported:
    """What an export did.

    ``refused`` are submissions that could not be written and students whom nbgrader cannot hold, each with the reason;
    ``absent`` are students who are not in the class, and ``remarks`` what else to know.
    """

    submissions: int
    refused: tuple[str, ...]
    absent: tuple[str, ...]
    remarks: tuple[str, ...]


def export_results(
    book: Gradebook,
    course: Course,
    library: Mapping[str, Assignment],
    results: Sequence[Result],
    roster: Collection[str] | None = None,
) -> Exported:
    """Write scores, max scores, comments, times and late penalties of ``results``, one submission at a time.

    Scores are in the exercises' points. The late penalty is the share of them that the course's policy takes, so that
    nbgrader's score is the same share of its maximum as ours is of the assignment's, but for the rounding to cents.
    Of students who are not on the ``roster`` nothing is written; None is for a class that is not known. Raises
    `nbgrader.api.InvalidEntry` and SQLAlchemy's errors, which `opened` translates.
    """
    for assignment in library.values():
        _prepare(book, course, assignment)
    present = {student.id for student in book.students}
    chosen, absent = in_the_class(results, roster)
    ids, unsafe = nbgrader_ids(dict.fromkeys(str(result.student) for result in chosen), present)
    written, refused, by_hand = 0, [f"{name}: {reason}" for name, reason in unsafe.items()], 0
    excused = [f"{r.student} {r.assignment} is excused, which nbgrader cannot record." for r in chosen if r.excused]
    for result in (result for result in chosen if result.student in ids and not result.excused):
        assignment = library[result.assignment]
        obstacle = _obstacle(result, assignment)
        if obstacle:
            refused.append(f"{result.student} {result.assignment}: {obstacle}")
        else:
            submission = _submission(book, replace(result, student=ids[str(result.student)]))
            written += submission is not None
            by_hand += _write(book, course, assignment, result, submission) if submission else 0
    given = many(by_hand, "score that was", "scores that were")
    kept = [f"Kept: {given} given manually in nbgrader."] if by_hand else []
    remarks = (*kept, *excused, *_written_otherwise(ids), *_strangers(book, library))
    return Exported(written, tuple(refused), tuple(_absences(absent, present)), remarks)


def _absences(absent: Mapping[str, str], present: Collection[str]) -> Iterable[str]:
    for name, reason in absent.items():
        still = "; nbgrader has this student from before (`nbgrader db student remove`)" if name in present else ""
        yield f"{name}: {reason}{still}"


def _written_otherwise(ids: Mapping[str, str]) -> Iterable[str]:
    return (f"{name} is {written} in nbgrader." for name, written in ids.items() if name != written)


def _prepare(book: Gradebook, course: Course, assignment: Assignment) -> None:
    """Add the assignment to nbgrader: its deadline, its notebook and the cells of its exercises."""
    name, due = assignment.name, course.due(assignment.name)
    book.update_or_create_assignment(name, **({"duedate": due} if due else {}))
    book.update_or_create_notebook(name, name)
    for exercise in assignment.exercises:
        graded = {"max_score": float(exercise.points), "cell_type": "code"}
        book.update_or_create_grade_cell(f"test_{exercise.name}", name, name, **graded)
        book.update_or_create_solution_cell(exercise.name, name, name)


def _obstacle(result: Result, assignment: Assignment) -> str | None:
    """Why a result cannot be exported, or an empty string."""
    judged = {name: round(math.fsum(v.max_points for v in own), 6) for name, own in _by_exercise(result).items()}
    if judged and judged != {exercise.name: round(exercise.points, 6) for exercise in assignment.exercises}:
        return "the exercises have changed since it was judged; grade it again with `grade all`"
    return None


def _by_exercise(result: Result) -> dict[str, list[Verdict]]:
    found: dict[str, list[Verdict]] = {}
    for verdict in result.verdicts:
        found.setdefault(verdict.exercise, []).append(verdict)
    return found


def _submission(book: Gradebook, result: Result) -> SubmittedAssignment | None:
    """The entry of nbgrader for the submission; None if the work is missing and there is no entry."""
    book.update_or_create_student(result.student)
    time = {"timestamp": result.submitted} if result.submitted else {}
    if result.status != "missing":
        return book.update_or_create_submission(result.assignment, result.student, **time)
    try:
        return book.find_submission(result.assignment, result.student)
    except MissingEntry:
        return None


def _write(
    book: Gradebook, course: Course, assignment: Assignment, result: Result, submission: SubmittedAssignment
) -> int:
    """Write one submission in one transaction; returns how many of its scores were given manually."""
    notebook, by_exercise = _notebook(book, assignment, submission), _by_exercise(result)
    grades = {grade.cell.name: grade for grade in notebook.grades}
    comments = {comment.cell.name: comment for comment in notebook.comments}
    for exercise in assignment.exercises:
        own = by_exercise.get(exercise.name, [])
        _score(grades[f"test_{exercise.name}"], _points(result, exercise.name, own))
        said = NOT_HANDED_IN if result.status == "missing" else _comment(own)
        comments[exercise.name].auto_comment = (
            "\n\n".join(filter(None, (said, *_decided(result, exercise.name)))) or None
        )
    book.db.flush()
    book.db.refresh(notebook, ["score"])
    notebook.late_submission_penalty = _penalty(course, assignment, result, notebook.score)
    book.db.commit()
    return sum(grade.manual_score is not None for grade in grades.values())


def _notebook(book: Gradebook, assignment: Assignment, submission: SubmittedAssignment) -> SubmittedNotebook:
    """The submitted notebook, with an entry for each grade and comment; nbgrader lacks those of later cells."""
    source = book.find_notebook(assignment.name, assignment.name)
    found = next((each for each in submission.notebooks if each.notebook_id == source.id), None)
    notebook = found or SubmittedNotebook(notebook=source, assignment=submission)
    book.db.add(notebook)
    book.db.add_all(_lacking(Grade, source.grade_cells, notebook, notebook.grades))
    book.db.add_all(_lacking(Comment, source.solution_cells, notebook, notebook.comments))
    book.db.flush()
    return notebook


def _lacking(row: Any, cells: Iterable[Any], notebook: SubmittedNotebook, present: Iterable[Any]) -> list[Any]:
    known = {each.cell_id for each in present}
    return [row(cell=cell, notebook=notebook) for cell in cells if cell.id not in known]


def _points(result: Result, exercise: str, verdicts: Sequence[Verdict]) -> float | None:
    """The points of one exercise as people decided, or else by its checks; None if one could not be judged."""
    if exercise in result.awarded:
        return result.awarded[exercise]
    unjudged = any(verdict.status == "could_not_judge" for verdict in verdicts)
    return None if unjudged else math.fsum(verdict.points for verdict in verdicts)


def _penalty(course: Course, assignment: Assignment, result: Result, score: float) -> float:
    """What nbgrader takes off: lateness, and what people decided about more than single checks and exercises."""
    if result.score is None or not any(one.kind != "extend" for one in result.decisions):
        return to_cents(exact(score) * (1 - exact(result.kept)))
    share = exact(result.score) / exact(course.plan(assignment.name).points)
    return to_cents(exact(score) - share * exact(assignment.points))


def _decided(result: Result, exercise: str) -> list[str]:
    """What people decided about an exercise, or about all of the work."""
    return [f"Decided by {one.said_by}" for one in result.decisions if one.exercise in ("", exercise)]


def _score(grade: Grade, points: float | None) -> None:
    """Set the points (None: to be graded by hand); a manual score stays, marked for review if ours changes."""
    unjudged = points is None
    changed, grade.auto_score = grade.auto_score != points, points
    by_hand = grade.manual_score is not None
    grade.needs_manual_grade = changed or grade.needs_manual_grade if by_hand else unjudged


def _comment(verdicts: Iterable[Verdict]) -> str | None:
    """What failed, as plain text; None if everything passed. A message that concerns several checks appears once."""
    said: dict[str, list[str]] = {}
    for verdict in verdicts:
        if verdict.status != "passed":
            said.setdefault(verdict.message, []).append(verdict.says)
    return "\n\n".join(f"Asked: it {'; it '.join(asked)}.\n{message}" for message, asked in said.items()) or None


def _strangers(book: Gradebook, library: Mapping[str, Assignment]) -> list[str]:
    """Remarks about graded cells that belong to no exercise: they count in nbgrader's totals."""
    remarks = []
    for name, assignment in library.items():
        ours = {(name, f"test_{exercise.name}") for exercise in assignment.exercises}
        notebooks = book.find_assignment(name).notebooks
        cells = [(each.name, cell.name) for each in notebooks for cell in (*each.grade_cells, *each.task_cells)]
        others = sorted(cell for notebook, cell in cells if (notebook, cell) not in ours)
        if others:
            remarks.append(
                f"{name}: nbgrader also counts the cells {', '.join(others)}, which are not exercises of this course."
            )
    return remarks
