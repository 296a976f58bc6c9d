"""Exercise + key -> [CallGroup]: which calls the student's function will answer; inputs only.

Every check is drawn twice: from a published key, the same for everyone, and from the course's secret and
the student's variant.
"""

import hashlib
import hmac
from collections.abc import Iterator

import numpy as np

from autograder.errors import ExerciseError
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.check import Case, Check
from autograder.records import Call, CallGroup
from autograder.worker.inputs import Function, is_described
from autograder.worker.trees import leaves

PUBLIC_KEY = b"autograder public cases"


def variant_of(secret: bytes, student: str, variants: int) -> int:
    """The number of the student's draw of hidden cases: HMAC(secret, student) mod variants."""
    return int.from_bytes(_hmac(secret, f"student/{student}"), "big") % variants


def draw_public(exercise: AssignedExercise) -> list[CallGroup]:
    """The public calls; in a kit they are already drawn."""
    return [*exercise.published] or list(_drawn(exercise, PUBLIC_KEY, "public", hidden=False))


def draw_hidden(exercise: AssignedExercise, secret: bytes, variant: int) -> list[CallGroup]:
    """The secret draw of a variant, without calls that are also in the public draw."""
    public = {group.call.frame for group in draw_public(exercise)}
    drawn = _drawn(exercise, secret, str(variant), hidden=True)
    return [group for group in drawn if group.call.frame not in public]


def _drawn(exercise: AssignedExercise, key: bytes, variant: str, *, hidden: bool) -> Iterator[CallGroup]:
    seed = int.from_bytes(_hmac(key, f"{exercise.title}/{variant}"), "big")
    for name, check in exercise.checks.items():
        rng = np.random.default_rng([seed, *name.encode()])
        for case in check.cases(exercise.calibration, name, rng):
            yield check.group(exercise, _call(exercise, name, check, case, hidden), case, rng)


def _hmac(key: bytes, message: str) -> bytes:
    return hmac.new(key, message.encode(), hashlib.sha256).digest()


def _call(exercise: AssignedExercise, name: str, check: Check, case: Case, hidden: bool) -> Call:
    _require_known_functions(exercise, name, case)
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
        known=case.known,
    )


def _require_known_functions(exercise: AssignedExercise, name: str, case: Case) -> None:
    """Raise `ExerciseError` if a case passes an unknown function."""
    described = (leaf for leaf in leaves(dict(case.inputs), is_described) if isinstance(leaf, Function))
    for function in described:
        for problem in exercise.vocabulary.unknown_function(function.name):
            raise ExerciseError(f"{exercise.title}.{name}, case {case.name!r}: {problem}")
