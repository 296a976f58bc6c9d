"""Where NaN and infinite values come from: what NumPy warned of, as far as that leaves one origin, or two.

The inputs are finite, so every NaN and infinity begins with an operation that warns.  Some only pass on what an earlier
one made, such as inf / inf.  The sentences complete "It looks as if the code ...".
"""

import re
from collections.abc import Sequence

import numpy as np

from autograder.exercise.assigned import AssignedExercise
from autograder.records import Call, Evidence
from autograder.worker.inputs import Array
from autograder.worker.trees import leaves
from autograder.worker.wire import Value

WARNING = re.compile(r"^(overflow|divide by zero|invalid value) encountered in (?:scalar )?(\w{1,20})$")
LOGARITHMS = ("log", "log2", "log10", "log1p")
EXPONENTIALS = ("exp", "exp2", "expm1", "sinh", "cosh")
ORIGINS: dict[tuple[str, str], str] = {
    **{("overflow", name): f"takes {name} of a number so large that it overflows" for name in EXPONENTIALS},
    ("overflow", "square"): "squares a number so large that it overflows",
    ("overflow", "power"): "takes a power that is too large for a float",
    ("overflow", "multiply"): "multiplies numbers whose product is too large for a float",
    ("overflow", "divide"): "divides by a number so small that the result is too large for a float",
    **{
        ("overflow", name): "adds up numbers whose sum is too large for a float"
        for name in ("add", "reduce", "matmul", "dot", "subtract")
    },
    **{("divide by zero", name): "takes the logarithm of 0" for name in LOGARITHMS},
    **{("divide by zero", name): "divides by 0" for name in ("divide", "reciprocal", "power", "floor_divide")},
    **{("invalid value", name): "takes the logarithm of a negative number" for name in LOGARITHMS},
    ("invalid value", "sqrt"): "takes the square root of a negative number",
    ("invalid value", "power"): "raises a negative number to a power that is not whole",
}
MOST = 2  # origins that are both named
PASSED_ON = "invalid value"
NOTHING_LEFT = 745.2  # exp of less than minus this is 0
UNDEFINED = "divides 0 by 0"
ONE_SHIFT = "shifts all rows by the same number, so that exp gives 0 in a whole row, and divides 0 by 0 there"
ZERO_LOG = "multiplies 0 by the logarithm of 0, which gives NaN"


def origin(exercise: AssignedExercise, evidence: Evidence) -> str | None:
    """The sentence on where the bad values of a result come from; None if that is not clear."""
    warned = [(found[1], found[2]) for text in evidence.outcome.warned if (found := WARNING.match(text))]
    origins = list(dict.fromkeys(ORIGINS[one] for one in warned if one in ORIGINS))
    if not _finite(evidence.call) or len(origins) > MOST:
        return None
    if origins == [ORIGINS["divide by zero", "log"]] and (PASSED_ON, "multiply") in warned:
        return ZERO_LOG
    if origins or (PASSED_ON, "divide") not in warned:
        return ", and ".join(origins) or None
    return ONE_SHIFT if _rows_without_anything(exercise, evidence) else UNDEFINED


def warning_sentence(text: str) -> str | None:
    """The sentence on one warning of NumPy, for code that turns warnings into exceptions."""
    found = WARNING.match(text)
    return ORIGINS.get((found[1], found[2])) if found else None


def _finite(call: Call) -> bool:
    numbers = leaves((call.args, dict(call.options)))
    return all(np.all(np.isfinite(number)) for number in numbers if _floating(number))


def _floating(value: Value) -> bool:
    return isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def _rows_without_anything(exercise: AssignedExercise, evidence: Evidence) -> bool:
    """Whether the bad rows of a result are just those in which exp of a number less the largest of all is 0."""
    bad = _bad_rows(evidence.outcome.returned)
    for value in exercise.given(evidence.call).values():
        if bad is not None and _floating(value) and np.ndim(value) == bad.ndim + 1 and value.shape[:-1] == bad.shape:
            empty = np.max(value, axis=-1) - np.max(value) < -NOTHING_LEFT
            if bad.any() and not bad.all() and np.array_equal(empty, bad):
                return True
    return False


def _bad_rows(returned: Value) -> Array | None:
    """Which rows of a result hold NaN: of the first array with two axes or more in it."""
    items: Sequence[Value] = returned if isinstance(returned, (tuple, list)) else [returned]
    arrays = [item for item in items if isinstance(item, np.ndarray) and item.ndim > 1 and item.dtype.kind == "f"]
    return np.any(np.isnan(arrays[0]), axis=-1) if arrays else None
