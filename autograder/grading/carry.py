"""One bug is charged once: a function that is right with the student's own wrong ones is carried forward.

Where a function fails that calls another one of the student's, which fails too, its answer is asked with the student's
function (`autograder.grading.substitute`). What gives the same is right for what it was given. So that nobody wins by
breaking a function, its check still has to tell its own named mistakes from the answer then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property

import numpy as np

from autograder.exercise.assigned import AssignedExercise, SolvedExercise
from autograder.exercise.check import Half
from autograder.exercise.declare import Mistake
from autograder.exercise.source import FunctionSource
from autograder.grading.substitute import TOO_LONG, Copies, Substitute, Watching
from autograder.judge import judge
from autograder.records import Call, Evidence, Expected, Outcome, Verdict
from autograder.system.lazy_dataclass import dataclass

ABSENT = ("missing", "not_implemented", "import_failed")
ENDED = ("timeout", "memory", "crashed", "output_limit")  # what gives no values, and would only cost its time again
ANSWER = ""  # the variant of an answer that has no mistake
Outcomes = Mapping[Call, Outcome]


@dataclass(frozen=True)
class Judged:
    """An exercise and its verdicts; the evidence is kept only where it may be needed again."""

    exercise: AssignedExercise
    verdicts: Sequence[Verdict]
    evidence: Sequence[Evidence] = ()

    @classmethod
    def of(cls, exercise: AssignedExercise, evidence: Sequence[Evidence], verdicts: Sequence[Verdict]) -> "Judged":
        """Keeps the evidence of what fails and uses other functions."""
        one = cls(exercise, verdicts)
        return replace(one, evidence=evidence) if exercise.siblings and one.failed else one

    @property
    def failed(self) -> list[Verdict]:
        """The checks that some value fails, or an exception."""
        return [v for v in self.verdicts if v.status == "failed" and v.reason not in ABSENT and not self._waits(v)]

    def _waits(self, verdict: Verdict) -> bool:
        """Whether the values of a check are right, and only what waits for them is wrong."""
        return self.exercise.checks[verdict.check].waits_for_values and verdict.reason == "property"

    def of_checks(self, names: Sequence[str]) -> list[Evidence]:
        """The evidence of these checks."""
        return [evidence for evidence in self.evidence if evidence.call.check in names]


def carry_forward(substitute: Substitute, judged: Mapping[str, Judged], *, credit: bool) -> dict[str, list[Verdict]]:
    """The verdicts that change, by exercise, on one submission.

    Without ``credit``, as for a student's own check, it is only said which function is to be fixed first.
    """
    carrier = Carrier(substitute, judged, credit)
    for name in judged:
        carrier.first_causes(name)
    return carrier.changed


@dataclass
class Carrier:
    """Settles the exercises of a submission, each after those that it uses."""

    substitute: Substitute
    judged: Mapping[str, Judged]
    credit: bool
    changed: dict[str, list[Verdict]] = field(default_factory=dict)
    carried: set[str] = field(default_factory=set)
    _first: dict[str, list[str]] = field(default_factory=dict)

    def first_causes(self, name: str) -> list[str]:
        """Which functions are to be fixed first where an exercise fails: itself, or those that it uses."""
        if name not in self._first:
            one = self.judged[name]
            self._first[name] = [name] if one.failed else []
            if self._is_settled(one):
                self._settle(name, one)
        return self._first[name]

    def _settle(self, name: str, one: Judged) -> None:
        wrong = [other for other in self._wrong(one) if self.first_causes(other)]
        used = self._used(name, one, wrong)
        if not used:
            return
        first = self._first[name] = [cause for cause in self.judged if any(cause in self._first[u] for u in used)]
        waiting = judge(one.exercise, one.evidence, because=f"It uses your {_fix_first(first, 'fails', 'fail')}.")
        right = self._right(one, used) if self.credit else set()
        wrong = [other for other in used if other not in self.carried] or first
        self.changed[name] = [_carried(v, wrong) if v.check in right else v for v in waiting]
        if {verdict.check for verdict in one.failed} <= right:
            self.carried.add(name)

    def _is_settled(self, one: Judged) -> bool:
        """Whether it is looked which functions are to blame."""
        return bool(one.evidence) and not any(verdict.reason in ENDED for verdict in one.failed)

    def _wrong(self, one: Judged) -> list[str]:
        """The functions that an exercise may use and that fail.

        Where it is only said what to fix first, also those behind the ones that its answer uses: a student's own code
        may call them directly.
        """
        near = one.exercise.siblings if self.credit else self._behind(one.exercise)
        return [other for other in self.judged if other in near and self.judged[other].failed]

    def _behind(self, exercise: AssignedExercise) -> list[str]:
        """The functions that an exercise may use, and those that they may use."""
        found = list(exercise.siblings)
        for name in found:
            further = self.judged[name].exercise.siblings if name in self.judged else ()
            found += [other for other in further if other not in found]
        return found

    def _used(self, name: str, one: Judged, wrong: Sequence[str]) -> list[str]:
        """Those of the wrong functions that are called in fact, by a check or by the student's own code."""
        known = self._given(one) | self._seen.get(name, set())
        return [other for other in wrong if other in known]

    def _given(self, one: Judged) -> set[str]:
        """The functions that the failed checks call themselves."""
        evidence = one.of_checks([verdict.check for verdict in one.failed])
        return {name for e in evidence for name in e.call.functions - {e.call.function}}

    @cached_property
    def _seen(self) -> dict[str, set[str]]:
        """For each exercise, the wrong functions that the student's own code calls in its failed checks."""
        asked = {name: self._watching(one) for name, one in self.judged.items() if self._is_settled(one)}
        asked = {name: one for name, one in asked.items() if one.names}
        return self.substitute.called(asked) if asked else {}

    def _watching(self, one: Judged) -> Watching:
        given, siblings = self._given(one), one.exercise.siblings
        made = {*siblings} - {*one.exercise.uses}  # a forward, which its own check calls
        unseen = [name for name in self._wrong(one) if name not in given | made]
        calls = [e.call for e in one.of_checks([verdict.check for verdict in one.failed])]
        return Watching(unseen, calls, one.exercise.seconds)

    def _right(self, one: Judged, used: Sequence[str]) -> set[str]:
        """The failed checks in which a function is right with the student's own functions that it uses."""
        exercise, copies = one.exercise, self._copies(one, used)
        assert isinstance(exercise, SolvedExercise)  # noqa: S101  (only a course's own library gives credit)
        if copies is None:
            return set()
        mistakes = [m for m in exercise.mistakes if _still_uses(exercise, m, used)]
        asked = {ANSWER: _calls(one.evidence)}
        asked |= {m.says: _calls(one.of_checks([exercise.owner(m)])) for m in mistakes}
        variants = {ANSWER: exercise.source.text, **{m.says: exercise.mistaken(m) for m in mistakes}}
        found = self.substitute.outcomes(exercise, copies, variants, asked)
        long = {call.check for call, outcome in found[ANSWER].items() if outcome is TOO_LONG}
        telling = [m for m in mistakes if exercise.owner(m) not in long]
        told = [_fails_with(one, exercise.owner(m), found[ANSWER], found[m.says]) for m in telling]
        if not told or not all(told):
            return set()
        return {v.check for v in one.failed if not _fails_with(one, v.check, found[ANSWER])}

    def _copies(self, one: Judged, used: Sequence[str]) -> Copies | None:
        """What stands for each function that is used; None where nothing can."""
        texts, others = [], {}
        for name in used:
            other = self.judged[name]
            mistakes = {verdict.mistake for verdict in other.failed}
            named = [m for m in other.exercise.mistakes if mistakes == {m.says}]
            if name in self.carried:
                continue  # it is right for what it uses itself
            if named:
                assert isinstance(other.exercise, SolvedExercise)  # noqa: S101  (see above)
                texts.append(other.exercise.mistaken(named[0]))
            elif other.exercise.is_class or any(verdict.reason in ENDED for verdict in other.failed):
                return None  # it gives no values that could be sent
            elif any(name in e.call.functions for e in one.evidence):
                return None  # what it makes is the student's own business, which no answer can read
            else:
                others[name] = other.exercise
        return Copies("\n\n".join(texts), others)


