"""The command that writes what leaves the course: `grade release`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.cli.complete import assignments as known
from autograder.cli.shared import Screen, assignments_option, common, course_option, the_course
from autograder.sandbox import LEVELS

if TYPE_CHECKING:
    from autograder.course.assignment import SolvedAssignment
    from autograder.course.config import Course

HOSTS = ("gradescope", "prairielearn", "classroom50")
VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@assignments_option
@click.option("--gradescope", metavar="A", shell_complete=known, help="Write a Gradescope autograder of assignment A.")
@click.option(
    "--prairielearn", metavar="A", shell_complete=known, help="Write a PrairieLearn question of assignment A."
)
@click.option("--classroom50", metavar="A", shell_complete=known, help="Write a Classroom 50 autograder of A.")
@click.option(
    "--isolation", type=click.Choice(LEVELS), help="Level at which Gradescope or PrairieLearn run submissions."
)
@click.option("--visibility", type=click.Choice(VISIBILITIES), help="When Gradescope shows the checks to students.")
@click.option("--image", metavar="NAME", help="PrairieLearn's image; the Dockerfile that is written makes it.")
@course_option
@common
def release(
    screen: Screen,
    folder: Path,
    assignments: tuple[str, ...],
    gradescope: str | None,
    prairielearn: str | None,
    classroom50: str | None,
    isolation: str | None,
    visibility: str | None,
    image: str | None,
) -> int:
    """Write the kit that students get into DIR, or what another system needs to grade an assignment.

    A kit holds stubs, handouts, the public cases with their expected values, and the wheel of this version of
    `grade`. It holds no hidden cases and no secret. It holds no answers either, unless grader.yaml says so: with
    `solutions: after_due` those of assignments for which late work no longer counts. In a kit,
    `pip install ./kit/*.whl` needs no package index, and `grade check` needs neither solutions/ nor PyTorch. An earlier
    kit in DIR is overwritten, including its stubs. A later assignment's stub may contain answers to earlier ones: to
    release week by week, select the assignments with --assignment.

    \b
    grade release out --gradescope optimizers        out/optimizers-gradescope.zip, to be uploaded
    grade release questions/adam --prairielearn A    a question for your course's repository
    grade release CLASS/autograders/A --classroom50 A

    There the student's code and the cases are in one container. What is written for Gradescope and PrairieLearn has
    hidden cases of a draw of their own with their expected values; `grade all` asks others. It has no answers, no
    reference and no secret. Submissions run in the sandbox, and if no wall can be had there, nothing is graded, unless
    you write --isolation process: then a submission can read the cases. Classroom 50 gets public cases only. See
    docs/hosted.md.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    named = {name: value for name, value in zip(HOSTS, (gradescope, prairielearn, classroom50), strict=True) if value}
    _require_fitting(named, assignments, isolation, visibility, image)
    if not named:
        return _release_kit(screen, folder, assignments)
    [(host, name)] = named.items()
    course = the_course().narrowed([name])
    assignment = _loaded(course)[name]
    levels = f"--isolation {isolation}" if isolation else ""
    if host == "gradescope":
        shown = f" --visibility {visibility}" if visibility else ""
        return _release_gradescope(screen, folder, course, assignment, f"{levels}{shown}".strip())
    if host == "prairielearn":
        return _release_prairielearn(screen, folder, course, assignment, levels, image)
    return _release_classroom50(screen, folder, course, assignment)


def _require_fitting(
    named: dict[str, str],
    assignments: Sequence[str],
    isolation: str | None,
    visibility: str | None,
    image: str | None,
) -> None:
    """Raise `click.UsageError` for options that have no meaning together."""
    if len(named) > 1 or (named and assignments):
        raise click.UsageError("Give one of --gradescope, --prairielearn, --classroom50 and --assignment.")
    for option, value, hosts in (
        ("--isolation", isolation, HOSTS[:2]),
        ("--visibility", visibility, HOSTS[:1]),
        ("--image", image, HOSTS[1:2]),
    ):
        if value and not named.keys() & set(hosts):
            raise click.UsageError(f"{option} goes with {' or '.join(f'--{host}' for host in hosts)}.")


