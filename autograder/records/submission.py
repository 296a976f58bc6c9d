"""A submission, and the limits of a worker."""

import hashlib
from datetime import datetime
from pathlib import Path

from autograder.records.reason import Reason
from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Limits:
    """What a worker may use, in bytes; time is each exercise's own budget, in seconds.

    ``submission_seconds`` is the time of a whole submission; None leaves it to the budgets of its exercises.
    """

    memory: int = 1 << 30
    scratch: int = 16 << 20
    result: int = 64 << 20
    printed: int = 256 << 10
    import_seconds: float = 10.0
    submission_seconds: float | None = None


@dataclass(frozen=True)
class Problem:
    """Why a submission cannot be run; ``ours`` when the fault is not the student's."""

    reason: Reason
    message: str
    ours: bool = False


@dataclass(frozen=True)
class Submission:
    """One student's work on one assignment.

    ``source`` is None when there is nothing to run: the work is missing, or ``problem`` says what is
    wrong with it.  ``notes`` are remarks for the instructor.  ``submitted`` is None when unknown.  ``group`` is that
    which shares the work; ``attempts`` are all attempts where the best of them counts.
    """

    student: str
    assignment: str
    source: bytes | None = None
    problem: Problem | None = None
    submitted: datetime | None = None
    notes: tuple[str, ...] = ()
    path: Path | None = None
    group: str | None = None
    attempt: int = 1
    attempts: tuple["Submission", ...] = ()

    @property
    def author(self) -> str:
        """The group that shares this work, or else its student: whose hidden cases are drawn."""
        return self.group or self.student

    @property
    def missing(self) -> bool:
        """Nothing was handed in."""
        return self.source is None and self.problem is None

    def fingerprint(self, grading: str) -> str:
        """Changes when the work, its time or ``grading`` (what it is judged by) changes."""
        parts: list[object] = [self._digest, self.problem, self.submitted, self.notes, grading]
        parts += [self.group] if self.group else []
        parts += [(one._digest, one.problem, one.submitted) for one in self.attempts]
        return hashlib.sha256(repr(tuple(parts)).encode()).hexdigest()

    @property
    def _digest(self) -> str | None:
        return None if self.source is None else hashlib.sha256(self.source).hexdigest()
