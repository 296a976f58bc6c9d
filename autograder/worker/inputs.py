"""Inputs that are made where the student's code runs, from a description that crosses the wall as data."""

import io
from collections.abc import Mapping
from contextlib import suppress
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


@dataclass(frozen=True)
class File:
    """A binary file, open for reading, that holds ``content``."""

    content: bytes
    types: ClassVar[Types] = ((bytes,),)

    def open(self) -> io.BytesIO:
        """The file, at its beginning."""
        return io.BytesIO(self.content)


@dataclass(frozen=True)
class NewFile:
    """An empty binary file, open for writing: the arrays that a call leaves in it (as npz) are the call's result."""

    types: ClassVar[Types] = ()

    def open(self) -> "Written":
        """The file, with nothing in it yet."""
        return Written()


class Written(io.BytesIO):
    """The file that a `NewFile` describes; closing it loses nothing."""

    def close(self) -> None:
        """Keep what was written."""

    def arrays(self) -> Any:
        """The arrays by name that `numpy.load` finds, and a word instead where it finds none; unpickles nothing."""
        with suppress(Exception):  # NumPy, zip and zlib have many names for what is no such file
            found = np.load(io.BytesIO(self.getvalue()), allow_pickle=False)
            if isinstance(found, np.lib.npyio.NpzFile):
                return dict(found)
        return "no npz file"


@dataclass(frozen=True)
class Handle:
    """What an earlier step of `Steps` gave, or an item of that; it stays where the student's code runs."""

    step: int
    item: int | None = None
    types: ClassVar[Types] = ((int,), (int, type(None)))


@dataclass(frozen=True)
class Step:
    """One step: the ``verb`` is one of `autograder.worker.steps.VERBS`."""

    verb: str
    args: tuple[Any, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    types: ClassVar[Types] = ((str,), (tuple,), (dict,))


@dataclass(frozen=True)
class Steps:
    """What a call does with an object, or with one function many times, and what of it comes back.

    It is the only input of its call; ``returns`` has a `Handle` for each value that is asked. Authors write it with
    `autograder.exercise.Script`.
    """

    steps: tuple[Step, ...]
    returns: Mapping[str, Any]
    types: ClassVar[Types] = ((tuple,), (dict,))


DESCRIBED: dict[str, type[Any]] = {
    "made": Made,
    "function": Function,
    "generator": Generator,
    "laid": Laid,
    "file": File,
    "new_file": NewFile,
    "handle": Handle,
    "step": Step,
    "steps": Steps,
}
"""The kinds of description, by their names in a frame."""


def plain(value: Any) -> Any:
    """What an input is made of: the values that a call must leave as they were."""
    if isinstance(value, Made):
        return value.args
    if isinstance(value, Laid):
        return value.array
    if isinstance(value, Steps):
        return tuple(plain(step.args) for step in value.steps)
    if isinstance(value, (tuple, list)):
        return type(value)(plain(item) for item in value)
    return None if isinstance(value, (Function, Generator, Handle, File, NewFile)) else value
