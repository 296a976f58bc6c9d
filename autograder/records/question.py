"""A question is a call with its expected value; evidence is a question with its outcomes."""

from collections.abc import Iterable, Mapping

from autograder.records.call import Call, CallGroup
from autograder.records.outcome import Expected, Outcome
from autograder.records.reason import Reason
from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True, eq=False)
class Question:
    """A call and its expected value, with its probes and repeats, which are also questions."""

    call: Call
    expected: Expected
    probes: tuple["Question", ...] = ()
    repeats: tuple["Question", ...] = ()

    @classmethod
    def of(cls, group: CallGroup, expected: Mapping[Call, Expected]) -> "Question":
        """The question of a group, where it is known what each of its calls should give."""
        probes, repeats = (
            tuple(cls(call, expected[call]) for call in calls) for calls in (group.probes, group.repeats)
        )
        return cls(group.call, expected[group.call], probes, repeats)

    @property
    def calls(self) -> list[Call]:
        """All calls, in the order in which they are asked."""
        return [self.call, *(beside.call for beside in (*self.probes, *self.repeats))]


@dataclass(frozen=True, eq=False)
class Evidence:
    """A question and its outcomes: all that is needed to judge it."""

    call: Call
    expected: Expected
    outcome: Outcome
    probes: tuple["Evidence", ...] = ()
    repeats: tuple["Evidence", ...] = ()

    @classmethod
    def of(cls, question: Question, outcomes: Mapping[Call, Outcome]) -> "Evidence":
        """The question with the outcome of each of its calls."""
        probes, repeats = (tuple(cls.of(q, outcomes) for q in beside) for beside in (question.probes, question.repeats))
        return cls(question.call, question.expected, outcomes[question.call], probes, repeats)

    @classmethod
    def of_mistake(cls, question: Question, says: str) -> "Evidence":
        """A question with what a named mistake gives."""
        beside = ((cls.of_mistake(q, says) for q in asked) for asked in (question.probes, question.repeats))
        probes, repeats = map(tuple, beside)
        return cls(question.call, question.expected, question.expected.mistakes[says], probes, repeats)

    @property
    def results(self) -> "tuple[Evidence, ...]":
        """The call and its repeats, each by itself: what a mistake has to give to explain a result."""
        return (self, *self.repeats)


def all_calls(questions: Iterable[Question]) -> list[Call]:
    """The calls of many questions, in order."""
    return [call for question in questions for call in question.calls]


@dataclass(frozen=True)
class Difference:
    """The first way in which a value is not the expected one.

    ``where`` and ``amount`` hold no number of the values themselves; ``values`` does, and may be shown for
    public cases only.
    """

    reason: Reason
    where: str
    amount: str = ""
    values: str = ""
