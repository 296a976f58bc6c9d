"""Which commands `grade` offers: all of them in a course, and only those for students in a kit."""

import os
from importlib import import_module
from pathlib import Path

import click

from autograder.course.folder import FILE, VARIABLE, is_kit
from autograder.errors import CourseError, nearest

COMMANDS = {  # name: the module and the value in it, imported when the command is called
    "check": "student:check",
    "hint": "student:hint",
    "next": "progress:next_",
    "list": "progress:list_",
    "reset": "progress:reset",
    "submit": "submit:submit",
    "init": "start:init",
    "new": "start:new",
    "trust": "trust:trust",
    "collect": "collect:collect",
    "all": "instructor:all_",
    "show": "show:show",
    "table": "show:table",
    "class": "class_:class_",
    "report": "report:report",
    "similar": "similar:similar",
    "history": "history:history",
    "restore": "history:restore",
    "copy": "copy_gradebook:copy",
    "diff": "diff:diff",
    "evidence": "evidence:evidence",
    "replay": "evidence:replay",
    "override": "decide:override",
    "extend": "decide:extend",
    "doctor": "doctor:doctor",
    "build": "author:build",
    "verify": "author:verify",
    "release": "release:release",
    "export": "export:export",
    "upload": "upload:upload",
    "roster": "export:roster",
    "students": "students:students",
}
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
        return [name for name in sorted(COMMANDS) if name in STUDENTS or not _in_kit()]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command; raises `CourseError` where it is not for students and this is a kit."""
        if name not in COMMANDS:
            return None
        if name not in STUDENTS and _in_kit():
            raise CourseError(
                f"`grade {name}` is for authors and instructors, and this folder is a student's copy of the course.",
                f"Run it in the course itself. Commands for students: {', '.join(STUDENTS)}; see `grade --help`.",
                retry=False,
            )
        module, _, value = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(f"autograder.cli.{module}"), value)
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with; an unknown one is an error with the nearest name."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not context.resilient_parsing:
            raise click.UsageError(f"No such command {name!r}.{nearest(name, self.list_commands(context))}", context)
        return super().resolve_command(context, args)

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
    if named := os.environ.get(VARIABLE):
        return is_kit(Path(named))
    here = Path.cwd()
    return next((is_kit(folder) for folder in (here, *here.parents) if (folder / FILE).is_file()), False)
