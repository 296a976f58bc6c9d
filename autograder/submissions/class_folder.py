"""A folder of submissions -> what of it is graded, and what is not.  Names and files are hostile: data, no more.

<root>/<student>/<assignment>/<file>   the work, a module or notebook (see `work_places` and `choose_work`)
<root>/<student>/<assignment>/timestamp.txt, <root>/times.csv    when it came (see `submission_times`)
<root>/roster.csv                      the class, with those who handed in nothing
<root>/groups.csv                      who hands in together (see `groups`)
<root>/**/*.zip                        the archives of `grade submit` (see `find_archives`)
"""

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from autograder.errors import SubmissionsError
from autograder.records import Submission
from autograder.submissions.archive import read_archive
from autograder.submissions.attempts import LAST, AttemptRule, later_attempts
from autograder.submissions.choose_work import Chosen
from autograder.submissions.find_archives import (
    FoundArchive,
    FoundArchives,
    find_archives,
    find_archives_in,
    latest_archive,
)
from autograder.submissions.groups import GROUPS, Groups, read_groups
from autograder.submissions.not_graded import FilesNotGraded, NotGraded
from autograder.submissions.roster import ROSTER, Roster, read_roster
from autograder.submissions.student_names import student_name
from autograder.submissions.submission_times import TIMES, SubmissionTime, TimesFile, read_times_file, submission_time
from autograder.submissions.work_files import WorkFile, kind_of, unreadable, work_file
from autograder.submissions.work_places import TOOLS, FoundWork, StudentFolder
from autograder.submissions.written_functions import Stubs
from autograder.system.files import readable_name
from autograder.system.lazy_dataclass import dataclass

NO_STUDENTS = TOOLS | {".git", ".ipynb_checkpoints"}  # other hidden folders may well be students'
MAX_NAMED = 5  # strangers in times.csv that a remark names


@dataclass(frozen=True)
class ClassFolder:
    """What a folder of submissions holds: ``remarks`` are on the files that the instructor keeps in it."""

    submissions: list[Submission]
    not_graded: list[NotGraded]
    remarks: list[str]


def read_class_folder(
    root: Path,
    assignments: Mapping[str, Stubs],
    students: Sequence[str] = (),
    *,
    known: Collection[str] = (),
    rule: AttemptRule = LAST,
) -> ClassFolder:
    """Every student's work on every assignment in ``assignments``, missing ones included, and what is not graded.

    Sorted by student, then in the order of the assignments.  ``students`` selects some; ``known`` are all assignments
    of the course, if they are more, and ``rule`` says which of several attempts counts.  Raises `SubmissionsError` for
    a folder that is not there, is empty, or lacks one of the students.
    """
    known = [*assignments, *(name for name in known if name not in assignments)]
    return _Reading(root, assignments, known, students, rule).finished()


