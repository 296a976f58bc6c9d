"""Commands on what was recorded earlier: `grade history`, `grade restore`."""

from typing import TYPE_CHECKING

import click

from autograder.cli.complete import assignments as known
from autograder.cli.gradebook import gradebook_option, open_gradebook
from autograder.cli.shared import (
    Screen,
    common,
    course_option,
    instructors_only,
    json_option,
    student_name,
    the_course,
    write_data,
)
from autograder.errors import AutograderError, nearest

if TYPE_CHECKING:
    from autograder.gradebook.store import Gradebook

by_option = click.option("--by", metavar="NAME", default="", help="Who decides this; the default is your login.")


@click.command()
@click.argument("student", type=student_name)
@click.argument("assignment", required=False, shell_complete=known)
@gradebook_option
@json_option
@course_option
@common
def history(screen: Screen, student: str, assignment: str | None, gradebook: str | None, json_file: str | None) -> int:
    """Show every change of a student's recorded results: when, by whom, why, and which checks changed.

    \b
    grade history ada              all assignments
    grade history ada optimizers   one of them

    Each event has a number. `grade restore` takes one back. With --json an event has the points before and after,
    and the checks that changed.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.report.changes import decisions_json, decisions_view, events_json, events_view

    course = the_course()
    if assignment is not None:
        course.plan(assignment)
    book = open_gradebook(course, gradebook, screen, create=False)
    events = book.history(student, assignment)
    decided = [one for one in book.decisions(student) if assignment in (None, one.assignment)]
    if not events and not decided:
        require_recorded(book, student)
        where = f"{student!r}{f' on {assignment}' if assignment else ''}"
        screen.err.print(f"No change is recorded for {where}.", markup=False, soft_wrap=True)
    if json_file:
        found = {"events": events_json(events), "decisions": decisions_json(decided)}
        write_data({"schema": "autograder/history/1", **found}, json_file)
    if json_file != "-" and events:
        screen.out.print(events_view(events))
    if json_file != "-" and decided:
        screen.out.print(decisions_view(decided))
    return 0


@click.command()
@click.argument("student", type=student_name)
@click.argument("assignment", shell_complete=known)
@click.argument("event", type=click.IntRange(min=1), required=False)
@by_option
@gradebook_option
@course_option
@common
def restore(screen: Screen, student: str, assignment: str, event: int | None, by: str, gradebook: str | None) -> int:
    """Put a recorded result back as it was before an event.

    \b
    grade restore ada optimizers      take the last change back
    grade restore ada optimizers 17   the result as it was before event 17 of `grade history ada`

    That is an event too, so it can be taken back as well. The restored result stays until the work or the exercise
    changes again, or `grade all --force` is run.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.report.changes import standing
    from autograder.report.safe import safe

    course = the_course()
    course.plan(assignment)
    book = open_gradebook(course, gradebook, screen, create=False)
    if not book.history(student, assignment):
        require_recorded(book, student)
    done = book.restore(student, assignment, event, by)
    said = f"{student} {assignment}: {standing(done.before)}, as before event {done.number}."
    screen.out.print(safe(said), markup=False, soft_wrap=True)
    return 0


def require_recorded(book: "Gradebook", student: str) -> None:
    """Raise `AutograderError` with the nearest name unless something is recorded for a student."""
    known = book.students()
    if student not in known:
        raise AutograderError(
            f"The gradebook has no results for {student!r}.{nearest(student, known)}",
            "`grade students` lists the names.",
            retry=False,
        )
