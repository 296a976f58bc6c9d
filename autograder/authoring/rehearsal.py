"""Finds most of the changes of an answer that fail, at a fraction of what a worker behind walls costs for each."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial

from autograder.authoring.forks import alarm_after, failing
from autograder.exercise.assigned import SolvedExercise
from autograder.judge import first_finding
from autograder.records import Evidence, Limits, Outcome, Question, all_calls
from autograder.system.lazy_dataclass import dataclass
from autograder.worker import run, wire


@dataclass(frozen=True)
class Rehearsal:
    """Asks changed answers everything but training, in a fork: what fails there fails in a worker too."""

    exercise: SolvedExercise
    questions: Mapping[str, Sequence[Question]]
    limits: Limits

    def failing(self, functions: Sequence[str]) -> list[bool]:
        """Which functions fail a check.

        None is said to fail if they leave something behind: then the answer, which comes last, fails as well.
        """
        texts = (*functions, self.exercise.source.text)
        *failed, spoilt = failing([partial(self._passes, text) for text in texts], self.limits.memory)
        return [False] * len(failed) if spoilt else failed

    def _passes(self, function: str) -> bool:
        exec(compile(function, str(self._module.__file__), "exec"), vars(self._module))  # noqa: S102  (our own answer)
        return all(self._half_passes(name, half) for name, half in self._halves)

    def _half_passes(self, name: str, half: Sequence[Question]) -> bool:
        alarm_after(self.exercise.seconds)
        outcomes = {
            call: Outcome.of_reply(wire.loads(run.answer(self._module, run.copied(call.arrived), self.limits.result)))
            for call in all_calls(half)
        }
        return first_finding(self.exercise, name, [Evidence.of(question, outcomes) for question in half]) is None

    @cached_property
    def _module(self) -> run.LoadedModule:
        """What stands around the answer; a fork defines the answer in it."""
        text, functions = self.exercise.context.encode(), self.exercise.vocabulary.functions_text
        return run.load(text, self.exercise.assignment, functions)[0]

    @cached_property
    def _halves(self) -> list[tuple[str, list[Question]]]:
        """The public half of each check, which most mutants fail, before any hidden one."""
        untrained = [(name, asked) for name, asked in self.questions.items() if not self.exercise.checks[name].trains]
        halves = [(name, [q for q in asked if q.call.hidden == h]) for h in (False, True) for name, asked in untrained]
        return [(name, half) for name, half in halves if half]
