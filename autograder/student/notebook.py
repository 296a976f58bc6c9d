"""What a notebook's cells call: `check` and `points` run public checks in the kernel itself, `figure` plots.

This is the student's own process: it is not isolated, and its results are not trusted.
"""

import io
import math
import os
import random
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course.place import bundled_course, course_here
from autograder.errors import AutograderError, CourseError
from autograder.exercise.assigned import AssignedExercise
from autograder.judge import judge
from autograder.nbgrader.points import graded_points
from autograder.records import Call, Evidence, Limits, Outcome, Question, all_calls
from autograder.report.cell import CheckView, NoticeView
from autograder.report.safe import showable
from autograder.sandbox.supervise import allowed
from autograder.student.check import PublicChecks
from autograder.student.figure import figure
from autograder.worker import run, wire
from autograder.worker.printed import CapturedOutput

__all__ = ["check", "figure", "points"]

NBGRADER_GRADES = ("NBGRADER_EXECUTION", "autograde")  # nbgrader's own sign
LIMITS = Limits()


def check(function: Callable[..., Any]) -> None:
    """Display the public checks' results for ``function``, a function or class of this notebook."""
    name = getattr(function, "__name__", None)
    if not callable(function) or name is None:
        _show(NoticeView("check() needs the function itself, not its name.", "Write it like this: check(adam_step)"))
        return
    neighbours = vars(sys.modules[function.__module__])
    try:
        _show(_checked(name, {**neighbours, name: function}))
    except AutograderError as error:
        _show(NoticeView(error.message, error.hint))


def points(name: str) -> float:
    """The value of an nbgrader test cell: what this notebook's function of that name has earned.

    While nbgrader grades, it comes from a `grade` process (`autograder.nbgrader.points.graded_points`). Otherwise it is
    the sum of the public checks, which are displayed; raises `AutograderError` if they cannot run. Nothing is written
    to standard error, because nbgrader treats that as a failure.
    """
    variable, value = NBGRADER_GRADES
    with redirect_stderr(io.StringIO()):
        if os.environ.get(variable) == value:
            return graded_points(name)
        view = _checked(name, vars(sys.modules["__main__"]))
        _show(view)
        return float(view.points)


def _checked(name: str, namespace: Mapping[str, Any]) -> CheckView:
    """The public checks of the function ``name`` in ``namespace``, even if it is missing; raises `AutograderError`."""
    exercise, asked = _public(name)
    file = _file(namespace.get(name))
    outcomes = _outcomes(_module(exercise, namespace, file), all_calls(asked))
    evidence = [Evidence.of(question, outcomes) for question in asked]
    here = [replace(v, detail=v.detail.replace(f'File "{file}"', "This cell")) for v in judge(exercise, evidence)]
    return CheckView(name, here)


@cache
def _public(name: str) -> tuple[AssignedExercise, list[Question]]:
    """An exercise of this notebook's course, and its public questions; raises `AutograderError`."""
    public, here = _own_course(), Path.cwd().name
    own = here in public.course.assignments and name in public.names(here)
    exercise = public.assignment(here if own else public.find(name)).exercise(name)
    return exercise, public.questions(exercise)


@cache
def _own_course() -> PublicChecks:
    """The course that is named, or the one around the working directory, or the one that autograder came with."""
    course = course_here() or bundled_course()
    if course is None:
        raise CourseError("This notebook is not in a course.", "Move it into the folder of its assignment.")
    return PublicChecks(course)


def _outcomes(module: run.LoadedModule, calls: list[Call]) -> dict[Call, Outcome]:
    """The outcomes of the calls, with fresh inputs for each; the student can interrupt them."""
    printed_text = CapturedOutput(LIMITS.printed)
    printed = io.TextIOWrapper(printed_text, "utf-8", "replace", write_through=True)  # type: ignore[type-var]  # a raw stream will do
    outcomes: dict[Call, Outcome] = {}
    with _same_chance(), redirect_stdout(printed), redirect_stderr(printed):
        for call in calls:
            run.spoil_free_memory()
            reply = run.answer(module, wire.loads(call.frame), LIMITS.result, printed_text.take)
            outcome = Outcome.of_reply(wire.loads(reply))
            if outcome.what == "KeyboardInterrupt":
                raise KeyboardInterrupt
            said = allowed(outcome, math.inf, LIMITS)
            outcomes[call] = replace(outcome, function=outcome.function or call.function, allowed=said)
    return outcomes


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


def _file(function: Any) -> str:
    """The file, or the cell, that a function or class was written in."""
    members = [function, *(vars(function).values() if isinstance(function, type) else ())]
    return next((member.__code__.co_filename for member in members if hasattr(member, "__code__")), "")


def _show(view: CheckView | NoticeView) -> None:
    """Display in a notebook, print elsewhere."""
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        ipython.display.display(view)
    else:
        print(showable(repr(view)))
