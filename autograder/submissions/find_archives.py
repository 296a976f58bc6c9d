"""Finds the archives of `grade submit` in a folder of submissions: whose they are, and which one counts.

<root>/<student>/<assignment>/*.zip    work on that assignment
<root>/<student>/*.zip                 the assignment is the manifest's
<root>/*.zip                           the student is the manifest's too
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.submissions.archive import Archive, read_archive
from autograder.system.files import readable_name

MAX_ARCHIVES = 100  # archives of one student in one folder; more are the latest by name
Key = tuple[str, str]
"""A student and an assignment."""


@dataclass(frozen=True)
class Found:
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
        elif manifest and manifest.student != self.sender:
            said.append(f"the archive gives its student as {manifest.student!r}")
        return tuple(said)


def archives(root: Path, folders: Mapping[str, Path], assignments: Collection[str]) -> dict[Key, list[Found]]:
    """The archives below ``root``, and in students' ``folders``, by student and assignment.

    An archive in an assignment's folder is work on that assignment. Any other belongs to the assignment in its manifest
    or, if that cannot be read, in its file name. Other zip files are ignored.
    """
    found = defaultdict(list)
    for one, key in _all(root, folders, assignments):
        if key and key[1] in assignments:
            found[key].append(one)
    return dict(found)


def _all(root: Path, folders: Mapping[str, Path], assignments: Collection[str]) -> Iterator[tuple[Found, Key | None]]:
    for path in _zips(root):
        one = Found(path, _without_work(path), None)
        yield one, _told(one, assignments)
    for student, folder in folders.items():
        for path in _zips(folder)[-MAX_ARCHIVES:]:
            one = Found(path, _without_work(path), student)
            told = _told(one, assignments)
            yield one, told and (student, told[1])
        for assignment in assignments:
            for path in _zips(folder / assignment)[-MAX_ARCHIVES:] if not folder.is_symlink() else ():
                yield Found(path, _meant_for(assignment, _without_work(path)), student), (student, assignment)


def _zips(folder: Path) -> list[Path]:
    if folder.is_symlink():
        return []
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".zip" and path.name[0] != ".")
    except OSError:
        return []  # a folder that is missing or closed is told of where modules are looked for


def _without_work(path: Path) -> Archive:
    return replace(read_archive(path), data=b"")


def _told(one: Found, assignments: Collection[str]) -> Key | None:
    """The student and the assignment of an archive, from its manifest or its file name."""
    if one.archive.manifest:
        return one.archive.manifest.student, one.archive.manifest.assignment
    named = "|".join(map(re.escape, assignments))
    told = re.search(rf"(?:^|[^a-z])({named})-(.+)-\d{{8}}T\d{{6}}Z", one.path.stem)
    return (readable_name(told[2]), told[1]) if told else None


def _meant_for(assignment: str, archive: Archive) -> Archive:
    if archive.problem or archive.manifest is None or archive.manifest.assignment == assignment:
        return archive
    return replace(archive, problem="the archive is for another assignment")


def latest(found: Sequence[Found]) -> tuple[Found, tuple[str, ...]]:
    """The archive that counts (the newest intact one, by the archives' own times), and notes.

    A student's clock can only choose among that student's own archives, and the time survives copying.
    """
    *others, chosen = sorted(found, key=_age)
    refused = [one.archive.problem for one in others if one.archive.problem]
    notes = list(chosen.notes)
    if others and chosen.archive.manifest:
        notes.append(
            f"there are {len(found)} archives; the newest intact one, of {chosen.archive.manifest.time}, counts"
        )
    if refused and not chosen.archive.problem:
        notes.append(f"{len(refused)} refused: {refused[-1]}")
    return chosen, tuple(notes)


def _age(one: Found) -> tuple[bool, str, str]:
    manifest = one.archive.manifest
    return one.archive.problem is None, manifest.time if manifest else "", one.path.name
