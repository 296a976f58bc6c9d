"""Counts the lines of Python that a call executes, NumPy's own too.  Printing is no looping, and does not count.

What is not counted is known by its code, which a submission cannot write anything into; a function of the student's
that NumPy calls while it prints counts like any other.
"""

import contextlib
import gc
import logging
import pprint
import reprlib
import string
import sys
import textwrap
import traceback
import warnings
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from sys import _current_frames
from types import CodeType, FrameType, FunctionType
from typing import Any

import numpy as np

from autograder.worker.printed import CapturedOutput
from autograder.worker.wire import Value

PRINTERS = (
    np.array2string.__wrapped__.__globals__["__name__"],  # type: ignore[attr-defined]  # NumPy says which module prints
    *(module.__name__ for module in (logging, pprint, reprlib, string, textwrap, traceback, warnings)),
)
HELPERS = (np.__name__, contextlib.__name__)
UNTRACING = {
    *("settrace", "setprofile", "f_trace", "f_trace_lines", "f_trace_opcodes", "cell_contents"),
    *("start_new_thread", "_start_new_thread"),
}
"""Names by which code ends its own tracing, or has others work for it."""


def threads() -> frozenset[int]:
    """The identifiers of the threads that run."""
    return frozenset(_current_frames())


def counted(call: Callable[[], Value], known: frozenset[int]) -> tuple[Value, int | None]:
    """What ``call`` returns, with the number of calls and lines of Python that it executed.

    Nothing is counted if other threads than those ``known`` run, or if code that is executed names what ends tracing.
    """
    executed, hidden = 0, not threads() <= known

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal executed, hidden
        if event == "call":
            if _prints(frame):
                return None
            hidden = hidden or _untraces(frame.f_code)
        executed += 1
        return count

    sys.settrace(count)
    try:
        returned, kept = call(), sys.gettrace() is count
    finally:
        sys.settrace(None)
    return returned, executed if kept and not hidden else None


def _prints(frame: FrameType | None) -> bool:
    """Whether this is printing, or called by it for its own needs."""
    while frame is not None and frame.f_code in HELPING:
        frame = frame.f_back
    return frame is not None and frame.f_code in PRINTING


def _untraces(code: CodeType) -> bool:
    """Whether code names a function that ends tracing, even if only in a string."""
    texts = {constant for constant in code.co_consts if type(constant) is str}
    return not UNTRACING.isdisjoint(texts.union(code.co_names))


def _functions_of(*packages: Collection[str]) -> list[list[FunctionType]]:
    """For each collection of modules, every function of theirs, and of the modules in them."""
    by_module = defaultdict[str, list[FunctionType]](list)
    for one in gc.get_objects():
        if type(one) is FunctionType:
            by_module[str(one.__globals__.get("__name__"))].append(one)
    prefixes = [tuple(f"{name}." for name in modules) for modules in packages]
    return [
        [one for module, functions in by_module.items() if f"{module}.".startswith(names) for one in functions]
        for names in prefixes
    ]


def _within(code: CodeType) -> Iterator[CodeType]:
    """A code object, and those of every function defined in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _within(constant)


_printers, _helpers = _functions_of(PRINTERS, HELPERS)
PRINTING = {CapturedOutput.write.__code__, *(code for one in _printers for code in _within(one.__code__))}
HELPING = {code for one in _helpers for code in _within(one.__code__)} - PRINTING
