"""Inputs that are made in the worker, from a description that is sent as data."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from autograder.worker.functions import Written
from autograder.worker.trees import tree_map

Array = np.ndarray[Any, Any]
Types = tuple[tuple[type, ...], ...]
Functions = Mapping[str, Callable[..., Any]]
LAYOUTS = ("fortran", "strided", "reversed", "read-only")


class NoSuchItem(Exception):
    """A function that has to return a tuple does not."""


class Described:
    """A kind of input that crosses the wall as a description; a subclass is a frozen dataclass of the parts that cross.

    ``types`` are the types that each part may have.
    """

    types: ClassVar[Types]

    def build(self, submission: Functions, offered: Functions) -> Any:
        """What the called function gets.

        ``submission`` are the functions of the student's module, ``offered`` those that a call may hand over.
        """
        return self

    def plain(self) -> Any:
        """The values that a call must leave as they were; None if there are none."""
        return None

    def left(self, after: Any) -> Any:
        """What is left of `plain` when the call has had ``after``, which `build` made: most are built from a copy."""
        return self.plain()


@dataclass(frozen=True)
class Made(Described):
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

    def build(self, submission: Functions, offered: Functions) -> Any:
        """What the student's function returns, or its ``item``; raises `NoSuchItem`."""
        args, options = tree_map(
            lambda leaf: leaf.build(submission, offered) if is_described(leaf) else leaf,
            (self.args, dict(self.options)),
            is_described,
        )
        made = submission[self.function](*args, **options)
        if self.item is None:
            return made
        if not isinstance(made, (tuple, list)) or len(made) <= self.item:
            raise NoSuchItem
        return made[self.item]

    def plain(self) -> Any:
        """The arguments that it was made from."""
        return plain(self.args)


@dataclass(frozen=True)
class Function(Described):
    """A function that a call passes, with its parameters: a landscape, a gate, an optimizer's step.

    ``name`` is one of `autograder.worker.functions`, or of the course's own ``solutions/functions.py``.
    """

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    types: ClassVar[Types] = ((str,), (dict,))

    def build(self, submission: Functions, offered: Functions) -> Any:
        """The function."""
        return offered[self.name](**self.values)


@dataclass(frozen=True)
class Generator(Described):
    """A fresh ``np.random.default_rng(seed)``; the reference gets an equal one."""

    seed: int
    types: ClassVar[Types] = ((int,),)

    def build(self, submission: Functions, offered: Functions) -> Any:
        """The generator."""
        return np.random.default_rng(self.seed)


@dataclass(frozen=True, eq=False)
class Laid(Described):
    """An array that does not lie in memory as usual, although its values are ``array``'s: see `LAYOUTS`."""

    array: Array
    layout: str
    types: ClassVar[Types] = ((np.ndarray,), (str,))

    def build(self, submission: Functions, offered: Functions) -> Array:
        """The array in its memory layout; an unknown layout leaves it unchanged."""
        if self.layout == "fortran":
            return np.asfortranarray(self.array)
        if self.layout == "strided":
            return np.repeat(self.array, 2, axis=-1)[..., ::2]
        if self.layout == "reversed":
            return self.array[..., ::-1].copy()[..., ::-1]
        self.array.setflags(write=self.layout != "read-only")
        return self.array

    def plain(self) -> Any:
        """The array."""
        return self.array

    def left(self, after: Any) -> Any:
        """The array itself, which the call has had."""
        return after


@dataclass(frozen=True)
class File(Described):
    """A binary file, open for reading, that holds ``content``."""

    content: bytes
    types: ClassVar[Types] = ((bytes,),)

    def build(self, submission: Functions, offered: Functions) -> io.BytesIO:
        """The file, at its beginning."""
        return io.BytesIO(self.content)


@dataclass(frozen=True)
class NewFile(Described):
    """An empty binary file, open for writing: the arrays that a call leaves in it (as npz) are the call's result."""

    types: ClassVar[Types] = ()

    def build(self, submission: Functions, offered: Functions) -> Written:
        """The file, with nothing in it yet."""
        return Written()


@dataclass(frozen=True, init=False)
class Handle(Described):
    """What an earlier step of `Steps` gave, or an item of that; it stays where the student's code runs."""

    step: int
    item: int | None = None
    types: ClassVar[Types] = ((int,), (int, type(None)))

    def __init__(self, step: int, item: int | None = None) -> None:
        own = self.__dict__  # a script makes hundreds: what a frozen dataclass does instead takes three times as long
        own["step"], own["item"] = step, item


@dataclass(frozen=True, init=False)
class Step(Described):
    """One step: the ``verb`` is one of `autograder.worker.steps.VERBS`."""

    verb: str
    args: tuple[Any, ...]
    options: Mapping[str, Any]
    types: ClassVar[Types] = ((str,), (tuple,), (dict,))

    def __init__(self, verb: str, args: tuple[Any, ...], options: Mapping[str, Any] | None = None) -> None:
        own = self.__dict__  # as in `Handle`
        own["verb"], own["args"], own["options"] = verb, args, {} if options is None else options


@dataclass(frozen=True)
class Steps(Described):
    """What a call does with an object, or with one function many times, and what of it comes back.

    It is the only input of its call; ``returns`` has a `Handle` for each value that is asked. Authors write it with
    `autograder.exercise.Script`.
    """

    steps: tuple[Step, ...]
    returns: Mapping[str, Any]
    types: ClassVar[Types] = ((tuple,), (dict,))

    def plain(self) -> Any:
        """The arguments of the steps."""
        return tuple(plain(step.args) for step in self.steps)


DESCRIBED: dict[str, type[Described]] = {
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


def is_described(value: Any) -> bool:
    """Whether ``value`` is a description of an input."""
    return isinstance(value, Described)


def plain(value: Any) -> Any:
    """What an input is made of: the values that a call must leave as they were."""
    return tree_map(lambda leaf: leaf.plain() if is_described(leaf) else leaf, value, is_described)
