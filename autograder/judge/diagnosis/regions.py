"""Finds where an elementwise function is wrong: at 0, far from 0, below 0."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from autograder.judge.diagnosis.comparison import Comparison
from autograder.worker.inputs import Array

FAR, CLOSE = 30.0, 1e-3
OUTSIDE = 8  # elements elsewhere that are right, before a region is blamed
SHARE_WRONG = 0.5  # the share of a region's elements that have to be wrong
ELSEWHERE = 0.2  # the share of elements that have to lie outside
REGIONS: tuple[tuple[str, Callable[[Array], Array], int], ...] = (  # with how many wrong elements it takes
    ("is exactly 0", lambda x: x == 0, 1),
    (f"is further than {FAR:g} from 0", lambda x: np.abs(x) > FAR, 2),
    (f"is closer than {CLOSE:g} to 0", lambda x: np.abs(x) < CLOSE, 2),
    ("is negative", lambda x: x < 0, OUTSIDE),
    ("is positive", lambda x: x > 0, OUTSIDE),
)


def region(results: Sequence[Comparison], names: Sequence[str]) -> str | None:
    """The first region of a named argument that holds all wrong elements, with many right ones elsewhere."""
    for name in names if results else ():
        arguments = list(_arguments(name, results))
        if len(arguments) == len(results):
            said = _blamed(np.concatenate(arguments), np.concatenate([one.wrong.ravel() for one in results]))
            if said:
                return f"goes wrong only where {name} {said}"
    return None


def _arguments(name: str, results: Sequence[Comparison]) -> Iterator[Array]:
    """The argument's numbers of each call whose result has as many of them."""
    for one in results:
        value = one.given.get(name)
        floating = isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")
        if floating and np.shape(value) == one.expected.shape == one.got.shape:  # type: ignore[arg-type]  # floating
            yield np.ravel(value)  # type: ignore[arg-type]  # floating


def _blamed(argument: Array, wrong: Array) -> str | None:
    for said, inside, enough in REGIONS:
        there = inside(argument)
        most = np.count_nonzero(wrong) >= max(enough, SHARE_WRONG * np.count_nonzero(there))
        outside = np.count_nonzero(~there) >= max(OUTSIDE, ELSEWHERE * there.size)
        if np.all(there[wrong]) and most and outside:
            return said
    return None
