"""The `grade` command: parse, call, print, exit code; no logic."""

import sys

import click

from autograder import __version__
from autograder.cli import author, doctor, export, instructor, progress, start, student, submit
from autograder.cli.offer import CommandsFor
from autograder.cli.shared import complain
from autograder.errors import AutograderError

INTERRUPTED = 130


@click.group(
    cls=CommandsFor,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)
@click.version_option(__version__, prog_name="grade")
@click.pass_context
def grade(context: click.Context) -> None:
    """Grade a deep-learning-from-scratch course.

    \b
    Students:     grade check optimizers, then grade submit optimizers
    Instructors:  grade doctor, grade all submissions/, then grade show STUDENT
    Authors:      grade init DIR, grade new ASSIGNMENT/EXERCISE, grade verify, grade build

    `grade` alone says where you are and what comes next; every command explains itself with --help.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    if context.invoked_subcommand is None:
        start.overview()


for command in (
    student.check,
    student.hint,
    progress.next_,
    progress.list_,
    progress.reset,
    submit.submit,
    start.init,
    start.new,
    instructor.all_,
    instructor.show,
    doctor.doctor,
    author.build,
    author.verify,
    author.release,
):
    grade.add_command(command)
for group in (export.export, export.collect):
    grade.add_command(group)


def _with_command(hint: str) -> str:
    """The hint, which ends with what to run: where it names no command, that is the same one again."""
    if "`grade" in hint or "pip install" in hint:
        return hint
    again = f"run `{_command()}` again"
    if "run the command again" in hint:
        return hint.replace("run the command again", again)
    return f"{hint} Then {again}." if hint else f"Mend it, and {again}."


def _command() -> str:
    """What was called, without its arguments: they may hold a password."""
    return " ".join(["grade", *[word for word in sys.argv[1:] if word in grade.commands][:1]])


def main() -> None:
    """Run `grade`; whatever is wrong is said in one paragraph, and no traceback reaches a user."""
    try:
        code = grade(standalone_mode=False, prog_name="grade")
    except AutograderError as error:
        complain(error.message, _with_command(error.hint))
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("Interrupted.", _with_command("What was recorded is safe; to go on, run the command again."))
        code = INTERRUPTED
    except BrokenPipeError:
        code = 0  # the reader of our output has seen enough
    except Exception as error:
        if "--verbose" in sys.argv or "-v" in sys.argv:
            raise
        complain(
            f"A fault of autograder itself: {type(error).__name__}: {error}",
            f"Run `{_command()} --verbose` with the same arguments, and report what it says.",
        )
        code = 3
    sys.exit(code or 0)
