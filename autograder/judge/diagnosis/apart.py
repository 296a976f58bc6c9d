"""Explains failed checks apart from one another: faults that never meet, and one that shows in several ways."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from autograder.exercise.assigned import AssignedExercise
from autograder.judge.diagnosis.comparison import TELLING, finite_numbers
from autograder.judge.diagnosis.in_general import by_item, in_general
from autograder.judge.diagnosis.mistakes import gives, named_mistake
from autograder.judge.diagnosis.slips import PLAIN
from autograder.records import Evidence, Reason
from autograder.worker.inputs import Steps

OFF = "is off by another "  # factor or number in each row: of one check alone that is too little


def each_by_itself(
    exercise: AssignedExercise, evidence: Sequence[Evidence], reasons: Mapping[str, Reason], failed: Collection[str]
) -> dict[str, str]:
    """What is wrong in each failed check, where all that fail for one reason can be explained: faults that never meet.

    What fails for one reason may come from one fault, and else each check from one of its own. What is right in the
    checks that pass has to be so with each fault. A script that goes on from what came back mixes faults, and is left
    out.  Far from 0 many functions are alike, so that a check that measures each element by itself names a mistake of
    its own, or nothing.
    """
    own = {name: [one for one in evidence if one.call.check == name] for name in reasons}
    reasons = {name: reason for name, reason in reasons.items() if not any(map(_is_script, own[name]))}
    right = [one for one in evidence if one.call.check not in failed]
    if len(reasons) < 2:
        return {}
    found: dict[str, str | None] = _by_reason(exercise, own, right, reasons)
    for name in [name for name in reasons if name not in found]:
        said = _alone(exercise, [*own[name], *right], [name], reasons[name])
        silent = exercise.checks[name].elementwise and not _is_its_own(exercise, name, said, own[name])
        found[name] = None if silent else said
    at_home = {said for name, said in found.items() if not _is_foreign(exercise, name, said)}
    found = {name: said for name, said in found.items() if said in at_home}
    unknown_reasons = {reasons[name] for name, said in found.items() if not said}
    sure = {name for name, said in found.items() if _is_its_own(exercise, name, said, own[name])}
    known = {
        name: said for name, said in found.items() if said and (name in sure or reasons[name] not in unknown_reasons)
    }
    return {name: _shared(exercise, said, [*own[name], *right], list(known.values())) for name, said in known.items()}


def _by_reason(
    exercise: AssignedExercise,
    own: Mapping[str, Sequence[Evidence]],
    right: Sequence[Evidence],
    reasons: Mapping[str, Reason],
) -> dict[str, str | None]:
    """What explains all checks together that fail for one reason, where they fail for several."""
    found: dict[str, str | None] = {}
    for reason in ("value", "shape"):
        names = [name for name in reasons if reasons[name] == reason]
        if len(names) < len(reasons):
            said = _alone(exercise, [*(one for name in names for one in own[name]), *right], names, reason)
            found |= dict.fromkeys(names, said) if said else {}
    return found


def _is_foreign(exercise: AssignedExercise, name: str, said: str | None) -> bool:
    """Whether two mistakes are told of a check that names neither, where others may give the same."""
    told = {mistake.says for mistake in exercise.mistakes if said and mistake.says in said}
    return len(told) > 1 and all(mistake.says not in told for mistake in exercise.checks[name].catches)


def _is_its_own(exercise: AssignedExercise, name: str, said: str | None, evidence: Sequence[Evidence]) -> bool:
    """Whether a check is explained by a mistake that it names itself, and by enough numbers to be sure of that."""
    if all(mistake.says != said for mistake in exercise.checks[name].catches):
        return False
    numbers = np.concatenate([np.zeros(0), *(finite_numbers(one.outcome.returned) for one in evidence)])
    return bool(np.count_nonzero(~np.isin(numbers, PLAIN)) > TELLING)


def _shared(exercise: AssignedExercise, said: str, evidence: Sequence[Evidence], others: Sequence[str]) -> str:
    """What explains one check: rather the named mistake that explains most of the others, if it explains this as well.

    A first step from 0 is the same with many mistakes, and a single check's numbers with many a slip.
    """
    counted = Counter(others)
    named = any(mistake.says == said for mistake in exercise.mistakes)
    more = (says for says, count in counted.most_common() if count > counted[said] or not named)
    return next((says for says in more if gives(exercise, says, evidence)), said)


def _alone(exercise: AssignedExercise, own: Sequence[Evidence], names: Collection[str], reason: Reason) -> str | None:
    """What explains some checks; equal exceptions or NaNs are too little to name a mistake by."""
    mistake = named_mistake(exercise, own, names) if reason in ("value", "shape") else None
    said = mistake or in_general(exercise, own) or by_item(exercise, own)
    return None if said and said.startswith(OFF) else said


def _is_script(one: Evidence) -> bool:
    return bool(one.call.args) and isinstance(one.call.args[0], Steps)
