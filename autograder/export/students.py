"""Selects the recorded students to export: those in the class, each once."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

from autograder.records import Result

NOT_ON_THE_ROSTER = "not on the roster"


def in_the_class(results: Sequence[Result], roster: Collection[str] | None) -> tuple[list[Result], dict[str, str]]:
    """The results to export, and why each other student is left out.

    Without a ``roster`` everybody is in the class. Of two spellings of one name in Unicode, the one with more work is
    exported.
    """
    listed = None if roster is None else {_one_form(name) for name in roster}
    left_out = _other_spellings(results)
    for name in {str(result.student) for result in results}:
        if listed is not None and _one_form(name) not in listed:
            left_out[name] = NOT_ON_THE_ROSTER
    return [result for result in results if result.student not in left_out], dict(sorted(left_out.items()))


def _one_form(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip()


def _other_spellings(results: Iterable[Result]) -> dict[str, str]:
    """Names that look like another one, with less work recorded for them."""
    work = Counter[str]()
    for result in results:
        work[str(result.student)] += result.status != "missing"
    spellings = defaultdict(list)
    for name in work:
        spellings[_one_form(name)].append(name)
    left_out: dict[str, str] = {}
    for form, names in spellings.items():
        best = max(names, key=lambda name: (work[name], name == form))
        left_out |= dict.fromkeys(set(names) - {best}, f"the same name as {best} in another spelling of Unicode")
    return left_out
