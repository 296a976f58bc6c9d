"""The command that compares two runs: `grade diff`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.gradebook import gradebook_option, open_gradebook
from autograder.cli.shared import (
    Screen,
    assignments_option,
    common,
    course_option,
    instructors_only,
    json_option,
    the_course,
    write_data,
)
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.course.config import Course
    from autograder.gradebook.changes import Record
    from autograder.gradebook.events import Key

NOW = "now"


@click.command()
@click.argument("before")
@click.argument("after", default=NOW)
@assignments_option
@gradebook_option
@json_option
@course_option
@common
def diff(
    screen: Screen,
    before: str,
    after: str,
    assignments: tuple[str, ...],
    gradebook: str | None,
    json_file: str | None,
) -> int:
    """Compare two runs: who gained, who lost, and by which check.

    \b
    grade diff monday.json friday.json       two files of `grade all --json`
    grade diff 2026-11-01                    the gradebook as it was then, and as it is now
    grade diff "2026-11-01 18:00" 2026-11-08 the gradebook at two times; a day means its end

    BEFORE and AFTER are each a results file, a time, or `now`. Points are the checks' own, before any policy.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    instructors_only()
    from autograder.gradebook.changes import between
    from autograder.report.regrade import changes_json, changes_view, summary

    course = the_course()
    wanted = course.narrowed(assignments).assignments
    states = [_state(screen, course, name, gradebook) for name in (before, after)]
    old, new = ({key: record for key, record in state.items() if key[1] in wanted} for state in states)
    changes = list(between(old, new))
    if json_file:
        write_data({"schema": "autograder/diff/1", "changes": changes_json(changes)}, json_file)
    if json_file != "-":
        screen.out.print(summary(changes) or "Nothing changed.", markup=False, soft_wrap=True)
        screen.out.print(changes_view(changes), soft_wrap=True)
    return 0


def _state(screen: Screen, course: "Course", name: str, gradebook: str | None) -> "Mapping[Key, Record]":
    """What was recorded in a file, or at a time; raises `AutograderError`."""
    from autograder.course.times import read_deadline
    from autograder.report.results_file import read_results_file

    if Path(name).is_file():
        return read_results_file(Path(name))
    try:
        moment = datetime.now(UTC) if name == NOW else course.localized(read_deadline(name))
    except ValueError as error:
        raise AutograderError(
            f"{name!r} is neither a results file nor a time: {error}.", "See `grade diff --help`."
        ) from error
    return open_gradebook(course, gradebook, screen, create=False).at(moment)
