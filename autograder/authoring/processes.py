"""The work of `grade verify` on one exercise, for a pool of processes: targets are names in the course at ``root``.

A process loads the course, its references and a sandbox once.  Results are plain data, because
exercises hold functions that cannot be sent to another process.
"""

from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from autograder.authoring.calibrate import calibration_of, measure_bands
from autograder.authoring.survivors import Survey, survey
from autograder.authoring.verify import draw, leak_problems, verify
from autograder.course.assignment import SolvedAssignment
from autograder.course.config import Course, load_course
from autograder.course.folder import FILE
from autograder.course.library import load_assignment
from autograder.errors import DrawFailed
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.calibration import Calibration, Tolerance
from autograder.grading.expect import References
from autograder.sandbox import Sandbox
from autograder.sandbox.levels import best_sandbox

Target = tuple[str, str]  # an assignment's and an exercise's name


def prove_exercise(root: Path, target: Target) -> tuple[Target, dict[tuple[str, str], Tolerance], list[str]]:
    """The measurements of an exercise and its problems, from `verify`; raises `CannotJudge`."""
    assignment = _assignment(root, target[0])
    proof = verify(assignment, assignment.exercise(target[1]), _references(root), _sandbox(root))
    return target, proof.measured, proof.problems


def calibrate_exercise(root: Path, target: Target) -> tuple[Target, dict[str, Any] | None]:
    """The calibration of an exercise; None if a right answer fails, so that nothing can be measured."""
    exercise = _assignment(root, target[0]).exercise(target[1])
    bands = measure_bands(exercise)
    exercise = replace(exercise, calibration=Calibration(bands=bands))  # they say how often a check is drawn
    draws = draw(exercise, _references(root))
    found = calibration_of(exercise, [draws.public, *draws.hidden], bands)
    return target, None if found is None else _in_order(exercise, found.data())


def _in_order(exercise: SolvedExercise, data: dict[str, Any]) -> dict[str, Any]:
    """The numbers in the order of the checks."""
    return {name: data[name] for name in exercise.checks if name in data}


def survey_mutants(root: Path, target: Target) -> tuple[Target, Survey]:
    """The survey of the mutants of an exercise's answer; raises `CannotJudge`."""
    assignment = _assignment(root, target[0])
    return target, survey(assignment, assignment.exercise(target[1]), _references(root), _sandbox(root))


def find_leaks(root: Path, name: str) -> list[str]:
    """The leaks in all calls of an assignment; none where it cannot be drawn, which `prove_exercise` reports."""
    with suppress(DrawFailed):
        return leak_problems(_assignment(root, name), _references(root))
    return []


@cache
def _course(root: Path) -> Course:
    return load_course(root / FILE)


@cache
def _references(root: Path) -> References:
    return References(root)


@cache
def _sandbox(root: Path) -> Sandbox:
    return best_sandbox(_course(root).limits)


@cache
def _assignment(root: Path, name: str) -> SolvedAssignment:
    return load_assignment(_course(root), name)
