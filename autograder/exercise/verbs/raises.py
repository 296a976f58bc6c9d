"""`raises`: bad input is refused with the stated exception, good input is not."""

import builtins
from collections.abc import Iterator, Sequence
from typing import ClassVar

from autograder.exercise.check import Check, Finding, Half
from autograder.exercise.verbs.values import failure, gravest, wrong_value
from autograder.records import Call, Difference, Evidence, Expected
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.wire import Value


@dataclass(frozen=True, kw_only=True)
class Raises(Check):
    """Refuses bad input with the exception that the reference raises; its good cases have to be right too."""

    verb: ClassVar[str] = "raises"
    expects_errors: ClassVar[bool] = True
    waits_for_values: ClassVar[bool] = True

    def finding(self, half: Half) -> Finding | None:
        """The first good input with a wrong result, or bad one that is not refused as asked."""
        return gravest(_unrefused(half, evidence) for evidence in half.evidence)

    def case_problems(self, asked: Sequence[tuple[Call, Value]]) -> Iterator[str]:
        """Only good cases, or only bad ones."""
        errors = [Expected(value).error for _, value in asked]
        if all(errors) or not any(errors):
            yield "needs bad cases, which raise, and good ones, which do not"


def _unrefused(half: Half, evidence: Evidence) -> Finding | None:
    asked, outcome = evidence.expected.error, evidence.outcome
    if asked is None:
        return wrong_value(half, evidence)
    if outcome.reason not in (None, "raised"):
        return failure(evidence)
    if outcome.reason == "raised" and _is_a(outcome.what, asked):
        return None
    did = "raises another exception" if outcome.reason == "raised" else "accepts bad input"
    return Finding(evidence, Difference("property", "", f"it {did}, but {asked} is expected"))


def _is_a(name: str, asked: str) -> bool:
    """Whether Python's exception ``name`` is ``asked`` or a kind of it."""
    raised, wanted = vars(builtins).get(name), vars(builtins).get(asked)
    return name == asked or (isinstance(raised, type) and isinstance(wanted, type) and issubclass(raised, wanted))
