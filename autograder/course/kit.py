"""A student kit's data: public calls, what is expected of them and what mistakes would give; no answer, no code.

<kit>/kit/<assignment>.zip holds one member for each exercise, and one for each of its mistakes, every one of them a
frame of the wire's closed format.  Reading it takes neither torch nor `solutions/`.
"""

import inspect
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from autograder.course.config import KIT, Course
from autograder.course.library import Assignment
from autograder.errors import CourseError
from autograder.exercise.declare import Check, Exercise, Mistake, Vjp
from autograder.records import Call, Expected, Outcome
from autograder.worker import wire
from autograder.worker.wire import Value

Replies = Sequence[Mapping[str, Value]]  # of each call, what each mistake replies, by its sentence


class Kit:
    """The data of a kit in ``root``; every method raises `CourseError` where it is damaged."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.fingerprint = "kit"
        self._archives: dict[str, zipfile.ZipFile] = {}
        self._replies: dict[tuple[str, str, str], dict[int, Value]] = {}

    def assignment(self, course: Course, name: str) -> Assignment:
        """An assignment whose exercises know their public calls, and neither answers nor references."""
        course.plan(name)
        known: dict[str, Exercise] = {}
        for number in range(self._read(name, "exercises")):
            data = self._read(name, f"{number}")
            known[data["name"]] = _exercise(data, known)
        folder = self.root / KIT
        return Assignment(name, folder, tuple(known.values()), imports="", given="", packages=course.packages(name))

    def names(self, assignment: str) -> list[str]:
        """The exercises of an assignment, without reading them."""
        self._read(assignment, "exercises")
        members = self._archives[assignment].namelist()
        return [name.removesuffix("/values") for name in members if name.endswith("/values")]

    def expect(self, exercise: Exercise, calls: Sequence[Call]) -> list[Expected]:
        """What the public calls should give."""
        values = self._read(exercise.assignment, f"{exercise.name}/values")
        mistakes = (_Mistakes(self, exercise, number) for number in range(len(calls)))
        return [Expected(*pair) for pair in zip(values, mistakes, strict=True)]

    def replies(self, exercise: Exercise, says: str) -> dict[int, Value]:
        """What a mistake replies to the public calls that it has a say on, by their number."""
        key = exercise.assignment, exercise.name, says
        if key not in self._replies:
            place = [mistake.says for mistake in exercise.mistakes].index(says)
            self._replies[key] = dict(self._read(exercise.assignment, f"{exercise.name}/mistake-{place}"))
        return self._replies[key]

    def _read(self, assignment: str, member: str) -> Any:
        path = self.root / KIT / f"{assignment}.zip"
        try:
            if assignment not in self._archives:
                self._archives[assignment] = zipfile.ZipFile(path)
            return wire.loads(self._archives[assignment].read(member))
        except (OSError, KeyError, zipfile.BadZipFile, wire.WireError) as error:
            raise CourseError(f"The kit's {path} is missing or damaged.", "Get a fresh copy of the kit.") from error


class _Mistakes(Mapping[str, Outcome]):
    """The outcomes of one call's mistakes, read when a check that fails asks for them."""

    def __init__(self, kit: Kit, exercise: Exercise, number: int) -> None:
        self._kit, self._exercise, self._number = kit, exercise, number

    def __getitem__(self, says: str) -> Outcome:
        return Outcome.of_reply(self._kit.replies(self._exercise, says)[self._number])

    def __iter__(self) -> Iterator[str]:
        names = (mistake.says for mistake in self._exercise.mistakes)
        return (says for says in names if self._number in self._kit.replies(self._exercise, says))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def written(exercises: Sequence[tuple[Exercise, Sequence[Call], Sequence[Value], Replies]]) -> dict[str, bytes]:
    """The members of an assignment's archive, for exercises with their calls, expected values and mistakes' replies."""
    members = {"exercises": wire.encode(len(exercises))}
    for number, (exercise, calls, values, replies) in enumerate(exercises):
        members[f"{number}"] = wire.encode(_data(exercise, calls))
        members[f"{exercise.name}/values"] = wire.encode(list(values))
        for place, mistake in enumerate(exercise.mistakes):
            own = [(call, _told(reply[mistake.says])) for call, reply in enumerate(replies) if mistake.says in reply]
            members[f"{exercise.name}/mistake-{place}"] = wire.encode(own)
    return members


PARTS = ("assignment", "keeps", "seconds", "trivial", "calibration")


def _data(exercise: Exercise, calls: Sequence[Call]) -> dict[str, Value]:
    parameters = inspect.signature(exercise.function).parameters.values()
    return {
        **{part: getattr(exercise, part) for part in PARTS},
        "name": exercise.name,
        "text": exercise.source.stub,
        "is_class": isinstance(exercise.function, type),
        "parameters": [(p.name, p.kind.name, *([] if p.default is p.empty else [p.default])) for p in parameters],
        "differentiates": (exercise.forward.name, exercise.reference.wrt)
        if exercise.forward and isinstance(exercise.reference, Vjp)
        else None,
        "checks": {name: _check_data(check) for name, check in exercise.checks.items()},
        "calls": [{part.name: getattr(call, part.name) for part in fields(Call)} for call in calls],
    }


def _told(reply: Mapping[str, Value]) -> dict[str, Value]:
    """What diagnosis looks at; a traceback would quote the answer's own lines."""
    return {key: value for key, value in reply.items() if key in ("reason", "what", "function", "returned", "inputs")}


def _check_data(check: Check) -> dict[str, Value]:
    data = {part.name: getattr(check, part.name) for part in fields(Check)}
    del data["on"]  # what draws the cases, the hidden ones too
    return {**data, "parameters": dict(check.parameters), "catches": [mistake.says for mistake in check.catches]}


def _exercise(data: dict[str, Any], known: Mapping[str, Exercise]) -> Exercise:
    function, differentiates = _placeholder(data), data["differentiates"]
    return Exercise(
        function,
        Vjp(*differentiates) if differentiates else function,
        {name: _check(check) for name, check in data["checks"].items()},
        text=data["text"],
        published=tuple(Call(**call) for call in data["calls"]),
        forward=known[differentiates[0]] if differentiates else None,
        **{part: data[part] for part in PARTS},
    )


def _check(data: dict[str, Any]) -> Check:
    return Check(**{**data, "on": _undrawn, "catches": tuple(Mistake(says) for says in data["catches"])})


def _undrawn(_: Any) -> Any:
    raise CourseError("A kit draws no cases.", "Run the command in the course itself.")


def _placeholder(data: dict[str, Any]) -> Callable[..., Any]:
    """What stands for the answer: its name and signature."""
    parameters = [
        inspect.Parameter(name, inspect._ParameterKind[kind], **({"default": default[0]} if default else {}))
        for name, kind, *default in data["parameters"]
    ]

    def unanswered(*args: Any, **options: Any) -> Any:
        raise NotImplementedError

    made: Any = type(data["name"], (), {}) if data["is_class"] else unanswered
    made.__name__ = data["name"]
    made.__signature__ = inspect.Signature(parameters)
    return made  # type: ignore[no-any-return]  # a function or class
