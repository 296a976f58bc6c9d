"""What commands on recorded results share: --gradebook, opening it, and who is in the class."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from autograder.cli.shared import Screen
    from autograder.course.config import Course
    from autograder.gradebook.store import Gradebook

gradebook_option = click.option(
    "--gradebook",
    metavar="URL",
    help="Path (SQLite) or PostgreSQL URL of the gradebook; the default is the one in grader.yaml.",
)


def roster_in(submissions: Path) -> Collection[str] | None:
    """The students of a folder's roster, None where it has no roster."""
    from autograder.submissions.roster import ROSTER, read_roster

    return read_roster(submissions / ROSTER).students or None


def open_gradebook(course: "Course", location: str | None, screen: "Screen", *, create: bool) -> "Gradebook":
    """The gradebook at ``location``, or else the course's own; raises `GradebookError`."""
    from autograder.gradebook.location import is_url
    from autograder.gradebook.store import Gradebook

    named = course.file.gradebook if location is None else location
    beside_the_course = location is None and not is_url(named)
    place = course.root / named if beside_the_course else named
    return Gradebook(place, create=create, announce=lambda said: screen.err.print(said, markup=False, soft_wrap=True))
