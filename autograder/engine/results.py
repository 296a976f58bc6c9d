"""The outcomes of a task, besides its result."""

from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Lost:
    """There is no result of a task; ``how`` says why, for people."""

    how: str


@dataclass(frozen=True)
class Failed:
    """The work has raised an error."""

    error: Exception
