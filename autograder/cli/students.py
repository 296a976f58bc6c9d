"""Commands on who is recorded: `grade students`, `grade students remove`, `grade students rename`."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.gradebook import gradebook_option, open_gradebook, roster_in
from autograder.cli.history import by_option, require_recorded
from autograder.cli.shared import (
    Screen,
    common,
    confirmed,
    course_option,
    instructors_only,
    json_option,
    student_name,
    the_course,
    write_data,
)
from autograder.cli.show import submissions_option
from autograder.words import many

if TYPE_CHECKING:
    from autograder.course.config import Course
    from autograder.gradebook.store import Gradebook


@click.group(invoke_without_command=True)
@submissions_option
@gradebook_option
@json_option
@course_option
@common
@click.pass_context
def students(
    context: click.Context, screen: Screen, submissions: Path, gradebook: str | None, json_file: str | None
) -> int:
    """List the students: on the roster or not, how much work is recorded, and when it was last graded.

    \b
    grade students                         everybody who is recorded or on the roster
    grade students rename janedoe jdoe     the work of a name that was wrong
    grade students remove s001_old         what should never have been recorded

    Students who are recorded and not on the roster come first.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    if context.invoked_subcommand is not None:
        return 0
    instructors_only()
    from autograder.report.safe import safe

    course = the_course()
    rows = _rows(course, open_gradebook(course, gradebook, screen, create=False), roster_in(submissions))
    if json_file:
        write_data({"schema": "autograder/students/1", "students": rows}, json_file)
    if json_file != "-":
        for row in rows:
            listed = {None: "", True: "on the roster", False: "NOT ON THE ROSTER"}[row["on_roster"]]
            work = f"{row['submissions']} of {len(course.assignments)} handed in"
            last = f"last graded {row['last_graded'][:16]}" if row["last_graded"] else "never graded"
            parts = [safe(row["student"]), listed, work, last]
            screen.out.print("  ".join(filter(None, parts)), markup=False, soft_wrap=True)
    return 0


def _rows(course: "Course", book: "Gradebook", roster: "Collection[str] | None") -> list[dict[str, Any]]:
    """A row for each student; those who are not on the roster come first."""
    last, work = book.last_graded(), book.handed_in()
    counts = {name: sum(student == name and a in course.assignments for student, a in work) for name in last}
    names = sorted({*last, *(roster or ())}, key=lambda name: (roster is not None and name in roster, name))
    return [
        {
            "student": name,
            "on_roster": None if roster is None else name in roster,
            "submissions": counts.get(name, 0),
            "last_graded": last.get(name),
        }
        for name in names
    ]


@students.command()
@click.argument("student", type=student_name)
@click.option("--yes", is_flag=True, help="Do not ask.")
@by_option
@gradebook_option
@course_option
@common
def remove(screen: Screen, student: str, yes: bool, by: str, gradebook: str | None) -> int:
    """Remove a student's results from the gradebook; they stay in the history.

    \b
    grade students remove s001_old
    grade restore s001_old optimizers   to take it back

    The student's files are not touched: if they still lie in the submissions, `grade all` records them again.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.report.safe import safe

    book = open_gradebook(the_course(), gradebook, screen, create=False)
    require_recorded(book, student)
    work = sum(name == student for name, _ in book.handed_in())
    confirmed(f"The results of {student!r} would be removed, {work} handed in. Continue?", yes, "grade students remove")
    gone = book.remove(student, by)
    said = f"Removed {many(len(gone), 'result')} of {student}. `grade history {student}` has them."
    screen.out.print(safe(said), markup=False, soft_wrap=True)
    return 0


_RENAME = "See `grade students rename --help`."


@students.command()
@click.argument("student", type=student_name)
@click.argument("name", type=student_name)
@by_option
@gradebook_option
@course_option
@common
def rename(screen: Screen, student: str, name: str, by: str, gradebook: str | None) -> int:
    """Give a student's results, history and decisions another name.

    \b
    grade students rename janedoe jdoe

    If NAME is recorded too, results of missing work give way. Where both have work on an assignment nothing is
    changed. Rename the student's folder as well: otherwise `grade all` records the old name again.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.errors import AutograderError
    from autograder.report.safe import safe
    from autograder.submissions.student_names import can_be_stored
    from autograder.submissions.student_names import student_name as as_recorded

    name = as_recorded(name)
    if not name or name == student or not can_be_stored(name):
        raise AutograderError("Expected another name, of a length that a folder can have.", _RENAME)
    book = open_gradebook(the_course(), gradebook, screen, create=False)
    require_recorded(book, student)
    moved = book.rename(student, name, by)
    screen.out.print(safe(f"Moved {many(len(moved), 'result')} of {student} to {name}."), markup=False, soft_wrap=True)
    return 0
