"""The outcome of a call, and the expected one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property

from autograder.records.crash import NOTHING_MET, Crash
from autograder.records.reason import Reason
from autograder.records.sketch import Slips
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.wire import Value

REPLIED = frozenset(
    ["missing", "not_implemented", "import_failed", "raised", "memory", "output_limit", "structure", "unreadable"]
)
"""The reasons that a worker may give; the others are for the supervisor and the judge to find."""
RAISES = "raises"  # the one key of an expected value that stands for an exception
MAX_TEXT = 4096  # characters of a submission's own text that are kept for display
MAX_LINE = 1 << 20
MAX_WARNINGS, MAX_WARNING = 8, 80  # of a call, and characters of each


@dataclass(frozen=True, eq=False)
class Outcome:
    """The outcome of a call: values if ``reason`` is None, else why there are none.

    ``what`` (an exception's or a value's type, or which output was too much), ``function`` and ``line`` (of a
    notebook's code ``cell``) locate the failure (no function: the import); ``allowed`` is the limit that was passed,
    ``work`` how many lines and calls of Python were executed.  ``crash`` is what an exception met, and ``warned``
    what NumPy warned of; they, ``detail`` and ``printed`` are the submission's own: hostile, and for explanation and
    display only.  ``fatal`` outcomes ended their worker; the calls after it share the fate, ``unasked``.
    """

    reason: Reason | None
    returned: Value = None
    inputs: Mapping[str, Value] | None = None
    what: str = ""
    function: str = ""
    line: int | None = None
    cell: int | None = None
    allowed: str = ""
    work: int | None = None
    crash: Crash = NOTHING_MET
    warned: tuple[str, ...] = ()
    detail: str = ""
    printed: str = ""
    fatal: bool = False
    unasked: bool = False

    @classmethod
    def of_reply(cls, reply: Value, function: str = "") -> "Outcome":
        """The outcome in a worker's reply, whose types are checked; ``unreadable`` if they are wrong.

        Where the reply names no function it is ``function``.
        """
        if not isinstance(reply, dict):
            return cls("unreadable")
        texts = {key: reply[key] for key in ("what", "function", "detail", "printed") if key in reply}
        inputs, reason = reply.get("inputs"), reply.get("reason")
        if not all(type(text) is str for text in texts.values()):
            return cls("unreadable")
        if not _repliable(reason):
            return cls("unreadable")
        if reason is None and "returned" not in reply and "loaded" not in reply:
            return cls("unreadable")
        known = inputs if isinstance(inputs, dict) else None
        work = reply.get("work")
        counted = work if type(work) is int and work >= 0 else None
        line, cell = _place(reply.get("line")), _place(reply.get("cell"))
        shown = {key: text[-MAX_TEXT:] for key, text in texts.items()}
        shown["function"] = shown.get("function") or function
        met = {"crash": Crash.of_reply(reply["met"])} if "met" in reply else {}
        warned = {"warned": known_warnings(reply["warned"])} if "warned" in reply else {}
        found = {"line": line, "cell": cell, "work": counted, **shown, **met, **warned}
        return cls(reason, reply.get("returned"), known, **found)


def known_warnings(texts: Value) -> tuple[str, ...]:
    """The warnings in a worker's reply, no more and no longer than are kept."""
    known = texts[:MAX_WARNINGS] if isinstance(texts, list) else []
    return tuple(text[:MAX_WARNING] for text in known if type(text) is str)


def _place(number: Value) -> int | None:
    return number if type(number) is int and 0 < number < MAX_LINE else None


def _repliable(reason: Value) -> bool:
    return reason is None or (type(reason) is str and reason in REPLIED)


class MistakenOutcomes(Mapping[str, Outcome]):
    """What each named mistake gives for one call, by its sentence; computed only when a check fails.

    ``reply`` gives a mistake's reply as a worker would send it, or None if the mistake does not concern the call.
    """

    def __init__(self, says: Sequence[str], reply: Callable[[str], Value | None]) -> None:
        self._says, self._reply = says, reply
        self._known: dict[str, Outcome] = {}

    def __getitem__(self, says: str) -> Outcome:
        if says not in self._known:
            reply = self._reply(says) if says in self._says else None
            if reply is None:
                raise KeyError(says)
            self._known[says] = Outcome.of_reply(reply)
        return self._known[says]

    def __iter__(self) -> Iterator[str]:
        return (says for says in self._says if self._reply(says) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, eq=False)
class Expected:
    """The expected value of a call, and what each named mistake gives instead (by its sentence), and each slip.

    ``form`` has the value's structure and shapes: it is the value itself, unless that is computed ``later``, when it is
    first read.
    """

    form: Value
    mistakes: Mapping[str, Outcome] = field(default_factory=dict)
    slips: Slips | None = None
    later: Callable[[], Value] | None = None

    @cached_property
    def value(self) -> Value:
        """The expected value; raises what computing it later raises."""
        return self.form if self.later is None else self.later()

    @property
    def error(self) -> str | None:
        """The expected exception, if any."""
        return self.form[RAISES] if isinstance(self.form, dict) and [*self.form] == [RAISES] else None
