"""The `grade` command: parse, call, print, exit code; no logic."""

import sys

import click

from autograder import __version__
from autograder.cli import author, doctor, instructor, student, submit
from autograder.cli.shared import complain
from autograder.errors import AutograderError

INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True)
@click.version_option(__version__, prog_name="grade")
def grade() -> None:
    """Grade a deep-learning-from-scratch course.

    \b
    Students:     grade check optimizers
    Instructors:  grade doctor, grade all submissions/, then grade show STUDENT
    Authors:      grade build, then grade verify

    Every command explains itself with --help.
    """  # noqa: D301  (click reads the backspace as "keep these lines")


for command in (
    student.check,
    student.hint,
    submit.submit,
    instructor.all_,
    instructor.show,
    doctor.doctor,
    author.build,
    author.verify,
    author.release,
):
    grade.add_command(command)


def main() -> None:
    """Run `grade`; whatever is wrong is said in one paragraph, and no traceback reaches a user."""
    try:
        code = grade(standalone_mode=False)
    except AutograderError as error:
        complain(error.message, error.hint)
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("Interrupted.", "What was recorded is safe; run the command again to go on.")
        code = INTERRUPTED
    except BrokenPipeError:
        code = 0  # the reader of our output has seen enough
    except Exception as error:
        if "--verbose" in sys.argv or "-v" in sys.argv:
            raise
        complain(
            f"A fault of autograder itself: {type(error).__name__}: {error}",
            "Run it with --verbose and report it.",
        )
        code = 3
    sys.exit(code or 0)
