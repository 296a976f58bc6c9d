"""The command that lets a course's code run: `grade trust`."""

from pathlib import Path

import click

from autograder.cli.shared import Screen, common, course_around, require_course
from autograder.errors import AutograderError


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--revoke", is_flag=True, help="Stop trusting the course.")
@click.option("--list", "listing", is_flag=True, help="Print the courses that you trust.")
@common
def trust(screen: Screen, folder: Path | None, revoke: bool, listing: bool) -> int:
    """Trust the course in DIR, so that its code may run under your account.

    Exercises are Python files in the course's solutions/; checking, grading and building load them outside
    the sandbox. Trust only your own courses and courses of people you trust, never something that a student handed in.
    DIR is the folder of a grader.yaml; the default is the course around the working directory. A kit needs no trust,
    unless it brings kinds of check of its own.

    \b
    grade trust ~/my-course
    grade trust --list
    grade trust ~/my-course --revoke
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    if listing:
        return _list(screen)
    return _revoke(screen, folder or Path()) if revoke else _trust(screen, folder)


def _list(screen: Screen) -> int:
    from autograder.course.trust import trusted_courses
    from autograder.report.safe import safe

    for record in trusted_courses():
        gone = "" if record.holds else "  (missing, or owned by another user now)"
        screen.out.print(f"{safe(record.path)}{gone}", markup=False, soft_wrap=True)
    return 0


def _trust(screen: Screen, folder: Path | None) -> int:
    from autograder.course.place import course_in
    from autograder.course.trust import trust
    from autograder.report.safe import safe

    course = course_in(folder) if folder else require_course(course_around())
    root = safe(str(course.root.resolve()))
    if not course.holds_code:
        screen.err.print(
            f"{root} is a kit without code of its own, which needs no trust.", markup=False, soft_wrap=True
        )
        return 0
    trust(course.root)
    screen.out.print(
        f"The course in {root} is now trusted: its code may run under your account.", markup=False, soft_wrap=True
    )
    return 0


def _revoke(screen: Screen, folder: Path) -> int:
    from autograder.course.trust import distrust
    from autograder.report.safe import safe

    root = safe(str(folder.resolve()))
    if not distrust(folder):
        raise AutograderError(
            f"The course in {root} is not recorded as trusted.", "`grade trust --list` shows which are."
        )
    screen.out.print(f"The course in {root} is no longer trusted.", markup=False, soft_wrap=True)
    return 0