@dataclass(frozen=True)
class _Reading:
    """One reading of a folder of submissions; ``asked_for`` are students, or nobody for all."""

    root: Path
    assignments: Mapping[str, Stubs]
    known: Collection[str]
    asked_for: Sequence[str]
    rule: AttemptRule

    @cached_property
    def every(self) -> dict[str, StudentFolder]:
        """All students' folders."""
        return _student_folders(self.root)

    @cached_property
    def wanted(self) -> Collection[str]:
        """The names of those who were asked for."""
        return {name if name in self.every else student_name(name) for name in self.asked_for}

    def finished(self) -> ClassFolder:
        every = self.every
        _require_students(self.root, every, self.known)
        groups = read_groups(self.root / GROUPS)
        read = self._read_for(groups)
        folders = {name: folder for name, folder in every.items() if read is None or name in read}
        roster, times = read_roster(self.root / ROSTER), read_times_file(self.root / TIMES)
        archives = find_archives(self.root, folders, self.known)
        names = sorted({*every, *roster.students, *groups.students, *(student for student, _ in archives.of)})
        self._require(names)
        found = {
            (name, assignment): self._one(name, assignment, folders.get(name), times, archives)
            for name in names
            if read is None or name in read
            for assignment in self.assignments
        }
        not_graded = list(self._not_graded(folders, archives, [paths for _, paths in found.values()]))
        own = groups.shared({key: one for key, (one, _) in found.items()}, [*self.assignments], self.rule)
        submissions = [_noting_lost_files(one, not_graded) for (name, _), one in own.items() if self._is_wanted(name)]
        remarks = [*_alike(every), *_remarks(roster, times, names, self.known)]
        return ClassFolder(submissions, not_graded, remarks)

    def _read_for(self, groups: Groups) -> Collection[str] | None:
        """Whose folders have to be read for those who were asked for: theirs and their groups'; None for all."""
        return {name for student in self.wanted for name in (student, *groups.mates(student))} or None

    def _is_wanted(self, student: str) -> bool:
        return not self.wanted or student in self.wanted

    def _require(self, names: Sequence[str]) -> None:
        """Raise `SubmissionsError` where a student who was asked for, or everybody, is not there."""
        unknown = sorted(set(self.wanted) - set(names))
        if unknown:
            raise SubmissionsError(
                f"{self.root} has no folder for student {unknown[0]!r}.",
                "A student's name is the name of their folder.",
            )
        if not names:
            raise SubmissionsError(
                f"{self.root} holds no submissions.", "Expected <student>/<assignment>/<assignment>.py in it."
            )

    def _one(
        self, student: str, assignment: str, folder: StudentFolder | None, times: TimesFile, archives: FoundArchives
    ) -> tuple[Submission, frozenset[Path]]:
        """One student's work on one assignment, and the paths that were looked at for it."""
        key, stubs = (student, assignment), self.assignments[assignment]
        later = later_attempts(folder, assignment, times.attempts.get(key, {}))
        found, time = _loose_work(folder, assignment, stubs, later.values()), SubmissionTime()
        if folder is not None or key in times.times:
            own = folder.time_folder(assignment) if folder else None
            time = submission_time(times.times.get(key), own, self.root)
        first, sealed = found.chosen.submission(student, assignment, time), archives.of.get(key, ())
        if sealed and found.chosen.file and found.chosen.written:
            first = replace(first, notes=(*first.notes, "there is also an archive; the file beside it is graded"))
        elif sealed:
            first = _sealed_submission(first, sealed, self.root)
        if folder is None or not later:
            return first, found.seen
        others = [self._attempt(folder, first, number, place, times) for number, place in later.items()]
        seen = found.seen.union(*(paths for _, paths in others))
        return self.rule.chosen([first, *(attempt for attempt, _ in others)]), seen

    def _attempt(
        self, folder: StudentFolder, first: Submission, number: int, place: Path, times: TimesFile
    ) -> tuple[Submission, frozenset[Path]]:
        """A later attempt, and the paths that were looked at for it."""
        key = first.student, first.assignment
        time = submission_time(times.attempts[key][number] or None, None, self.root)
        try:
            found = folder.find_attempt(place, first.assignment, self.assignments[first.assignment])
            archives = find_archives_in(place, self.root, *key)
        except OSError as error:
            said = f"the folder of attempt {number} cannot be read: {error.strerror}"
            found, archives = FoundWork(Chosen(problem=unreadable(said, ours=True), notes=(said,))), []
        work = found.chosen.submission(*key, time)
        if archives and not found.chosen.written:
            work = _sealed_submission(work, archives, self.root)
        return work, found.seen.union(one.path for one in archives)

    def _not_graded(
        self, folders: Mapping[str, StudentFolder], archives: FoundArchives, looked_at: Sequence[frozenset[Path]]
    ) -> Iterator[NotGraded]:
        seen = archives.seen.union(*looked_at)
        files = FilesNotGraded(self.root, self.assignments, self.known, seen, archives.refused)
        if not self.wanted:
            yield from files.loose()
        for student in sorted(folders):
            yield from files.of(student, folders[student])


