"""A student's attempts at one assignment, as `grade collect` keeps them, and which of them counts.

<student>/<assignment>/<file>              attempt 1
<student>/<assignment>/attempt-2/<file>    attempt 2, if times.csv lists it

A folder that times.csv does not list is the student's own, whatever its name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.course.times import in_zone
from autograder.records import Submission
from autograder.submissions.work_places import StudentFolder


def later_attempts(folder: StudentFolder | None, assignment: str, listed: Mapping[int, str]) -> dict[int, Path]:
    """The folders of the attempts after the first, by number; those that are gone are left out."""
    if folder is None:
        return {}
    places = {number: folder.attempt(assignment, number) for number in sorted(listed) if number > 1}
    return {number: place for number, place in places.items() if place is not None}


@dataclass(frozen=True)
class AttemptRule:
    """Which attempt counts: the last, or the last that is not late if there is one.

    ``localized`` gives a time without a zone its zone; ``is_late`` says it of a submission whose time is known.
    """

    localized: Callable[[datetime], datetime] = lambda moment: in_zone(moment, UTC)
    is_late: Callable[[Submission], bool] | None = None

    def chosen(self, attempts: Sequence[Submission]) -> Submission:
        """The attempt that counts, with a note; ``attempts`` come in the order of their numbers."""
        numbered = list(enumerate(attempts, start=1))
        handed_in = [(number, one) for number, one in numbered if not one.missing] or numbered
        on_time = [(number, one) for number, one in handed_in if self._is_on_time(one)]
        number, one = self._last(on_time or handed_in)
        said = "the last on time" if on_time else "the last"
        return replace(one, notes=(*one.notes, f"attempt {number} of {len(attempts)}, {said}, counts"))

    def _is_on_time(self, one: Submission) -> bool:
        return self.is_late is not None and one.submitted is not None and not self.is_late(one)

    def _last(self, numbered: Sequence[tuple[int, Submission]]) -> tuple[int, Submission]:
        """The last by time; by number, which is the order in which they were collected, if some time is unknown."""
        moments = {number: self.localized(one.submitted) for number, one in numbered if one.submitted}
        if len(moments) < len(numbered):
            return numbered[-1]
        return max(numbered, key=lambda pair: (moments[pair[0]], pair[0]))


LAST = AttemptRule()
