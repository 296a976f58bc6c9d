"""Random material that several exercises draw their cases from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.exercise.declare import Case, Cases
from autograder.worker.inputs import Generator

Array = np.ndarray[Any, Any]


def several(*sources: Cases) -> Cases:
    """The cases of several sources, one after the other."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for source in sources:
            yield from source(rng)

    return cases


def predictions(*shapes: tuple[int, ...], dtype: type[np.floating[Any]] = np.float64) -> Cases:
    """Random predictions ``a`` and targets ``t`` of these shapes, about as far apart as they are large."""

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for shape in shapes:
            a, t = rng.normal(loc=0.5, size=(2, *shape)).astype(dtype)
            yield Case(f"{np.dtype(dtype).name} {shape}", {"a": a, "t": t})

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


def images(*shapes: tuple[int, ...], scale: float = 1.0, dtype: type = np.float64, **values: Any) -> Cases:
    """Random images or feature maps ``x`` of these shapes; ``values`` are the other arguments."""
    named = "".join(f", {name}={value}" for name, value in values.items())

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for shape in shapes:
            x = rng.normal(scale=scale, size=shape).astype(dtype)
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


def seed(rng: np.random.Generator) -> Generator:
    """A generator for the student's function, drawn from the cases' own."""
    return Generator(int(rng.integers(1 << 32)))


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
