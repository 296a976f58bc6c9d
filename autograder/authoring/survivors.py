"""Finds changes of an answer that no check notices, for `grade verify --mutants`."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property

from autograder.authoring.draws import SECRETS
from autograder.authoring.mutants import change, mutants
from autograder.authoring.rehearsal import Rehearsal
from autograder.course.assignment import SolvedAssignment
from autograder.exercise.assigned import SolvedExercise
from autograder.grading.ask import batch_of
from autograder.grading.draw import draw_hidden, draw_public
from autograder.grading.expect import References
from autograder.judge import first_finding
from autograder.records import Evidence, Question
from autograder.sandbox import Sandbox
from autograder.sandbox.budgets import Batch
from autograder.sandbox.supervise import StudentModule, run
from autograder.system.lazy_dataclass import dataclass


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
    """Judge every mutant, like a student's work if it fails no rehearsal; raises `CannotJudge` if none can be run."""
    questions, made = questions_of_checks(exercise, references), list(mutants(exercise.source))
    failed = Rehearsal(exercise, questions, sandbox.limits).failing([mutant.text for mutant in made])
    left = [mutant for mutant, fails in zip(made, failed, strict=True) if not fails]
    exam = Exam(exercise, questions, sandbox, assignment.packages)
    alive = {mutant.text: mutant.says for mutant in left if exam.passes(mutant.text)}
    reasons = _reasons(exercise)
    where = f"{assignment.name}/{exercise.name}"
    return Survey(
        len(made),
        [f"{where}: {says}: {reasons[text]}" for text, says in alive.items() if text in reasons],
        [f"{where}: {says}" for text, says in alive.items() if text not in reasons],
        [f"{where}: {change(exercise.source.text, t)}: {reason}" for t, reason in reasons.items() if t not in alive],
    )


def questions_of_checks(exercise: SolvedExercise, references: References) -> dict[str, list[Question]]:
    """One student's public and hidden questions of each check; training comes last, as few mutants get so far."""
    public = draw_public(exercise)
    hidden = draw_hidden(exercise, SECRETS[0], 0, public)
    questions = [question for half in (public, hidden) for question in references.expect(exercise, half)]
    names = sorted(exercise.checks, key=lambda name: exercise.checks[name].trains)
    return {name: [question for question in questions if question.call.check == name] for name in names}


@dataclass(frozen=True)
class Exam:
    """Asks a function one check after the other, until it fails one."""

    exercise: SolvedExercise
    questions: Mapping[str, Sequence[Question]]
    sandbox: Sandbox
    packages: tuple[str, ...]

    def passes(self, function: str) -> bool:
        """Whether a module with this ``function`` gets full marks; what comes after a failed check is not run."""
        text, functions = self.exercise.module(function).encode(), self.exercise.vocabulary.functions_text
        module = StudentModule(text, self.exercise.assignment, self.packages, functions)
        answered = run(self.sandbox, module, self._batches)
        for (name, asked), outcomes in zip(self.questions.items(), answered, strict=True):
            if first_finding(self.exercise, name, [Evidence.of(question, outcomes) for question in asked]):
                return False
        return True

    @cached_property
    def _batches(self) -> list[Batch]:
        return [batch_of(asked, self.exercise.seconds) for asked in self.questions.values()]


def _reasons(exercise: SolvedExercise) -> dict[str, str]:
    """The declared reasons why changes are right, by the changed text."""
    return {
        exercise.source.edited(*edit): harmless.because for harmless in exercise.harmless for edit in harmless.edits
    }
