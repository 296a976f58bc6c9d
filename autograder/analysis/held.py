"""Results -> who holds which mistake in which exercise."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from autograder.records import Result
from autograder.system.lazy_dataclass import dataclass

OTHER_CAUSES = ("not_implemented", "missing", "import_failed")
"""Reasons that explain themselves: their sentences say what to write, not what was misunderstood."""


@dataclass(frozen=True)
class Held:
    """One student's mistake in one exercise, however many checks show it.

    ``lost`` are the points of these checks in the exercise's own scale. ``example`` is Python that does the smallest
    failing public call again, or empty.
    """

    student: str
    assignment: str
    exercise: str
    says: str
    lost: float = 0.0
    example: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """The assignment and the exercise."""
        return self.assignment, self.exercise


def held(results: Iterable[Result]) -> Iterator[Held]:
    """Each mistake that each student holds, once for each exercise."""
    for result in results:
        yield from held_before(str(result.student), result.assignment, map(vars, result.verdicts))


def held_before(student: str, assignment: str, verdicts: Iterable[Mapping[str, Any]]) -> Iterator[Held]:
    """The mistakes in verdicts on one submission, given as the fields of each, as the gradebook keeps earlier ones."""
    found: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for verdict in verdicts:
        if verdict["status"] == "failed" and verdict["mistake"] and verdict["reason"] not in OTHER_CAUSES:
            found.setdefault((verdict["exercise"], verdict["mistake"]), []).append(verdict)
    for (exercise, says), own in found.items():
        lost = sum(verdict["max_points"] - verdict["points"] for verdict in own)
        example = next((verdict["example"] for verdict in own if verdict["example"]), "")
        yield Held(student, assignment, exercise, says, lost, example)
