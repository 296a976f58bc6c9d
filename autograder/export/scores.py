"""The scores of a class as an export writes them: who, on which assignments, and what is not to be written."""

from collections.abc import Mapping, Sequence
from dataclasses import field

from autograder.course.config import AssignmentPlan
from autograder.records import Result
from autograder.system.lazy_dataclass import dataclass

Row = Mapping[str, str]
"""What the roster says of a student: id, login, email, name, first, last, section, as far as it does."""


@dataclass(frozen=True)
class ClassScores:
    """The results of the chosen assignments, in the course's order; ``rows`` are the students' rows of the roster."""

    plans: Sequence[AssignmentPlan]
    results: Mapping[tuple[str, str], Result]
    students: Sequence[str]
    rows: Mapping[str, Row] = field(default_factory=dict)

    def result(self, student: str, plan: AssignmentPlan) -> Result | None:
        """What is recorded; None where nothing is."""
        return self.results.get((student, plan.name))

    def score(self, student: str, plan: AssignmentPlan) -> float | None:
        """The score to write; None, which is not 0, where it is not due, excused, not judged or not recorded."""
        result = self.result(student, plan)
        return result.score if result and not result.excused else None

    def is_excused(self, student: str, plan: AssignmentPlan) -> bool:
        """Whether a person has excused this work."""
        result = self.result(student, plan)
        return bool(result and result.excused)


def class_scores(
    results: Sequence[Result], plans: Sequence[AssignmentPlan], rows: Mapping[str, Row], *, missing: bool = True
) -> ClassScores:
    """The scores of everybody in ``results``, and of those on the roster without results."""
    chosen = {plan.name for plan in plans}
    of = {(str(result.student), result.assignment): result for result in results if result.assignment in chosen}
    students = sorted({*(student for student, _ in of), *(rows if missing else ())})
    return ClassScores(plans, of, students, rows)
