"""A student's attempts at one assignment, as `grade collect` keeps them, and which of them counts.

<student>/<assignment>/<file>              attempt 1
<student>/<assignment>/attempt-2/<file>    attempt 2, if times.csv lists it

A folder that times.csv does not list is the student's own, whatever its name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from autograder.course.times import in_zone
from autograder.records import Submission
from autograder.submissions.work_places import StudentFolder
from autograder.system.lazy_dataclass import dataclass


def later_attempts(folder: StudentFolder | None, assignment: str, listed: Mapping[int, str]) -> dict[int, Path]:
    """The folders of the attempts after the first, by number; those that are gone are left out."""
    if folder is None:
        return {}
    places = {number: folder.attempt(assignment, number) for number in sorted(listed) if number > 1}
    return {number: place for number, place in places.items() if place is not None}


@dataclass(frozen=True)
class AttemptRule:
    """Which attempt counts: the last, the last that is not late if there is one, or the ``best``.

    ``localized`` gives a time without a zone its zone; ``is_late`` says it of a submission whose time is known.
    """

    localized: Callable[[datetime], datetime] = lambda moment: in_zone(moment, UTC)
    is_late: Callable[[Submission], bool] | None = None
    best: bool = False

    def chosen(self, attempts: Sequence[Submission]) -> Submission:
        """The attempt that counts, with a note; ``attempts`` come in the order of their numbers.

        Where the best counts, it is the last with all attempts, since they have to be graded first.
        """
        place = self.last(attempts)
        if self.best:
            numbered = enumerate(attempts, start=1)
            handed_in = tuple(replace(one, attempt=number) for number, one in numbered if not one.missing)
            return replace(attempts[place], attempts=handed_in if len(handed_in) > 1 else ())
        said = "the last on time" if self._is_on_time(attempts[place]) else "the last"
        note = f"attempt {place + 1} of {len(attempts)}, {said}, counts"
        return replace(attempts[place], notes=(*attempts[place].notes, note))

    def last(self, attempts: Sequence[Submission]) -> int:
        """The place of the one that counts."""
        places = range(len(attempts))
        handed_in = [place for place in places if not attempts[place].missing] or places
        return self._latest(attempts, [place for place in handed_in if self._is_on_time(attempts[place])] or handed_in)

    def _is_on_time(self, one: Submission) -> bool:
        return self.is_late is not None and one.submitted is not None and not self.is_late(one)

    def _latest(self, attempts: Sequence[Submission], places: Sequence[int]) -> int:
        """The last by time; the last in order, which is that of collecting, if some time is unknown."""
        times = {place: attempts[place].submitted for place in places}
        moments = {place: self.localized(time) for place, time in times.items() if time}
        return max(places, key=lambda place: (moments[place], place)) if len(moments) == len(places) else places[-1]


LAST = AttemptRule()
