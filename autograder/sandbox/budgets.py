"""Limits for a submission as a whole: its time, and how much of its replies is kept."""

import hashlib
import time
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property

from autograder.records import Call, Limits, Outcome
from autograder.system.lazy_dataclass import dataclass
from autograder.worker import wire
from autograder.worker.trees import weight

MAX_SECONDS = 600.0  # of a submission, unless the course says otherwise
SLOW = 0.5  # of the time that an import may take
KEPT_BYTES, REPLY_BYTES, KEPT_TIMES = 32 << 20, 1 << 20, 16  # of a batch's replies, of each, and times what is right
SUBMISSION, SLOW_IMPORT, TOO_LARGE = "submission", "import", "reply"
"""What the time or size was too much for, in the outcomes of `Budget` and `Replies`."""


@dataclass(frozen=True)
class Batch:
    """Calls that share a budget, in seconds: those of one exercise.

    ``expected`` is about how many bytes the reply to each call should have; a reply far larger is not kept.
    """

    calls: Sequence[Call]
    seconds: float
    expected: Mapping[Call, int]

    def frames(self) -> bytes:
        """The calls as they cross the wall; joined each time, so that they are not kept twice."""
        return b"".join(call.frame for call in self.calls)

    @cached_property
    def digest(self) -> bytes:
        """Stands for the calls."""
        return hashlib.sha256(self.frames()).digest()


@dataclass(frozen=True)
class Questions:
    """All that a submission is asked, and for how many ``seconds`` it may compute."""

    batches: Sequence[Batch]
    seconds: float

    def frames(self) -> bytes:
        """The questions as `autograder.worker.questions` reads them."""
        return b"".join(
            [wire.encode([len(batch.calls) for batch in self.batches]), *(b.frames() for b in self.batches)]
        )

    def name(self) -> tuple[bytes, ...]:
        """Equal for equal questions."""
        return tuple(batch.digest for batch in self.batches)


def seconds_of(limits: Limits, batches: Sequence[Batch]) -> float:
    """How long a submission may take as a whole, with these batches."""
    seconds = sum(batch.seconds for batch in batches) + limits.import_seconds
    return limits.submission_seconds or min(seconds, MAX_SECONDS)


class Budget:
    """The time that a submission has as a whole: that in which its own code runs, and not what the grader then does.

    A module that is slow to import and ends its worker pays for its import again and again: after a second slow one
    the rest of the submission shares its fate.
    """

    def __init__(self, limits: Limits, seconds: float) -> None:
        self.limits = limits
        self._seconds = limits.submission_seconds or min(seconds, MAX_SECONDS)
        self._used, self._slow_imports = 0.0, 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """The submission's code runs meanwhile."""
        started = time.monotonic()
        try:
            yield
        finally:
            self._used += time.monotonic() - started

    async def loading(self, asked: Awaitable[list[Outcome]]) -> Outcome | None:
        """How loading the module ended, if it did not succeed, or was slow once too often."""
        slow, before = SLOW * self.limits.import_seconds, self._used
        [loaded] = await asked
        self._slow_imports += self._used - before > slow
        if loaded.reason:
            return loaded
        said = f"{self._slow_imports} imports of {slow:g} s"
        return Outcome("timeout", what=SLOW_IMPORT, allowed=said) if self._slow_imports > 1 else None

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return self._seconds - self._used

    def spent(self) -> Outcome | None:
        """The outcome of calls when no time is left."""
        if self.left > 0:
            return None
        return Outcome("timeout", what=SUBMISSION, allowed=f"{self._seconds:g} s")


class Replies:
    """What is kept of the replies of one batch: a generous multiple of what is right, and the less the more there is.

    The bounds are in bytes, not in seconds, so that verdicts are the same on every machine.
    """

    def __init__(self, batch: Batch, limits: Limits) -> None:
        self._batch, self._limits = batch, limits
        self._left = KEPT_BYTES + KEPT_TIMES * sum(batch.expected.values())

    def room(self, call: Call) -> int:
        """How many bytes the reply to a call may take."""
        return min(self._left, self._limits.result, REPLY_BYTES + KEPT_TIMES * self._batch.expected[call])

    def kept(self, call: Call, outcome: Outcome) -> Outcome:
        """The outcome; or, where it is made of far more parts than it should, that it is too large."""
        size, room = weight((outcome.returned, outcome.inputs)), self.room(call)
        if size > room:
            return Outcome("output_limit", what=TOO_LARGE, function=outcome.function, allowed=readable_size(room))
        self._left -= size
        return outcome


def readable_size(size: float) -> str:
    """Bytes for people, such as ``16 MiB``."""
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{round(size, 1):g} {unit}"
        size /= 1024
    return f"{round(size, 1):g} GiB"
