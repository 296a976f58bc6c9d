"""train: an exercise with many right answers, one of whose results is a list of any length."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercise import Case, Exercise, Mistake, agrees, satisfies
from autograder.exercise.cases import separable


def train(x: Any, t: Any) -> Any:
    """Return ``(w, b, mistakes)`` of a perceptron that starts at 0 and learns until an epoch has no mistake.

    ``mistakes`` is a list with the number of wrong samples in each epoch, of which there are 100 at most.

    >>> print(train(np.array([[1.0], [-2.0]]), np.array([1, 0])))
    (array([2.]), -1.0, [1, 0])
    """
    w, b, mistakes = np.zeros(x.shape[1]), 0.0, [1]
    while mistakes[-1] and len(mistakes) <= 100:
        mistakes.append(0)
        for sample, target in zip(x, t, strict=True):
            e = target - (1 if w @ sample + b >= 0 else 0)
            w, b = w + e * sample, b + e
            mistakes[-1] += int(abs(e))
    return w, float(b), mistakes[1:]


def reference(x: Any, t: Any) -> Any:
    import torch

    w, b, mistakes = torch.zeros(x.shape[1], dtype=x.dtype), 0.0, [1]
    while mistakes[-1] and len(mistakes) <= 100:
        mistakes.append(0)
        for sample, target in zip(x, t, strict=True):
            e = int(target) - int(torch.dot(w, sample) + b >= 0)
            w, b = w + e * sample, b + e
            mistakes[-1] += abs(e)
    return w, b, mistakes[1:]


def classes(rng: np.random.Generator) -> Iterator[Case]:
    """Two classes on the two sides of a line, the last few enough to be done by hand."""
    for samples in (20, 12):
        data = separable(rng, samples=samples, features=2, margin=0.3)
        yield Case(f"{samples} separable samples", {"x": data.x, "t": data.t}, known={"separator": data.separator})


EXERCISE = Exercise(
    train,
    reference,
    seconds=2,
    checks={
        "learns": agrees(
            "learns as the perceptron does",
            on=classes,
            points=1,
            hint="The bias learns too.",
            catches=[Mistake("never changes the bias", ", b + e", ", b")],
        ),
        "separates": satisfies(
            "separates the samples, with no more mistakes than Novikoff's bound",
            on=classes,
            points=1,
            holds="separates_within_novikoff_bound",
            hint="Wrong samples pull the weights towards them when they should fire, and push when not.",
            catches=[Mistake("moves away from the samples instead of towards them", "w + e", "w - e")],
        ),
    },
)
