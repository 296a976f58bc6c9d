"""Explains a student's outcomes: named mistakes, a generic relation, or a pattern of wrong calls.

Precision comes first: a sentence is given only if it explains everything that is wrong.
"""

from collections.abc import Mapping, Sequence

from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Finding
from autograder.exercise.verbs.values import WRONG_KIND
from autograder.judge.diagnosis.comparison import Comparison, comparisons, sample
from autograder.judge.diagnosis.crashes import NOTHING, crash_sentence
from autograder.judge.diagnosis.empty import empty_slice
from autograder.judge.diagnosis.infinities import origin
from autograder.judge.diagnosis.kinds import as_asked, kind_sentence
from autograder.judge.diagnosis.mistakes import named_mistake, pair_of_mistakes
from autograder.judge.diagnosis.patterns import pattern
from autograder.judge.diagnosis.regions import region
from autograder.judge.diagnosis.relations import relation, swapped
from autograder.records import Evidence

RULES = ("property", "convergence")  # reasons that are no matter of one call's values


def explanations(
    exercise: AssignedExercise, evidence: Sequence[Evidence], findings: Mapping[str, Finding]
) -> dict[str, str]:
    """A sentence for each failed check, by its name, that is explained together with all else that is wrong.

    A relation or pattern of results says nothing of a check that fails for another reason, such as a changed input.
    What stops a check by itself, such as an exception, is explained by itself.
    """
    asked = [result for e in evidence for result in e.results]
    judged = [e for e in asked if e.call.check not in exercise.loose] or asked
    alone = {name: said for name, finding in findings.items() if (said := by_itself(exercise, finding))}
    if not findings or all(one.outcome.reason == "not_implemented" for one in judged):
        return alone
    mistake = named_mistake(exercise, judged, findings) or pair_of_mistakes(exercise, judged, findings)
    if mistake:
        return dict.fromkeys(findings, mistake)
    asked, (judged, findings) = judged, _but_for_kinds(judged, findings)
    if any(one is not before for one, before in zip(judged, asked, strict=True)):
        mistake = named_mistake(exercise, judged, findings) or pair_of_mistakes(exercise, judged, findings)
    if mistake:
        return {**alone, **dict.fromkeys(findings, mistake)}
    sentence = generic_relation(exercise, judged) or pattern(exercise, judged)
    explained = [name for name, finding in findings.items() if finding.difference.reason not in RULES]
    return {**(dict.fromkeys(explained, sentence) if sentence else {}), **alone}


def _but_for_kinds(
    evidence: Sequence[Evidence], findings: Mapping[str, Finding]
) -> tuple[list[Evidence], dict[str, Finding]]:
    """The evidence as if all numbers had the kind that is asked, and the findings of more than that."""
    others = {name: finding for name, finding in findings.items() if finding.difference.reason != WRONG_KIND}
    return [as_asked(one) for one in evidence], others


def by_itself(exercise: AssignedExercise, finding: Finding) -> str | None:
    """What the evidence of one finding says by itself."""
    outcome = finding.evidence.outcome
    if finding.difference.reason == "structure" and not outcome.reason and outcome.returned is None:
        return NOTHING
    if finding.difference.reason == WRONG_KIND:
        return kind_sentence(exercise, finding)
    if finding.difference.reason == "not_finite":
        return origin(exercise, finding.evidence)
    return empty_slice(exercise, finding) or crash_sentence(exercise, outcome)


def generic_relation(exercise: AssignedExercise, evidence: Sequence[Evidence]) -> str | None:
    """The sentence of a relation that explains all wrong results, or of a region of the inputs that holds them."""
    results: list[Comparison] = []
    orders: list[bool] = []
    for one in evidence:
        if one.outcome.reason or one.call.check in exercise.loose or one.expected.error:
            return None
        check = exercise.checks[one.call.check]
        got, expected = check.compared(one.outcome.returned, one.expected.value)
        arrays = comparisons(exercise.given(one.call), got, expected, exercise.tolerance(one.call), check.elementwise)
        if arrays is None or not all(array.right for array in arrays):
            orders.append(swapped(got, expected))
            if arrays is None and not orders[-1]:
                return None
        results += arrays or []
    if orders and all(orders):
        return "returns the right values in another order"
    return relation(sample([one for one in results if not one.right])) or region(sample(results), exercise.required)
