"""What students run: `grade check`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.shared import Screen, common, json_option, the_course, write_json
from autograder.errors import CourseError, SubmissionsError

if TYPE_CHECKING:
    from autograder.config import Course


@click.command()
@click.argument("target", metavar="[ASSIGNMENT or PATH]", required=False)
@click.option("-e", "--exercise", metavar="NAME", help="Check this exercise only.")
@json_option
@common
def check(screen: Screen, target: str | None, exercise: str | None, json_file: str | None) -> int:
    """Run the public checks on your own work.

    Name an assignment (its folder below assignments/), or the folder or module of your work; without
    either, the work in this folder is checked. Nothing is recorded. The exit code is 1 if a check fails.

    \b
    grade check optimizers
    grade check optimizers -e adam_step
    grade check ~/homework/optimizers
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    from autograder.practice import Practice
    from autograder.report.terminal import check_view

    course = _course(target)
    practice, results = Practice(course), []
    for name, path in _targets(course, target):
        results.append(practice.check(name, path, exercise))
        if json_file != "-" and not (screen.quiet and all(v.status == "passed" for v in results[-1].verdicts)):
            screen.out.print(check_view(results[-1]))
    if json_file:
        write_json(results, json_file)
    statuses = {verdict.status for result in results for verdict in result.verdicts}
    return 3 if "could_not_judge" in statuses else int("failed" in statuses)


def _course(target: str | None) -> "Course":
    """The course around here, or around the target, or the one that autograder itself was installed from."""
    from autograder.config import find_course

    path = Path(target or ".")
    bundled = Path(__file__).parents[2]
    found = find_course(Path.cwd()) or (find_course(path) if path.exists() else None)
    if found is None and _is_work(path if path.exists() else Path.cwd(), bundled):
        found = find_course(bundled)
    return found or the_course()


def _is_work(path: Path, bundled: Path) -> bool:
    """Whether ``path`` looks like a copy of one of the bundled assignments."""
    names = {folder.name for folder in (bundled / "solutions").glob("*") if folder.is_dir()}
    path = path.resolve()
    return path.stem in names or any((path / f"{name}.py").is_file() for name in names)


def _targets(course: "Course", target: str | None) -> Iterator[tuple[str, Path]]:
    """The assignments to check, each with the folder or module that holds the work."""
    path = Path(target or ".").resolve()
    if target is None and path in (course.root.resolve(), course.root.resolve() / "assignments"):
        yield from ((name, course.root / "assignments" / name) for name in course.assignments)
    elif path.is_file() and path.suffix != ".py":
        raise SubmissionsError(f"{target} is no Python module.", "Name the folder or module of your work.")
    elif path.exists():
        yield _assignment_of(course, path), path
    elif target in course.assignments and Path(f"{target}.py").is_file():
        yield target, Path.cwd()
    elif target is not None and ("/" in target or target.endswith(".py")):
        raise SubmissionsError(f"There is no {target}.", "Name an assignment, or the folder or module of your work.")
    else:
        name = course.plan(target or "").name
        yield name, course.root / "assignments" / name


def _assignment_of(course: "Course", path: Path) -> str:
    """Which assignment a folder or module is work on, by its name or its folder's."""
    for name in (path.stem, path.name, path.parent.name):
        if name in course.assignments:
            return name
    inside = [name for name in course.assignments if (path / f"{name}.py").is_file()]
    if len(inside) == 1:
        return inside[0]
    raise CourseError(
        f"It is not clear which assignment {path} is work on.",
        f"Name the module after its assignment: one of {', '.join(course.assignments)}.",
    )
