"""Exercise + key -> [CallGroup]: which calls the student's function will answer; inputs only.

Every check is drawn twice: from a published key, the same for everyone, and from the course's secret and
the student's variant.
"""

import hashlib
import hmac
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from autograder.errors import AutograderError, DrawFailed, ExerciseError
from autograder.exercise.assigned import AssignedExercise
from autograder.exercise.by_hand import ShortNumbers, is_by_hand
from autograder.exercise.check import Case, Check
from autograder.records import Call, CallGroup, Question
from autograder.worker.inputs import Function, is_described
from autograder.worker.trees import leaves

PUBLIC_KEY = b"autograder public cases"


def variant_of(secret: bytes, student: str, variants: int) -> int:
    """The number of the student's draw of hidden cases: HMAC(secret, student) mod variants."""
    return int.from_bytes(_hmac(secret, f"student/{student}"), "big") % variants


def draw_public(exercise: AssignedExercise) -> list[CallGroup]:
    """The public calls; in a kit they are already drawn.  Raises `DrawFailed`."""
    return [*exercise.published] or list(_drawn(exercise, PUBLIC_KEY, "public", hidden=False))


def draw_hidden(
    exercise: AssignedExercise, secret: bytes, variant: int, public: Iterable[CallGroup | Question] | None = None
) -> list[CallGroup]:
    """The secret draw of a variant, without calls that are also in the ``public`` draw; raises `DrawFailed`."""
    known = {one.call.frame for one in public or draw_public(exercise)}
    drawn = _drawn(exercise, secret, str(variant), hidden=True)
    return [group for group in drawn if group.call.frame not in known]


def _drawn(exercise: AssignedExercise, key: bytes, variant: str, *, hidden: bool) -> Iterator[CallGroup]:
    seed = int.from_bytes(_hmac(key, f"{exercise.title}/{variant}"), "big")
    for name, check in exercise.checks.items():
        rng = np.random.default_rng([seed, *name.encode()])
        with _named(exercise, name):
            short = [] if hidden or check.trains else _with_short_numbers(exercise, name, seed)
            for place, case in enumerate(check.cases(exercise.calibration, name, rng)):
                case = short[place] if place < len(short) and is_by_hand(short[place].inputs) else case
                yield check.group(exercise, _call(exercise, name, check, case, hidden), case, rng)


def _with_short_numbers(exercise: AssignedExercise, name: str, seed: int) -> list[Case]:
    """The cases of a check as they are drawn with numbers that can be written down."""
    rng = ShortNumbers(np.random.PCG64([seed, *name.encode()]))
    return list(exercise.checks[name].cases(exercise.calibration, name, rng))


def draw_cases(exercise: AssignedExercise, name: str, rng: np.random.Generator) -> list[Case]:
    """The cases of one check alone, without the calls that are made of them; raises `DrawFailed`."""
    with _named(exercise, name):
        return list(exercise.checks[name].cases(exercise.calibration, name, rng))


@contextmanager
def _named(exercise: AssignedExercise, check: str) -> Iterator[None]:
    """Let what a check's own code raises while its cases are drawn be a `DrawFailed` that says where."""
    try:
        yield
    except (AutograderError, GeneratorExit):
        raise
    except Exception as error:
        cause = error.__cause__ or error  # a StopIteration leaves a generator as a RuntimeError
        place = traceback.extract_tb(cause.__traceback__)[-1]
        where = f"{type(cause).__name__} at {Path(place.filename).name}:{place.lineno}"
        hint = f"Give its search a bound and a fallback; `grade verify {exercise.title}` tries many secrets."
        raise DrawFailed(f"the cases of {exercise.title}.{check} cannot be drawn ({where})", hint) from error


def _hmac(key: bytes, message: str) -> bytes:
    return hmac.new(key, message.encode(), hashlib.sha256).digest()


def _call(exercise: AssignedExercise, name: str, check: Check, case: Case, hidden: bool) -> Call:
    _require_known_functions(exercise, name, case)
    args, options = exercise.arguments(case.inputs)
    return Call(
        exercise=exercise.name,
        check=name,
        case=case.name.rstrip(", "),  # its last part may be empty
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
