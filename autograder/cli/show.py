"""Commands that show what is recorded: `grade show`, `grade table`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.complete import assignments as known
from autograder.cli.gradebook import gradebook_option, open_gradebook, roster_in
from autograder.cli.shared import (
    Screen,
    assignments_option,
    common,
    course_option,
    instructors_only,
    json_option,
    student_name,
    the_course,
    write_json,
)
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograder.course.config import Course
    from autograder.records import Result


def moment(_: click.Context, __: click.Parameter, value: str | None) -> datetime | None:
    """The value of ``--at``; the course's time zone is added later. Raises `click.BadParameter`."""
    from autograder.course.times import read_deadline

    try:
        return read_deadline(value) if value else None
    except ValueError as error:
        raise click.BadParameter(f"{error}.") from error


at_option = click.option("--at", metavar="TIME", callback=moment, help="As of this time, instead of now.")
submissions_option = click.option(
    "--submissions",
    type=click.Path(path_type=Path),
    default=Path("submissions"),
    metavar="DIR",
    help="The folder whose roster.csv says who is in the class; the default is submissions/.",
)


@click.command()
@click.argument("student", type=student_name, required=False)
@click.argument("assignment", required=False, shell_complete=known)
@click.option("--mistake", metavar="TEXT", help="Show who holds the mistakes whose sentence has TEXT in it.")
@submissions_option
@at_option
@gradebook_option
@json_option
@course_option
@common
def show(
    screen: Screen,
    student: str | None,
    assignment: str | None,
    mistake: str | None,
    submissions: Path,
    at: datetime | None,
    gradebook: str | None,
    json_file: str | None,
) -> int:
    """Show the recorded results of one student: every check, why it failed, and every rule that made the score.

    \b
    grade show ada                            everything that is recorded of ada
    grade show ada optimizers                 one assignment
    grade show --mistake "forgets a mean"     who holds this one, in which exercises

    What the student's code printed or raised is shown too. It is meant for instructors only. The total counts what is
    due, and says so. --verbose lists every check, also where one reason concerns them all.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    if (student is None) == (mistake is None):
        raise click.UsageError("Name a student, or a mistake with --mistake TEXT.")
    if student is None:
        from autograder.cli.class_ import show_mistake

        chosen = {"assignments": (), "all_students": False, "at": at, "submissions": submissions}
        return show_mistake(screen, str(mistake), json_file, gradebook=gradebook, **chosen)
    from autograder.errors import nearest
    from autograder.report.safe import safe
    from autograder.report.terminal import submission_view

    course = the_course()
    if assignment is not None:
        course.plan(assignment)
    now = as_of(course, at)
    book = open_gradebook(course, gradebook, screen, create=False)
    everything = book.results(course, student=student, now=now)
    own = [result for result in everything if assignment in (None, result.assignment)]
    if not own:
        others = [name for name in book.students() if name != student]
        raise AutograderError(
            f"The gradebook has no results for {student!r}{f' on {assignment}' if assignment else ''}."
            f"{nearest(student, others)}",
            "Run `grade all` first; `grade students` lists the names.",
        )
    roster = roster_in(submissions)
    if json_file:
        write_json(own, json_file, roster=roster)
    if json_file != "-":
        if roster is not None and own[0].student not in roster:
            screen.out.print(f"{safe(student)} is not on the roster.", style="yellow", markup=False)
        for result in own:
            screen.out.print(submission_view(result, every=screen.verbose))
        if assignment is None:
            screen.out.print(_total(course, everything, now), markup=False, style="bold")
    return 0


def _total(course: "Course", results: "Sequence[Result]", now: datetime) -> str:
    from autograder.gradebook.totals import total

    found = total(results, course, now)
    return f"total: {'none' if found.percent is None else f'{found.percent:.1f} %'} {found.says}"


def as_of(course: "Course", at: datetime | None) -> datetime:
    """The time of ``--at``, in the course's zone if it names none, or else now."""
    return datetime.now(UTC) if at is None else course.localized(at)


@click.command()
@assignments_option
@submissions_option
@at_option
@click.option("--csv", "as_csv", is_flag=True, help="Print the whole table as CSV.")
@click.option("--wide", is_flag=True, help="Print every student in one table, however wide.")
@gradebook_option
@json_option
@course_option
@common
def table(
    screen: Screen,
    assignments: tuple[str, ...],
    submissions: Path,
    at: datetime | None,
    as_csv: bool,
    wide: bool,
    gradebook: str | None,
    json_file: str | None,
) -> int:
    """Show the class: a row for each student, a column for each assignment, and the total of what is due.

    \b
    grade table                     the class as it stands
    grade table --csv > class.csv   the whole of it, for a spreadsheet
    grade table --at 2026-12-24     as it will be then, if nobody hands in anything more

    Of more than 30 students it shows a summary and the rows that need a person: what could not be judged, unknown
    times of submission, people's decisions, and students who are not on the roster.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.export.table_csv import table_csv
    from autograder.report.class_table import ClassResults, class_table

    course = the_course()
    wanted, now = course.narrowed(assignments), as_of(course, at)
    book = open_gradebook(course, gradebook, screen, create=False)
    everything = book.results(course, now=now, texts=json_file is not None)
    results = [one for one in everything if one.assignment in wanted.assignments]
    shown = ClassResults(course, results, now, roster_in(submissions))
    if json_file:
        write_json(results, json_file, roster=shown.roster)
    if as_csv:
        click.echo(table_csv(shown), nl=False)
    elif json_file != "-":
        screen.out.print(class_table(shown, wide=wide), soft_wrap=wide)
    return 0
