"""A picture of a public result, in plain numbers that were checked: a curve of training, or a plane with classes."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Literal

from autograder.system.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from pydantic import TypeAdapter

MOST = 64  # numbers of a curve, rows and columns of a plane, and points on it
LONGEST = 60  # characters of a name
Numbers = tuple[float | None, ...]
"""Numbers in order; None is one that is not finite."""


@dataclass(frozen=True)
class Curve:
    """The numbers of a training run, step by step, beside the least and the largest of the reference's ``runs``.

    ``name`` says what they are. A long run is thinned: ``own`` are `MOST` of ``steps`` numbers, evenly spaced from the
    first to the last; ``low`` and ``high`` are as many of the reference's ``asked_steps``.
    """

    name: str
    steps: int
    own: Numbers
    runs: int
    asked_steps: int
    low: Numbers
    high: Numbers
    kind: Literal["curve"] = "curve"

    def __post_init__(self) -> None:
        _require(len(self.name) <= LONGEST and self.runs > 0)
        _require(0 < len(self.own) <= min(MOST, self.steps) and 0 < len(self.low) <= min(MOST, self.asked_steps))
        _require(len(self.low) == len(self.high) and _all_finite((*self.own, *self.low, *self.high)))


@dataclass(frozen=True)
class Boundary:
    """A part of the plane with the class, 0 or 1, that the student's result gives each place, and points on it.

    ``classes`` are rows of digits, the upper one first, over ``left`` to ``right`` and ``bottom`` to ``top``.  A point
    is x, y, the class that is asked there, and the class that the result gives.
    """

    axes: tuple[str, str]
    left: float
    right: float
    bottom: float
    top: float
    classes: tuple[str, ...]
    points: tuple[tuple[float, float, int, int], ...]
    kind: Literal["boundary"] = "boundary"

    def __post_init__(self) -> None:
        widths = {len(row) for row in self.classes}
        _require(len(widths) == 1 and max(widths) <= MOST and 0 < len(self.classes) <= MOST)
        _require(set("".join(self.classes)) <= {"0", "1"} and len(self.points) <= MOST)
        _require(all(len(axis) <= LONGEST for axis in self.axes) and self.left < self.right and self.bottom < self.top)
        _require(_all_finite((self.left, self.right, self.bottom, self.top)))
        _require(all(_all_finite(point) and {*point[2:]} <= {0, 1} for point in self.points))


Picture = Curve | Boundary


def packed(picture: Picture) -> str:
    """The picture as a text, which a gradebook keeps."""
    return json.dumps(asdict(picture), separators=(",", ":"), allow_nan=False)


def unpacked(text: str) -> Picture | None:
    """The picture in a text that `packed` has made; None where there is none."""
    try:
        return _adapter().validate_json(text) if text else None
    except ValueError:
        return None


@cache
def _adapter() -> "TypeAdapter[Picture]":
    from typing import Annotated

    from pydantic import Field, TypeAdapter  # takes long, and is needed where there is a picture

    return TypeAdapter(Annotated[Curve | Boundary, Field(discriminator="kind")])


def _require(sound: bool) -> None:
    if not sound:
        raise ValueError("this is no picture")


def _all_finite(numbers: Sequence[float | None]) -> bool:
    return all(number is None or math.isfinite(number) for number in numbers)
