"""Dataclasses whose methods are made when they are first needed.

The standard decorator compiles up to six methods of each class, and that took more than half of the time in which a
command imports our modules; `grade check` needs less than half of these methods.
"""

import dataclasses
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, init=True, eq=True, frozen=False, kw_only=False):
        """The standard decorator, without slots and order, which finds faults of a class only at its first use."""
        options = {"init": init, "eq": eq, "frozen": frozen, "kw_only": kw_only}
        return _prepared(cls, options) if cls else lambda cls: _prepared(cls, options)


NEEDED_FIRST = {"__init__", "__dataclass_fields__", "__match_args__", "__replace__"}
"""What is made without the rest: the objects of most classes are never printed, compared or hashed."""


class _Recipe:
    """A class as it was written, and the options of its decorator."""

    def __init__(self, cls: type[Any], options: dict[str, bool]) -> None:
        self.cls, self.options = cls, options
        self.written = {**vars(cls), "__qualname__": cls.__qualname__}

    def make(self, name: str) -> Any:
        """What the standard decorator makes of that name, which the class has from now on.

        It makes it for a twin of the class: so every method works at every moment, and threads that come here at once
        need no lock, which a fork could find locked.  Each makes the same.
        """
        is_first = name in NEEDED_FIRST
        fewer = {"repr": False, "eq": False} if is_first else {}
        made = vars(dataclasses.dataclass(**{**self.options, **fewer})(self._twin()))
        for each, waiting in [*vars(self.cls).items()]:
            if isinstance(waiting, _Later) and (each in NEEDED_FIRST or not is_first):
                setattr(self.cls, each, made[each])
        return made[name]

    def _twin(self) -> Any:
        metaclass: Any = type(self.cls)
        own = {name: made for name, made in self.written.items() if name not in ("__dict__", "__weakref__")}
        return metaclass(self.cls.__name__, self.cls.__bases__, own)


class _Later:
    """Stands in a class for a method, or other attribute, that is made when somebody asks for it.

    Python looks special methods up through ``__get__`` as well, so an object that never went through ``__init__``, an
    unpickled one, finds them too.
    """

    def __init__(self, recipe: _Recipe, name: str) -> None:
        self._recipe, self._name = recipe, name

    def __get__(self, instance: object, owner: type[Any]) -> Any:
        made = self._recipe.make(self._name)
        return made.__get__(instance, owner) if hasattr(made, "__get__") else made


def _prepared(cls: type[Any], options: dict[str, bool]) -> type[Any]:
    """The class with all that the standard decorator would have put into it, if most of it as `_Later`."""
    recipe = _Recipe(cls, options)
    for name in _left_for_later(recipe.written, options):
        setattr(cls, name, _Later(recipe, name))
    if options["eq"] and not options["frozen"] and not _has_hash(recipe.written):
        cls.__hash__ = None  # type: ignore[assignment]  # how Python says that there is none
    if options["frozen"]:
        cls.__setattr__ = _refusing(cls, "__setattr__", "assign to")
        cls.__delattr__ = _refusing(cls, "__delattr__", "delete")
    for name, value in recipe.written.items():
        if isinstance(value, dataclasses.Field):
            _put_default(cls, name, value)
    return cls


def _left_for_later(written: dict[str, Any], options: dict[str, bool]) -> Iterator[str]:
    """The names of what the standard decorator would make of a class."""
    yield from ("__dataclass_fields__", "__dataclass_params__")
    unless_written = {
        "__init__": options["init"],
        "__repr__": True,
        "__eq__": options["eq"],
        "__match_args__": True,
        "__replace__": sys.version_info >= (3, 13),
    }
    yield from (name for name, is_made in unless_written.items() if is_made and name not in written)
    if options["eq"] and options["frozen"] and not _has_hash(written):
        yield "__hash__"
    if not written["__doc__"]:
        yield "__doc__"


def _has_hash(written: dict[str, Any]) -> bool:
    """Whether its author wrote one: where there is an ``__eq__`` alone, Python has put None."""
    return "__hash__" in written and not (written["__hash__"] is None and "__eq__" in written)


def _refusing(cls: type[Any], method: str, verb: str) -> Callable[..., None]:
    """What refuses to change a frozen object: the standard one would know the twin as its class, not this one."""

    def change(self: object, name: str, *value: object) -> None:
        if type(self) is cls or name in {field.name for field in dataclasses.fields(cls)}:
            raise dataclasses.FrozenInstanceError(f"cannot {verb} field {name!r}")
        getattr(super(cls, self), method)(name, *value)

    return change


def _put_default(cls: type[Any], name: str, field: "dataclasses.Field[Any]") -> None:
    """Let the class have a field's default as its attribute, as the standard decorator does."""
    if field.default is dataclasses.MISSING:
        delattr(cls, name)
    else:
        setattr(cls, name, field.default)
