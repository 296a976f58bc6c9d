"""Runs a student's code: in an isolated worker, watched by a supervisor that does not trust it.

A sandbox starts workers; how thick its walls are is its `level`.  The supervisor (deadlines, restarts,
what a death means) is the same for every level.
"""

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:  # the command line lists the levels, and imports no NumPy for that
    from autograder.records import Limits, Reason
    from autograder.sandbox.budgets import Questions
    from autograder.worker.wire import Value

LEVELS = ("namespaces", "landlock", "process")
WALLED = LEVELS[:2]
"""The levels at which hostile code can be run."""


Excess = Literal["memory", "scratch", "printed"]


class WorkerDied(Exception):
    """The worker can answer no more; ``reason`` says why."""

    def __init__(self, reason: "Reason") -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Worker(Protocol):
    """One running worker."""

    async def send(self, frame: bytes) -> None:
        """Send one frame; raises `WorkerDied`."""
        ...

    async def reply(self, room: int) -> "Value":
        """The next reply; raises `WorkerDied`.

        Of a reply with more than ``room`` bytes of arrays only their shapes are kept.
        """
        ...

    def excess(self) -> Excess | None:
        """The limit that the worker exceeds, as seen from outside."""
        ...

    async def kill(self) -> None:
        """End the worker and everything that it started."""
        ...


class Sandbox(Protocol):
    """A way of starting workers."""

    @property
    def level(self) -> str:
        """The isolation level: one of `LEVELS`."""
        ...

    @property
    def limits(self) -> "Limits":
        """What a worker may use."""
        ...

    def worker(self, packages: tuple[str, ...], questions: "Questions") -> AbstractAsyncContextManager[Worker]:
        """A fresh worker that may import ``packages`` and has its questions; always killed on leaving.

        Raises `SandboxFailed`.
        """
        ...
