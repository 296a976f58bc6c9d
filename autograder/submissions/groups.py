"""groups.csv in a folder of submissions: students who hand in together, and are graded once.

Columns ``group`` and ``student``, and perhaps ``assignment``; without one, a group works together on every assignment.
The work lies in the folder of any member, or in a folder that is called like the group.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from pathlib import Path

from autograder.errors import SubmissionsError
from autograder.records import Submission
from autograder.submissions.attempts import AttemptRule
from autograder.submissions.student_names import can_be_stored, student_name
from autograder.submissions.submission_times import SubmissionKey
from autograder.submissions.table_files import read_table
from autograder.system.lazy_dataclass import dataclass

GROUPS = "groups.csv"


@dataclass(frozen=True)
class Groups:
    """The group of each student by assignment, or by an empty text for every assignment."""

    of: Mapping[SubmissionKey, str] = field(default_factory=dict)

    def group(self, student: str, assignment: str) -> str | None:
        """The group of a student for an assignment, if any; one for this assignment counts before one for all."""
        return self.of.get((student, assignment)) or self.of.get((student, ""))

    @cached_property
    def students(self) -> frozenset[str]:
        """Everybody who is in a group."""
        return frozenset(student for student, _ in self.of)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of groups that are no student's, whose folders therefore are the group's."""
        return frozenset(self.of.values()) - self.students

    def mates(self, student: str) -> frozenset[str]:
        """Everybody who shares a group with a student, and these groups' names."""
        own = {group for (name, _), group in self.of.items() if name == student}
        return frozenset({name for (name, _), group in self.of.items() if group in own} | own)

    def shared(
        self, found: Mapping[SubmissionKey, Submission], assignments: Sequence[str], rule: AttemptRule
    ) -> dict[SubmissionKey, Submission]:
        """The submissions of all students, each member's being the group's."""
        together = dict(found)
        for assignment in assignments:
            for group, members in self._members(assignment).items():
                work = self._work(found, group, members, assignment, rule)
                together.update((key, one) for key, one in work if key in found)
        return {key: one for key, one in together.items() if key[0] not in self.names}

    def _members(self, assignment: str) -> dict[str, list[str]]:
        members = defaultdict(list)
        for student in sorted(self.students):
            if group := self.group(student, assignment):
                members[group].append(student)
        return members

    def _work(
        self,
        found: Mapping[SubmissionKey, Submission],
        group: str,
        members: Sequence[str],
        assignment: str,
        rule: AttemptRule,
    ) -> Iterator[tuple[SubmissionKey, Submission]]:
        """Each member's submission: the last that came from any of them."""
        candidates = [found[who, assignment] for who in dict.fromkeys((group, *members)) if (who, assignment) in found]
        handed_in = [one for one in candidates if not one.missing]
        if not handed_in:
            return
        one = handed_in[rule.last(handed_in)]
        others = f"; {len(handed_in) - 1} more of the group handed in" if len(handed_in) > 1 else ""
        for member in members:
            by = "" if one.student == member else f" by {one.student!r}"
            note = f"handed in{by} for the group {group!r}{others}"
            notes, attempts = (*one.notes, note), _of_group(one.attempts, group)
            yield (member, assignment), replace(one, student=member, group=group, notes=notes, attempts=attempts)


def _of_group(attempts: Sequence[Submission], group: str) -> tuple[Submission, ...]:
    return tuple(replace(attempt, group=group) for attempt in attempts)


def read_groups(path: Path) -> Groups:
    """The groups at ``path``, none where there is no such file.

    Raises `SubmissionsError` for a file that cannot be read, and for a student who is in two groups at once.
    """
    if not path.is_file():
        return Groups()
    found: dict[SubmissionKey, str] = {}
    for row in read_table(path, ["group", "student"]).rows:
        group, student = (student_name(row.get(name, "")) for name in ("group", "student"))
        key = student, row.get("assignment", "").strip()
        if not can_be_stored(student) or not can_be_stored(group):
            raise SubmissionsError(f"{path}: a row lacks its student or group.", "Fill it in, or remove the row.")
        if found.setdefault(key, group) != group:
            said = f"{path}: {student!r} is in two groups, {found[key]!r} and {group!r}."
            raise SubmissionsError(said, "Remove one of the rows, or name different assignments.")
    return Groups(found)