def _still_uses(exercise: SolvedExercise, mistake: Mistake, used: Sequence[str]) -> bool:
    """Whether the answer with a mistake still uses one of these functions; one that is made outside it does."""
    if exercise.forward and exercise.forward.name in used:
        return True
    return not FunctionSource(exercise.name, exercise.mistaken(mistake)).reads.isdisjoint(used)


def _calls(evidence: Sequence[Evidence]) -> list[Call]:
    return [result.call for one in evidence for result in one.results]


@np.errstate(all="ignore")
def _fails_with(one: Judged, check: str, right: Outcomes, got: Outcomes | None = None) -> bool:
    """Whether a check fails if ``right`` is expected; ``got`` replaces the student's results."""
    evidence = one.of_checks([check])
    if any(right[call].reason for call in _calls(evidence)):
        return got is None  # nothing is right then
    for hidden in (False, True):
        half = [_against(e, right, got) for e in evidence if e.call.hidden == hidden]
        if half and one.exercise.checks[check].finding(Half(one.exercise, check, half)):
            return True
    return False


def _against(evidence: Evidence, right: Outcomes, got: Outcomes | None) -> Evidence:
    outcome = got[evidence.call] if got is not None else evidence.outcome
    repeats = tuple(_against(again, right, got) for again in evidence.repeats)
    return Evidence(evidence.call, Expected(right[evidence.call].returned), outcome, repeats=repeats)


def _carried(verdict: Verdict, causes: Sequence[str]) -> Verdict:
    said = f"It is right, with your own {_fix_first(causes, 'is wrong', 'are wrong')}."
    cleared = replace(verdict, mistake=None, detail="", differs="", picture="")
    return replace(cleared, message=said, carried_forward=", ".join(causes))


def _fix_first(causes: Sequence[str], one: str, many: str) -> str:
    """The functions, what is wrong with them, and that they come first."""
    if len(causes) == 1:
        return f"{causes[0]}, which {one}: fix that first"
    return f"{', '.join(causes[:-1])} and {causes[-1]}, which {many}: fix these first"
