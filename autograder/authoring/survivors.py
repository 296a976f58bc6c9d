"""Finds changes of an answer that no check notices, for `grade verify --mutants`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from autograder.authoring.mutants import change, mutants
from autograder.authoring.verify import SECRETS, Draws, Trials
from autograder.course.assignment import SolvedAssignment
from autograder.exercise.assigned import SolvedExercise
from autograder.grading.draw import draw_hidden, draw_public
from autograder.grading.expect import References
from autograder.sandbox import Sandbox


@dataclass(frozen=True)
class Survey:
    """The number of mutants of an answer, and those that get full marks, with a declared reason and without one.

    ``stale`` are declared reasons for changes that are caught, or that are not among the mutants.
    """

    made: int
    equivalent: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        """The number of mutants that lose points."""
        return self.made - len(self.equivalent) - len(self.unexplained)


def survey(assignment: SolvedAssignment, exercise: SolvedExercise, references: References, sandbox: Sandbox) -> Survey:
    """Judge every mutant like a student's work; raises `CannotJudge` if none can be run."""
    one_student = list(trials(assignment, exercise, references, sandbox))
    made = list(mutants(exercise.source))
    alive = {mutant.text: mutant.says for mutant in made if passes(one_student, mutant.text)}
    reasons = _reasons(exercise)
    where = f"{assignment.name}/{exercise.name}"
    return Survey(
        len(made),
        [f"{where}: {says}: {reasons[text]}" for text, says in alive.items() if text in reasons],
        [f"{where}: {says}" for text, says in alive.items() if text not in reasons],
        [f"{where}: {change(exercise.source.text, t)}: {reason}" for t, reason in reasons.items() if t not in alive],
    )


def trials(
    assignment: SolvedAssignment, exercise: SolvedExercise, references: References, sandbox: Sandbox
) -> Iterator[Trials]:
    """One student's public and hidden cases, with training last, because few mutants survive until then."""
    halves = (draw_public(exercise), draw_hidden(exercise, SECRETS[0], 0))
    public, hidden = (references.expect(exercise, half) for half in halves)
    training = {name for name, check in exercise.checks.items() if check.trains}
    for names in (exercise.checks.keys() - training, training):
        if names:
            checks = {name: replace(exercise.checks[name], catches=()) for name in exercise.checks if name in names}
            draws = Draws(public, [hidden]).of(names)
            yield Trials(replace(exercise, checks=checks), draws, sandbox, assignment.packages)


def passes(trials: Sequence[Trials], function: str) -> bool:
    """Whether a function gets full marks; the first check that fails ends it."""
    found = (verdict for trial in trials for verdicts in trial.verdicts(function) for verdict in verdicts)
    return all(verdict.status == "passed" for verdict in found)


def _reasons(exercise: SolvedExercise) -> dict[str, str]:
    """The declared reasons why changes are right, by the changed text."""
    return {
        exercise.source.edited(*edit): harmless.because for harmless in exercise.harmless for edit in harmless.edits
    }
