"""Sequences: recurrent layers, the text of a small language, and tokens."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercise.check import Case, Cases
from autograder.words import many
from autograder.worker.inputs import Array

LONGEST = 8


def recurrent(
    *sizes: tuple[int, ...],
    gates: int = 1,
    state: tuple[str, ...] = ("h",),
    biases: tuple[str, ...] = ("b",),
    upstream: tuple[str, ...] = (),
    fresh: bool = False,
    scale: float = 1.0,
) -> Cases:
    """Random inputs of a recurrent layer: ``sizes`` are (N, D, H) for one step, (N, T, D, H) for T of them.

    ``x`` has N rows, or N sequences; each array named in ``state`` is (N, H), or 0 if it is ``fresh``; ``wx`` is
    (D, gates * H), ``wh`` (H, gates * H), each of the ``biases`` (gates * H,). The gradients named in ``upstream``
    have the shape of the layer's output.  ``scale`` stretches the weights, so that gates open and close.
    """

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for *batch, d, h in sizes:
            inputs: dict[str, Any] = {name: rng.normal(size=(*batch, h)) for name in upstream}
            inputs["x"] = rng.normal(size=(*batch, d))
            inputs |= {name: np.zeros((batch[0], h)) if fresh else rng.normal(size=(batch[0], h)) for name in state}
            inputs["wx"] = rng.normal(scale=scale / np.sqrt(d), size=(d, gates * h))
            inputs["wh"] = rng.normal(scale=scale / np.sqrt(h), size=(h, gates * h))
            inputs |= {name: scale * rng.normal(size=gates * h) for name in biases}
            steps = f", {many(batch[1], 'step')}" if batch[1:] else ""
            yield Case(f"N={batch[0]}, D={d}, H={h}{steps}{', state 0' if fresh else ''}", inputs)

    return cases


def balanced_text(rng: np.random.Generator, words: int) -> Array:
    """A text (L,) of words such as ``aaabbb.``: a letter 1 to 8 times, another one as often, and a full stop.

    Each length is equally likely.  Which numbers (0, 1, 2) the three symbols have is drawn, too.  Nobody can foresee
    how many letters come first, but all that follows: a perplexity of ``8**0.1`` (1.23), at best, for each symbol.
    """
    first, second, stop = rng.permutation(3)
    lengths = rng.integers(1, LONGEST + 1, size=words)
    return np.concatenate([[first] * k + [second] * k + [stop] for k in lengths]).astype(np.int64)
