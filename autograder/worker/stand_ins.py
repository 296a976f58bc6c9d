"""Functions that stand in for a student's own, whose values come from another worker.

The text of this module is sent to a worker before that of an answer, which then runs where none of the student's code
is. A value that is not known yet is asked for: the run ends, and is made again when the value is known.
"""

import copy
import itertools
from typing import Any


class Unknown(BaseException):
    """The value that is asked for is not known yet."""


class Kept:
    """An item of a returned tuple that stays where it was made: which call of a stand-in, which item."""

    def __init__(self, call: int, item: int) -> None:
        self.call, self.item = call, item


class Conversation:
    """What is known of the values that one run asks for, in their order, and what it asks for next."""

    def __init__(self) -> None:
        self.pending: Any = None
        self.learn(())

    def learn(self, values: Any) -> None:
        """Begin a run for which these values are known."""
        self.values, self.place, self.pending = values, itertools.count(), None

    def asked(self) -> Any:
        """What the run has asked for and not got; None if there is nothing."""
        return self.pending

    def value(self, name: str, keeps: tuple[int, ...], args: Any, options: Any) -> Any:
        """The next value; raises `Unknown`."""
        place = next(self.place)
        if place >= len(self.values):
            self.pending = {
                "function": name,
                "args": _told(args),
                "options": {k: _told([v])[0] for k, v in options.items()},
            }
            raise Unknown
        value = copy.deepcopy(self.values[place])
        if not keeps or not isinstance(value, tuple):
            return value
        return tuple(Kept(place, item) if item in keeps else part for item, part in enumerate(value))


def _told(args: Any) -> Any:
    """The arguments, with what stands for a `Kept` one."""
    return tuple({"kept": (arg.call, arg.item)} if isinstance(arg, Kept) else arg for arg in args)


conversation = Conversation()
learn, asked = conversation.learn, conversation.asked


def stand_in(name: str, keeps: tuple[int, ...] = ()) -> Any:
    """A function that stands in for ``name``; ``keeps`` are the items of its result that never travel."""
    return lambda *args, **options: conversation.value(name, keeps, args, options)


def choose(text: str) -> None:
    """Let what ``text`` defines be asked from now on."""
    exec(text, globals())  # noqa: S102  (an answer of the course's own)
