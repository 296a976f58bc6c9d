"""What everybody runs first: `grade` alone, `grade init`, `grade new`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.shared import Screen, common, the_course

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from autograder.course.config import Course
    from autograder.student.home import Step


def overview() -> None:
    """Say where we are, and what to do next."""
    from autograder.course.config import find_course
    from autograder.student.home import NOWHERE, steps

    screen, course, now = Screen(quiet=False, verbose=False), find_course(Path.cwd()), datetime.now(UTC)
    if course is None:
        screen.out.print("There is no course here. To begin:\n", markup=False)
        _print_steps(screen.out, NOWHERE)
        return
    _print_deadlines(screen, course, now)
    screen.out.print("\nNext:\n", markup=False)
    _print_steps(screen.out, steps(course, now))


def _print_deadlines(screen: Screen, course: "Course", now: datetime) -> None:
    from rich.table import Table
    from rich.text import Text

    from autograder.student.home import deadlines

    kind = "your copy" if course.is_kit else "the whole course, answers included"
    screen.out.print(f"{course.file.course}: {kind}, in {course.root}\n", markup=False, soft_wrap=True)
    table = Table("assignment", "due", "", box=None, header_style="dim")
    for name, due, when in deadlines(course, now):
        table.add_row(name, due, Text(when, "dim" if when == "past" else "green"))
    screen.out.print(table)


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

    It gets its own solutions/ with one worked exercise, its own secret, and a README that says how to go on. The
    bundled assignments' answers are public: change what you copy, or write your own.
    """
    from autograder.authoring.scaffold import start_course
    from autograder.course.secret import course_secret

    names = start_course(folder, bundled)
    course_secret(folder, lambda said: screen.err.print(said, markup=False, soft_wrap=True))
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
@common
def new(screen: Screen, target: str) -> int:
    """Scaffold an exercise, for authors to fill in.

    The file loads at once, and every line that needs your words says TODO; `grade verify` lists those that are left.
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
            (f"grade verify {target}", "say what is still to be filled in"),
            (f"grade verify {target} --calibrate --mutants", "measure and prove it"),
            ("grade build", "write what students get"),
        ],
    )
    return 0
