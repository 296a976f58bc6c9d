"""Commands that everybody runs first: `grade` alone, `grade init`, `grade new`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.shared import Screen, common, course_option, the_course
from autograder.errors import AutograderError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from autograder.course.config import Course
    from autograder.student.check import PublicChecks
    from autograder.student.home import AssignmentRow, Step
    from autograder.student.standing import Standing


def overview() -> None:
    """Show the course, its progress, and what to do next."""
    from autograder.course.place import course_here
    from autograder.student.home import NOWHERE, assignment_rows

    screen, course = Screen(quiet=False, verbose=False), course_here()
    if course is None:
        screen.out.print("There is no course here. To start:\n", markup=False)
        _print_steps(screen.out, NOWHERE)
        return
    public = _public(course)
    if public is None and not _is_trusted(course):
        screen.err.print("Its code is not loaded, because you have not trusted it: `grade trust`.\n", style="yellow")
    rows = assignment_rows(course, public.names if public else lambda _: [], datetime.now(UTC))
    _print_assignments(screen, course, rows)
    for row in (row for row in rows if row.complete):
        screen.out.print(f"{row.name}: everything passes: `grade submit {row.name}`", style="green", markup=False)
    _print_next(screen, course, public, rows)


def _public(course: "Course") -> "PublicChecks | None":
    """The course's checks, or None if they cannot be loaded; other commands report why."""
    from autograder.student.check import PublicChecks

    try:
        return PublicChecks(course)
    except AutograderError:
        return None


def _is_trusted(course: "Course") -> bool:
    from autograder.course.trust import is_trusted

    return not course.holds_code or is_trusted(course.root)


def _print_assignments(screen: Screen, course: "Course", rows: "Sequence[AssignmentRow]") -> None:
    from rich.table import Table
    from rich.text import Text

    from autograder.report.safe import safe

    kind = "your copy" if course.is_kit else "the whole course, answers included"
    said = safe(f"{course.file.course}: {kind}, in {course.root}")
    screen.out.print(f"{said}\n", markup=False, soft_wrap=True)
    table = Table("assignment", "due", "", box=None, header_style="dim")
    table.add_column("exercises that pass", justify="right")
    table.add_column("points so far", justify="right")
    for row in rows:
        style = "green" if row.complete else ""
        passed = f"{row.passed} of {row.exercises}" if row.exercises else ""
        points = "-" if row.max_points is None else f"{row.points:g} of {row.max_points:g}"
        when = Text(row.when, "dim" if row.when == "past" else "green")
        table.add_row(row.name, row.due, when, Text(passed, style), Text(points, style))
    screen.out.print(table)


def _print_next(
    screen: Screen, course: "Course", public: "PublicChecks | None", rows: "Sequence[AssignmentRow]"
) -> None:
    """Print the next exercise and its commands; for authors, first what is missing, then their own commands."""
    from autograder.student.home import author_steps, current_assignment, lacks_something, own_steps

    complete = {row.name for row in rows if row.complete}
    current = current_assignment(course, complete, datetime.now(UTC))
    following = _following(course, public, current)
    if course.is_kit and current is None:
        screen.out.print("\nEvery exercise of the course passes its public checks.", style="green", markup=False)
        return
    if following and not (lacks_something(course) and not course.is_kit):
        screen.out.print(f"\n{following[1]}", style="bold", markup=False, soft_wrap=True)
    steps = own_steps(current or course.assignments[0], following[0] if following else None)
    if not course.is_kit:
        steps = [*([] if lacks_something(course) else steps[:2]), *author_steps(course)]
    screen.out.print("\nNext:\n", markup=False)
    _print_steps(screen.out, steps)


def _following(
    course: "Course", public: "PublicChecks | None", assignment: str | None
) -> "tuple[Standing, str] | None":
    """The next exercise of an assignment, and a sentence on it; None if there is none or it cannot be determined."""
    from autograder.cli.progress import what_to_do
    from autograder.cli.student import work_folder
    from autograder.student.home import next_exercise
    from autograder.student.standing import standings

    try:
        if public is None or assignment is None:
            return None
        work = work_folder(course, assignment)
        found = next_exercise(standings(public, assignment, work))
        return (found, what_to_do(public, assignment, found, work)) if found else None
    except AutograderError:
        return None


def _print_steps(out: "Console", steps: "Sequence[Step]") -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, show_header=False)
    for command, why in steps:
        table.add_row(Text(command, "bold cyan"), Text(why))
    out.print(table)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--with", "bundled", multiple=True, metavar="ASSIGNMENT", help="Copy this bundled assignment; may be repeated."
)
@common
def init(screen: Screen, folder: Path, bundled: tuple[str, ...]) -> int:
    """Start a private course in a new folder.

    The course has its own solutions/ with one worked exercise, its own secret, and a README that explains what to do
    next. The answers of bundled assignments are public: change what you copy, or write your own.
    """
    from autograder.authoring.scaffold import start_course
    from autograder.course.secret import course_secret
    from autograder.course.trust import trust

    names = start_course(folder, bundled)
    course_secret(folder, lambda said: screen.err.print(said, markup=False, soft_wrap=True))
    trust(folder)
    screen.out.print(f"A course in {folder}, with {', '.join(names)}.", markup=False, soft_wrap=True)
    screen.err.print("\nNext:\n")
    _print_steps(
        screen.err,
        [
            (f"cd {folder}", "everything else runs there"),
            ("grade verify", "prove that its exercises are sound"),
            ("grade build", "write what students get"),
            (f"grade new {names[0]}/EXERCISE", "add an exercise of your own"),
        ],
    )
    return 0


@click.command()
@click.argument("target", metavar="ASSIGNMENT/EXERCISE")
@course_option
@common
def new(screen: Screen, target: str) -> int:
    """Scaffold an exercise, for authors to fill in.

    The new file loads without errors. Every line that you have to complete says TODO; `grade verify` lists those left.
    """
    from autograder.authoring.scaffold import new_exercise

    course = the_course()
    for path in new_exercise(course, target):
        screen.out.print(f"wrote {path}", markup=False, soft_wrap=True)
    assignment = target.partition("/")[0]
    if assignment not in course.assignments:
        said = f"Add the assignment to {course.root / 'grader.yaml'}, below `assignments:`\n\n  - name: {assignment}\n"
        screen.out.print(said, markup=False, soft_wrap=True)
    screen.err.print("\nFill in the lines that say TODO. Then:\n")
    _print_steps(
        screen.err,
        [
            (f"grade verify {target}", "list what you still have to fill in"),
            (f"grade verify {target} --calibrate --mutants", "measure and prove it"),
            ("grade build", "write what students get"),
        ],
    )
    return 0
