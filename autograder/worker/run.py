"""Runs the student's module: loads it once, then answers one call at a time.

A reply is plain data: what the function returned and what became of its inputs, or a reason with the
exception's type and the line in the student's own file.  Nothing here knows what is right.
"""

import errno
import random
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import ModuleType, TracebackType
from typing import Any

import numpy as np

from autograder.worker import cells, wire
from autograder.worker.counting import counted, threads
from autograder.worker.crash import facts
from autograder.worker.functions import UnreadableFile, Written, arrays_in, offered
from autograder.worker.inputs import Functions, Made, NoSuchItem, Steps, is_described, plain
from autograder.worker.printed import SHOWN, OutputLimit
from autograder.worker.steps import perform
from autograder.worker.trees import fresh
from autograder.worker.warned import noting
from autograder.worker.wire import Value

Reply = dict[str, Value]
NO_ROOM = (errno.EFBIG, errno.ENOSPC, errno.EDQUOT)
IMPORTING = "import"  # what was going on when a limit was passed
MOST_TOLD, TOLD_TEXT = 20, 2000  # failed statements, and characters of each, that are told of


class LoadedModule(ModuleType):
    """A student's module or the definitions of a notebook's cells, and the functions that calls can pass.

    ``lost`` says of each name that statements failed to define why, and
    ``failure`` why the first of a module's failed.  ``threads`` ran before it did.
    """

    __slots__ = ("failure", "lost", "offered", "threads")  # so that they are no names among the student's own
    lost: dict[str, Reply]
    failure: Reply | None
    offered: Functions
    threads: frozenset[int]

    def __init__(self, name: str, offered: Functions) -> None:
        super().__init__(name)
        self.lost, self.failure, self.offered, self.threads = {}, None, offered, threads()


def load(source: bytes, name: str, functions: str = "") -> tuple[LoadedModule, Reply]:
    """The module made by running ``source``, and the reply that says how that went.

    ``functions`` is the text of the course's own functions to hand over.
    """
    module = LoadedModule(name, offered(functions))
    joined = cells.is_joined(source)
    _enter(module, f"{name}.ipynb" if joined else f"{name}.py")
    execute = cells.execute if joined else cells.execute_module
    failed: list[Value] = []
    for loss in execute(source, str(module.__file__), vars(module)):
        reply = _not_loaded(loss, str(module.__file__))
        module.lost.update({missed: {**reply, "function": missed} for missed in loss.names})
        if len(failed) < MOST_TOLD:
            failed.append(_told(loss))
        if not joined and module.failure is None:
            module.failure = reply
    return module, {"loaded": True, "returned": failed}


def _told(loss: cells.FailedStatement) -> Reply:
    """A failed statement for the student: its place and text, the exception's type, and the name that it misses."""
    error = loss.error
    name = getattr(error, "name", "") if type(error) in (ImportError, ModuleNotFoundError, NameError) else ""
    return {
        "line": loss.line,
        "cell": loss.cell or 0,
        "what": type(error).__name__,
        "name": name[:TOLD_TEXT] if type(name) is str else "",
        "text": loss.text[:TOLD_TEXT],
    }


def _not_loaded(loss: cells.FailedStatement, file: str) -> Reply:
    """Why a statement outside functions has failed: a limit that was passed is named as such."""
    reply = {**_raised(loss.error, file, ""), **({"cell": loss.cell} if loss.cell else {})}
    if reply["reason"] == "output_limit":
        return {**reply, "what": IMPORTING}
    return reply if reply["reason"] == "memory" else {**reply, "reason": "import_failed"}


def _enter(module: LoadedModule, file: str) -> None:
    """Let ``module`` be found by its name, as dataclasses and pickle do, and seed the random generators."""
    module.__file__ = file
    sys.modules[module.__name__] = module
    _seed(0)


def answer(module: LoadedModule, request: Mapping[str, Value], limit: int, printed: Callable[[], str] = str) -> bytes:
    """The encoded reply to one call.

    ``request`` has ``function``, ``args``, ``options``, ``keeps`` (positions of a returned tuple that stay
    here), ``observes`` (whether the inputs are sent back as the call left them), ``counts`` (whether executed lines
    are counted) and ``chance`` (the seed of the global generators).
    """
    try:
        return wire.encode({**_call(module, request), "printed": printed()}, limit)
    except wire.Unsendable as error:
        return wire.encode({"reason": "unreadable", "what": str(error)})
    except wire.TooLarge:
        return wire.encode({"reason": "output_limit", "what": "result"})
    except MemoryError:
        return wire.encode({"reason": "memory"})
    except BaseException as error:  # a container that fails while it is read
        return wire.encode({"reason": "unreadable", "what": type(error).__name__})


def copied(request: Mapping[str, Value]) -> Reply:
    """The request with inputs of its own, for one call.

    What a script hands over is copied when its step is performed, unless it is observed what becomes of it: a copy of a
    whole script takes longer than the steps.
    """
    lazy = not request["observes"] and any(isinstance(value, Steps) for value in request["args"])
    return dict(request) if lazy else dict(fresh(request))


