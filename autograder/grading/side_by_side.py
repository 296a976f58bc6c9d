"""Asks several workers at the same time, so that a student waits little for the own check of long training.

Where an exercise trains for long, the draws of all training are divided among the workers; one of them answers
everything else.  The outcomes are put together as those of one worker that is asked no more draws than are needed: of
n draws k have to reach the band, and where an exercise passes with the first k, the others are not asked.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import field, replace

from autograder.exercise.assigned import AssignedExercise
from autograder.grading.ask import Answered, ExerciseQuestions, batch_of
from autograder.grading.carry import ABSENT
from autograder.judge import first_finding
from autograder.records import Call, Evidence, Outcome, Question, all_calls
from autograder.sandbox import Sandbox
from autograder.sandbox.budgets import Batch
from autograder.sandbox.supervise import StudentModule, run
from autograder.system.cores import cores
from autograder.system.lazy_dataclass import dataclass

MOST = 3  # workers: each needs memory, and two draws have to reach a band
LEFT_OUT = Outcome("missing", unasked=True)
"""The outcome of a draw that is not asked: if it counts, it counts against the student."""
Outcomes = dict[Call, Outcome]


def ask_side_by_side(sandbox: Sandbox, module: StudentModule, asked: Sequence[ExerciseQuestions]) -> Answered:
    """Yield each exercise with its evidence, in order, like `ask`; raises `SandboxFailed`."""
    divided, known = divide(asked), Outcomes()
    with closing(_answers(sandbox, module, divided, min(cores(), MOST))) as answers:
        for one in divided:
            while (evidence := one.evidence(known)) is None:
                known |= next(answers)
            yield one.asked.exercise, evidence
            for call in one.calls:
                known.pop(call, None)


def _answers(
    sandbox: Sandbox, module: StudentModule, divided: Sequence["Divided"], workers: int
) -> Generator[Outcomes, None, None]:
    """The outcomes of all that is needed, then those of the spare draws, if somebody still waits for one of them.

    To compute them meanwhile, for the few who need them, would keep everybody's verdicts waiting for a core.
    """
    yield from run(sandbox, module, *shares(divided, workers))
    yield from run(sandbox, module, *spare_shares(divided, workers))


@dataclass(frozen=True, eq=False)
class Divided:
    """One exercise: the questions that go ``together``, the draws of its training, and those that may be ``spare``.

    Which draws are looked at does not depend on which come first.
    """

    asked: ExerciseQuestions
    together: list[Question] = field(default_factory=list)
    draws: list[Question] = field(default_factory=list)
    spare: list[Question] = field(default_factory=list)

    @classmethod
    def of(cls, asked: ExerciseQuestions) -> "Divided":
        """The draws of its training apart from all else."""
        exercise, divided = asked.exercise, cls(asked)
        for name, check in exercise.checks.items():
            own = [question for question in asked.questions if question.call.check == name]
            band = exercise.calibration.bands.get(name)
            needed = len(own) - (band.n - band.k if band else 0)
            if check.trains:
                divided.draws.extend(own[:needed])
                divided.spare.extend(own[needed:])
            else:
                divided.together.extend(own)
        return divided

    @property
    def calls(self) -> list[Call]:
        """All calls, in the order in which one worker would be asked."""
        return all_calls(self.asked.questions)

    def batch(self, questions: Sequence[Question]) -> list[Batch]:
        """Some of the questions as one batch, if there are any."""
        return [batch_of(questions, self.asked.exercise.seconds)] if questions else []

    def evidence(self, known: Mapping[Call, Outcome]) -> list[Evidence] | None:
        """All evidence, once it is known; one spare draw after the other is left out where the exercise passes."""
        known = {**self._foreseen(known), **known}
        for count in range(len(self.spare) + 1):
            found = self._evidence_with(count, known)
            if found is None or count == len(self.spare) or self._passes(found):  # judged only if more could be asked
                break
        return found

    def _foreseen(self, known: Mapping[Call, Outcome]) -> Outcomes:
        """The outcomes of the spare draws where there is no function yet: the same as those of the others."""
        found = [known.get(call) for call in all_calls(self.draws)]
        absent = [outcome for outcome in found if outcome and outcome.reason in ABSENT]
        return dict.fromkeys(all_calls(self.spare), absent[0]) if absent and len(absent) == len(found) else {}

    def _evidence_with(self, count: int, known: Mapping[Call, Outcome]) -> list[Evidence] | None:
        """All evidence with so many of the spare draws, once it is known."""
        left_out = all_calls(self.spare[count:])
        needed = [call for call in self.calls if call not in left_out]
        outcomes = _with_shared_fate(needed, known) | dict.fromkeys(left_out, LEFT_OUT)
        if len(outcomes) < len(self.calls):
            return None
        return [Evidence.of(question, outcomes) for question in self.asked.questions]

    def _passes(self, evidence: Sequence[Evidence]) -> bool:
        exercise = self.asked.exercise
        return all(first_finding(exercise, name, evidence) is None for name in exercise.checks)


def divide(asked: Sequence[ExerciseQuestions]) -> list[Divided]:
    """The draws apart of each exercise that is given more time than is usual; of all others everything together."""
    usual = AssignedExercise.seconds
    return [Divided.of(one) if one.exercise.seconds > usual else Divided(one, [*one.questions]) for one in asked]


def shares(divided: Sequence[Divided], workers: int) -> list[list[Batch]]:
    """What each worker is asked, if anything: draws are divided among all but the first, which has all else to do."""
    found: list[list[Batch]] = [[] for _ in range(workers)]
    others = found[1:] or found
    for one in divided:
        found[0] += one.batch(one.together) if one.draws else [one.asked.batch]
    for one in divided:
        for place, share in enumerate(others):
            share += one.batch(one.draws[place :: len(others)])
    return [share for share in found if share]


def spare_shares(divided: Sequence[Divided], workers: int) -> list[list[Batch]]:
    """What each worker is asked of the spare draws, if anything."""
    found = [[batch for one in divided for batch in one.batch(one.spare[place::workers])] for place in range(workers)]
    return [share for share in found if share]


def _with_shared_fate(calls: Sequence[Call], known: Mapping[Call, Outcome]) -> Outcomes:
    """The known outcomes, where the calls after one that ended its worker share its fate, as in one worker."""
    found, fate = Outcomes(), None
    for call in calls:
        if fate:
            found[call] = replace(fate, unasked=True, function=call.function)
        elif call in known:
            found[call] = known[call]
            fate = known[call] if known[call].fatal and known[call].function else None
    return found
