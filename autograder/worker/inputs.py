"""Inputs that are made where the student's code runs, from a description that crosses the wall as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

Array = np.ndarray[Any, Any]
Types = tuple[tuple[type, ...], ...]
LAYOUTS = ("fortran", "strided", "reversed", "read-only")


@dataclass(frozen=True)
class Made:
    """A value that the submission itself makes, by calling one of its functions, and that stays there.

    It stands among the inputs of a call; ``made[0]`` is the first item of a returned tuple.
    """

    function: str
    args: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    item: int | None = None
    types: ClassVar[Types] = ((str,), (tuple,), (dict,), (int, type(None)))

    def __getitem__(self, item: int) -> "Made":
        return replace(self, item=item)


@dataclass(frozen=True)
class Function:
    """A function of `autograder.worker.functions`, with its parameters: a landscape, a gate, an optimizer's step."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    types: ClassVar[Types] = ((str,), (dict,))


@dataclass(frozen=True)
class Generator:
    """A fresh ``np.random.default_rng(seed)``; the reference gets an equal one."""

    seed: int
    types: ClassVar[Types] = ((int,),)


@dataclass(frozen=True, eq=False)
class Laid:
    """An array that does not lie in memory as usual, although its values are ``array``'s: see `LAYOUTS`."""

    array: Array
    layout: str
    types: ClassVar[Types] = ((np.ndarray,), (str,))

    def lay(self) -> Array:
        """The array, laid out anew; a layout that is unknown leaves it as it is."""
        if self.layout == "fortran":
            return np.asfortranarray(self.array)
        if self.layout == "strided":
            return np.repeat(self.array, 2, axis=-1)[..., ::2]
        if self.layout == "reversed":
            return self.array[..., ::-1].copy()[..., ::-1]
        self.array.setflags(write=self.layout != "read-only")
        return self.array


DESCRIBED: dict[str, type[Any]] = {"made": Made, "function": Function, "generator": Generator, "laid": Laid}
"""The kinds of description, by their names in a frame."""


def plain(value: Any) -> Any:
    """What an input is made of: the values that a call must leave as they were."""
    if isinstance(value, Made):
        return value.args
    if isinstance(value, Laid):
        return value.array
    return None if isinstance(value, (Function, Generator)) else value
