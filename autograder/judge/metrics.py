"""Named metrics for `converges`: how far training got, lower is better.

Each gets a call's inputs, its result (of the reference's structure, shapes and dtypes) and known facts.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.worker.wire import Value

Metric = Callable[[Mapping[str, Value], Value, Mapping[str, Value]], float]


def misclassified(inputs: Mapping[str, Any], returned: Any, known: Mapping[str, Any]) -> float:
    """The share of unseen samples ``known["x"]``, ``known["t"]`` on the wrong side of the returned ``w, b``.

    The band that the reference reaches there says how well a plane from these training data generalises.
    """
    w, b = returned[0], returned[1]
    predicted = np.asarray(known["x"]) @ np.asarray(w) + b >= 0
    return float(np.mean(predicted != (np.asarray(known["t"]) == 1)))


METRICS: dict[str, Metric] = {"misclassified": misclassified}
