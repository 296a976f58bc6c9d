"""Random expression graphs, for classes that differentiate what they compute."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.exercise.cases.common import drawn_until
from autograder.exercise.check import Case, Cases
from autograder.exercise.script import Recorded, Script

LARGEST, CLOSEST = 4.0, 0.1  # numbers of a graph stay within these distances from 0, where slopes are tame
Entry = tuple[Recorded, float]  # what the submission computes, and its value, which the author needs to know


def random_expressions(cls: str, *sizes: int, leaves: int = 4) -> Cases:
    """For each size a graph of so many random operations on ``leaves`` values of the class ``cls``.

    Their sum is differentiated with respect to the leaves. Values are used again and again, and none comes near a
    kink or a pole.
    """

    def cases(rng: np.random.Generator) -> Iterator[Case]:
        for size in sizes:
            script = Script()
            graph = [_leaf(script, cls, rng) for _ in range(leaves)]
            for _ in range(size):
                graph.append(_grown(graph, rng))
            out = graph[-1][0]
            for value, _ in graph[:-1]:
                out = out + value
            out.call("backward")
            slopes = [value.read("grad") for value, _ in graph[:leaves]]
            yield Case(f"a random graph of {size} operations", script.returning(out=out.read("data"), slopes=slopes))

    return cases


def _leaf(script: Script, cls: str, rng: np.random.Generator) -> Entry:
    number = float(rng.uniform(0.5, 2) * rng.choice([-1, 1]))
    return script.call(cls, number), number


def _grown(graph: list[Entry], rng: np.random.Generator) -> Entry:
    """One more operation on values of the graph, whose result is neither too large nor too small."""
    last, value = graph[-1]
    record, result = drawn_until(
        lambda drawn: CLOSEST < abs(drawn[1]) < LARGEST,
        lambda: _operation(graph, rng),
        lambda: (last.__neg__, -value),  # always as large as a value of the graph
    )
    return record(), result


def _operation(graph: list[Entry], rng: np.random.Generator) -> tuple[Callable[[], Recorded], float]:
    """A random operation on two values of the graph: how it is recorded, and its result."""
    (a, x), (b, y) = (graph[int(place)] for place in rng.integers(len(graph), size=2))
    number = round(float(rng.uniform(0.5, 2)), 2)
    operations: list[tuple[Any, Any]] = [
        (lambda: a + b, lambda: x + y),
        (lambda: a - b, lambda: x - y),
        (lambda: a * b, lambda: x * y),
        (lambda: a / b, lambda: x / y),
        (lambda: number * a, lambda: number * x),
        (lambda: number - a, lambda: number - x),
        (lambda: a**2, lambda: x**2),
        (lambda: -a, lambda: -x),
        (lambda: a.call("tanh"), lambda: math.tanh(x)),
        (lambda: a.call("relu"), lambda: max(x, 0.0)),
        (lambda: a.call("exp"), lambda: math.exp(x)),
        (lambda: a.call("log"), lambda: math.log(x) if x > 0 else math.inf),
    ]
    record, compute = operations[int(rng.integers(len(operations)))]
    return record, compute()
