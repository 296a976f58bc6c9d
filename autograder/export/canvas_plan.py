"""Scores + what a Canvas course lists -> what is sent to it; nothing is guessed, and nothing undue is sent."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from autograder.course.config import AssignmentPlan
from autograder.export.lms_systems import assignment_of
from autograder.export.scores import ClassScores
from autograder.system.lazy_dataclass import dataclass

Grade = float | None
"""A score, or None for excused work."""


@dataclass(frozen=True)
class CanvasAssignment:
    """An assignment as Canvas lists it; ``points`` is None where it has none."""

    number: int
    name: str
    points: float | None


@dataclass(frozen=True)
class CanvasStudent:
    """A student as Canvas lists them: its number, and what it says of them, as `Owner` takes it."""

    number: int
    told: Mapping[str, str]


@dataclass(frozen=True)
class Grades:
    """The grades of one assignment, by Canvas's number of each student; ``students`` has our names for these."""

    assignment: CanvasAssignment
    plan: AssignmentPlan
    grades: Mapping[int, Grade]
    students: Mapping[int, str]


@dataclass(frozen=True)
class Planned:
    """What is to be sent, and why something is not; ``waiting`` counts results that are not due or not judged."""

    grades: tuple[Grades, ...]
    problems: tuple[str, ...]
    waiting: int


Owner = Callable[[Mapping[str, str]], str | None]


def planned(
    scores: ClassScores, assignments: Sequence[CanvasAssignment], students: Sequence[CanvasStudent], owner: Owner
) -> Planned:
    """What is sent: grades that are due for their student, or excused, of students whom Canvas lists once."""
    numbers, problems = _numbers(scores, students, owner)
    made = []
    for plan in scores.plans:
        found = [one for one in assignments if assignment_of(one.name) == plan.name.casefold()]
        if wrong := _unfitting(plan, found):
            problems.append(wrong)
        else:
            of = {numbers[name]: name for name in scores.students if name in numbers and _is_due(scores, name, plan)}
            grades = {number: scores.score(name, plan) for number, name in of.items()}
            made.append(Grades(found[0], plan, grades, of))
    waiting = sum(not _is_due(scores, name, plan) for name in scores.students for plan in scores.plans)
    return Planned(tuple(made), tuple(problems), waiting)


def _is_due(scores: ClassScores, student: str, plan: AssignmentPlan) -> bool:
    """Whether the total of a student has this result already, or a person has excused it."""
    result = scores.result(student, plan)
    return result is not None and (result.excused or (result.counts and result.score is not None))


def _numbers(scores: ClassScores, students: Sequence[CanvasStudent], owner: Owner) -> tuple[dict[str, int], list[str]]:
    """Canvas's number of each student of ours, and who is not found or found more than once."""
    meant: dict[str, set[int]] = defaultdict(set)
    for one in students:
        if (name := owner(one.told)) is not None:
            meant[name].add(one.number)
    found = {name: next(iter(numbers)) for name, numbers in meant.items() if len(numbers) == 1}
    return found, list(_unfound(scores, meant))


def _unfound(scores: ClassScores, meant: Mapping[str, set[int]]) -> Iterator[str]:
    for name in scores.students:
        if not meant.get(name):
            yield f"{name}: no student of the Canvas course has this id, login, email or name"
        elif len(meant[name]) > 1:
            numbers = ", ".join(map(str, sorted(meant[name])))
            yield f"{name}: several students of the Canvas course may be meant, with the numbers {numbers}"


def _unfitting(plan: AssignmentPlan, found: Sequence[CanvasAssignment]) -> str:
    """Why an assignment's grades cannot be sent, or an empty text."""
    if not found:
        return f"{plan.name}: the Canvas course has no assignment of this name"
    if len(found) > 1:
        return f"{plan.name}: the Canvas course has {len(found)} assignments of this name"
    if found[0].points != plan.points:
        theirs = "no points" if found[0].points is None else f"{found[0].points:g} points"
        return f"{plan.name}: it has {theirs} in Canvas, and {plan.points:g} in grader.yaml"
    return ""
