"""What a person has decided about one student's work."""

from datetime import datetime
from typing import Literal

from autograder.system.lazy_dataclass import dataclass

Kind = Literal["points", "add", "excuse", "extend"]


@dataclass(frozen=True)
class Decision:
    """A decision, which holds until it is taken back, whatever is graded again.

    ``points`` gives so many points in place of what the checks give, ``add`` adds some, ``excuse`` leaves the work out
    of all sums, and ``extend`` moves the deadline; ``value`` says how many, or to when. It is about a whole
    assignment, about one ``exercise``, or about one ``check`` of it; the others are empty.
    """

    kind: Kind
    student: str
    assignment: str
    exercise: str = ""
    check: str = ""
    value: str = ""
    comment: str = ""
    who: str = ""
    at: datetime | None = None
    number: int = 0
    undone_at: datetime | None = None
    undone_by: str | None = None

    @property
    def target(self) -> str:
        """What of the assignment it is about, for people."""
        return ".".join(filter(None, (self.exercise, self.check))) or "the assignment"

    @property
    def points(self) -> float:
        """The value as a number of points."""
        return float(self.value)

    @property
    def said_by(self) -> str:
        """Who has decided it, when and why."""
        when = f" on {self.at:%Y-%m-%d}" if self.at else ""
        why = f": {self.comment}" if self.comment else ""
        return f"{self.who or 'grader.yaml'}{when}{why}"
