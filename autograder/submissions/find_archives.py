"""Finds the archives of `grade submit` in a folder of submissions: whose they are, and which one counts.

<root>/<student>/<assignment>/*.zip    work on that assignment
<root>/<student>/*.zip                 the assignment is the manifest's
<root>/*.zip                           the student is the manifest's too
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from autograder.submissions.archive import Archive, read_archive
from autograder.submissions.student_names import is_shared_account, student_name
from autograder.submissions.submission_times import SubmissionKey
from autograder.submissions.work_places import Folder, StudentFolder
from autograder.system.files import readable_name
from autograder.system.lazy_dataclass import dataclass

MAX_ARCHIVES = 100  # archives of one student in one folder; more are the latest by name
NUMBER_OF_COPY = re.compile(r"-\d{8}T\d{6}Z-(\d{1,9})")  # `grade submit` counts the archives of one second


@dataclass(frozen=True)
class FoundArchive:
    """One archive: its place and what it says. Its work is not kept in memory, but read again when needed.

    ``sender`` is the student in whose folder it lies, or None.
    """

    path: Path
    archive: Archive
    sender: str | None

    @property
    def notes(self) -> tuple[str, ...]:
        """Notes for the instructor."""
        manifest, said = self.archive.manifest, [f"from the archive with the receipt {self.archive.receipt}"]
        if manifest and self.sender is None:
            said.append("the student's name is known only from the archive itself")
            if is_shared_account(manifest.student):
                said.append(f"{manifest.student!r} is the name of an account that may be anybody's")
        elif manifest and student_name(manifest.student) != self.sender:
            said.append(f"the archive gives its student as {manifest.student!r}")
        return tuple(said)

    @property
    def age(self) -> tuple[bool, str, int, str]:
        """Larger for one that counts rather: sound, then newer by its own clock, then a later copy of that second."""
        manifest, copy = self.archive.manifest, NUMBER_OF_COPY.search(self.path.stem)
        number = int(copy[1]) if copy else 1
        return self.archive.problem is None, manifest.time if manifest else "", number, self.path.name


@dataclass(frozen=True)
class FoundArchives:
    """The archives of a class by student and assignment, and why others are of no use.

    ``seen`` are all that are some known assignment's.
    """

    of: Mapping[SubmissionKey, Sequence[FoundArchive]] = field(default_factory=dict)
    seen: frozenset[Path] = frozenset()
    refused: Mapping[Path, str] = field(default_factory=dict)


def find_archives(root: Path, folders: Mapping[str, StudentFolder], assignments: Collection[str]) -> FoundArchives:
    """The archives below ``root``, and in students' ``folders``, that are work on one of ``assignments``.

    An archive in an assignment's folder is work on that assignment. Any other belongs to the assignment in its manifest
    cannot be read, where its file's name says.
    """
    found, refused = defaultdict(list), {}
    for one, key in _all(root, folders, assignments):
        if key and key[1] in assignments:
            found[key].append(one)
        elif not one.archive.plain or one.sender is None:
            refused[one.path] = _why_not(one, key)
    for key in [key for key, archives in found.items() if _may_be_of_several(key, archives)]:
        said = f"several people may have sent archives as {key[0]!r}; put each into its student's folder"
        refused.update((one.path, said) for one in found[key] if one.sender is None)
        found[key] = [one for one in found[key] if one.sender is not None]
    seen = frozenset(one.path for archives in found.values() for one in archives)
    return FoundArchives({key: archives for key, archives in found.items() if archives}, seen, refused)


def _all(
    root: Path, folders: Mapping[str, StudentFolder], assignments: Collection[str]
) -> Iterator[tuple[FoundArchive, SubmissionKey | None]]:
    for path in _zips_in(Folder(root, root.is_symlink())):
        one = FoundArchive(path, _without_work(path, root), None)
        yield one, _owner(one, assignments)
    for student, folder in folders.items():
        for path in _zips_in(folder)[-MAX_ARCHIVES:]:
            one = FoundArchive(path, _without_work(path, root), student)
            owner = _owner(one, assignments)
            yield one, owner and (student, owner[1])
        for assignment in _meant_assignments(folder, assignments):
            for path in _zips_of(folder, assignment)[-MAX_ARCHIVES:]:
                archive = _without_work(path, root)
                if not archive.plain:
                    yield FoundArchive(path, _meant_for(assignment, archive), student), (student, assignment)


def find_archives_in(folder: Path, root: Path, student: str, assignment: str) -> list[FoundArchive]:
    """The archives of `grade submit` in the folder of one student's attempt at an assignment."""
    found = [
        (path, _without_work(path, root)) for path in _zips_in(Folder(folder, folder.is_symlink()))[-MAX_ARCHIVES:]
    ]
    return [FoundArchive(path, _meant_for(assignment, one), student) for path, one in found if not one.plain]


