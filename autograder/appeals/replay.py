"""A file of evidence -> the verdicts that follow from it, judged without the student's code and without torch."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.appeals.container import Container
from autograder.appeals.outcome_data import outcome_of
from autograder.appeals.pack import SAME
from autograder.course.kit import Kit
from autograder.errors import AutograderError
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.vocabulary import Vocabulary
from autograder.judge import judge
from autograder.records import Evidence, Expected, MistakenOutcomes, Verdict
from autograder.records.stored_calls import groups_of
from autograder.system.lazy_dataclass import dataclass
from autograder.worker import wire


@dataclass(frozen=True)
class Replayed:
    """The verdicts of now, and those that differ from what was recorded: by exercise and check, before and after."""

    verdicts: list[Verdict]
    differing: Sequence[tuple[str, Mapping[str, Any] | None, Mapping[str, Any] | None]]


def replayed(container: Container, vocabulary: Vocabulary) -> Replayed:
    """Judge the evidence again; raises `AutograderError` if it cannot be understood."""
    try:
        verdicts = [verdict for exercise, own in _evidence(container, vocabulary) for verdict in judge(exercise, own)]
        recorded = {
            (v["exercise"], v["check"]): {name: v[name] for name in SAME} for v in container.manifest["recorded"]
        }
    except Exception as error:  # a stranger may have written the file, and may ask for anything
        raise AutograderError(
            f"The evidence cannot be judged here ({type(error).__name__}: {error}).",
            "Use the version of autograder that made it. If the course has checks of its own, replay it in the course.",
        ) from error
    now = {(v.exercise, v.check): {name: getattr(v, name) for name in SAME} for v in verdicts}
    keys = dict.fromkeys((*recorded, *now))
    differing = [(".".join(key), recorded.get(key), now.get(key)) for key in keys if recorded.get(key) != now.get(key)]
    return Replayed(verdicts, differing)


class _Packed(Kit):
    """Reads exercises as a kit holds them, from a file of evidence."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        super().__init__(Path())
        self.vocabulary = vocabulary


def _evidence(container: Container, vocabulary: Vocabulary) -> list[tuple[AssignedExercise, list[Evidence]]]:
    kit, known, found = _Packed(vocabulary), dict[str, AssignedExercise](), []
    for number, name in enumerate(wire.loads(container.members["exercises"])):
        data = wire.loads(container.members[f"{number}/exercise"])
        exercise = kit.exercise_of(data, known)
        if exercise.name != name:
            raise wire.WireError("an exercise of another name")
        known[name] = exercise
        own, place = [], 0
        while (frame := container.members.get(f"{number}/{place}")) is not None:
            own.append(_one(wire.loads(frame), exercise))
            place += 1
        found.append((exercise, own))
    return found


def _one(data: Any, exercise: AssignedExercise) -> Evidence:
    """The evidence of one call with its probes and repeats."""
    [group] = groups_of(data["calls"])
    parts = zip(group, data["values"], data["outcomes"], data["mistakes"], strict=True)
    first, *others = [
        Evidence(call, _expected(value, given, exercise), outcome_of(got)) for call, value, got, given in parts
    ]
    count = len(group.probes)
    return Evidence(first.call, first.expected, first.outcome, tuple(others[:count]), tuple(others[count:]))


def _expected(value: Any, given: Any, exercise: AssignedExercise) -> Expected:
    """An expected value with what each mistake gives, in the order of the exercise's mistakes."""
    names = [mistake.says for mistake in exercise.mistakes if mistake.says in given]
    return Expected(value, MistakenOutcomes(names, lambda says: given[says]))
