"""Exercise + key -> [Call]: which calls the student's function will answer; inputs only.

Every check is drawn twice: from a published key, the same for everyone, and from the course's secret and
the student's variant.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import CourseError
from autograder.exercise.declare import Case, Check, Exercise
from autograder.records import Call
from autograder.worker.wire import Value

PUBLIC_KEY = b"autograder public cases"
SECRET_FILE = ".grade-secret"  # noqa: S105  (a name, no secret)
SECRET_BYTES = 32
DIRECTIONS = 3
STEP = 1e-5


def variant_of(secret: bytes, student: str, variants: int) -> int:
    """Which of the course's draws of hidden cases a student gets: HMAC(secret, student) mod variants."""
    return int.from_bytes(_hmac(secret, f"student/{student}"), "big") % variants


def public_calls(exercise: Exercise) -> list[Call]:
    """The calls that everyone may see; a kit has them drawn already."""
    return [*exercise.published] or list(_draw(exercise, PUBLIC_KEY, "public", hidden=False))


def hidden_calls(exercise: Exercise, secret: bytes, variant: int) -> list[Call]:
    """The secret draw of a variant, without calls that the public one has already."""
    public = {call.frame for call in public_calls(exercise)}
    drawn = _draw(exercise, secret, str(variant), hidden=True)
    return [call for call in drawn if call.frame not in public]


def plan(exercise: Exercise, secret: bytes, variant: int) -> list[Call]:
    """Public calls, then hidden ones, each in the order of the checks."""
    return [*public_calls(exercise), *hidden_calls(exercise, secret, variant)]


def _draw(exercise: Exercise, key: bytes, variant: str, *, hidden: bool) -> Iterator[Call]:
    seed = int.from_bytes(_hmac(key, f"{exercise.assignment}/{exercise.name}/{variant}"), "big")
    for name, check in exercise.checks.items():
        rng = np.random.default_rng([seed, *name.encode()])
        for case in _cases(exercise, name, check, rng):
            call = _call(exercise, name, check, case, hidden)
            yield call
            if check.verb == "gradients":
                yield from _probes(exercise, call, case, rng)
            if check.verb == "reproducible":
                yield replace(call, case=f"{case.name}, again", chance=1)


def _hmac(key: bytes, message: str) -> bytes:
    return hmac.new(key, message.encode(), hashlib.sha256).digest()


def _cases(exercise: Exercise, name: str, check: Check, rng: np.random.Generator) -> Iterator[Case]:
    """The check's cases; a check of convergence draws them as often as its calibration says."""
    draws = exercise.calibration.get(name, {}).get("n", 1) if check.verb == "converges" else 1
    for _ in range(draws):
        yield from check.on(rng)


def _call(exercise: Exercise, name: str, check: Check, case: Case, hidden: bool) -> Call:
    args, options = exercise.arguments(case.inputs)
    return Call(
        exercise=exercise.name,
        check=name,
        case=case.name,
        hidden=hidden,
        function=exercise.name,
        args=args,
        options=options,
        keeps=exercise.keeps,
        observes=check.verb == "keeps_inputs",
        counts=check.verb == "vectorized",
        known=case.known,
    )


def _probes(exercise: Exercise, call: Call, case: Case, rng: np.random.Generator) -> Iterator[Call]:
    """Calls of the student's own forward, a small step to both sides along random directions."""
    forward = exercise.forward
    assert forward is not None  # noqa: S101  (the library has resolved every vjp)
    inputs = exercise.forward_inputs(case.inputs)
    for name in exercise.differentiated:
        for _ in range(DIRECTIONS):
            direction = _random_like(inputs[name], rng)
            for sign in (1, -1):
                moved = {**inputs, name: _moved(inputs[name], direction, sign * STEP)}
                args, options = forward.arguments(moved)
                known = {"wrt": name, "direction": direction, "dout": case.inputs["dout"], "step": STEP}
                yield replace(
                    call,
                    function=forward.name,
                    args=args,
                    options=options,
                    keeps=forward.keeps,
                    probes=True,
                    known=known,
                )


def _random_like(value: Value, rng: np.random.Generator) -> Value:
    """A random direction with the structure of ``value``."""
    if isinstance(value, (tuple, list)):
        return type(value)(_random_like(item, rng) for item in value)
    return rng.normal(size=np.shape(value))


def _moved(value: Value, direction: Any, step: float) -> Value:
    if isinstance(value, (tuple, list)):
        return type(value)(_moved(v, d, step) for v, d in zip(value, direction, strict=True))
    return value + step * direction


def course_secret(folder: Path, announce: Callable[[str], None]) -> bytes:
    """The course's secret: ``AUTOGRADER_SECRET``, or the file beside grader.yaml, made when first needed.

    Raises `CourseError` when the file can be neither read nor made, or when others may read it.
    """
    given = os.environ.get("AUTOGRADER_SECRET")
    if given:
        return given.encode()
    path = folder / SECRET_FILE
    try:
        if not path.exists():
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123  (a mode)
                file.write(secrets.token_bytes(SECRET_BYTES))
            announce(f"Made a new secret for this course's hidden cases: {path}. Keep it, and keep it to yourself.")
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise CourseError(
                f"The course's secret {path} can be read by others than its owner.",
                f"Close it (chmod 600 {path}); if students may have seen it, delete it and a new one is made.",
            )
        secret = path.read_bytes()
    except OSError as error:
        raise CourseError(f"The course's secret {path} cannot be read or made: {error.strerror}.") from error
    if len(secret) < SECRET_BYTES:
        raise CourseError(f"The course's secret {path} is cut off.", "Delete it, and a new one is made.")
    return secret