def _meant_assignments(folder: StudentFolder, assignments: Collection[str]) -> list[str]:
    try:
        return [] if folder.is_link else folder.meant_for(assignments)
    except OSError:
        return []  # a folder that is missing or closed is told of where modules are looked for


def _zips_of(folder: StudentFolder, assignment: str) -> list[Path]:
    return [path for own in folder.folders(assignment) for path in _zips_in(own)]


def _zips_in(folder: Folder) -> list[Path]:
    try:
        return [] if folder.is_link else [path for path in folder.entries if path.suffix.lower() == ".zip"]
    except OSError:
        return []  # as above


def _without_work(path: Path, root: Path) -> Archive:
    return replace(read_archive(path, root), data=b"")


def _owner(one: FoundArchive, assignments: Collection[str]) -> SubmissionKey | None:
    """The student and the assignment of an archive, from its manifest or its file name."""
    if one.archive.plain:
        return None
    if one.archive.manifest:
        return student_name(one.archive.manifest.student), one.archive.manifest.assignment
    named = "|".join(map(re.escape, assignments))
    told = re.search(rf"(?:^|[^a-z])({named})-(.+)-\d{{8}}T\d{{6}}Z", one.path.stem)
    return (student_name(readable_name(told[2])), told[1]) if told else None


def _why_not(one: FoundArchive, owner: SubmissionKey | None) -> str:
    """Why an archive is nobody's, or no work on what is graded."""
    if owner:
        return f"it is work on {owner[1]!r}, which is not an assignment in grader.yaml"
    return one.archive.problem or "the archive is damaged"


def _may_be_of_several(owner: SubmissionKey, archives: Sequence[FoundArchive]) -> bool:
    """Whether archives that lie in nobody's folder seem to come from more than one person of this name."""
    loose = [one for one in archives if one.sender is None]
    senders = {_platform_prefix(one, owner[1]) for one in loose}
    return len(loose) > 1 and (is_shared_account(owner[0]) or len(senders) > 1)


def _platform_prefix(one: FoundArchive, assignment: str) -> str:
    """What a learning platform puts before a file's name, such as ``Ada Lovelace_12_``, up to the person's name."""
    before, name, _ = one.path.stem.partition(f"{assignment}-")
    return before.partition("_")[0] if name else ""


def _meant_for(assignment: str, archive: Archive) -> Archive:
    if archive.problem or archive.manifest is None or archive.manifest.assignment == assignment:
        return archive
    return replace(archive, problem="the archive is for another assignment")


def latest_archive(found: Sequence[FoundArchive]) -> tuple[FoundArchive, tuple[str, ...]]:
    """The archive that counts (the newest intact one, by the archives' own times), and notes.

    A student's clock can only choose among that student's own archives, and the time survives copying.
    """
    *others, chosen = sorted(found, key=lambda one: one.age)
    refused = [one.archive.problem for one in others if one.archive.problem]
    notes = list(chosen.notes)
    if others and chosen.archive.manifest:
        time = chosen.archive.manifest.time
        notes.append(f"there are {len(found)} archives; the newest intact one, of {time}, counts")
    if refused and not chosen.archive.problem:
        notes.append(f"{len(refused)} refused: {refused[-1]}")
    return chosen, tuple(notes)
