"""Commands that send results to another system: `grade upload canvas`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.export_files import chosen_scores, owner_among
from autograder.cli.gradebook import gradebook_option
from autograder.cli.shared import Screen, assignments_option, common, course_option, needs_extra
from autograder.cli.show import submissions_option
from autograder.errors import AutograderError
from autograder.words import many

if TYPE_CHECKING:
    from autograder.export.canvas_course import CanvasCourse
    from autograder.export.canvas_plan import Planned

TOKEN = "CANVAS_API_TOKEN"  # noqa: S105  (the name of a variable)
INCOMPLETE = 3


@click.group()
def upload() -> None:
    """Send scores to another system."""


@upload.command("canvas")
@click.option("--url", envvar="CANVAS_API_URL", show_envvar=True, required=True, help="Address of the Canvas server.")
@click.option("--canvas-course", "number", type=int, required=True, metavar="NUMBER", help="As in /courses/NUMBER.")
@click.option("--dry-run", is_flag=True, help="Send nothing; show what would be sent.")
@assignments_option
@submissions_option
@gradebook_option
@click.option("--all-students", is_flag=True, help="Also students who are not on the roster.")
@course_option
@common
def upload_canvas(
    screen: Screen,
    url: str,
    number: int,
    dry_run: bool,
    assignments: tuple[str, ...],
    submissions: Path,
    gradebook: str | None,
    all_students: bool,
) -> int:
    """Set the scores in a course on a Canvas server.

    \b
    export CANVAS_API_TOKEN=...        made in Canvas under Account > Settings; read from here only
    grade upload canvas --url https://school.instructure.com --canvas-course 1234 --dry-run

    Only what counts is sent: results whose deadline has passed for their student. What is not due or not judged is
    never sent, and stays in Canvas as it was; excused work is marked as excused. An assignment is found by its name,
    and has to have the points of grader.yaml; a student is found by the id, login, email or name on roster.csv. Each
    line of --dry-run is a student, an assignment and the score, with tabs between. The exit code is 3 if an assignment
    or a student was not found.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    needs_extra("canvasapi", "canvas")
    _, scores, _ = chosen_scores(
        screen, assignments=assignments, all_students=all_students, submissions=submissions, gradebook=gradebook
    )
    from autograder.export.canvas_course import CanvasCourse
    from autograder.export.canvas_plan import planned

    canvas = CanvasCourse(url, _token(), number)
    plan = planned(scores, canvas.assignments(), canvas.students(), owner_among(scores, submissions))
    if dry_run:
        for line in _lines(plan):
            click.echo(line)
    else:
        _send(screen, canvas, plan)
    _say_what_is_left(screen, plan, dry_run=dry_run)
    return INCOMPLETE if plan.problems else 0


def _token() -> str:
    """The token, which is in the environment so that no shell remembers it; raises `AutograderError`."""
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise AutograderError(
            f"There is no token for Canvas in the environment variable {TOKEN}.",
            "Make one in Canvas under Account > Settings > New Access Token, and export it.",
        )
    return token


def _lines(plan: "Planned") -> Iterator[str]:
    from autograder.report.safe import safe

    for one in plan.grades:
        for number, grade in one.grades.items():
            shown = "excused" if grade is None else f"{grade:g}"
            yield f"{safe(one.students[number])}\t{one.plan.name}\t{shown}"


def _send(screen: Screen, canvas: "CanvasCourse", plan: "Planned") -> None:
    """Send assignment after assignment, and say how far it is."""
    for one in plan.grades:
        for sent in canvas.send(one):
            scores = many(len(one.grades), "score is", "scores are")
            screen.err.print(f"{one.plan.name}: {sent} of {scores} set.", markup=False)


def _say_what_is_left(screen: Screen, plan: "Planned", *, dry_run: bool) -> None:
    from autograder.report.safe import safe

    count = sum(len(one.grades) for one in plan.grades)
    left_out = many(plan.waiting, "result was", "results were")
    waiting = f" {left_out} left out: not due, not judged or not recorded." if plan.waiting else ""
    done, planned = (
        ("score is in Canvas now", "scores are in Canvas now"),
        ("score would be sent", "scores would be sent"),
    )
    screen.err.print(f"{many(count, *(planned if dry_run else done))}.{waiting}", markup=False, soft_wrap=True)
    for problem in plan.problems:
        screen.err.print(f"not sent: {safe(problem)}", markup=False, style="yellow", soft_wrap=True)
