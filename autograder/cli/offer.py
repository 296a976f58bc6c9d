"""Which commands `grade` offers: all of them in a course, and only those for students in a kit."""

import os
from pathlib import Path

import click

from autograder.errors import CourseError

STUDENTS = ("check", "hint", "list", "next", "reset", "submit", "trust")
WELCOME = """Work on the exercises of your course.

\b
grade next              the next exercise to write, with its file and line
grade check optimizers  the public checks on your work
grade submit optimizers pack your work into an archive to hand in

`grade` alone shows where you are and what to do next; every command has --help.
"""


class CommandsFor(click.Group):
    """All commands; in a kit only those for students, and an error for every other command."""

    def list_commands(self, context: click.Context) -> list[str]:
        """The commands that --help shows and the shell completes."""
        return [name for name in super().list_commands(context) if name in STUDENTS or not _in_kit()]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command; raises `CourseError` where it is not for students and this is a kit."""
        found = super().get_command(context, name)
        if found is not None and name not in STUDENTS and _in_kit():
            raise CourseError(
                f"`grade {name}` is for authors and instructors, and this folder is a student's copy of the course.",
                f"Run it in the course itself. Commands for students: {', '.join(STUDENTS)}; see `grade --help`.",
                retry=False,
            )
        return found

    def format_help_text(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text for those who run `grade` here: students in a kit, everybody in a course."""
        before = self.help
        try:
            self.help = WELCOME if _in_kit() else before
            super().format_help_text(context, formatter)
        finally:
            self.help = before


def _in_kit() -> bool:
    """Whether the course that AUTOGRADER_COURSE names, or else the nearest around the working directory, is a kit."""
    from autograder.course.config import FILE, is_kit
    from autograder.course.place import VARIABLE

    if named := os.environ.get(VARIABLE):
        return is_kit(Path(named))
    here = Path.cwd()
    return next((is_kit(folder) for folder in (here, *here.parents) if (folder / FILE).is_file()), False)
