"""Dataclasses of many kinds, and all that may be done with one."""

import copy
import dataclasses
import inspect
from collections.abc import Callable, Hashable
from typing import Any

Decorator = Callable[..., Any]
Written = dict[str, Any]
DEFAULTS: dict[str, Callable[[], dict[str, Any]]] = {
    "none": dict,
    "plain": lambda: {"value": 5},
    "field": lambda: {"value": dataclasses.field(default=6)},
    "bare field": lambda: {"value": dataclasses.field()},
    "made": lambda: {"value": dataclasses.field(default_factory=list)},
    "not compared": lambda: {"value": dataclasses.field(default=7, compare=False, repr=False)},
    "no argument": lambda: {"value": dataclasses.field(default=8, init=False)},
    "by name": lambda: {"value": dataclasses.field(default=9, kw_only=True)},
    "mutable": lambda: {"value": []},
}
"""How a field may be written, made anew for each class."""


def own_init(self: Any, *values: int) -> None:
    self.__dict__.update({f"given_{place}": value for place, value in enumerate(values)})


METHODS: dict[str, Any] = {
    "__init__": own_init,
    "__repr__": lambda self: "its own",
    "__eq__": lambda self, other: True,
    "__hash__": lambda self: 1,
    "__post_init__": lambda self: self.__dict__.update(after=True),
    "__setattr__": object.__setattr__,
    "__doc__": "Its own.",
}
WAYS = ("itself", "plain child", "late child", "standard child", "late grandchild")


def build(decorate: Decorator, written: Written, way: str, options: dict[str, bool]) -> type[Any]:
    """A class as it is ``written``, or a descendant of it."""
    kinds, methods = written["fields"], written["methods"]
    body = {name: default["value"] for name, kind in kinds.items() if (default := DEFAULTS[kind]())}
    own = {**body, **{name: METHODS[name] for name in methods}, "__annotations__": dict.fromkeys(kinds, int)}
    cls: Any = decorate(**options)(type("C", (), {**own, "__module__": __name__}))
    if way == "itself":
        return cls  # type: ignore[no-any-return]
    body = {"__module__": __name__} if way == "plain child" else {"__annotations__": {"z": int}, "z": 1}
    child = type("Child", (cls,), {"__module__": __name__, **body})
    if way != "plain child":
        child = (dataclasses.dataclass if way == "standard child" else decorate)(**options)(child)
    return type("Grandchild", (child,), {"__module__": __name__}) if way == "late grandchild" else child


def bare(cls: type[Any], **values: int) -> Any:
    """An object that has not gone through ``__init__``, as an unpickled one."""
    made: Any = object.__new__(cls)
    made.__dict__.update(values)
    return made


def pair(cls: type[Any], same: bool = True) -> tuple[Any, Any]:
    return bare(cls, a=1, b=2, c=3, z=4), bare(cls, a=1, b=2, c=3 if same else 0, z=4)


def changed(cls: type[Any]) -> Any:
    one = bare(cls, a=1)
    one.a, one.other = 2, 3
    del one.a
    return vars(one)


def refused(cls: type[Any]) -> list[str]:
    """What is said of each attempt to change an object, or happens."""
    one = bare(cls, a=1, b=2, c=3, z=4)
    attempts = (lambda name: setattr(one, name, 9)), (lambda name: delattr(one, name))
    said = [outcome(attempt, name) for name in ("a", "c", "z", "other") for attempt in attempts]
    return [*said, repr(vars(one))]


def matched(cls: type[Any]) -> Any:
    match bare(cls, a=1, b=2, c=3, z=4):
        case cls(first):
            return first
    return "no match"


USES: dict[str, Callable[[type[Any]], Any]] = {
    "call": lambda cls: vars(cls(1, 2, 3)),
    "call by name": lambda cls: vars(cls(a=1, b=2, c=3)),
    "call with nothing": lambda cls: vars(cls()),
    "call with too much": lambda cls: cls(1, 2, 3, 4, 5, 6, 7),
    "repr": lambda cls: repr(bare(cls, a=1, b=2, c=3, z=4)).partition(" object at")[0],
    "equal": lambda cls: pair(cls)[0] == pair(cls)[1],
    "not equal": lambda cls: pair(cls, same=False)[0] != pair(cls, same=False)[1],
    "another": lambda cls: pair(cls)[0] == "another",
    "hash": lambda cls: len({*map(hash, pair(cls))}),
    "hashable": lambda cls: issubclass(cls, Hashable),
    "change": changed,
    "refuse": refused,
    "replace": lambda cls: vars(dataclasses.replace(bare(cls, a=1, b=2, c=3, z=4), a=9)),
    "asdict": lambda cls: dataclasses.asdict(bare(cls, a=1, b=2, c=3, z=4)),
    "fields": lambda cls: [repr(field) for field in dataclasses.fields(cls)],
    "is one": dataclasses.is_dataclass,
    "parameters": lambda cls: repr(cls.__dataclass_params__),
    "positional": lambda cls: cls.__match_args__,
    "match": matched,
    "signature": lambda cls: str(inspect.signature(cls)),
    "help": inspect.getdoc,
    "defaults": lambda cls: [getattr(cls, name, "none") for name in "abcz"],
    "defaults of objects": lambda cls: [getattr(bare(cls), name, "none") for name in "abcz"],
    "copy": lambda cls: vars(copy.deepcopy(bare(cls, a=1))),
    "names": lambda cls: [cls.__name__, cls.__qualname__, cls.__module__, cls.__init__.__qualname__],
    "own": lambda cls: sorted({*vars(cls)} - {"__static_attributes__", "__firstlineno__"}),
}


def outcome(use: Callable[[Any], Any], given: Any) -> str:
    """What comes of it, or what is said against it, without the addresses of functions."""
    try:
        return repr(use(given))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
