"""The exceptions: everything that can go wrong except a student's mistake.

    AutograderError          what a user of `grade` can fix; says what, where, and what to do next
    |- CourseError           grader.yaml is missing or wrong
    |- ExerciseError         a declaration under solutions/ is unsound
    |- SubmissionsError      the submissions cannot be found or read
    |- GradebookError        the gradebook cannot be opened, read or written
    |- OutputError           a file that was asked for cannot be written
    `- CannotJudge           autograder itself failed; costs a student no points
       |- DrawFailed         the cases of a check cannot be drawn
       |- ReferenceFailed    the expected values cannot be computed
       `- SandboxFailed      the student's code cannot be run safely

What a *submission* does wrong is not an exception here, but an `Outcome` with a reason.
"""

import copyreg
from collections.abc import Iterable
from typing import Any, ClassVar

__all__ = [
    "AutograderError",
    "CannotJudge",
    "CourseError",
    "DrawFailed",
    "ExerciseError",
    "GradebookError",
    "OutputError",
    "ReferenceFailed",
    "SandboxFailed",
    "SubmissionsError",
]


class AutograderError(Exception):
    """The root of the tree.

    ``message`` says what happened, and where; ``hint`` says what to do next.  ``retry`` says whether to run the same
    command after that; it is false if the hint names another command to run instead.
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, hint: str = "", *, retry: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.retry = retry
        if hint:
            self.add_note(hint)  # for a traceback, in a notebook

    def __reduce__(self) -> tuple[Any, ...]:
        """Let pickle copy its attributes, whatever arguments its class takes."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]  # pickle's own

    @property
    def advice(self) -> str:
        """The message and the hint, each on a line of its own."""
        return f"{self.message}\n{self.hint}".strip()


class CourseError(AutograderError):
    """grader.yaml is missing or wrong."""


class ExerciseError(AutograderError):
    """A declaration under solutions/ is unsound."""


class SubmissionsError(AutograderError):
    """The submissions cannot be found or read."""


class GradebookError(AutograderError):
    """The gradebook cannot be opened, read or written."""


class OutputError(AutograderError):
    """A file that was asked for cannot be written."""


class CannotJudge(AutograderError):
    """Autograder itself failed: the submission is `could_not_judge`, which is not 0 points."""

    exit_code = 3


class DrawFailed(CannotJudge):
    """The cases of a check cannot be drawn with the course's secret."""


class ReferenceFailed(CannotJudge):
    """The expected values cannot be computed."""


class SandboxFailed(CannotJudge):
    """The student's code cannot be run safely."""


def nearest(word: str, choices: Iterable[str]) -> str:
    """``" Did you mean ...?"``, or an empty string if no choice is near."""
    import difflib  # few commands meet an unknown name

    by_lower = {choice.lower(): choice for choice in choices}
    found = difflib.get_close_matches(word.lower(), by_lower, 1)
    return f" Did you mean {by_lower[found[0]]!r}?" if found else ""
