"""Explains a student's outcomes: named mistakes, a generic relation, or a pattern of wrong calls.

Precision comes first: a sentence is given only if it explains everything that is wrong.
"""

from collections.abc import Mapping, Sequence

from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding
from autograder.exercise.verbs.values import WRONG_KIND
from autograder.judge.diagnosis.apart import each_by_itself
from autograder.judge.diagnosis.crash_rules import NOTHING
from autograder.judge.diagnosis.crashes import crash_sentence
from autograder.judge.diagnosis.empty import empty_slice
from autograder.judge.diagnosis.in_general import by_item, in_a_region, in_general
from autograder.judge.diagnosis.in_place import changed_inputs
from autograder.judge.diagnosis.infinities import origin
from autograder.judge.diagnosis.kinds import as_asked, kind_sentence
from autograder.judge.diagnosis.mistakes import named_mistake, pair_of_mistakes
from autograder.judge.diagnosis.patterns import pattern
from autograder.judge.diagnosis.shapes import shape_sentence
from autograder.judge.diagnosis.structure import FILES, some_items
from autograder.records import Evidence

RULES = ("property", "convergence")  # reasons that are no matter of one call's values
YIELDS = "returns a generator, which gives its results one by one, where they are to be returned together"


def explanations(
    exercise: AssignedExercise, evidence: Sequence[Evidence], findings: Mapping[str, Finding]
) -> dict[str, str]:
    """A sentence for each failed check, by its name, that is explained together with all else that is wrong.

    A relation or pattern of results says nothing of a check that fails for another reason, such as a changed input.
    What stops a check by itself, such as an exception, is explained by itself.
    """
    asked = [result for e in evidence for result in e.results]
    judged = [e for e in asked if e.call.check not in exercise.loose] or asked
    written = any(one.outcome.reason != "not_implemented" for one in judged)
    mistake = written and (named_mistake(exercise, asked, findings) or pair_of_mistakes(exercise, judged, findings))
    if mistake:
        return _caused(exercise, mistake, findings)
    alone = {name: said for name, finding in findings.items() if (said := by_itself(exercise, finding, asked))}
    if not findings or not written:
        return alone
    before, (judged, findings) = judged, _but_for_kinds(judged, findings)
    if any(one is not other for one, other in zip(judged, before, strict=True)):
        asked = [as_asked(one) for one in asked]
        mistake = named_mistake(exercise, asked, findings) or pair_of_mistakes(exercise, judged, findings)
    if mistake:
        return {**alone, **_caused(exercise, mistake, findings)}
    told = {**alone, **_unnamed(exercise, judged, findings, alone)}
    left = {name: shape_sentence(exercise, finding, asked) for name, finding in findings.items() if name not in told}
    return told | {name: said for name, said in left.items() if said}


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
    if outcome.reason == "unreadable" and outcome.what == "generator":
        return YIELDS
    if outcome.reason == "unreadable" and outcome.what in FILES:
        return FILES[outcome.what]
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
