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


PROPERTIES: dict[str, Property] = {"separates_within_novikoff_bound": separates_within_novikoff_bound}
