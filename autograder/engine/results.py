"""The outcomes of a task, besides its result."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lost:
    """There is no result of a task; ``how`` says why, for people."""

    how: str


@dataclass(frozen=True)
class Failed:
    """The work has raised an error."""

    error: Exception
