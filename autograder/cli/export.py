"""Commands that exchange data with another system: `grade export nbgrader`, `grade roster nbgrader`."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from autograder.cli.export_files import EXPORTS
from autograder.cli.gradebook import gradebook_option, open_gradebook
from autograder.cli.report import export_feedback
from autograder.cli.shared import Screen, common, course_option, instructors_only, the_course
from autograder.words import many

if TYPE_CHECKING:
    from datetime import datetime

    from autograder.course.config import Course

db_option = click.option(
    "--db", required=True, metavar="URL", help="nbgrader's own gradebook: a path or a SQLAlchemy URL."
)


@click.group()
def export() -> None:
    """Export results to another system."""


@export.command("nbgrader")
@click.argument("submissions", type=click.Path(path_type=Path), default="submissions", metavar="[SUBMISSIONS]")
@db_option
@gradebook_option
@course_option
@click.option("--all-students", is_flag=True, help="Also students who are not on the roster.")
@common
def export_nbgrader(screen: Screen, submissions: Path, db: str, gradebook: str | None, all_students: bool) -> int:
    """Write scores, max scores and comments into nbgrader's own gradebook.

    Formgrader and `nbgrader export` then show the same relative scores: scores in the exercises' points, and the late
    penalty of grader.yaml as nbgrader's. Exporting again updates the scores and keeps manual changes made in nbgrader.
    Work that was not handed in stays missing; work that could not be judged is marked for manual grading. To use
    nbgrader's notebooks as well, run `nbgrader generate_assignment` before the first export.

    The class is roster.csv in SUBMISSIONS (the default is submissions/). Recorded students who are not on it, such as
    those with an earlier name, are listed but not exported; without a roster, everybody is exported. If a name has a
    character that would break nbgrader's pages or tables, such as a comma, a wide form of it is written and reported.
    The exit code is 3 if something could not be exported.
    """
    instructors_only("nbgrader")
    from autograder.course.library import load_library
    from autograder.export.nbgrader import export_results
    from autograder.nbgrader.database import opened
    from autograder.submissions.roster import ROSTER, read_roster

    course = the_course()
    results = open_gradebook(course, gradebook, screen, create=False).results(course)
    roster = None if all_students else read_roster(submissions / ROSTER).students or None
    with opened(db, create=True) as book:
        exported = export_results(book, course, load_library(course), results, roster)
    _say(screen, (f"left out: {line}" for line in exported.refused))
    _say(screen, (f"not exported: {line}" for line in exported.absent))
    if exported.absent:
        _say(screen, ["`--all-students` also exports students who are not on the roster."])
    _say(screen, exported.remarks)
    _say(screen, [f"{many(exported.submissions, 'submission is', 'submissions are')} in nbgrader's gradebook now."])
    return 3 if exported.refused else 0


def _say(screen: Screen, lines: Iterable[str]) -> None:
    from autograder.report.safe import safe

    for line in lines:
        screen.err.print(safe(line), markup=False, soft_wrap=True)


for command in (*EXPORTS, export_feedback):
    export.add_command(command)


@click.group()
def roster() -> None:
    """Import the list of students from another system."""


@roster.command("nbgrader")
@click.argument("submissions", type=click.Path(path_type=Path), default="submissions", metavar="[SUBMISSIONS]")
@db_option
@course_option
@common
def roster_nbgrader(screen: Screen, submissions: Path, db: str) -> int:
    """Import nbgrader's students and deadlines.

    Adds the students to roster.csv in SUBMISSIONS (the default is submissions/), so that `grade all` also lists
    students who handed in nothing, and prints the deadlines in the format of grader.yaml. Nothing in nbgrader changes.
    """
    instructors_only("nbgrader")
    from autograder.export.nbgrader_names import plain_name
    from autograder.nbgrader.database import due_dates, opened, student_ids
    from autograder.submissions.roster import ROSTER, add_to_roster, read_roster

    course, path = the_course(), submissions / ROSTER
    with opened(db) as book:
        students, dates = student_ids(book), due_dates(book)
    listed = read_roster(path).students
    added = add_to_roster(path, [plain_name(student, listed) for student in students])
    _say(screen, [f"{path}: {added} of nbgrader's {many(len(students), 'student is', 'students are')} new."])
    if set(dates) & set(course.assignments):
        click.echo(_due_lines(course, dates))
    strangers = sorted(set(dates) - set(course.assignments))
    _say(screen, (f"nbgrader's assignment {name} is not in grader.yaml." for name in strangers))
    return 0


def _due_lines(course: "Course", dates: "Mapping[str, datetime]") -> str:
    """The deadlines as entries of grader.yaml, in the course's time zone."""
    zone = ZoneInfo(course.file.timezone)
    entries = [
        f"  - name: {name}\n    due: {dates[name].astimezone(zone).isoformat(' ')}"
        for name in course.assignments
        if name in dates
    ]
    return "\n".join(["assignments:", *entries])
