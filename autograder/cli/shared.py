"""What all commands share: options, consoles, finding the course."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from autograder.cli.complete import NAMED
from autograder.cli.complete import assignments as known
from autograder.course.folder import FILE
from autograder.errors import AutograderError, CourseError, OutputError
from autograder.system.files import write_whole
from autograder.system.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.course.config import Course
    from autograder.records import Result
    from autograder.submissions.not_graded import NotGraded

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Screen:
    """Results go to standard output, everything else to standard error."""

    quiet: bool
    verbose: bool

    @property
    def out(self) -> "Console":
        """Console for results."""
        from autograder.report.terminal import console

        return console()

    @property
    def err(self) -> "Console":
        """Console for logs, progress and remarks; silent with --quiet."""
        from autograder.report.terminal import console

        return console(stderr=True, quiet=self.quiet)

    def remark(self, said: str) -> None:
        """Print a sentence that is not a result, as it stands, to `err`."""
        self.err.print(said, markup=False, soft_wrap=True)


def student_name(value: str) -> str:
    """A name as stored in the gradebook: UTF-8, even if the system's encoding is another."""
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
    quiet = click.option("-q", "--quiet", is_flag=True, help="Print only results and errors.")
    verbose = click.option("-v", "--verbose", is_flag=True, help="Print more, including tracebacks of internal errors.")
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
        help="Only this assignment; may be repeated.",
        shell_complete=known,
    )
    return option(command)


def course_option(command: Command) -> Command:
    """``--course DIR``, which `course_around` looks at."""

    def keep(context: click.Context, _: click.Parameter, folder: Path | None) -> None:
        context.meta[NAMED] = folder

    option = click.option(
        "--course",
        metavar="DIR",
        envvar="AUTOGRADER_COURSE",
        show_envvar=True,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        is_eager=True,
        expose_value=False,
        callback=keep,
        help="The folder of the course's grader.yaml; the default is the one around the working directory.",
    )
    return option(command)


def complain(message: str, hint: str = "", again: str = "") -> None:
    """Print an error to standard error, and below it what to do and which command to run ``again``."""
    from rich.text import Text

    from autograder.report.safe import safe
    from autograder.report.terminal import console

    advice = [hint, f"{'Then run' if hint else 'Fix it, then run'} `{again}` again." if again else ""]
    text = Text.assemble(("Error: ", "bold red"), safe(message, lines=True))
    for line in filter(None, advice):
        text.append(f"\n{safe(line, lines=True)}")
    out = console(stderr=True)
    out.print(text, soft_wrap=not out.is_terminal)


def course_around() -> "Course | None":
    """The course that --course names, or the one around the working directory, as data: its code is not loaded."""
    from autograder.course.place import course_here

    return course_here(click.get_current_context().meta.get(NAMED))


def the_course() -> "Course":
    """The course of an instructor's or author's command, which the user trusts; raises `CourseError`."""
    course = require_course(course_around())
    if course.is_kit:
        raise CourseError(
            f"{course.root} is a kit, which holds only public checks.",
            "Change to the folder of the course itself, or name it with --course DIR.",
        )
    return trusted(course)


def require_course(course: "Course | None") -> "Course":
    """Return ``course``, or raise `CourseError` for None."""
    if course is None:
        raise CourseError(
            f"There is no {FILE} in {Path.cwd()} or any folder above.",
            "Change to the folder of your course, where its grader.yaml is, or name it with --course DIR. "
            "`grade` alone explains how to start.",
            retry=False,
        )
    return course


def trusted(course: "Course") -> "Course":
    """Return ``course`` if it holds no code, or is trusted already, or the user agrees now; raises `CourseError`."""
    from autograder.course.trust import is_trusted, require_trust, trust

    if course.holds_code and not is_trusted(course.root) and _agrees(course.root):
        trust(course.root)
    if course.holds_code:
        require_trust(course.root)
    return course


def _agrees(root: Path) -> bool:
    """Ask in a terminal whether the code of a course may run; without a terminal the answer is no."""
    from autograder.report.safe import safe

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    click.echo(f"You have not trusted this course before: {safe(str(root))}.", err=True)
    click.echo("Its code would run under your account, with access to your files, outside the sandbox.", err=True)
    return click.confirm("Do you trust its authors from now on?", err=True)


def write_json(
    results: Sequence["Result"], json_file: str, not_graded: "Sequence[NotGraded]" = (), **more: Any
) -> None:
    """Write the results document to a file or, for ``-``, to standard output; raises `OutputError`.

    ``more`` are other keys of the document.
    """
    from autograder.report.results import results_json

    write_document(results_json(results, not_graded, **more), json_file)


def write_data(document: dict[str, Any], json_file: str) -> None:
    """Write another JSON document in the same way."""
    import json

    write_document(json.dumps(document, indent=2, allow_nan=False) + "\n", json_file)


def write_document(text: str, json_file: str, *, kept: str = "Recorded results") -> None:
    """Write a document completely or not at all, readable by its owner only; raises `OutputError`."""
    if json_file == "-":
        click.echo(text, nl=False)
        return
    try:
        write_whole(Path(json_file), text, private=True)
    except OSError as error:
        raise OutputError(
            f"The results cannot be written to {json_file}: {error.strerror}.",
            f"Free some space or name another file. {kept} are kept.",
        ) from error


def confirmed(question: str, yes: bool, option: str) -> None:
    """Ask a question in a terminal; raises `AutograderError` without one, or `click.Abort` for a no."""
    if yes:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise AutograderError(question, f"Add --yes to {option} where nobody can be asked.", retry=False)
    click.confirm(question, abort=True, err=True)


def instructors_only(package: str = "sqlalchemy") -> None:
    """Raise `AutograderError` unless the instructor's extra is installed, which ``package`` is part of."""
    needs_extra(package, "instructor")


def needs_extra(package: str, extra: str) -> None:
    """Raise `AutograderError` unless ``package`` is installed, which is part of an extra."""
    from importlib.util import find_spec

    if find_spec(package) is None:
        from autograder.installation import install

        raise AutograderError(
            f"This needs the {extra} packages.",
            f"Install them with: {install(extra)}",
        )
