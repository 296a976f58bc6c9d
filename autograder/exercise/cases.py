"""Random material that several exercises draw their cases from."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.exercise.declare import Case, Cases

Array = np.ndarray[Any, Any]


def several(*sources: Cases) -> Cases:
    """The cases of several sources, one after the other."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for source in sources:
            yield from source(rng)

    return cases


@dataclass(frozen=True)
class Separable:
    """Two classes (0 and 1) on the two sides of a plane: ``x`` (N, D) with targets ``t`` (N,), and unseen ones.

    ``separator`` (D + 1,) is the plane with its offset last.
    """

    x: Array
    t: Array
    unseen_x: Array
    unseen_t: Array
    separator: Array


def separable(rng: np.random.Generator, *, samples: int, features: int, margin: float, unseen: int = 0) -> Separable:
    """Normal samples around a random plane that misses the origin by 1, none within ``margin`` of it.

    Half of them lie on each side, so that no constant guess is better than chance.
    """
    normal = rng.normal(size=features)
    separator = np.append(normal / np.linalg.norm(normal), 1.0)
    x = rng.normal(size=(40 * (samples + unseen), features))
    heights = x @ separator[:-1] + separator[-1]
    half = (samples + unseen) // 2
    sides = [np.flatnonzero(heights >= margin)[:half], np.flatnonzero(heights <= -margin)[:half]]
    kept = rng.permutation(np.concatenate(sides))
    x, t = x[kept], (heights[kept] > 0).astype(np.int64)
    return Separable(x[:samples], t[:samples], x[samples:], t[samples:], separator)


def dense_layers(rng: np.random.Generator, sizes: tuple[int, ...]) -> list[tuple[Array, Array]]:
    """Weights ``(D, M)`` and biases ``(M,)`` of layers between consecutive ``sizes``, of about unit gain."""
    return [
        (rng.normal(size=(before, after)) / np.sqrt(before), rng.normal(size=after))
        for before, after in pairwise(sizes)
    ]


def away_from_kinks(x: Array, params: list[tuple[Array, Array]], distance: float = 1e-3) -> bool:
    """Whether every hidden ReLU of a dense network gets an input at least ``distance`` from its kink at 0."""
    for w, b in params[:-1]:
        z = x @ w + b
        if np.abs(z).min() < distance:
            return False
        x = np.maximum(z, 0)
    return True
