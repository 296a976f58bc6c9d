"""What travels along the path: each stage takes some of these and makes others."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np

from autograder.worker.inputs import Laid, Made, Steps
from autograder.worker.wire import Value, encode, loads

Status = Literal["passed", "failed", "could_not_judge"]
Visibility = Literal["public", "hidden"]
Reason = Literal[
    "missing",
    "not_implemented",
    "import_failed",
    "raised",
    "timeout",
    "memory",
    "crashed",
    "output_limit",
    "unreadable",
    "structure",
    "shape",
    "dtype",
    "not_finite",
    "value",
    "property",
    "convergence",
]

REPLIED = frozenset(
    ["missing", "not_implemented", "import_failed", "raised", "memory", "output_limit", "structure", "unreadable"]
)
"""The reasons that a worker may give; the others are for the supervisor and the judge to find."""
RAISES = "raises"  # the one key of an expected value that stands for an exception
MAX_TEXT = 4096  # characters of a submission's own text that are kept for display
MAX_LINE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What a worker may use, in bytes; time is each exercise's own budget, in seconds."""

    memory: int = 1 << 30
    scratch: int = 16 << 20
    result: int = 64 << 20
    printed: int = 256 << 10
    import_seconds: float = 10.0


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
    wrong with it.  ``notes`` are remarks for the instructor.  ``submitted`` is None when unknown.
    """

    student: str
    assignment: str
    source: bytes | None = None
    problem: Problem | None = None
    submitted: datetime | None = None
    notes: tuple[str, ...] = ()
    path: Path | None = None

    @property
    def missing(self) -> bool:
        """Nothing was handed in."""
        return self.source is None and self.problem is None

    def fingerprint(self, grading: str) -> str:
        """Changes when the work, its time or ``grading`` (what it is judged by) changes."""
        parts = (self.source, self.problem, self.submitted, self.notes, grading)
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a student's function; ``args`` and ``options`` are all that a worker ever sees of it.

    The worker reports inputs as the call leaves them if it ``observes``, and executed lines if it ``counts``;
    ``chance`` seeds the global generators.  ``probes`` marks a call whose result only explains another's
    failure; ``known`` is for the judge.
    """

    exercise: str
    check: str
    case: str
    hidden: bool
    function: str
    args: tuple[Value, ...]
    options: Mapping[str, Value]
    keeps: tuple[int, ...] = ()
    observes: bool = False
    counts: bool = False
    chance: int = 0
    probes: bool = False
    known: Mapping[str, Value] = field(default_factory=dict)

    @cached_property
    def frame(self) -> bytes:
        """The `request` as it crosses the wall: the same bytes for every student of a variant."""
        return encode(self.request)

    @cached_property
    def arrived(self) -> dict[str, Value]:
        """The `request` as a worker gets it."""
        return dict(loads(self.frame))

    @property
    def request(self) -> dict[str, Value]:
        """What a worker is asked."""
        return {
            "function": self.function,
            "args": self.args,
            "options": dict(self.options),
            "keeps": self.keeps,
            "observes": self.observes,
            "counts": self.counts,
            "chance": self.chance,
        }

    @cached_property
    def precision(self) -> str:
        """``float32`` where any input is, else ``float64``: the two are calibrated apart."""
        return "float32" if _has_float32((*self.args, *self.options.values())) else "float64"

    @property
    def functions(self) -> set[str]:
        """The student's functions that this call needs."""
        values = (*self.args, *self.options.values())
        return {self.function, *(value.function for value in values if isinstance(value, Made))}


def _has_float32(value: Value) -> bool:
    if isinstance(value, (tuple, list)):
        return any(_has_float32(item) for item in value)
    if isinstance(value, Laid):
        return _has_float32(value.array)
    if isinstance(value, Steps):
        return any(_has_float32(step.args) for step in value.steps)
    return isinstance(value, (np.ndarray, np.generic)) and value.dtype == np.float32


