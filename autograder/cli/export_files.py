"""Commands that write results into files of other programs: `grade export csv`, `canvas`, `moodle`, ..., `junit`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.cli.gradebook import gradebook_option, open_gradebook
from autograder.cli.shared import (
    Screen,
    assignments_option,
    common,
    course_option,
    instructors_only,
    the_course,
    write_document,
)
from autograder.cli.show import submissions_option
from autograder.words import many

if TYPE_CHECKING:
    from autograder.course.config import Course
    from autograder.export.scores import ClassScores
    from autograder.records import Result

Command = Callable[..., Any]
LAYOUTS = ("wide", "long", "checks")


def export_options(command: Command) -> Command:
    """The file to write, and what of the gradebook goes into it."""
    everybody = click.option("--all-students", is_flag=True, help="Also students who are not on the roster.")
    file = click.argument("file", metavar="FILE")
    for option in (common, course_option, gradebook_option, submissions_option, assignments_option, everybody, file):
        command = option(command)
    return command


decimal_comma_option = click.option(
    "--decimal-comma",
    is_flag=True,
    help="Write 1,5 and put semicolons between cells.",
)


@click.command("csv")
@click.option("--layout", type=click.Choice(LAYOUTS), default="wide", show_default=True, help="What a row is about.")
@decimal_comma_option
@export_options
def export_csv(screen: Screen, file: str, layout: str, decimal_comma: bool, **chosen: Any) -> int:
    """Write a table for a spreadsheet or a script to FILE; - is standard output.

    \b
    wide     a row for each student, a column for each assignment, and the total
    long     a row for each result, with its points, deadline and notes
    checks   a row for each check of each result, with its reason and mistake

    A cell that a spreadsheet would run as a formula begins with an apostrophe. A score that is not due yet, excused or
    not judged is empty, never 0.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    from autograder.export.csv_files import checks_csv, long_csv, wide_csv

    course, scores, results = chosen_scores(screen, **chosen)
    if layout == "wide":
        text = wide_csv(scores, _totals(course, results), decimal_comma=decimal_comma)
    else:
        text = (long_csv if layout == "long" else checks_csv)(scores, decimal_comma=decimal_comma)
    return _written(screen, text, file, scores)


@click.command("junit")
@export_options
def export_junit(screen: Screen, file: str, **chosen: Any) -> int:
    """Write JUnit XML to FILE, which CI systems show; - is standard output.

    Each submission is a test suite, each check a test case. Hidden cases' inputs and values are not in it.
    """
    from autograder.export.junit import junit_xml

    _, scores, _ = chosen_scores(screen, **chosen)
    return _written(screen, junit_xml([scores.results[key] for key in sorted(scores.results)]), file, scores)


def lms_command(name: str, title: str, advice: str) -> click.Command:
    """`grade export NAME`, for a learning platform that reads a gradebook file."""

    @click.option(
        "--into",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        metavar="EXPORT",
        help=f"The gradebook as exported from {title}: its rows and columns are kept, and our scores filled in.",
    )
    @decimal_comma_option
    @export_options
    def command(screen: Screen, file: str, into: Path | None, decimal_comma: bool, **chosen: Any) -> int:
        _, scores, _ = chosen_scores(screen, **chosen)
        text, absent = _lms_text(screen, name, scores, into, decimal_comma, chosen["submissions"])
        code = _written(screen, text, file, scores)
        for student in absent:
            screen.err.print(f"not in {into}: {student}", markup=False, style="yellow", soft_wrap=True)
        return 3 if absent else code

    command.__doc__ = f"""Write a gradebook file that {title} imports to FILE; - is standard output.

    {advice} The best way is to export the gradebook from {title}, and to give it with --into: then the platform's own
    numbers of students and assignments are right. Without it the rows are made from roster.csv, whose columns `id`,
    `login`, `email`, `name` and `section` say who is who.

    A score that is not due yet or not judged is empty, never 0, and leaves what {title} has. The exit code is 3 if the
    given export lacks a student.

    \b
    Example: grade export {name} scores.csv --into exported.csv --assignment optimizers
    """
    return click.command(name)(command)