def _release_kit(screen: Screen, folder: Path, assignments: Sequence[str]) -> int:
    from autograder.course.answers import answers_released
    from autograder.publishing.build import built_files, write_files
    from autograder.publishing.kit import kit_files, remove_other_wheels, require_empty

    course = the_course().narrowed(assignments)
    require_empty(folder)
    library = _loaded(course)
    now = datetime.now(UTC)
    files = kit_files(course, library.values(), built_files(library.values()), now)
    for name in write_files(folder, files):
        screen.out.print(f"wrote {name}", markup=False)
    remove_other_wheels(folder, files)
    if answers := [name for name in library if answers_released(course, name, now)]:
        screen.err.print(f"It holds the answers to {', '.join(answers)}.", style="yellow", markup=False)
    screen.err.print(f"{folder} is a kit of {', '.join(library)}. Try it: cd {folder} && grade check", markup=False)
    return 0


def _loaded(course: "Course") -> "dict[str, SolvedAssignment]":
    from autograder.course.library import load_library, require_calibration

    library = load_library(course)
    require_calibration(library)
    return library


def _secret(course: "Course", screen: Screen) -> bytes:
    from autograder.course.secret import course_secret

    return course_secret(course.root, screen.remark)


def _release_gradescope(
    screen: Screen, folder: Path, course: "Course", assignment: "SolvedAssignment", options: str
) -> int:
    from autograder.publishing.build import write_files
    from autograder.publishing.hosted import gradescope_zip

    file = f"{assignment.name}-gradescope.zip"
    write_files(folder, {file: gradescope_zip(course, assignment, _secret(course, screen), options)})
    screen.out.print(f"wrote {file}", markup=False)
    points = course.plan(assignment.name).points
    screen.remark(f"Upload {folder / file} under Configure Autograder, for an assignment of {points:g} points.")
    _warn(screen, "--isolation process" in options)
    return 0


def _release_prairielearn(
    screen: Screen,
    folder: Path,
    course: "Course",
    assignment: "SolvedAssignment",
    options: str,
    image: str | None,
) -> int:
    from autograder.publishing.build import built_files
    from autograder.publishing.hosted import prairielearn_files

    built = built_files([assignment])
    named = image or f"your-name/{assignment.name.replace('_', '-')}-grader"
    files = prairielearn_files(course, assignment, _secret(course, screen), built, image=named, options=options)
    _write(screen, folder, files, "info.json", "tests/course")
    screen.remark(f"Make and push the image: cd {folder / 'tests'} && docker build -t {named} . && docker push {named}")
    if image is None:
        screen.remark("Name your own image with --image NAME.")
    _warn(screen, "--isolation process" in options)
    return 0


def _release_classroom50(screen: Screen, folder: Path, course: "Course", assignment: "SolvedAssignment") -> int:
    from autograder.publishing.build import built_files
    from autograder.publishing.hosted import classroom50_files

    files = classroom50_files(course, assignment, built_files([assignment]), datetime.now(UTC))
    _write(screen, folder, files, "autograder.py", "course")
    screen.remark("It checks public cases only, and its score can be forged: `grade all` gives the grade.")
    return 0


def _write(screen: Screen, folder: Path, files: dict[str, bytes], *marks: str) -> None:
    """Write the files into a new folder, or over those of an earlier release."""
    from autograder.publishing.build import write_files
    from autograder.publishing.hosted import require_replaceable
    from autograder.publishing.kit import remove_other_wheels

    require_replaceable(folder, *marks)
    for name in write_files(folder, files):
        screen.out.print(f"wrote {name}", markup=False)
    inside = {name.removeprefix(f"{marks[-1]}/"): data for name, data in files.items()}
    remove_other_wheels(folder / marks[-1], inside)


def _warn(screen: Screen, unwalled: bool) -> None:
    if unwalled:
        said = "There a submission can read the cases, with their expected values: it runs without walls."
    else:
        said = "It grades only where walls stand there. Try it once; docs/hosted.md says what they are worth."
    screen.err.print(said, style="yellow", markup=False, soft_wrap=True)
