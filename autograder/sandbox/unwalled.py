"""Level ``process`` on Linux: forks of a warm zygote, with limits and deadlines but without walls.

It stops accidents (hangs, crashes, floods, leaks of memory), not attacks: the code can read and write whatever its user
can.  To a fork, Python's start and NumPy's import cost nothing, and a student's check needs several workers.
"""

from contextlib import AbstractContextManager, suppress
from pathlib import Path

from autograder.errors import SandboxFailed
from autograder.records import Limits
from autograder.sandbox import Excess
from autograder.sandbox.forked_worker import ForkedWorker, resident
from autograder.sandbox.scratch import scratch_folder, size_of
from autograder.sandbox.zygotes import ZygoteSandbox
from autograder.worker.descendants import descendants


class UnwalledWorker(ForkedWorker):
    """A fork that may start processes and write files; its zygote ends what it leaves running."""

    def excess(self) -> Excess | None:
        """What it uses more of than allowed; ``printed`` when it is being ended for that."""
        over = super().excess()
        return over or ("scratch" if size_of(Path(self._job["folder"])) > self._zygote.limits.scratch else None)

    def _resident(self) -> int:
        return sum(map(resident, (self._pid, *descendants(self._pid))))

    def _await_end(self) -> None:
        with suppress(SandboxFailed):  # it can have ended its zygote, and with that itself
            super()._await_end()


class UnwalledSandbox(ZygoteSandbox):
    """Forks workers off a zygote of its own, each in a folder of its own."""

    worker_type = UnwalledWorker
    most_idle = 4  # on a student's own machine; what is checked again and again is soon asked the same

    def __init__(self, limits: Limits) -> None:
        super().__init__("process", limits)

    def _folder(self) -> AbstractContextManager[str]:
        return scratch_folder()