def _lms_text(
    screen: Screen, name: str, scores: "ClassScores", into: Path | None, decimal_comma: bool, submissions: Path
) -> tuple[str, tuple[str, ...]]:
    """The file's text, and the students whom the platform's export lacks."""
    from autograder.export.lms_systems import SYSTEMS
    from autograder.export.lms_table import filled, new_table
    from autograder.report.safe import safe
    from autograder.submissions.table_files import read_raw_table

    if into is None:
        return new_table(SYSTEMS[name], scores, decimal_comma=decimal_comma), ()
    table = read_raw_table(into)
    made = filled(
        SYSTEMS[name],
        table.lines,
        scores,
        owner_among(scores, submissions),
        decimal_comma=decimal_comma,
        delimiter=table.delimiter,
    )
    return made.text, tuple(safe(student) for student in made.absent)


def owner_among(scores: "ClassScores", submissions: Path) -> Callable[[Mapping[str, str]], str | None]:
    """Whom a row of a platform's file is about: by the roster, or by the name in the gradebook."""
    from autograder.submissions.collect.handed_in import Person
    from autograder.submissions.collect.people import Unmatched, read_people
    from autograder.submissions.roster import ROSTER

    roster, students = read_people(submissions / ROSTER), {*scores.students}

    def owner(told: Mapping[str, str]) -> str | None:
        if not roster.rows:
            return next((text for text in told.values() if text in students), None)
        name = told.get("name") or f"{told.get('first', '')} {told.get('last', '')}"
        number = told.get("canvas_id") if told.get("canvas_id") and not told.get("id") else told.get("id", "")
        person = Person(
            id=(number or "").lstrip("#"), login=told.get("login", ""), email=told.get("email", ""), name=name
        )
        try:
            return roster.student(person)
        except Unmatched:
            return None

    return owner


def chosen_scores(
    screen: Screen,
    *,
    assignments: tuple[str, ...],
    all_students: bool,
    submissions: Path,
    gradebook: str | None,
) -> "tuple[Course, ClassScores, list[Result]]":
    """The chosen scores of the class, and all its results."""
    instructors_only()
    from autograder.export.scores import class_scores
    from autograder.export.students import in_the_class
    from autograder.report.safe import safe
    from autograder.submissions.roster import ROSTER, read_descriptions

    course = the_course()
    plans = course.narrowed(assignments).file.assignments
    rows = read_descriptions(submissions / ROSTER)
    recorded = open_gradebook(course, gradebook, screen, create=False).results(course)
    results, absent = in_the_class(recorded, None if all_students or not rows else rows)
    for student, reason in absent.items():
        screen.err.print(f"not exported: {safe(student)}: {reason}", markup=False, style="yellow", soft_wrap=True)
    return course, class_scores(results, plans, rows), results


def _totals(course: "Course", results: "list[Result]") -> dict[str, float | None]:
    """Each student's total, in percent."""
    from datetime import UTC, datetime

    from autograder.gradebook.totals import total

    now = datetime.now(UTC)
    students = {str(result.student) for result in results}
    return {name: total([r for r in results if r.student == name], course, now).percent for name in students}


def _written(screen: Screen, text: str, file: str, scores: "ClassScores") -> int:
    write_document(text, file)
    if file != "-":
        people, works = many(len(scores.students), "student"), many(len(scores.plans), "assignment")
        screen.err.print(f"{file}: {people}, {works}.", markup=False, soft_wrap=True)
    return 0


EXPORTS: tuple[click.Command, ...] = (
    export_csv,
    export_junit,
    lms_command("canvas", "Canvas", "Excused work is written as EX."),
    lms_command("moodle", "Moodle", "Import it with *Grade import > CSV file*, and map students by e-mail."),
    lms_command("blackboard", "Blackboard", "Upload it with *Work Offline > Upload*."),
    lms_command("brightspace", "Brightspace", "Import it with *Grades > Enter Grades > Import*."),
)
