"""The names that declarations use: properties, metrics, drawings, functions to pass to a call, and kinds of check.

A course may add its own, in two files beside its assignments:

solutions/checks.py      properties, metrics, drawings (public functions) and kinds of check (subclasses of `Check`)
solutions/functions.py   functions to hand over; its text is sent to the worker, where NumPy and the standard
                         library are all that there is
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from types import ModuleType
from typing import Any

from autograder.errors import nearest
from autograder.exercise.check import Check
from autograder.exercise.drawings import DRAWINGS, Drawing
from autograder.exercise.metrics import METRICS, Metric
from autograder.exercise.properties import PROPERTIES, Property
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.functions import FUNCTIONS, offered


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """What the names in a course's declarations mean; ``functions_text`` defines the course's own functions."""

    properties: Mapping[str, Property] = field(default_factory=lambda: PROPERTIES)
    metrics: Mapping[str, Metric] = field(default_factory=lambda: METRICS)
    drawings: Mapping[str, Drawing] = field(default_factory=lambda: DRAWINGS)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=lambda: FUNCTIONS)
    kinds: Mapping[str, type[Check]] = field(default_factory=dict)
    functions_text: str = ""

    @classmethod
    def of_course(cls, checks: ModuleType, functions_text: str) -> "Vocabulary":
        """The bundled names, and those that a course's own module and text define."""
        own = {name: made for name, made in vars(checks).items() if _is_own(checks, made) and name[0] != "_"}
        functions = {name: made for name, made in own.items() if not isinstance(made, type)}
        kinds = {made.verb: made for made in own.values() if isinstance(made, type) and issubclass(made, Check)}
        properties, metrics, drawings = ({**bundled, **functions} for bundled in (PROPERTIES, METRICS, DRAWINGS))
        return cls(properties, metrics, drawings, offered(functions_text), kinds, functions_text)

    def property(self, name: str) -> Property:
        """The property of that name."""
        return self.properties[name]

    def metric(self, name: str) -> Metric:
        """The metric of that name."""
        return self.metrics[name]

    def drawing(self, name: str) -> Drawing:
        """The drawing of that name."""
        return self.drawings[name]

    def unknown_property(self, name: str) -> Iterator[str]:
        """A sentence if there is no such property."""
        return _unknown("property", name, self.properties)

    def unknown_metric(self, name: str) -> Iterator[str]:
        """A sentence if there is no such metric."""
        return _unknown("metric", name, self.metrics)

    def unknown_drawing(self, name: str) -> Iterator[str]:
        """A sentence if there is no such drawing."""
        return _unknown("drawing", name, self.drawings)

    def unknown_function(self, name: str) -> Iterator[str]:
        """A sentence if there is no such function to pass to a call."""
        return _unknown("function to pass to a call", name, self.functions)


def _is_own(module: ModuleType, made: object) -> bool:
    """Whether the module has defined a function or class itself."""
    return callable(made) and getattr(made, "__module__", None) == module.__name__


def _unknown(kind: str, name: str, known: Mapping[str, object]) -> Iterator[str]:
    if name not in known:
        yield f"there is no {kind} {name!r}.{nearest(name, list(known))} Known are: {', '.join(known)}."
