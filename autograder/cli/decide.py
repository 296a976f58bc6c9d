"""Commands by which people decide: `grade override`, `grade extend`. Grading again leaves their decisions alone."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.complete import assignments as known
from autograder.cli.gradebook import gradebook_option, open_gradebook, roster_in
from autograder.cli.history import by_option
from autograder.cli.shared import Screen, common, course_option, instructors_only, student_name, the_course
from autograder.cli.show import submissions_option
from autograder.errors import AutograderError, nearest

if TYPE_CHECKING:
    from autograder.course.config import Course
    from autograder.gradebook.store import Gradebook
    from autograder.records import Decision, Result

comment_option = click.option("--comment", metavar="TEXT", default="", help="Why; shown wherever the score is.")
undo_option = click.option("--undo", is_flag=True, help="Take the last decision on this back; it stays in the history.")


@click.command()
@click.argument("student", type=student_name)
@click.argument("assignment", shell_complete=known)
@click.argument("exercise", required=False, default="")
@click.argument("check", required=False, default="")
@click.option("--points", type=float, metavar="P", help="Count so many points instead of what the checks give.")
@click.option("--add", type=float, metavar="P", help="Add so many points; -2 takes two away.")
@click.option("--excuse", is_flag=True, help="Leave it out: it is in no sum, and costs nothing.")
@comment_option
@by_option
@undo_option
@submissions_option
@gradebook_option
@course_option
@common
def override(
    screen: Screen,
    student: str,
    assignment: str,
    exercise: str,
    check: str,
    points: float | None,
    add: float | None,
    excuse: bool,
    comment: str,
    by: str,
    undo: bool,
    submissions: Path,
    gradebook: str | None,
) -> int:
    """Decide what work counts, whatever the checks say; who did that, when and why is kept and shown.

    \b
    grade override ada optimizers adam_step early --points 4 --comment "right, by another convention"
    grade override ada optimizers adam_step --add 1 --comment "a clear explanation"
    grade override bob optimizers --excuse --comment "ill"
    grade override bob optimizers --undo

    Points are those that `grade show` prints as "36 of 40 points": of a check, an exercise or the whole assignment.
    The late penalty applies to them as to others; `grade extend` moves a deadline. A decision survives regrading. A
    later --points or --excuse on the same replaces the earlier one, and --add adds up.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.records import Decision

    kinds = [("points", points), ("add", add), ("excuse", "" if excuse else None)]
    asked = [(kind, value) for kind, value in kinds if value is not None]
    if len(asked) + undo != 1:
        raise AutograderError("Say one of --points P, --add P, --excuse and --undo.", "See `grade override --help`.")
    course = the_course()
    course.plan(assignment)
    book = open_gradebook(course, gradebook, screen, create=False)
    require_student(book, student, submissions)
    kind, value = asked[0] if asked else ("points", "")
    made = Decision(
        kind,  # type: ignore[arg-type]  # one of the three
        student,
        assignment,
        exercise,
        check,
        value if isinstance(value, str) else f"{value!r}",
        comment,
        by,
    )
    if not undo:
        _require_sound(course, book, made)
    return _decided(screen, course, book, made, undo, by)


