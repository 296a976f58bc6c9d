"""Numbers for functions of each element: activations, their derivatives, losses."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.exercise.check import Case, Cases
from autograder.worker.inputs import Array


def predictions(*shapes: tuple[int, ...], dtype: type[np.floating[Any]] = np.float64) -> Cases:
    """Random predictions ``a`` and targets ``t`` of these shapes, about as far apart as they are large."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for shape in shapes:
            a, t = rng.normal(loc=0.5, size=(2, *shape)).astype(dtype)
            yield Case(f"{np.dtype(dtype).name} {shape}", {"a": a, "t": t})

    return cases


def exactly(name: str, *z: float, **options: float) -> Cases:
    """One call with these numbers as ``z``, for functions of each element."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        yield Case(name, {"z": np.array(z), **options})

    return cases


def scattered(scale: float = 3.0, size: int = 20, **options: float) -> Cases:
    """Random numbers around 0 as ``z``, as many below it as above."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        signs = rng.permutation(np.resize([-1.0, 1.0], size))
        named = "".join(f", {name}={value}" for name, value in options.items())
        z = signs * np.abs(rng.normal(scale=scale, size=size))
        yield Case(f"{size} random numbers{named}", {"z": z, **options})

    return cases


def any_shape(scale: float = 2.0, *, whole: bool = True) -> Cases:
    """A number, arrays of none to three axes, and with ``whole`` an array of integers as ``z``."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        yield Case("a number", {"z": float(rng.normal(scale=scale))})
        for shape in ((), (1,), (4, 4), (3, 5), (64, 1), (2, 3, 4)):
            yield Case(f"shape {shape}", {"z": np.asarray(rng.normal(scale=scale, size=shape))})
        if whole:
            yield Case("whole numbers", {"z": rng.permutation(np.arange(-3, 4))})

    return cases


def single(scale: float = 2.0, **options: float) -> Cases:
    """Random numbers in single precision as ``z``."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        yield Case("float32", {"z": rng.normal(scale=scale, size=(5, 4)).astype(np.float32), **options})

    return cases


def far_left(rng: np.random.Generator) -> Iterator[Case]:
    """Negative ``z`` as far out as ``exp(z)`` is a normal float, and beyond."""
    yield Case("left tail", {"z": -rng.uniform(30, 700, size=12)})
    yield Case("beyond on the left", {"z": np.array([-1e4, -800.0, -rng.uniform(30, 700)])})


def far_right(rng: np.random.Generator) -> Iterator[Case]:
    """Positive ``z`` as far out as ``exp(-z)`` is a normal float, and beyond."""
    yield Case("right tail", {"z": rng.uniform(30, 700, size=12)})
    yield Case("beyond on the right", {"z": np.array([rng.uniform(30, 700), 800.0, 1e4])})


def near_zero(rng: np.random.Generator) -> Iterator[Case]:
    """Tiny ``z`` of both signs, of every size from 1e-15 to 1e-4."""
    z = 10 ** rng.uniform([-15, -14, -12, -10, -8, -6], [-14, -12, -10, -8, -6, -4], size=(2, 6))
    yield Case("near 0", {"z": np.concatenate([z[0], -z[1]])})


def leaking(*shapes: tuple[int, ...], low: float = 0.05, high: float = 0.9, shared: bool = False) -> Cases:
    """Random ``z`` of these shapes with an ``alpha`` for each entry of the last axis, or a ``shared`` one."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for shape in shapes:
            z, alpha = rng.normal(size=shape), rng.uniform(low, high, size=1 if shared else shape[-1])
            yield Case(f"z {shape}, alpha {alpha.shape}", {"z": z, "alpha": alpha})

    return cases


def upstream(
    name: str,
    values: Callable[[np.random.Generator, tuple[int, ...]], Array],
    *shapes: tuple[int, ...],
    ones: bool = False,
    dtype: str = "float64",
) -> Cases:
    """Calls of an activation's backward: ``dout`` and the array called ``name``, of the same shapes.

    ``dout`` is random, or all ``ones``, so that what is left is the slope itself.
    """

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for shape in shapes:
            dout = np.ones(shape) if ones else rng.normal(size=shape)
            inputs = {"dout": dout.astype(dtype), name: values(rng, shape).astype(dtype)}
            said = f"shape {shape}{', dout = 1' if ones else ''}{', float32' if dtype == 'float32' else ''}"
            yield Case(said, inputs)

    return cases
