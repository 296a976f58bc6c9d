"""Exercise + key -> [Call]: which calls the student's function will answer; inputs only.

Every check is drawn twice: from a published key, the same for everyone, and from the course's secret and
the student's variant.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.exercise.declare import Case, Check, Exercise
from autograder.records import Call
from autograder.worker.wire import Value

PUBLIC_KEY = b"autograder public cases"
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
