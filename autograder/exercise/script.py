"""How an author writes `Steps`: operations on a handle are recorded, and executed in the student's worker.

script = Script()
a = script.call("Value", 3.0)
out = 2 * a + a**2
out.call("backward")
yield Case("2 a + a**2", script.returning(out=out.read("data"), slope=a.read("grad")))
"""

import numpy as np

from autograder.exercise.assigned import STEPS
from autograder.worker.inputs import Function, Handle, Step, Steps, is_described
from autograder.worker.trees import tree_map
from autograder.worker.wire import Value

PLAIN = (float, int, str, np.ndarray)  # hold nothing that was recorded, and need no search


class Script:
    """Steps on the submission's functions and objects, in the order in which they are written."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def call(self, function: str | Function, *args: Value, **options: Value) -> "Recorded":
        """Call a function or class of the submission by its name, or one that the worker offers."""
        return self.step("call", function, *args, **options)

    def step(self, verb: str, *args: Value, **options: Value) -> "Recorded":
        """Record one step; the arguments may hold what earlier ones gave."""
        given = [arg.handle if type(arg) is Recorded else _handles(arg) for arg in args]
        named = {name: _handles(option) for name, option in options.items()} if options else {}
        self._steps.append(Step(verb, tuple(given), named))
        return Recorded(self, Handle(len(self._steps) - 1))

    def returning(self, **values: Value) -> dict[str, Value]:
        """The inputs of a case: all steps, with ``values`` (handles, or containers of them) as the result by name."""
        return {STEPS: Steps(tuple(self._steps), _handles(values))}


class Recorded:
    """The result of a step, which is not known yet."""

    __slots__ = ("handle", "script")

    def __init__(self, script: Script, handle: Handle) -> None:
        self.script = script
        self.handle = handle

    def call(self, method: str, *args: Value, **options: Value) -> "Recorded":
        """Call one of its methods."""
        return self.script.step("method", self, method, *args, **options)

    def read(self, attribute: str) -> "Recorded":
        """Read one of its attributes."""
        return self.script.step("read", self, attribute)

    def items(self, count: int) -> "tuple[Recorded, ...]":
        """Its first ``count`` items, to be unpacked."""
        return tuple(Recorded(self.script, Handle(self.handle.step, place)) for place in range(count))

    def _operator(self, name: str, *operands: Value) -> "Recorded":
        return self.script.step("operator", name, *operands)

    def __add__(self, other: Value) -> "Recorded":
        return self._operator("add", self, other)

    def __radd__(self, other: Value) -> "Recorded":
        return self._operator("add", other, self)

    def __sub__(self, other: Value) -> "Recorded":
        return self._operator("sub", self, other)

    def __rsub__(self, other: Value) -> "Recorded":
        return self._operator("sub", other, self)

    def __mul__(self, other: Value) -> "Recorded":
        return self._operator("mul", self, other)

    def __rmul__(self, other: Value) -> "Recorded":
        return self._operator("mul", other, self)

    def __truediv__(self, other: Value) -> "Recorded":
        return self._operator("truediv", self, other)

    def __rtruediv__(self, other: Value) -> "Recorded":
        return self._operator("truediv", other, self)

    def __pow__(self, other: Value) -> "Recorded":
        return self._operator("pow", self, other)

    def __matmul__(self, other: Value) -> "Recorded":
        return self._operator("matmul", self, other)

    def __neg__(self) -> "Recorded":
        return self._operator("neg", self)

    __array_ufunc__ = None  # an array on the left leaves the operation to us


def _handles(value: Value) -> Value:
    """``value`` with each recorded result replaced by its handle."""
    if isinstance(value, Recorded):  # most are, and a script of a hundred updates records hundreds
        return value.handle
    if type(value) in PLAIN or is_described(value):  # what describes an input holds no result of a step
        return value
    return tree_map(lambda leaf: leaf.handle if isinstance(leaf, Recorded) else leaf, value, is_described)
