"""Layers, images, feature maps and optimizer states."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.exercise.check import Case, Cases
from autograder.exercise.script import Script
from autograder.worker.inputs import Array, Function


def dense_layers(rng: np.random.Generator, sizes: tuple[int, ...]) -> list[tuple[Array, Array]]:
    """Weights ``(D, M)`` and biases ``(M,)`` of layers between consecutive ``sizes``, of about unit gain."""
    return [
        (rng.normal(scale=1 / np.sqrt(before), size=(before, after)), rng.normal(size=after))
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


def lifted_off_kinks(x: Array, params: list[tuple[Array, Array]]) -> list[tuple[Array, Array]]:
    """``params`` with biases so large that every hidden ReLU of a dense network gets an input of at least 1."""
    lifted = []
    for w, b in params[:-1]:
        b = b + np.maximum(0, 1 - (x @ w + b).min(axis=0))
        lifted.append((w, b))
        x = x @ w + b
    return [*lifted, *params[-1:]]


def optimizer_steps(
    *,
    shape: tuple[int, ...] = (4, 5),
    averages: tuple[str, ...] = (),
    squares: tuple[str, ...] = (),
    size: float = 1.0,
    dtype: str = "float64",
    fresh: bool = False,
    **options: Any,
) -> Cases:
    """One update of an optimizer, from a random state of its own: no case follows from another one.

    ``w`` is about 1, its gradient ``dw`` about ``size``; the state's ``averages`` have the gradient's size, its
    ``squares`` are positive and have that of the gradient's square. A ``fresh`` state is 0, as before the first
    update. ``options`` are further arguments, passed as they are.
    """

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        inputs = {"w": rng.normal(size=shape), "dw": size * rng.normal(size=shape)}
        inputs |= {name: size * rng.normal(size=shape) for name in averages}
        inputs |= {name: size**2 * rng.uniform(0.5, 2.0, size=shape) for name in squares}
        for name in (*averages, *squares):
            inputs[name] = np.zeros(shape) if fresh else inputs[name]
        said = [f"shape {shape}", *(f"{name}={value}" for name, value in options.items())]
        said += [dtype] if dtype != "float64" else []
        said += [f"gradients of {size:g}"] if size != 1.0 else []
        said += ["the first update"] if fresh else []
        yield Case(", ".join(said), {**{name: value.astype(dtype) for name, value in inputs.items()}, **options})

    return cases


def images(*shapes: tuple[int, ...], scale: float = 1.0, dtype: type = np.float64, **values: Any) -> Cases:
    """Random images or feature maps ``x`` of these shapes; ``values`` are the other arguments."""
    named = "".join(f", {name}={value}" for name, value in values.items())

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for shape in shapes:
            x: Array = rng.normal(scale=scale, size=shape).astype(dtype)
            yield Case(f"{shape}{named}", {"x": x, **values})

    return cases


def pooled(*shapes: tuple[int, ...], size: int, stride: int) -> Cases:
    """Random feature maps ``x`` with an upstream gradient ``dout`` of the shape that pooling them gives."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for shape in shapes:
            x, maps = rng.normal(size=shape), tuple(1 + (length - size) // stride for length in shape[2:])
            inputs = {"dout": rng.normal(size=(*shape[:2], *maps)), "x": x, "size": size, "stride": stride}
            yield Case(f"{shape}, size={size}, stride={stride}", inputs)

    return cases


def trajectory(step: str, *, state: int, lr: float, counts: bool = False) -> Cases:
    """A hundred updates in a row down a bowl, each from what the last one has returned; then three of a single weight.

    The ``state`` is so many arrays, 0 at the start; an optimizer that ``counts`` gets the update's number, from 1.
    """

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for steps, shown, size in ((100, 10, 6), (3, 1, 1)):
            script = Script()
            values = {"curvature": rng.uniform(0.1, 3, size=size), "centre": rng.normal(size=size)}
            bowl = Function("bowl_gradient", values)
            w: Any = rng.normal(scale=3, size=size)
            kept: list[Any] = [np.zeros(size) for _ in range(state)]
            path = []
            for t in range(1, steps + 1):
                count = [t] if counts else []
                done = script.call(step, w, script.call(bowl, w), *kept, *count, lr=lr)
                w, *kept = done.items(1 + state) if state else [done]
                path += [w] if t % shown == 0 else []
            yield Case(f"{steps} updates", script.returning(path=path, state=kept))

    return cases
