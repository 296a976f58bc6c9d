"""Proves that one bug is charged once: a right function keeps its points where only one that it uses is wrong."""

from collections.abc import Iterable, Iterator

from autograder.course.assignment import SolvedAssignment
from autograder.exercise.assigned import SolvedExercise
from autograder.grading.pipeline import Grader
from autograder.grading.questions import ExpectedValues
from autograder.records import Submission
from autograder.sandbox import Sandbox

SECRET = b"verify"


def carry_problems(
    assignment: SolvedAssignment, exercise: SolvedExercise, references: ExpectedValues, sandbox: Sandbox
) -> Iterator[str]:
    """A problem for each exercise that this one uses if no named mistake of that lets the answer keep its points.

    A backward uses its forward where it is handed a cache.
    """
    for name in exercise.siblings:
        used = assignment.exercise(name)
        narrowed = assignment.narrowed(*dict.fromkeys((*exercise.siblings, exercise.name)))
        grader = Grader({assignment.name: narrowed}, references, sandbox, SECRET, 1)
        kept = (_keeps(assignment, exercise, used, text, grader) for text in map(used.mistaken, used.mistakes))
        if _only_loses(kept):
            advice = f"name a mistake of its values that still calls {name}"
            yield f"the answer loses points with every mistake of {name}: {advice}"


def _only_loses(kept: Iterable[bool | None]) -> bool:
    """Whether points are lost at least once and never kept; the first time that they are kept settles it."""
    lost = False
    for keeps in kept:
        if keeps:
            return False
        lost |= keeps is False
    return lost


def _keeps(
    assignment: SolvedAssignment, exercise: SolvedExercise, used: SolvedExercise, text: str, grader: Grader
) -> bool | None:
    """Whether the answer keeps all points while ``used`` has this ``text``; None if it fails no check then."""
    module = assignment.composed(lambda one: text if one is used else one.source.text)
    verdicts = grader.judged(Submission("verify", assignment.name, module.encode()))
    failed = [verdict for verdict in verdicts if verdict.exercise == exercise.name and verdict.status == "failed"]
    return all(verdict.carried_forward for verdict in failed) if failed else None
