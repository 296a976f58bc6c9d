"""`grade copy`: the whole gradebook in another database."""

from typing import TYPE_CHECKING

import click

from autograder.cli.gradebook import gradebook_option, open_gradebook
from autograder.cli.shared import Screen, common, course_option, instructors_only, the_course
from autograder.words import listed, many

if TYPE_CHECKING:
    from autograder.gradebook.store import Gradebook

WORDS = {
    "submissions": ("submission", "submissions"),
    "verdicts": ("verdict", "verdicts"),
    "decisions": ("decision", "decisions"),
    "events": ("event of the history", "events of the history"),
}


@click.command("copy")
@click.argument("target", metavar="TARGET")
@gradebook_option
@course_option
@common
def copy(screen: Screen, target: str, gradebook: str | None) -> int:
    """Copy the whole gradebook into an empty one: a backup, or a move to another database.

    \b
    grade copy gradebook-2026-12-01.db
    grade copy postgresql://grader@db.example.edu/course_2026

    TARGET is a path (SQLite) or a PostgreSQL URL. Verdicts, decisions and the history are copied; event numbers stay.
    Other commands may use the gradebook meanwhile: the copy is its state at one moment. To go on with the copy, write
    TARGET into grader.yaml as `gradebook`.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.report.safe import safe

    course = the_course()
    book = open_gradebook(course, gradebook, screen, create=False)
    empty = open_gradebook(course, target, screen, create=True)
    copied = _copied(book, empty, screen)
    rows = listed([many(copied[table], *words) for table, words in WORDS.items()])
    screen.out.print(safe(f"Copied {rows} to {empty.shown}."), markup=False, soft_wrap=True)
    return 0


def _copied(book: "Gradebook", empty: "Gradebook", screen: Screen) -> dict[str, int]:
    """How many rows of each table were copied, while showing a bar in a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("copying"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen.err, disable=not screen.err.is_terminal) as bar:
        task = bar.add_task("copying", total=None)
        return book.copy_to(empty, lambda copied, total: bar.update(task, completed=copied, total=total))