@dataclass(frozen=True, eq=False)
class Outcome:
    """What became of a call: values if ``reason`` is None, else why there are none.

    ``what`` (an exception's or a value's type, or which output was too much), ``function`` and ``line`` (of a
    notebook's code ``cell``) locate the failure (no function: the import); ``allowed`` is the limit that was passed,
    ``work`` how many lines and calls of Python were executed.  ``detail`` and ``printed``
    are the submission's own text: hostile, and for display only.  ``fatal`` outcomes ended their worker; the
    calls after it share the fate, ``unasked``.
    """

    reason: Reason | None
    returned: Value = None
    inputs: Mapping[str, Value] | None = None
    what: str = ""
    function: str = ""
    line: int | None = None
    cell: int | None = None
    allowed: str = ""
    work: int | None = None
    detail: str = ""
    printed: str = ""
    fatal: bool = False
    unasked: bool = False

    @classmethod
    def of_reply(cls, reply: Value) -> "Outcome":
        """What a worker's reply says, believed only as far as its types go; else ``unreadable``."""
        if not isinstance(reply, dict):
            return cls("unreadable")
        texts = {key: reply[key] for key in ("what", "function", "detail", "printed") if key in reply}
        inputs, reason = reply.get("inputs"), reply.get("reason")
        if not all(type(text) is str for text in texts.values()):
            return cls("unreadable")
        if not _repliable(reason):
            return cls("unreadable")
        if reason is None and "returned" not in reply and "loaded" not in reply:
            return cls("unreadable")
        known = inputs if isinstance(inputs, dict) else None
        work = reply.get("work")
        counted = work if type(work) is int and work >= 0 else None
        line, cell = _place(reply.get("line")), _place(reply.get("cell"))
        shown = {key: text[-MAX_TEXT:] for key, text in texts.items()}
        return cls(reason, reply.get("returned"), known, line=line, cell=cell, work=counted, **shown)


def _place(number: Value) -> int | None:
    return number if type(number) is int and 0 < number < MAX_LINE else None


def _repliable(reason: Value) -> bool:
    return reason is None or (type(reason) is str and reason in REPLIED)


@dataclass(frozen=True, eq=False)
class Expected:
    """What a call should give, and what each named mistake gives instead (by its sentence)."""

    value: Value
    mistakes: Mapping[str, Outcome] = field(default_factory=dict)

    @classmethod
    def of_replies(cls, value: Value, replies: Mapping[str, Value]) -> "Expected":
        """With each mistake's outcome as a worker would reply it."""
        return cls(value, {says: Outcome.of_reply(reply) for says, reply in replies.items()})

    @property
    def error(self) -> str | None:
        """The exception that is asked, if one is."""
        return self.value[RAISES] if isinstance(self.value, dict) and [*self.value] == [RAISES] else None


@dataclass(frozen=True, eq=False)
class Evidence:
    """All there is to judge one call by."""

    call: Call
    expected: Expected
    outcome: Outcome


@dataclass(frozen=True)
class Difference:
    """The first way in which a value is not the expected one.

    ``where`` and ``amount`` hold no number of the values themselves; ``values`` does, and may be shown for
    public cases only.
    """

    reason: Reason
    where: str
    amount: str = ""
    values: str = ""


@dataclass(frozen=True)
class Verdict:
    """One check, judged.  ``message`` is ours alone; ``detail`` holds the submission's own text.

    ``differs`` is a map of where a public result is wrong: a caption, then rows of digits from 0 (right) to 4;
    ``example`` names the public case that shows the failure.
    """

    exercise: str
    check: str
    says: str
    status: Status
    points: float
    max_points: float
    visibility: Visibility
    reason: Reason | None = None
    mistake: str | None = None
    message: str = "Passed."
    detail: str = ""
    differs: str = ""
    example: str = ""


@dataclass(frozen=True)
class Result:
    """One submission as it is reported: the verdicts, and what policy makes of them.

    ``student`` is None for a student's own check.  ``points`` and ``score`` are None where the submission
    could not be judged; ``late_days`` and ``submitted`` are None where the time of submission is unknown.
    """

    student: str | None
    assignment: str
    verdicts: tuple[Verdict, ...]
    max_points: float
    status: Literal["graded", "missing", "could_not_judge"]
    points: float | None
    score: float | None
    late_days: int | None
    isolation: str
    notes: tuple[str, ...] = ()
    submitted: datetime | None = None
