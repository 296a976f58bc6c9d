"""Runs public checks in a notebook's own kernel. It is the student's process: not isolated, and not trusted."""

import io
import math
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course.place import bundled_course, course_here
from autograder.errors import CourseError
from autograder.exercise.assigned import AssignedExercise
from autograder.judge import judge
from autograder.records import Call, Evidence, Limits, Outcome, Question, Verdict, all_calls
from autograder.sandbox.supervise import allowed
from autograder.student.check import PublicChecks
from autograder.student.time_limit import OutOfTime, time_limit
from autograder.system.lazy_dataclass import dataclass
from autograder.worker import memory, run, wire
from autograder.worker.printed import CapturedOutput

LIMITS = Limits()


@dataclass(frozen=True)
class Checked:
    """One exercise, and the verdicts of its public checks."""

    exercise: AssignedExercise
    verdicts: Sequence[Verdict]

    @property
    def failed(self) -> list[Verdict]:
        """The verdicts on checks that did not pass."""
        return [verdict for verdict in self.verdicts if verdict.status != "passed"]

    @property
    def waiting(self) -> frozenset[str]:
        """The checks that failed only because they count when the values are right."""
        checks = self.exercise.checks
        failed = (verdict for verdict in self.failed if verdict.reason != "property")
        return frozenset(verdict.check for verdict in failed if checks[verdict.check].waits_for_values)


def checked(name: str, namespace: Mapping[str, Any]) -> Checked:
    """The public checks of the function ``name`` in ``namespace``, even if it is missing; raises `AutograderError`."""
    exercise, asked = _public(name)
    file = file_of(namespace.get(name))
    with _same_chance():  # also while slips of the answer are tried
        outcomes = _outcomes(partial(_module, exercise, namespace, file), all_calls(asked), exercise.seconds)
        verdicts = judge(exercise, [Evidence.of(question, outcomes) for question in asked])
    return Checked(exercise, [replace(verdict, detail=_told(verdict.detail, file)) for verdict in verdicts])


def _told(detail: str, file: str) -> str:
    """A traceback or warning that names the cell, and not the file that the kernel has invented for it."""
    return detail.replace(f'File "{file}"', "This cell").replace(file, "this cell") if file else detail


@cache
def own_course() -> PublicChecks:
    """The course that is named, or the one around the working directory, or the one that autograder came with."""
    course = course_here() or bundled_course()
    if course is None:
        raise CourseError("This notebook is not in a course.", "Move it into the folder of its assignment.")
    return PublicChecks(course)


def assignment_of(name: str) -> str:
    """The assignment that has an exercise: first this notebook's own, which its folder is called after."""
    public, here = own_course(), Path.cwd().name
    own = here in public.course.assignments and name in public.names(here)
    return here if own else public.find(name)


def exercises_here() -> list[str]:
    """The exercises of the assignment that the notebook's folder is called after, if it is."""
    public, here = own_course(), Path.cwd().name
    return public.names(here) if here in public.course.assignments else []


@cache
def _public(name: str) -> tuple[AssignedExercise, list[Question]]:
    """An exercise of this notebook's course, and its public questions; raises `AutograderError`."""
    exercise = own_course().assignment(assignment_of(name)).exercise(name)
    return exercise, own_course().questions(exercise)


def _outcomes(load: Callable[[], run.LoadedModule], calls: list[Call], seconds: float) -> dict[Call, Outcome]:
    """The outcomes of the calls within ``seconds``, with fresh inputs for each; the student can interrupt them."""
    outcomes: dict[Call, Outcome] = {}
    try:
        with time_limit(seconds), _captured() as printed:
            module = load()  # knows the threads that run already, the clock's among them
            for call in calls:
                outcomes[call] = _outcome(module, call, printed)
    except OutOfTime:
        late = Outcome("timeout", fatal=True, allowed=f"{seconds:g} s")
        for call in calls[len(outcomes) :]:
            outcomes[call] = replace(late, function=call.function)
            late = replace(late, unasked=True)
    return outcomes


def _outcome(module: run.LoadedModule, call: Call, printed: CapturedOutput) -> Outcome:
    """The outcome of one call; raises `OutOfTime` or `KeyboardInterrupt` where one of them has ended it."""
    memory.spoil_free_memory()
    reply = run.answer(module, wire.loads(call.frame), LIMITS.result, printed.take)
    outcome = Outcome.of_reply(wire.loads(reply))
    if outcome.what in ("KeyboardInterrupt", "OutOfTime"):
        raise KeyboardInterrupt if outcome.what == "KeyboardInterrupt" else OutOfTime
    said = allowed(outcome, math.inf, LIMITS)
    return replace(outcome, function=outcome.function or call.function, allowed=said)


@contextmanager
def _captured() -> Iterator[CapturedOutput]:
    """Keep what is printed away from the cell."""
    kept = CapturedOutput(LIMITS.printed)
    printed = io.TextIOWrapper(kept, "utf-8", "replace", write_through=True)  # type: ignore[type-var]  # a raw stream will do
    with redirect_stdout(printed), redirect_stderr(printed):
        yield kept


@contextmanager
def _same_chance() -> Iterator[None]:
    """Restore the kernel's random state afterwards, because every call seeds it."""
    states = random.getstate(), np.random.get_state()
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])


def _module(exercise: AssignedExercise, namespace: Mapping[str, Any], file: str) -> run.LoadedModule:
    """The notebook as a worker would load it; ``file`` is the file or cell of the student's lines."""
    module = run.LoadedModule(exercise.name, exercise.vocabulary.functions)
    vars(module).update(namespace)
    module.__file__ = file
    return module


def file_of(function: Any) -> str:
    """The file, or the cell, that a function or class was written in."""
    members = [function, *(vars(function).values() if isinstance(function, type) else ())]
    return next((member.__code__.co_filename for member in members if hasattr(member, "__code__")), "")


def namespace_of(function: Any) -> dict[str, Any]:
    """What stands beside a function or class in its module or notebook, and itself under its name."""
    return {**vars(sys.modules[function.__module__]), function.__name__: function}
