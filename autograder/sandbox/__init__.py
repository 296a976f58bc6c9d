"""Where a student's code runs: a worker behind walls, watched by a supervisor that trusts none of it.

A sandbox starts workers; how thick its walls are is its `level`.  The supervisor (deadlines, restarts,
what a death means) is the same for every level.
"""

from contextlib import AbstractAsyncContextManager
from typing import Protocol

from autograder.errors import SandboxFailed
from autograder.records import Limits, Reason
from autograder.worker.wire import Value

LEVELS = ("namespaces", "landlock", "process")


class WorkerDied(Exception):
    """The worker can answer no more; ``reason`` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Worker(Protocol):
    """One running worker."""

    async def exchange(self, message: Value) -> Value:
        """Send one message and wait for its reply; raises `WorkerDied`."""
        ...

    async def kill(self) -> None:
        """End the worker and everything that it started."""
        ...


class Sandbox(Protocol):
    """A way of starting workers."""

    @property
    def level(self) -> str:
        """Which walls stand: one of `LEVELS`."""
        ...

    @property
    def limits(self) -> Limits:
        """What a worker may use."""
        ...

    def worker(self) -> AbstractAsyncContextManager[Worker]:
        """A fresh worker; killed on leaving, whatever happened."""
        ...


def open_sandbox(level: str, limits: Limits) -> Sandbox:
    """The sandbox of one level; raises `SandboxFailed` rather than falling to a lower one."""
    from autograder.sandbox.process import ProcessSandbox

    if level != "process":
        raise SandboxFailed(
            f"Isolation level {level!r} is not built yet.",
            "Use --isolation process, for code that you trust.",
        )
    return ProcessSandbox(limits)
