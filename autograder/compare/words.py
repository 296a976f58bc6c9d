"""How the parts of a difference are told, without what a submission's own texts say."""

from typing import Any

import numpy as np

from autograder.words import listed
from autograder.worker.inputs import Array
from autograder.worker.wire import Value


def described(value: Value) -> str:
    """A kind of value in words, without any of its content."""
    if value is None:
        return "None"
    if isinstance(value, (tuple, list, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, (str, bytes)):
        return f"a {type(value).__name__}"
    return "a number" if np.ndim(value) == 0 else "an array"


def lacking(got: Value, expected: dict[str, Value]) -> str:
    """Which names a dict lacks; those that it has instead are a submission's own, and are told nobody."""
    if not isinstance(got, dict):
        return ""
    lacks = [repr(name) for name in expected if name not in got]
    return f" without {listed(lacks)}" if lacks else " with other names as well"


def counted(bad: Array) -> str:
    """How many of how many are bad, with the verb: "3 of 20 values are"."""
    if bad.ndim == 0:
        return "the number is"
    return f"{np.count_nonzero(bad)} of {bad.size} values {'is' if np.count_nonzero(bad) == 1 else 'are'}"


def number(value: Any) -> str:
    """A number with six digits, a whole one with all."""
    return f"{value:.6g}" if np.asarray(value).dtype.kind in "fc" else str(int(value))
