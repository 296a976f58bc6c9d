"""Proves that one bug is charged once: a right function keeps its points where only one that it uses is wrong."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from autograder.authoring.draws import SECRETS
from autograder.course.assignment import SolvedAssignment
from autograder.exercise.assigned import AssignedExercise, SolvedExercise
from autograder.grading.ask import ExerciseQuestions
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
    library, expected = {assignment.name: narrowed}, WithoutSlips(references)
    graders = [Grader(library, expected, sandbox, SECRETS[0], 1)]
    if any(check.trains for check in exercise.checks.values()):
        graders.insert(0, WithoutTraining(library, expected, sandbox, SECRETS[0], 1))
    for name in exercise.siblings:
        used = assignment.exercise(name)
        modules = (_module(assignment, used, used.mistaken(mistake)) for mistake in used.mistakes)
        if _only_loses(_keeps(exercise, Submission("verify", assignment.name, text), graders) for text in modules):
            advice = f"name a mistake of its values that still calls {name}"
            yield f"the answer loses points with every mistake of {name}: {advice}"


class WithoutTraining(Grader):
    """Asks no check that trains, and takes its questions from all that are asked: what is known of them stays known."""

    def _questions(self, exercise: AssignedExercise, author: str) -> ExerciseQuestions:
        asked = super()._questions(exercise, author).questions
        checks = {name: check for name, check in exercise.checks.items() if not check.trains}
        kept = [question for question in asked if question.call.check in checks]
        return ExerciseQuestions(replace(exercise, checks=checks), kept)


class WithoutSlips:
    """Expected values without what slips would give: that takes long, and explains a failure without a point more."""

    def __init__(self, known: ExpectedValues) -> None:
        self._known = known
        self.fingerprint, self.drawn = known.fingerprint, known.drawn

    def expect(
        self, exercise: AssignedExercise, groups: Sequence[CallGroup], public: Sequence[Question] = ()
    ) -> list[Question]:
        """The groups with the expected value of each call, that of training too; raises `AutograderError`."""
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


def _module(assignment: SolvedAssignment, used: SolvedExercise, text: str) -> bytes:
    """The module of all answers, but with this ``text`` for one."""
    return assignment.composed(lambda one: text if one is used else one.source.text).encode()


def _keeps(exercise: SolvedExercise, submission: Submission, graders: Iterable[Grader]) -> bool | None:
    """Whether the answer keeps all points with each grader, asked until it does not; None if it fails no check then.

    Who loses points without training loses them with it too, which takes far longer.
    """
    keeps = None
    for grader in graders:
        verdicts = grader.judged(submission)
        failed = [verdict for verdict in verdicts if verdict.exercise == exercise.name and verdict.status == "failed"]
        keeps = all(verdict.carried_forward for verdict in failed) if failed else None
        if keeps is False:
            break
    return keeps
