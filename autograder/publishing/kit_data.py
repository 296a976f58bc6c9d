"""An assignment -> its data in a kit, in the wire's closed format; no way to draw new cases, and no answers.

Answers are added where the course has released them, and hidden cases where the data are for a grader's eyes alone.
"""

from collections.abc import Callable, Mapping, Sequence

from autograder.course.assignment import SolvedAssignment
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.check import Check
from autograder.grading.draw import draw_public
from autograder.grading.expect import References
from autograder.records import CallGroup, Crash
from autograder.records.crash import RAISE
from autograder.records.stored_calls import stored
from autograder.worker import wire
from autograder.worker.wire import Value

PARTS = ("assignment", "name", "stub", "is_class", "keeps", "seconds", "trivial", "differentiated", "others", "uses")


Draw = Callable[[SolvedExercise], list[CallGroup]]
"""The cases of an exercise that a kit holds."""


def members(
    assignment: SolvedAssignment, references: References, *, answers: bool = False, draw: Draw = draw_public
) -> dict[str, bytes]:
    """The members of the assignment's archive, by name; `autograder.course.kit` reads them."""
    found = {"exercises": wire.encode(len(assignment.exercises))}
    for number, exercise in enumerate(assignment.exercises):
        found |= _members(number, exercise, references, draw(exercise))
        if answers:
            found[f"{exercise.name}/answer"] = wire.encode(exercise.source.undocumented)
    return found


def _members(
    number: int, exercise: SolvedExercise, references: References, groups: Sequence[CallGroup]
) -> dict[str, bytes]:
    """The members for one exercise: its data, expected values, and the replies of its mistakes."""
    calls = [call for group in groups for call in group]
    values, replies = references.values(exercise, calls), references.mistakes(exercise, calls)
    members = {
        f"{number}": wire.encode(exercise_data(exercise, groups)),
        f"{exercise.name}/values": wire.encode(values),
    }
    for place, mistake in enumerate(exercise.mistakes):
        own = [(call, _kept(reply[mistake.says])) for call, reply in enumerate(replies) if mistake.says in reply]
        members[f"{exercise.name}/mistake-{place}"] = wire.encode(own)
    return members


def exercise_data(exercise: SolvedExercise, groups: Sequence[CallGroup]) -> dict[str, Value]:
    """An exercise as data, with its calls."""
    parameters = exercise.signature.parameters.values()
    return {
        **{part: getattr(exercise, part) for part in PARTS},
        "calibration": exercise.calibration.data(),
        "parameters": [(p.name, p.kind.name, *([] if p.default is p.empty else [p.default])) for p in parameters],
        "forward": exercise.forward.name if exercise.forward else None,
        "checks": {name: _check_data(check) for name, check in exercise.checks.items()},
        "calls": stored(groups),
    }


def _check_data(check: Check) -> dict[str, Value]:
    """A check's data without the code that draws its cases, which would also draw hidden ones."""
    return {
        "verb": check.verb,
        "says": check.says if type(check).__dataclass_fields__["says"].init else None,
        "points": check.points,
        "hint": check.hint,
        "catches": [mistake.says for mistake in check.catches],
        "raises": [mistake.exceptions for mistake in check.catches],
        "hints": [mistake.hint for mistake in check.catches],
        "parameters": check.parameters(),
    }


def _kept(reply: Mapping[str, Value]) -> dict[str, Value]:
    """The part of a reply that diagnosis needs; a traceback would quote lines of the answer."""
    told = {key: value for key, value in reply.items() if key in ("reason", "what", "function", "returned", "inputs")}
    crash = Crash.of_reply(reply.get("met"))
    return {**told, "met": {"text": crash.text, "code": RAISE * crash.is_own}} if "met" in reply else told