def _call(module: LoadedModule, request: Mapping[str, Value]) -> Reply:
    doing, warned = request["function"], list[Value]()
    try:
        args, options = request["args"], request["options"]
        makers = [value.function for value in (*args, *options.values()) if isinstance(value, Made)]
        for name in (*makers, doing):
            if not callable(vars(module).get(name)):
                return _missing(module, name)
        doing = makers[0] if makers else doing
        given = [_built(module, value) for value in args]
        named = {key: _built(module, value) for key, value in options.items()}
        doing = request["function"]
        _seed(request["chance"])
        task = _task(module, doing, given, named, copies=not request["observes"])
        returned, work = counted(task, module.threads) if request["counts"] else (_noted(task, warned), None)
        written = [file for file in (*given, *named.values()) if isinstance(file, Written)]
        result = arrays_in(written[0].getvalue()) if written else _without(returned, request["keeps"])
    except UnreadableFile as error:
        return {"reason": "unreadable", "what": str(error), "function": doing}
    except BaseException as error:
        return _raised(error, str(module.__file__), doing)
    more = {"work": work} if request["counts"] else {"warned": warned} if warned else {}
    return {"returned": result, **more, **_observed(request, given, named)}


def _noted(task: Callable[[], Value], warned: list[Value]) -> Value:
    with noting(warned):
        return task()


def _missing(module: LoadedModule, name: str) -> Reply:
    """Why there is no such function: what should define it failed, or something else in a module, or none does."""
    return module.lost.get(name) or module.failure or {"reason": "missing", "function": name}


def _task(
    module: LoadedModule, function: str, given: list[Value], named: dict[str, Value], copies: bool = True
) -> Callable[[], Value]:
    """What is asked: one call of the function, or the steps that it is given instead of arguments."""
    if given and isinstance(given[0], Steps):
        return partial(perform, given[0], vars(module), partial(_copied if copies else _built, module))
    return partial(vars(module)[function], *given, **named)


def invoke(module: ModuleType, request: Mapping[str, Value], functions: str = "") -> Value:
    """What a call of a trusted module returns, or raises, right here: for who looks into it with a debugger."""
    submission = LoadedModule(module.__name__, offered(functions))
    vars(submission).update(vars(module))
    given = [_built(submission, value) for value in request["args"]]
    named = {key: _built(submission, value) for key, value in request["options"].items()}
    return _task(submission, request["function"], given, named)()


def _seed(chance: int) -> None:
    """Let the same submission get the same verdict every time, although it should draw from no global generator."""
    random.seed(chance)
    np.random.seed(chance)


def _copied(module: LoadedModule, value: Value) -> Value:
    """An input that ``value`` describes, whose arrays are copies."""
    if type(value) is np.ndarray:
        return value.copy()
    return _built(module, fresh(value)) if is_described(value) else value


def _built(module: LoadedModule, value: Value) -> Value:
    """The input that ``value`` describes; most are themselves."""
    return value.build(vars(module), module.offered) if is_described(value) else value


def _without(returned: Value, keeps: Any) -> Value:
    if not keeps or type(returned) not in (tuple, list):
        return returned
    return tuple(None if place in keeps else item for place, item in enumerate(returned))


def _observed(request: Mapping[str, Value], given: list[Value], named: dict[str, Value]) -> Reply:
    """The inputs as the call left them; of those that were made here, what they were made from."""
    if not request["observes"]:
        return {}

    def left(before: Value, after: Value) -> Value:
        return before.left(after) if is_described(before) else plain(after)

    args = tuple(left(before, after) for before, after in zip(request["args"], given, strict=True))
    return {"inputs": {"args": args, "options": {k: left(request["options"][k], v) for k, v in named.items()}}}


def _raised(error: BaseException, file: str, doing: str) -> Reply:
    reasons = {
        NotImplementedError: "not_implemented",
        MemoryError: "memory",
        OutputLimit: "output_limit",
        NoSuchItem: "structure",
    }
    reason = next((reasons[kind] for kind in type(error).__mro__ if kind in reasons), "raised")
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return {"reason": "output_limit", "what": "scratch", "function": doing}
    own = list(_own_places(error, file))
    line = error.lineno if isinstance(error, SyntaxError) else own[-1].tb_lineno if own else None
    met = facts(error, own[-1] if own else None)
    if reason == "not_implemented" and met["inside"] not in ("", doing):
        reason = "raised"  # by another function, which is a stub: this one is written
    reply = {
        "reason": reason,
        "what": type(error).__name__,
        "function": doing,
        "met": met,
        "detail": _detail(error, own),
    }
    cell = cells.cell_of(own[-1].tb_frame.f_code.co_filename) if own else None
    return {**reply, "line": line if type(line) is int else None, **({"cell": cell} if cell else {})}


def _own_places(error: BaseException, file: str) -> Iterator[TracebackType]:
    """The student's own part of a traceback, from the call inwards."""
    place = error.__traceback__
    while place is not None:
        if _is_own(place.tb_frame.f_code.co_filename, file):
            yield place
        place = place.tb_next


def _is_own(file: str, own: str) -> bool:
    """Whether a traceback's file is the student's own, or a cell of it."""
    return file == own or (file.startswith(own) and cells.cell_of(file) is not None)


def _detail(error: BaseException, places: Sequence[TracebackType]) -> str:
    """The traceback, cut to the student's own frames; an exception that cannot be printed is named only."""
    try:
        frames = [traceback.extract_tb(place, 1)[0] for place in places[-3:]]
        lines = [*traceback.format_list(frames), *traceback.format_exception_only(error)]
    except BaseException:
        lines = [type(error).__name__]
    return "".join(lines)[-SHOWN:]
