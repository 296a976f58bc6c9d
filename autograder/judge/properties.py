"""Named properties for `satisfies`: each gets a call's inputs, result and known facts.

A property returns None where it holds, else what is wrong, in words that may be shown for hidden cases too.
The result has the structure, shapes and dtypes of the reference's already.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.worker.wire import Value

Property = Callable[[Mapping[str, Value], Value, Mapping[str, Value]], str | None]


def separates_within_novikoff_bound(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """Separates the training data, after at most (R / gamma)^2 mistakes (Novikoff 1962).

    gamma is taken for the separator ``known["separator"]``, which need not be the best one.

    ``x`` (N, D) has a constant 1 appended and training starts at w = 0, b = 0; so R is the largest norm of
    ``(x, 1)``, since the bias is learnt as one more weight, and gamma the smallest margin.
    """
    x = np.column_stack([inputs["x"], np.ones(len(inputs["x"]))])
    signs = np.where(np.asarray(inputs["t"]) == 1, 1.0, -1.0)
    separator = known["separator"] / np.linalg.norm(known["separator"])
    margin = float((signs * (x @ separator)).min())
    bound = float((np.linalg.norm(x, axis=1).max() / margin) ** 2)
    w, b, mistakes = returned
    if np.any((np.asarray(inputs["x"]) @ w + b >= 0) != (np.asarray(inputs["t"]) == 1)):
        return "the plane that it returns does not separate the samples"
    made = sum(int(count) for count in mistakes)
    return None if made <= bound else "it makes more mistakes than Novikoff's bound allows"


def computes_xor(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """A 2-2-1 network ``(w1, b1, w2, b2)`` of hardlim units that is 1 where exactly one of two inputs is 1."""
    w1, b1, w2, b2 = (np.asarray(item, dtype=np.float64) for item in returned)
    x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    with np.errstate(all="ignore"):
        hidden = np.where(x @ w1 + b1 >= 0, 1.0, 0.0)
        fires = hidden @ w2 + b2 >= 0
    wrong = np.count_nonzero(fires != np.array([False, True, True, False]))
    return f"its network is wrong on {wrong} of the 4 inputs" if wrong else None


def has_every_index_once(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """Batches with each number from 0 to ``n - 1`` once, full ones of ``batch_size`` and a shorter one last."""
    lengths = [min(inputs["batch_size"], inputs["n"] - at) for at in range(0, inputs["n"], inputs["batch_size"])]
    if [np.size(batch) for batch in returned] != lengths:
        return "its batches are not full ones and the rest"
    visited = np.sort(np.concatenate([np.ravel(batch) for batch in returned]))
    return None if np.array_equal(visited, np.arange(inputs["n"])) else "it does not visit every index once"


def is_least_squares(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> str | None:
    """``w, b`` leave a residual that no column of ``x`` and no constant explains, to ``known["within"]``."""
    x, t = np.asarray(inputs["x"], dtype=float), np.asarray(inputs["t"], dtype=float)
    w, b = returned
    residual = x @ np.asarray(w) + b - t
    slope = np.append(x.T @ residual, residual.sum()) / len(t)
    return None if np.abs(slope).max() <= known["within"] else "another line has a smaller squared error"


PROPERTIES: dict[str, Property] = {
    "computes_xor": computes_xor,
    "has_every_index_once": has_every_index_once,
    "is_least_squares": is_least_squares,
    "separates_within_novikoff_bound": separates_within_novikoff_bound,
}
