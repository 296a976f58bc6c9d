"""The `grade` command: parse, call, print, exit code; no logic."""

import gc
import io
import os
import sys

import click

from autograder import __version__
from autograder.cli.offer import COMMANDS, CommandsFor
from autograder.cli.shared import complain
from autograder.errors import AutograderError
from autograder.system.garbage import collect_rarely

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

    `grade` alone shows where you are and what to do next; every command has --help.
    """  # noqa: D301  (click reads the backspace as "keep these lines")
    if context.invoked_subcommand is None:
        from autograder.cli.start import overview

        overview()


def _command() -> str:
    """The command that was called, without its arguments, which may contain a password."""
    return " ".join(["grade", *[word for word in sys.argv[1:] if word in COMMANDS][:1]])


def _replace_what_cannot_be_shown() -> None:
    """Replace characters that the terminal's encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def main() -> None:
    """Run `grade`; every error is printed with advice, and users see no traceback."""
    collect_rarely()
    _replace_what_cannot_be_shown()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # to look for some reads every package's metadata
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's threads take longer to start than all that we compute
    os.environ["PYTHONSAFEPATH"] = "1"  # no process that we start takes a file where we stand for a module
    try:
        code = grade(standalone_mode=False, prog_name="grade")
    except AutograderError as error:
        complain(error.message, error.hint, _command() if error.retry else "")
        code = error.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("Interrupted.", "Recorded results are kept.", _command())
        code = INTERRUPTED
    except BrokenPipeError:
        code = 0  # the reader of our output has seen enough
    except Exception as error:
        if "--verbose" in sys.argv or "-v" in sys.argv:
            raise
        complain(
            f"Internal error in autograder: {type(error).__name__}: {error}",
            f"Run `{_command()} --verbose` with the same arguments, and report its output.",
        )
        code = 3
    gc.freeze()  # looking for garbage on the way out takes longer than printing the results
    sys.exit(code or 0)
