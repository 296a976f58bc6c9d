"""The command that shows a class at a glance: `grade class`."""

from typing import TYPE_CHECKING, Any

import click

from autograder.cli.desk import Desk, desk_options, open_desk
from autograder.cli.shared import Screen, common, course_option, json_option, write_data
from autograder.errors import AutograderError, nearest

if TYPE_CHECKING:
    from autograder.report.dashboard import Dashboard


@click.command("class")
@desk_options
@json_option
@course_option
@common
def class_(screen: Screen, json_file: str | None, **chosen: Any) -> int:
    """Show the class at a glance: the scores of each assignment, the top misconceptions, what needs a look.

    \b
    grade class                            the whole course
    grade class --assignment optimizers    one assignment
    grade class --json - | jq .misconceptions

    A misconception is what the recorded sentences say: the named mistakes of the exercises, and relations that the
    judge sees in the numbers. Sentences that `solutions/misconceptions.yaml` lists together are one. `grade report DIR`
    has all of them, with their exercises and examples. Students who are not on the roster are not counted.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    from autograder.report.dashboard import class_json

    shown = dashboard(open_desk(screen, **chosen))
    if json_file:
        write_data(class_json(shown), json_file)
    if json_file != "-":
        screen.out.print(shown)
    return 0


def dashboard(desk: Desk) -> "Dashboard":
    """What `grade class` shows."""
    from autograder.analysis.overview import overview
    from autograder.report.class_table import needs
    from autograder.report.dashboard import Dashboard
    from autograder.report.safe import safe

    left_out = {"left out": [f"{safe(name)} ({reason})" for name, reason in desk.left_out.items()]}
    found = {**needs(desk.shown), **(left_out if desk.left_out else {})}
    students = len({*desk.shown.by_student, *desk.rows})
    assignments = overview(desk.course.file.assignments, desk.results)
    return Dashboard(desk.course.file.course, students, assignments, desk.board, found)


def show_mistake(screen: Screen, text: str, json_file: str | None, **chosen: Any) -> int:
    """Print who holds the misconceptions that have a text in them; raises `AutograderError` if there are none."""
    from autograder.report.dashboard import holders, holders_head, misconception_json

    desk = open_desk(screen, **chosen)
    found = [one for one in desk.board if one.says(text) and one.students]
    if not found:
        known = [one.title for one in desk.board]
        raise AutograderError(
            f"Nobody holds a mistake with {text!r} in it.{nearest(text, known)}",
            "`grade class` lists the most frequent ones; any part of a sentence is enough.",
            retry=False,
        )
    if json_file:
        document = {"schema": "autograder/misconceptions/1", "misconceptions": [*map(misconception_json, found)]}
        write_data(document, json_file)
    if json_file != "-":
        for one in found:
            screen.out.print(holders_head(one, desk.lessons))
            screen.out.print(holders(one))
    return 0
