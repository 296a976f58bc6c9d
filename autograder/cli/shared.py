"""What all commands share: options, consoles, the course around them."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from autograder.cli.complete import assignments as known
from autograder.errors import AutograderError, CourseError, OutputError
from autograder.system.files import write_whole

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.course.config import Course
    from autograder.records import Result

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Screen:
    """Results go to standard output, everything else to standard error."""

    quiet: bool
    verbose: bool

    @property
    def out(self) -> "Console":
        """For what the command was asked for."""
        from autograder.report.terminal import console

        return console()

    @property
    def err(self) -> "Console":
        """For logs, progress and remarks; silent under --quiet."""
        from autograder.report.terminal import console

        return console(stderr=True, quiet=self.quiet)


def student_name(value: str) -> str:
    """A name as the gradebook has it: UTF-8, also where the system's own encoding is another."""
    try:
        return os.fsencode(value).decode("utf-8")
    except ValueError:
        return value


def common(command: Command) -> Command:
    """The options of every command; the command gets them as ``screen``."""

    def with_screen(quiet: bool, verbose: bool, **options: Any) -> Any:
        return command(screen=Screen(quiet, verbose), **options)

    with_screen.__name__, with_screen.__doc__ = command.__name__, command.__doc__
    with_screen.__click_params__ = getattr(command, "__click_params__", [])  # type: ignore[attr-defined]  # click's own
    quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but results and errors.")
    verbose = click.option("-v", "--verbose", is_flag=True, help="Say more, and show tracebacks of our own faults.")
    return quiet(verbose(with_screen))  # type: ignore[return-value]  # the signature that click sees


def json_option(command: Command) -> Command:
    """``--json FILE``."""
    option = click.option(
        "--json", "json_file", metavar="FILE", help="Write the results as JSON; - is standard output."
    )
    return option(command)


def assignments_option(command: Command) -> Command:
    """``--assignment A``, any number of times."""
    option = click.option(
        "--assignment",
        "assignments",
        multiple=True,
        metavar="A",
        help="Only this one; may be repeated.",
        shell_complete=known,
    )
    return option(command)


def complain(message: str, hint: str = "", again: str = "") -> None:
    """Say on standard error what is wrong; below it what to do, and the command to run ``again`` after that."""
    from rich.text import Text

    from autograder.report.safe import safe
    from autograder.report.terminal import console

    advice = [hint, f"{'Then run' if hint else 'Mend it, and run'} `{again}` again." if again else ""]
    text = Text.assemble(("Error: ", "bold red"), safe(message, lines=True))
    for line in filter(None, advice):
        text.append(f"\n{safe(line, lines=True)}")
    out = console(stderr=True)
    out.print(text, soft_wrap=not out.is_terminal)


def the_course(start: Path | None = None) -> "Course":
    """The course around ``start`` (here); raises `CourseError` if there is none."""
    from autograder.course.config import FILE, find_course

    course = find_course(start or Path.cwd())
    if course is None:
        raise CourseError(
            f"There is no {FILE} in {start or Path.cwd()} or any folder above.",
            "Go into a course, which is the folder of its grader.yaml. `grade` alone says how to begin.",
            retry=False,
        )
    return course


def write_json(results: Sequence["Result"], json_file: str) -> None:
    """Write the results document whole or not at all; raises `OutputError`."""
    from autograder.report.results import results_json

    text = results_json(results)
    if json_file == "-":
        click.echo(text, nl=False)
        return
    path = Path(json_file)
    try:
        write_whole(path, text)
    except OSError as error:
        raise OutputError(
            f"The results cannot be written to {path}: {error.strerror}.",
            "Free some space or name another file. What was recorded is safe.",
        ) from error


def instructors_only(package: str = "sqlalchemy") -> None:
    """Raise `AutograderError` unless the packages of the instructor's extra are there, as ``package`` shows."""
    from importlib.util import find_spec

    if find_spec(package) is None:
        from autograder.installation import install

        raise AutograderError(
            "This command needs the instructor's packages.",
            f"Install them with: {install('instructor')}",
        )
