"""`agrees`: the reference's values."""

from dataclasses import field
from typing import ClassVar

from autograder.exercise.check import Check, Finding, Half
from autograder.exercise.verbs.values import first_wrong_value
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.wire import Value


@dataclass(frozen=True, kw_only=True)
class Agrees(Check):
    """Returns what the reference returns, within the calibrated tolerance.

    With ``item`` only that item of a returned tuple counts, so that a loss and its gradient earn points apart.

    The error of an array is max|got - expected| / max|expected|; with ``elementwise`` every element is
    measured against its own expected value, as a check of numerical stability needs.
    """

    verb: ClassVar[str] = "agrees"
    elementwise: bool = field(default=False)
    item: int | None = None

    def compared(self, got: Value, expected: Value) -> tuple[Value, Value]:
        """All of the result, or one item of a tuple of the right length."""
        if self.item is None or not _same_length(got, expected):
            return got, expected
        return got[self.item], expected[self.item]

    def place_in_result(self, finding: Finding) -> str:
        """Where in the whole result a difference is, also if only one item of it counts."""
        evidence, where = finding.evidence, finding.difference.where
        if self.item is None or not _same_length(evidence.outcome.returned, evidence.expected.value):
            return where
        return f"[{self.item}]{where}"

    def finding(self, half: Half) -> Finding | None:
        """The first call whose result is not the expected one."""
        return first_wrong_value(half)


def _same_length(got: Value, expected: Value) -> bool:
    return isinstance(got, (tuple, list)) and len(got) == len(expected)