@click.command()
@click.argument("student", type=student_name)
@click.argument("assignment", shell_complete=known)
@click.argument("until", required=False, metavar="[DATE|+2d]")
@comment_option
@by_option
@undo_option
@submissions_option
@gradebook_option
@course_option
@common
def extend(
    screen: Screen,
    student: str,
    assignment: str,
    until: str | None,
    comment: str,
    by: str,
    undo: bool,
    submissions: Path,
    gradebook: str | None,
) -> int:
    """Give one student another deadline; the scores follow at once, without grading anything again.

    \b
    grade extend ada optimizers +2d --comment "ill"     two days after the course's deadline
    grade extend ada optimizers "2026-11-05 18:00"      a time without an offset is in the course's zone
    grade extend ada optimizers --undo

    Days (d) and weeks (w) end at the same time of the day, also when the clocks change; hours (h) are hours. A later
    extension replaces the earlier one. grader.yaml can list `extensions` too; those made here win.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.records import Decision

    if (until is None) != undo:
        raise AutograderError("Say until when, or --undo.", "A time such as 2026-11-05, or a period such as +2d.")
    course = the_course()
    course.plan(assignment)
    book = open_gradebook(course, gradebook, screen, create=False)
    require_student(book, student, submissions)
    if until is not None:
        _require_later(course, assignment, until)
    made = Decision("extend", student, assignment, value=until or "", comment=comment, who=by)
    return _decided(screen, course, book, made, undo, by)


def _decided(screen: Screen, course: "Course", book: "Gradebook", made: "Decision", undo: bool, by: str) -> int:
    from autograder.report.safe import safe

    if undo:
        gone = book.undo(made, by)
        said = f"Taken back: {gone.kind} {gone.value} on {gone.target}, by {gone.said_by}."
        screen.out.print(safe(" ".join(said.split())), markup=False, soft_wrap=True)
    else:
        book.decide(made)
    for result in _of(book.results(course, student=made.student), made.assignment):
        screen.out.print(safe(f"{made.student} {made.assignment}:"), markup=False, style="bold")
        for line in result.explanation:
            screen.out.print(f"  {safe(line)}", markup=False, soft_wrap=True)
    return 0


def require_student(book: "Gradebook", student: str, submissions: Path) -> None:
    """Raise `AutograderError` with the nearest name unless a student is recorded or on the roster."""
    students = {*book.students(), *(roster_in(submissions) or ())}
    if student not in students:
        raise AutograderError(
            f"Neither the gradebook nor the roster has a student {student!r}.{nearest(student, sorted(students))}",
            "`grade students` lists the names.",
        )


def _require_sound(course: "Course", book: "Gradebook", made: "Decision") -> None:
    """Raise `AutograderError` for a decision about what is not there, of too many points, or without a reason."""
    import math

    if not made.comment.strip():
        raise AutograderError("A decision needs a reason.", 'Add --comment "why": it is shown wherever the score is.')
    own = [*_of(book.results(course, student=made.student), made.assignment)]
    most = _most(course, own[0] if own else None, made)
    if made.kind == "excuse":
        return
    if not math.isfinite(made.points):
        raise AutograderError(f"Expected a number of points, not {made.value}.")
    if made.kind == "points" and not 0 <= made.points <= (math.inf if most is None else most):
        upto = "at least 0" if most is None else f"between 0 and {most:g}"
        raise AutograderError(
            f"--points {made.points:g}: {made.target} can have points {upto}.", "--add gives more than there are."
        )


def _most(course: "Course", result: "Result | None", made: "Decision") -> float | None:
    """The points of the target, None if nothing tells; raises `AutograderError` if the record has no such target."""
    from autograder.course.library import exercise_files

    verdicts = result.verdicts if result else ()
    if not made.exercise:
        return result.max_points if result and result.max_points else None
    names = dict.fromkeys(verdict.exercise for verdict in verdicts)
    files = [path.stem for path in exercise_files(course.root / "solutions" / made.assignment)]
    _require_known(made.exercise, list(names) or files, f"{made.assignment} has no exercise")
    if not made.check:
        return sum(v.max_points for v in verdicts if v.exercise == made.exercise) if names else None
    worth = {verdict.check: verdict.max_points for verdict in verdicts if verdict.exercise == made.exercise}
    _require_known(made.check, worth, f"The record of {made.student} has no check of {made.exercise} called")
    return worth[made.check]


def _require_known(name: str, known: Collection[str], said: str) -> None:
    if name not in known:
        listed = f"There are: {', '.join(known)}." if known else "Nothing was handed in; decide about the exercise."
        raise AutograderError(f"{said} {name!r}.{nearest(name, known)}", listed)


def _require_later(course: "Course", assignment: str, until: str) -> None:
    """Raise `AutograderError` unless this is a deadline after that of the course."""
    from autograder.course.rules import extended

    due = course.due(assignment)
    try:
        moved = extended(due, until, course.zone)
    except (ValueError, OverflowError) as error:
        raise AutograderError(
            f"The deadline of {assignment} cannot be moved to {until!r}: {error}.",
            "Write a time such as 2026-11-05 18:00, a day, or a period such as +2d, +12h or +1w.",
        ) from error
    if due is not None and moved < due:
        raise AutograderError(f"{moved:%Y-%m-%d %H:%M} is before the deadline, {due:%Y-%m-%d %H:%M}.")


def _of(results: "Sequence[Result]", assignment: str) -> "list[Result]":
    return [result for result in results if result.assignment == assignment]
