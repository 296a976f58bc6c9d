"""Explains a student's outcomes: named mistakes, a generic relation, or a pattern of wrong calls.

Precision comes first: a sentence is given only if it explains everything that is wrong.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding
from autograder.exercise.verbs.values import WRONG_KIND
from autograder.judge.diagnosis.comparison import Comparison, comparisons, sample
from autograder.judge.diagnosis.crash_rules import NOTHING
from autograder.judge.diagnosis.crashes import crash_sentence
from autograder.judge.diagnosis.empty import empty_slice
from autograder.judge.diagnosis.in_place import changed_inputs
from autograder.judge.diagnosis.infinities import origin
from autograder.judge.diagnosis.kinds import as_asked, kind_sentence
from autograder.judge.diagnosis.mistakes import gives, named_mistake, pair_of_mistakes
from autograder.judge.diagnosis.patterns import pattern
from autograder.judge.diagnosis.regions import region
from autograder.judge.diagnosis.relations import opposite, relation, swapped
from autograder.judge.diagnosis.slips import slip
from autograder.judge.diagnosis.structure import some_items
from autograder.records import Evidence, Reason
from autograder.worker.inputs import Steps
from autograder.worker.wire import Value

RULES = ("property", "convergence")  # reasons that are no matter of one call's values
MOST = 2  # facts that one message tells


def explanations(
    exercise: AssignedExercise, evidence: Sequence[Evidence], findings: Mapping[str, Finding]
) -> dict[str, str]:
    """A sentence for each failed check, by its name, that is explained together with all else that is wrong.

    A relation or pattern of results says nothing of a check that fails for another reason, such as a changed input.
    What stops a check by itself, such as an exception, is explained by itself.
    """
    asked = [result for e in evidence for result in e.results]
    judged = [e for e in asked if e.call.check not in exercise.loose] or asked
    alone = {name: said for name, finding in findings.items() if (said := by_itself(exercise, finding, asked))}
    if not findings or all(one.outcome.reason == "not_implemented" for one in judged):
        return alone
    mistake = named_mistake(exercise, asked, findings) or pair_of_mistakes(exercise, judged, findings)
    if mistake:
        return _caused(exercise, mistake, findings)
    before, (judged, findings) = judged, _but_for_kinds(judged, findings)
    if any(one is not other for one, other in zip(judged, before, strict=True)):
        asked = [as_asked(one) for one in asked]
        mistake = named_mistake(exercise, asked, findings) or pair_of_mistakes(exercise, judged, findings)
    if mistake:
        return {**alone, **_caused(exercise, mistake, findings)}
    return {**alone, **_unnamed(exercise, judged, findings, alone)}


def _unnamed(
    exercise: AssignedExercise, judged: Sequence[Evidence], findings: Mapping[str, Finding], alone: Mapping[str, str]
) -> dict[str, str]:
    """What explains findings that no named mistake explains; what is said of one ``alone`` is kept."""
    values = {name: f.difference.reason for name, f in findings.items() if f.difference.reason not in RULES}
    sentence = in_general(exercise, judged) or by_item(exercise, judged) or in_a_region(exercise, judged)
    where = None if sentence else pattern(exercise, judged)
    if where:
        found = {name: _with_its_place(where, alone.get(name)) for name in values}
    else:
        found = dict.fromkeys(values, sentence) if sentence else each_by_itself(exercise, judged, values, findings)
        found |= {name: said for name, said in alone.items() if name in found}
    for name in findings.keys() - set(values):
        said = changed_inputs(exercise, [one for one in judged if one.call.check == name])
        found |= {name: said} if said else {}
    return found


def _with_its_place(where: str, what: str | None) -> str:
    """Which calls go wrong, and what happens there."""
    then = "otherwise" if where.startswith("is right") else "there"
    if what and ", and " in what:
        return what  # two facts are enough
    return f"{where}; {then} it {what}" if what else where


def _caused(exercise: AssignedExercise, mistake: str, findings: Mapping[str, Finding]) -> dict[str, str]:
    """The findings that a mistake explains."""
    return {name: mistake for name, finding in findings.items() if _may_cause(exercise, mistake, name, finding)}


def _but_for_kinds(
    evidence: Sequence[Evidence], findings: Mapping[str, Finding]
) -> tuple[list[Evidence], dict[str, Finding]]:
    """The evidence as if all numbers had the kind that is asked, and the findings of more than that."""
    others = {name: finding for name, finding in findings.items() if finding.difference.reason != WRONG_KIND}
    return [as_asked(one) for one in evidence], others


def by_itself(exercise: AssignedExercise, finding: Finding, asked: Sequence[Evidence]) -> str | None:
    """What the evidence of one finding says by itself, among all that was asked."""
    outcome = finding.evidence.outcome
    if finding.difference.reason == "structure" and not outcome.reason:
        return NOTHING if outcome.returned is None else some_items(finding)
    if finding.difference.reason == WRONG_KIND:
        return kind_sentence(exercise, finding)
    if finding.difference.reason == "not_finite":
        return origin(exercise, finding.evidence)
    return empty_slice(exercise, finding, asked) or crash_sentence(exercise, outcome)


def _may_cause(exercise: AssignedExercise, mistake: str, name: str, finding: Finding) -> bool:
    """Whether a mistake that gives the same values explains a finding: its own, or one whose results were compared.

    A count of lines is compared with nothing, nor are the results of another check that many results can pass.
    """
    catches = exercise.checks[name].catches
    if any(known.says in mistake for known in catches):
        return True
    counted = finding.evidence.call.counts and finding.difference.reason in RULES
    return not counted and not (catches and name in exercise.loose)


def each_by_itself(
    exercise: AssignedExercise, evidence: Sequence[Evidence], reasons: Mapping[str, Reason], failed: Collection[str]
) -> dict[str, str]:
    """What is wrong in each failed check, where all that fail for one reason can be explained: faults that never meet.

    What is right in the checks that pass has to be so with each fault.
    A script that goes on from what came back mixes faults, and is left out.  Far from 0 many functions are alike, so
    that a check that measures each element by itself says nothing alone.
    """
    own = {name: [one for one in evidence if one.call.check == name] for name in reasons}
    reasons = {name: reason for name, reason in reasons.items() if not any(map(_is_script, own[name]))}
    right = [one for one in evidence if one.call.check not in failed]
    if len(reasons) < 2:
        return {}
    found: dict[str, str | None] = {}
    for name, reason in reasons.items():
        unknown = any(found[other] is None for other in found if reasons[other] == reason)
        silent = unknown or exercise.checks[name].elementwise
        found[name] = None if silent else _alone(exercise, [*own[name], *right], name, reason)
    unknown_reasons = {reasons[name] for name, said in found.items() if not said}
    known = {name: said for name, said in found.items() if said and reasons[name] not in unknown_reasons}
    return {name: _shared(exercise, said, [*own[name], *right], list(known.values())) for name, said in known.items()}


def _shared(exercise: AssignedExercise, said: str, evidence: Sequence[Evidence], others: Sequence[str]) -> str:
    """What explains one check: rather the named mistake that explains most of the others, if it explains this as well.

    A first step from 0 is the same with many mistakes.
    """
    counted = Counter(others)
    more = (says for says, count in counted.most_common() if count > counted[said])
    return next((says for says in more if gives(exercise, says, evidence)), said)


def _alone(exercise: AssignedExercise, own: Sequence[Evidence], name: str, reason: Reason) -> str | None:
    """What explains one check; equal exceptions or NaNs are too little to name a mistake by."""
    mistake = named_mistake(exercise, own, [name]) if reason in ("value", "shape") else None
    return mistake or in_general(exercise, own) or by_item(exercise, own)


def _is_script(one: Evidence) -> bool:
    return bool(one.call.args) and isinstance(one.call.args[0], Steps)


def in_general(exercise: AssignedExercise, evidence: Sequence[Evidence]) -> str | None:
    """The sentence of a relation, or of an automatic slip, that explains all wrong results."""
    results = compared(exercise, evidence)
    return (results and generic_relation(results)) or slip(exercise, evidence)


def by_item(exercise: AssignedExercise, evidence: Sequence[Evidence]) -> str | None:
    """What is wrong with each item of returned tuples, where each wrong one is explained by itself; two facts at most.

    Three faults at once are rare, and three things that are alike in what they give are not.
    """
    lengths = {len(one.expected.value) if isinstance(one.expected.value, tuple) else 0 for one in evidence}
    if len(lengths) != 1 or max(lengths) < 2:
        return None
    said: dict[str, list[int]] = {}
    for item in range(max(lengths)):
        results = compared(exercise, evidence, item)
        if results is None:
            return None
        if not results.orders:
            continue
        sentence = generic_relation(results) or slip(exercise, evidence, item)
        if not sentence:
            return None
        said.setdefault(sentence, []).append(item)
    if sum(1 + sentence.count(", and ") for sentence in said) > MOST:
        return None
    told = (f"{sentence}, in {_item_names(exercise, items, max(lengths))}" for sentence, items in said.items())
    return ", and ".join(told) or None


def _item_names(exercise: AssignedExercise, items: Sequence[int], count: int) -> str:
    names = exercise.differentiated
    if len(names) == count:
        return " and ".join(f"d{names[item]}" for item in items)
    return f"item{'s' if len(items) > 1 else ''} {' and '.join(map(str, items))} of the result"


def in_a_region(exercise: AssignedExercise, evidence: Sequence[Evidence]) -> str | None:
    """The sentence of a region of the inputs that holds all wrong results."""
    results = compared(exercise, evidence)
    return region(sample(results.arrays), exercise.required) if results else None


@dataclass(frozen=True)
class Results:
    """The arrays of all results; ``orders`` says of each wrong result whether only the order of its items is wrong."""

    arrays: list[Comparison]
    orders: list[bool]


def compared(exercise: AssignedExercise, evidence: Sequence[Evidence], item: int | None = None) -> Results | None:
    """The results, or one ``item`` of each, beside what is right; None if some call has nothing to compare."""
    loose, results = exercise.loose, Results([], [])
    if any(one.outcome.reason or one.expected.error or one.call.check in loose for one in evidence):
        return None
    for one in evidence:
        check = exercise.checks[one.call.check]
        got, expected = check.compared(one.outcome.returned, one.expected.value)
        if item is not None:
            got, expected = one.outcome.returned, one.expected.value
            if not isinstance(got, (tuple, list)) or len(got) != len(expected):
                return None
            got, expected = got[item], expected[item]
        given, allowed = exercise.given(one.call), exercise.tolerance(one.call)
        arrays = comparisons(given, got, expected, allowed, check.elementwise, _batched(exercise, given))
        if arrays is None or not all(array.right for array in arrays):
            results.orders.append(swapped(got, expected))
            if arrays is None and not results.orders[-1]:
                return None
        results.arrays.extend(arrays or [])
    return results


def _batched(exercise: AssignedExercise, given: Mapping[str, Value]) -> bool:
    """Whether the first array that a function is given holds a batch."""
    arrays = (name for name, value in given.items() if isinstance(value, np.ndarray) and value.ndim)
    return any(exercise.batched(name) for name in islice(arrays, 1))


def generic_relation(results: Results) -> str | None:
    """The sentence of a relation that explains all wrong results."""
    if results.orders and all(results.orders):
        return "returns the right values in another order"
    wrong = sample([one for one in results.arrays if not one.right])
    return relation(wrong) or (opposite(results.arrays) if results.orders else None)
