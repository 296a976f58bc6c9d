"""A student's progress, and resetting an exercise: `grade next`, `grade list`, `grade reset`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.complete import assignment_or_path, assignments
from autograder.cli.shared import Screen, common, course_option
from autograder.cli.student import assignment_of, students_course, work_folder

if TYPE_CHECKING:
    from rich.text import Text

    from autograder.student.check import PublicChecks
    from autograder.student.standing import Standing

STATES = {
    "missing": ("not in your file", "red"),
    "unwritten": ("not written yet", "dim"),
    "unchecked": ("written, not checked since", "yellow"),
    "failing": ("to fix", "red"),
    "passed": ("ok", "green"),
}


@click.command("next")
@click.argument("assignment", metavar="[ASSIGNMENT]", required=False, shell_complete=assignments)
@course_option
@common
def next_(screen: Screen, assignment: str | None) -> int:
    """Name the next exercise to write, with its file and line.

    The default ASSIGNMENT is the one that is due next, or else the first that does not pass. If all exercises are
    written, the next one to fix or to check is named.
    """
    from autograder.student.check import PublicChecks
    from autograder.student.home import next_exercise
    from autograder.student.standing import standings

    public = PublicChecks(students_course(None))
    name = assignment_of(public, assignment) if assignment else _current(public)
    if name is None:
        screen.out.print("Every exercise of the course passes its public checks.", markup=False)
        return 0
    work = work_folder(public.course, name)
    found = next_exercise(standings(public, name, work))
    if found is None:
        screen.out.print(f"{name}: everything passes: `grade submit {name}`", markup=False)
        return 0
    screen.out.print(what_to_do(public, name, found, work), markup=False, soft_wrap=True)
    screen.err.print(f"To check it: grade check {found.exercise}", markup=False)
    return 0


def _current(public: "PublicChecks") -> str | None:
    from datetime import UTC, datetime

    from autograder.student.home import assignment_rows, current_assignment

    now = datetime.now(UTC)
    rows = assignment_rows(public.course, public.names, now)
    return current_assignment(public.course, {row.name for row in rows if row.complete}, now)


def what_to_do(public: "PublicChecks", assignment: str, following: "Standing", work: Path) -> str:
    """A sentence about an exercise: its file and line, and what to do there."""
    from autograder.report.safe import safe
    from autograder.student.standing import file_of

    file = file_of(public.assignment(assignment), work)
    shown = file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
    place = ", ".join(part for part in (safe(str(shown)), following.where) if part)
    to_do = {
        "unwritten": "is not written yet",
        "missing": f"is missing; `grade reset {following.exercise}` puts its stub back",
        "failing": f"fails {following.failed} of its public checks",
        "unchecked": "has not been checked since it was changed",
    }
    return f"{place}: {following.exercise} {to_do[following.progress]}"


@click.command("list")
@click.argument("assignment", metavar="[ASSIGNMENT]", required=False, shell_complete=assignments)
@course_option
@common
def list_(screen: Screen, assignment: str | None) -> int:
    """List the exercises, how far each is, and its points so far.

    Whether an exercise is written is read from your file; whether it passes comes from its last `grade check`.
    """
    from rich.table import Table
    from rich.text import Text

    from autograder.student.check import PublicChecks
    from autograder.student.standing import standings

    public = PublicChecks(students_course(None))
    chosen = [assignment_of(public, assignment)] if assignment else public.course.assignments
    table = Table(box=None, show_header=False, pad_edge=False)
    for number, name in enumerate(chosen):
        found = standings(public, name, work_folder(public.course, name))
        points, most = sum(one.points for one in found), sum(one.max_points for one in found)
        passed = f"{sum(one.progress == 'passed' for one in found)} of {len(found)} pass"
        if number:
            table.add_row()
        table.add_row(Text(name, "bold"), Text(passed, "bold"), Text(f"{points:g} / {most:g}", "bold", justify="right"))
        for one in found:
            table.add_row(
                f"  {one.exercise}", _state(one), Text(f"{one.points:g} / {one.max_points:g}", justify="right")
            )
    screen.out.print(table)
    return 0


def _state(standing: "Standing") -> "Text":
    from rich.text import Text

    words, style = STATES[standing.progress]
    return Text(f"{standing.failed} {words}" if standing.progress == "failing" else words, style)


@click.command()
@click.argument("exercise", shell_complete=assignment_or_path)
@course_option
@common
def reset(screen: Screen, exercise: str) -> int:
    """Put the stub of EXERCISE back into your file.

    Your code for it is removed from your module or notebook. A copy of the old file is kept; the command prints where.

    \b
    grade reset adam_step
    grade reset optimizers/adam_step
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    from autograder.report.safe import safe
    from autograder.student.check import PublicChecks
    from autograder.student.reset import reset as put_back

    public = PublicChecks(students_course(None))
    name, plain = public.find(exercise), exercise.rpartition("/")[2]
    work = work_folder(public.course, name)
    path, copy = put_back(public.course.root, public.assignment(name), plain, work)
    if copy is None:
        screen.out.print(safe(f"{plain} in {path} is already the stub."), markup=False, soft_wrap=True)
        return 0
    screen.out.print(safe(f"{plain} in {path} was replaced by the stub."), markup=False, soft_wrap=True)
    screen.out.print(safe(f"Copy of your old file: {copy}"), markup=False, soft_wrap=True)
    if path.suffix == ".ipynb":
        screen.err.print("If the notebook is open in Jupyter, reload it from disk before you save.", markup=False)
    return 0
