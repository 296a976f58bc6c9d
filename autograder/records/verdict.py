"""What is recorded and reported: verdicts and results."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from autograder.records.decision import Decision
from autograder.records.reason import Reason
from autograder.system.lazy_dataclass import dataclass

Status = Literal["passed", "failed", "could_not_judge"]
Visibility = Literal["public", "hidden"]


WAITS = "This point waits until the values are right: before that, nothing is said of what it asks."
"""In the message of a failed check that grants its point only beside right values, and has seen none."""


@dataclass(frozen=True)
class Verdict:
    """One check, judged.  ``message`` is ours alone; ``detail`` holds the submission's own text.

    ``differs`` is a map of where a public result is wrong: a caption, then rows of digits from 0 (right) to 4;
    ``picture`` is a packed `Picture` of a public result, right or wrong;
    ``example`` is Python that does the smallest failing public call again.  ``carried_forward`` names the student's own
    wrong functions, separated by commas, with which this one is right: policy says which share of its points it keeps.
    ``wrong_values`` are digests of wrong numbers in the public and the hidden half, which say nothing of the numbers.
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
    carried_forward: str = ""
    wrong_values: str = ""
    picture: str = ""

    @property
    def waits(self) -> bool:
        """Whether it failed for wrong values only, so that what it ``says`` is not denied."""
        return self.status == "failed" and WAITS in self.message


@dataclass(frozen=True)
class Result:
    """The reported result of one submission: its verdicts, and the scores that policy computes from them.

    ``student`` is None for a student's own check.  ``points`` are the evidence's, and None where the submission could
    not be judged.  ``score`` is None for that too unless a person decided, for what is excused, and for what is
    missing and not yet due.  ``late_days`` and ``submitted`` are None where the time of submission is unknown.
    ``counts`` says whether the total has it: it is due and not excused.  ``due`` is the student's own deadline,
    ``awarded`` what each exercise is worth after people's ``decisions``, and ``explanation`` a line for each rule that
    made the score what it is.
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
    due: datetime | None = None
    counts: bool = True
    excused: bool = False
    decisions: tuple[Decision, ...] = ()
    awarded: Mapping[str, float | None] = field(default_factory=dict)
    kept: float = 1.0
    explanation: tuple[str, ...] = ()
