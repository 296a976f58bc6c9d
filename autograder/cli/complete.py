"""Names for shell completion; imports nothing slow, and never raises."""

import click
from click.shell_completion import CompletionItem

from autograder.errors import AutograderError

NAMED = "autograder.course"
"""Where click's context keeps the folder that --course names."""


def assignments(context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The course's assignments that begin as ``typed`` does."""
    from autograder.course.place import course_here

    try:
        course = course_here(context.meta.get(NAMED))
    except AutograderError:
        return []
    return [CompletionItem(name) for name in (course.assignments if course else []) if name.startswith(typed)]


def assignment_or_path(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """`assignments`, or files and folders if no assignment matches."""
    return assignments(context, parameter, typed) or [CompletionItem(typed, type="file")]