def _student_folders(root: Path) -> dict[str, StudentFolder]:
    if not root.is_dir():
        raise SubmissionsError(f"There is no folder {root}.", "Name the folder that holds the submissions.")
    try:
        with os.scandir(root) as entries:
            found = sorted(
                (one.name, one.is_symlink()) for one in entries if one.name not in NO_STUDENTS and one.is_dir()
            )
    except OSError as error:
        raise SubmissionsError(f"{root} cannot be read: {error}") from error
    alike = Counter(student_name(readable_name(folder)) for folder, _ in found)
    folders: dict[str, StudentFolder] = {}
    for folder, is_link in found:
        as_written = readable_name(folder)
        name = student_name(as_written) if alike[student_name(as_written)] == 1 else as_written
        if name in folders:  # one is not UTF-8, and the other spells out how it is written
            raise SubmissionsError(f"{root} has two folders whose names both read {name!r}.", "Rename one of them.")
        folders[name] = StudentFolder(root / folder, is_link, root=root)
    return folders


def _require_students(root: Path, folders: Mapping[str, StudentFolder], known: Collection[str]) -> None:
    """Raise `SubmissionsError` for what looks like one student's folder."""
    if folders and set(folders) <= set(known):
        raise SubmissionsError(
            f"{root} looks like one student's folder: {min(folders)!r} in it is an assignment.",
            f"Grade the class's folder: `grade all {root.resolve().parent} --student {root.resolve().name}`.",
            retry=False,
        )


def _loose_work(
    folder: StudentFolder | None, assignment: str, stubs: Stubs, attempts: Collection[Path] = ()
) -> FoundWork:
    """The work in a student's folder, or the reason why none can be read."""
    if folder is None:
        return FoundWork(Chosen())
    said = "the student's folder is a symbolic link; links are not followed"
    try:
        if not folder.is_link:
            return folder.find_work(assignment, stubs, attempts)
    except OSError as error:
        said = f"the folder cannot be read: {error.strerror}"
    return FoundWork(Chosen(problem=unreadable(said, ours=True), notes=(said,)))


def _sealed_submission(loose: Submission, found: Sequence[FoundArchive], root: Path) -> Submission:
    """What the latest archive holds; like everything that a file brings, its name and time are not believed."""
    one, notes = latest_archive(found)
    work = _work_in(one, root)
    remarks = (work.problem.message.rstrip("."),) if work.problem else ()
    notes = (*remarks, *notes, *loose.notes)
    return replace(loose, source=work.source, problem=work.problem, notes=notes, path=one.path)


def _work_in(one: FoundArchive, root: Path) -> WorkFile:
    """The work in an archive, or what is wrong with the archive."""
    archive = one.archive if one.archive.problem else read_archive(one.path, root)
    if archive.problem or archive.manifest is None:
        problem = unreadable(archive.problem or "the archive is damaged", ours=archive.ours)
        return WorkFile(one.path, one.path.name, "zip file", problem=problem)
    name = archive.manifest.work
    return work_file(one.path, name, kind_of(name) or "module", archive.data)


def _noting_lost_files(submission: Submission, not_graded: Sequence[NotGraded]) -> Submission:
    """Missing work with a note on files that may have been meant for it."""
    if not submission.missing:
        return submission
    own = (submission.student, submission.assignment)
    meant = [one for one in not_graded if (one.student, one.assignment) == own]
    notes = tuple(f"not graded: {one.path}: {one.reason}" for one in meant[:MAX_NAMED])
    return replace(submission, notes=(*submission.notes, *notes))


def _alike(names: Collection[str]) -> list[str]:
    """A remark on students whose names look the same."""
    alike = Counter(map(student_name, names))
    twice = [name for name, count in alike.items() if count > 1]
    named = ", ".join(repr(name) for name in twice[:MAX_NAMED])
    said = "Folders that differ only in blanks or in the form of Unicode are graded as several students"
    return [f"{said}: {named}."] if twice else []


def _remarks(roster: Roster, times: TimesFile, names: Sequence[str], known: Collection[str]) -> list[str]:
    """What an instructor should know of roster.csv and times.csv."""
    strangers = times.strangers({*names}, {*known})
    named = ", ".join(f"{student!r} on {assignment!r}" for student, assignment in strangers[:MAX_NAMED])
    more = f" and {len(strangers) - MAX_NAMED} more" if len(strangers) > MAX_NAMED else ""
    unknown = [f"{TIMES} has times of work that is not there: {named}{more}."] if strangers else []
    return [*roster.remarks, *times.remarks, *unknown]
