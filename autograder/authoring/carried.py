"""Proves that one bug is charged once: a right function keeps its points where only one that it uses is wrong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from autograder.authoring.draws import SECRETS
from autograder.course.assignment import SolvedAssignment
from autograder.exercise.assigned import AssignedExercise, SolvedExercise
from autograder.grading.pipeline import Grader
from autograder.grading.questions import ExpectedValues
from autograder.records import CallGroup, Question, Submission
from autograder.sandbox import Sandbox


def carry_problems(
    assignment: SolvedAssignment, exercise: SolvedExercise, references: ExpectedValues, sandbox: Sandbox
) -> Iterator[str]:
    """A problem for each exercise that this one uses if no named mistake of that lets the answer keep its points.

    A backward uses its forward where it is handed a cache.
    """
    narrowed = assignment.narrowed(*dict.fromkeys((*exercise.siblings, exercise.name)))
    grader = Grader({assignment.name: narrowed}, WithoutSlips(references), sandbox, SECRETS[0], 1)
    for name in exercise.siblings:
        used = assignment.exercise(name)
        kept = (_keeps(assignment, exercise, used, text, grader) for text in map(used.mistaken, used.mistakes))
        if _only_loses(kept):
            advice = f"name a mistake of its values that still calls {name}"
            yield f"the answer loses points with every mistake of {name}: {advice}"


class WithoutSlips:
    """Expected values without what slips would give: that takes long, and explains a failure without a point more."""

    def __init__(self, known: ExpectedValues) -> None:
        self._known = known
        self.fingerprint, self.drawn = known.fingerprint, known.drawn

    def expect(
        self, exercise: AssignedExercise, groups: Sequence[CallGroup], public: Sequence[Question] = ()
    ) -> list[Question]:
        """The groups with the expected value of each call; raises `AutograderError`.

        That of training too: `verify` has computed it already, for the whole draw.
        """
        return [_without_slips(question) for question in self._known.expect(exercise, groups)]


def _without_slips(question: Question) -> Question:
    probes, repeats = (tuple(map(_without_slips, beside)) for beside in (question.probes, question.repeats))
    return Question(question.call, replace(question.expected, slips=None), probes, repeats)


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
