"""The functions that a call can pass to a student's function: a fixed list, by name, each made from its parameters.

They work on NumPy arrays and on torch tensors alike, so that the reference gets the same ones; this module
imports neither torch nor other modules of autograder.
"""

import io
import json
import math
from collections.abc import Callable, Mapping
from types import FunctionType
from typing import Any

import numpy

Array = Any  # of NumPy or of torch
NO_NPZ, PICKLED, NO_JSON = "no npz file", "pickled array", "no JSON"


class UnreadableFile(Exception):
    """What was written is no such file as is asked; its text is one of the three above."""


class Written(io.BytesIO):
    """A binary file in memory; closing it loses nothing."""

    def close(self) -> None:
        """Keep what was written."""


def arrays_in(content: bytes) -> dict[str, Any]:
    """The arrays of an npz file, by name; nothing is unpickled.  Raises `UnreadableFile`."""
    try:
        archive = numpy.load(io.BytesIO(content), allow_pickle=False)
        return {name: archive[name] for name in archive.files}
    except Exception as error:  # NumPy, zip and zlib have many names for what is no such file
        raise UnreadableFile(PICKLED if f"{error}".startswith("Object arrays") else NO_NPZ) from None


def bowl(curvature: Array, centre: Array) -> Callable[[Array], Array]:
    """f(w) = 1/2 sum(curvature * (w - centre)**2)."""
    return lambda w: 0.5 * (curvature * (w - centre) ** 2).sum()


def bowl_gradient(curvature: Array, centre: Array) -> Callable[[Array], Array]:
    """The gradient of `bowl`."""
    return lambda w: curvature * (w - centre)


def cubic(scale: Array) -> Callable[[Array], Array]:
    """f(x) = sum(scale * x**3), whose central difference is off by scale * h**2."""
    return lambda x: (scale * x**3).sum()


def cubic_gradient(scale: Array) -> Callable[[Array], Array]:
    """The gradient of `cubic`."""
    return lambda x: 3 * scale * x**2


def rosenbrock(steepness: float) -> Callable[[Array], Array]:
    """f(x, y) = (1 - x)**2 + steepness * (y - x**2)**2, a narrow curved valley (Rosenbrock 1960)."""
    return lambda w: (1 - w[0]) ** 2 + steepness * (w[1] - w[0] ** 2) ** 2


def rosenbrock_gradient(steepness: float) -> Callable[[Array], Array]:
    """The gradient of `rosenbrock`."""

    def gradient(w: Array) -> Array:
        slope = 0 * w
        slope[0] = -2 * (1 - w[0]) - 4 * steepness * w[0] * (w[1] - w[0] ** 2)
        slope[1] = 2 * steepness * (w[1] - w[0] ** 2)
        return slope

    return gradient


def saddle(curvature: float) -> Callable[[Array], Array]:
    """f(x, y) = 1/2 (x**2 - curvature * y**2)."""
    return lambda w: 0.5 * (w[0] ** 2 - curvature * w[1] ** 2)


def saddle_gradient(curvature: float) -> Callable[[Array], Array]:
    """The gradient of `saddle`."""

    def gradient(w: Array) -> Array:
        slope = 1 * w
        slope[1] = -curvature * w[1]
        return slope

    return gradient


def wave(frequency: float, phase: float, offset: float) -> Callable[[Array], Array]:
    """f(x) = sin(frequency * x + phase) + offset, for each element: the imaginary part of e**(i z)."""
    return lambda x: (math.e ** (1j * (frequency * x + phase))).imag + offset


def nand(false: int, true: int) -> Callable[[Array, Array], Array]:
    """NOT (a AND b) on two codes for false and true, so that nothing but this gate makes sense of them."""
    return lambda a, b: true + (false - true) * ((a == true) & (b == true))


def binary_file() -> Callable[[], Any]:
    """Opens an empty binary file in memory, for reading and writing; closing it loses nothing."""
    return Written


def read_archive() -> Callable[[bytes], dict[str, Any]]:
    """What the bytes of an npz file hold, by name: arrays, and the content of JSON texts; nothing is unpickled.

    Raises `UnreadableFile`.
    """
    return lambda content: {name: _content(a) if a.dtype.kind == "U" else a for name, a in arrays_in(content).items()}


def _content(text: Array) -> Any:
    try:
        return json.loads(str(text))
    except ValueError:
        raise UnreadableFile(NO_JSON) from None


def generator() -> Callable[[int], Any]:
    """Makes a generator from a seed, for a script that uses it in several steps."""
    return numpy.random.default_rng


def momentum(lr: float, beta: float) -> Callable[[Array, Array, Array | None], tuple[Array, Array]]:
    """An optimizer's step ``(w, dw, state) -> (w, state)``: v = beta v + (1 - beta) dw, then w - lr v."""

    def step(w: Array, dw: Array, state: Array | None) -> tuple[Array, Array]:
        v = (1 - beta) * dw + (0 if state is None else beta * state)
        return w - lr * v, v

    return step


def adam(lr: float, beta1: float, beta2: float, eps: float) -> Callable[[Array, Array, Any], tuple[Array, Any]]:
    """An optimizer's step whose state is ``(m, v, t)``: Adam (Kingma & Ba 2015, algorithm 1)."""

    def step(w: Array, dw: Array, state: Any) -> tuple[Array, Any]:
        m, v, t = (0, 0, 0) if state is None else state
        m, v, t = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2, t + 1
        return w - lr * m / (1 - beta1**t) / ((v / (1 - beta2**t)) ** 0.5 + eps), (m, v, t)

    return step


FUNCTIONS: dict[str, Callable[..., Callable[..., Any]]] = {
    function.__name__: function
    for function in (
        bowl,
        bowl_gradient,
        cubic,
        cubic_gradient,
        rosenbrock,
        rosenbrock_gradient,
        saddle,
        saddle_gradient,
        wave,
        binary_file,
        read_archive,
        generator,
        nand,
        momentum,
        adam,
    )
}


def offered(text: str = "") -> Mapping[str, Callable[..., Callable[..., Any]]]:
    """The functions that a call can pass: `FUNCTIONS`, and the public ones that a course's own text defines."""
    namespace: dict[str, Any] = {}
    exec(compile(text, "functions.py", "exec"), namespace)  # noqa: S102  (the course's own text)
    own = {name: made for name, made in namespace.items() if isinstance(made, FunctionType) and name[0] != "_"}
    return {**FUNCTIONS, **own}
