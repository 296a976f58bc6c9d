"""Small data sets: two classes on both sides of a plane, noisy planes, drawn shapes."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.exercise.check import Case, Cases
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.inputs import Array


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

    Half of them lie on each side, so that no constant guess is better than chance.  Where too few lie far enough,
    others are mirrored away from the plane.
    """
    normal = rng.normal(size=features)
    separator = np.append(normal / np.linalg.norm(normal), 1.0)
    x = rng.normal(size=(40 * (samples + unseen), features))
    half = (samples + unseen) // 2
    for side in (1, -1):
        _mirror_missing(x, separator, side * margin, half)
    heights = x @ separator[:-1] + separator[-1]
    sides = [np.flatnonzero(heights >= margin)[:half], np.flatnonzero(heights <= -margin)[:half]]
    kept = rng.permutation(np.concatenate(sides))
    x, t = x[kept], (heights[kept] > 0).astype(np.int64)
    return Separable(x[:samples], t[:samples], x[samples:], t[samples:], separator)


def _mirror_missing(x: Array, separator: Array, margin: float, needed: int) -> None:
    """Let ``needed`` of ``x`` lie beyond ``margin``, which is negative on the plane's other side.

    As many as are missing, the nearest first, are mirrored at the margin, in place.
    """
    short = margin - (x @ separator[:-1] + separator[-1])
    beyond = np.sign(margin) * short <= 0
    missing = needed - np.count_nonzero(beyond)
    if missing <= 0:
        return  # as a rule, and sorting takes longest
    nearest = np.argsort(np.where(beyond, np.inf, np.abs(short)))[:missing]
    x[nearest] += 2 * short[nearest, None] * separator[:-1]


def line_data(rng: np.random.Generator, samples: int, features: int, noise: float = 0.3) -> tuple[Array, Array]:
    """Inputs ``x`` (N, D), none of them centred at 0, and targets ``t`` (N,) on a random plane, with noise."""
    x = rng.normal(size=(samples, features)) + rng.uniform(-1, 1, size=features)
    plane, offset = rng.normal(scale=2, size=features), rng.normal(scale=2)
    return x, x @ plane + offset + noise * rng.normal(size=samples)


def line_fits(*shapes: tuple[int, int], **others: Any) -> Cases:
    """One case for each ``(N, D)``: data around a plane, a start ``w``, ``b`` far from it, and ``others``."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for samples, features in shapes:
            x, t = line_data(rng, samples, features)
            w, b = rng.normal(scale=2, size=features), float(rng.normal(scale=4))
            yield Case(f"N={samples}, D={features}", {"x": x, "t": t, "w": w, "b": b, **others})

    return cases


@dataclass(frozen=True)
class Pictures:
    """Pictures of two kinds (0 and 1), flattened and scaled: ``x`` (N, D) with labels ``t`` (N,), and unseen ones."""

    x: Array
    t: Array
    unseen_x: Array
    unseen_t: Array


def drawn_shapes(rng: np.random.Generator, *, samples: int, size: int, unseen: int = 0) -> Pictures:
    """Bright discs (0) and bright square frames (1) on a dark ground, ``size`` x ``size`` pixels of 3 colours.

    Place, width and colours vary, and every pixel is noisy. Half of the pictures are discs, among the unseen ones
    too, so that no constant guess is better than chance.
    """
    t = np.concatenate([rng.permutation(np.arange(count) % 2) for count in (samples, unseen)])
    images = np.stack([_drawn(rng, size, bool(frame)) for frame in t]).reshape(len(t), -1) / 255
    return Pictures(images[:samples], t[:samples], images[samples:], t[samples:])


def _drawn(rng: np.random.Generator, size: int, frame: bool) -> Array:
    """One picture, (size, size, 3) of whole numbers from 0 to 255."""
    row, column = np.indices((size, size)) - (size - 1) / 2 + rng.uniform(-0.6, 0.6, size=(2, 1, 1))
    width = size * rng.uniform(0.3, 0.42)
    away = np.maximum(abs(row), abs(column))
    covered = (away <= width) & (away > width - size / 5) if frame else row**2 + column**2 <= width**2
    ground, colour = rng.uniform(0, 110, size=3), rng.uniform(140, 255, size=3)
    noise = rng.normal(scale=15, size=(size, size, 3))
    return np.clip(np.where(covered[..., None], colour, ground) + noise, 0, 255).astype(np.uint8)
