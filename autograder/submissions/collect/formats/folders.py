"""Folders that people made: the layout of `grade all` and of nbgrader, and any other.

submitted/ada/optimizers/optimizers.py, submitted/ada/optimizers/timestamp.txt
hw3-adalovelace/optimizers.py
optimizers-ada-20261030T171233Z.zip                     an archive of `grade submit`
"""

import re
from collections import defaultdict
from collections.abc import Collection
from itertools import takewhile
from pathlib import PurePosixPath

from autograder.course.times import MAX_BYTES, decoded
from autograder.submissions.archive import MAX_ARCHIVE, open_archive
from autograder.submissions.collect.download import Download, DownloadedFile, Parts, UnreadableMember
from autograder.submissions.collect.handed_in import HandedIn, HandedInFile, Person, Understood
from autograder.submissions.roster import ROSTER
from autograder.submissions.student_names import is_shared_account
from autograder.submissions.submission_times import TIMES, TIMESTAMP
from autograder.submissions.work_places import is_named


def read_class_folders(download: Download, assignments: Collection[str]) -> Understood:
    """Folders <student>/<assignment>, at any depth."""
    found: dict[tuple[Parts, str], list[DownloadedFile]] = defaultdict(list)
    for file in download.files:
        if place := _place(file.parts, assignments):
            found[place].append(file)
    own = [file for file in download.files if len(file.parts) == 1 and file.name in (ROSTER, TIMES)]
    stamps = [file for files in found.values() for file in files if file.name == TIMESTAMP]
    handed_in = [_in_folder(folder, assignment, files) for (folder, assignment), files in found.items()]
    return Understood(tuple(handed_in), frozenset([*own, *stamps]) if handed_in else frozenset())


def _place(parts: Parts, assignments: Collection[str]) -> tuple[Parts, str] | None:
    """The folder of the assignment in which a file lies, and the assignment."""
    for depth, folder in enumerate(parts[1:-1], start=1):
        for assignment in assignments:
            if is_named(folder, assignment):
                return parts[: depth + 1], assignment
    return None


def _in_folder(folder: Parts, assignment: str, files: list[DownloadedFile]) -> HandedIn:
    time = next((_stamp(file) for file in files if file.parts == (*folder, TIMESTAMP)), "")
    own = tuple(HandedInFile(file.name, file) for file in files if file.name != TIMESTAMP)
    name = folder[-2]
    return HandedIn((Person(login=name, words=(name,)),), own, time=time, assignment=assignment)


def _stamp(file: DownloadedFile) -> str:
    try:
        return decoded(file.read(MAX_BYTES)).strip()
    except (UnreadableMember, ValueError):
        return ""


def read_plain(download: Download, assignments: Collection[str]) -> Understood:
    """Any other folder: the student is named somewhere in a path, or in an archive of `grade submit`."""
    outer = _common(download)
    groups: dict[Parts, list[DownloadedFile]] = defaultdict(list)
    handed_in, own = [], []
    for file in download.files:
        inside = file.parts[len(outer) :]
        if inside in ((ROSTER,), (TIMES,)):
            own.append(file)
        elif sealed := _sealed(file):
            handed_in.append(sealed)
        else:
            groups[inside[:-1] or (PurePosixPath(file.name).stem,)].append(file)
    handed_in += [_anybodys(where, files) for where, files in groups.items()]
    return Understood(tuple(handed_in), frozenset(own))


def _common(download: Download) -> Parts:
    """The folders in which all files lie."""
    folders = [file.parts[:-1] for file in download.files]
    first, last = (min(folders), max(folders)) if len(folders) > 1 else ((), ())
    return tuple(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))


def _anybodys(where: Parts, files: list[DownloadedFile]) -> HandedIn:
    """Work whose student's name may be a folder's, a part of it, or a part of the file's name."""
    pieces = tuple(piece for part in where for piece in re.split(r"[-_ .,]+", part) if piece)
    in_a_folder = len(where) == 1 and len(files[0].parts) > 1
    person = Person(login=where[0] if in_a_folder else "", words=where, pieces=pieces)
    return HandedIn((person,), tuple(HandedInFile(file.name, file) for file in files))


def _sealed(file: DownloadedFile) -> HandedIn | None:
    """An archive of `grade submit`, whose sender is known only from itself."""
    if not file.name.casefold().endswith(".zip"):
        return None
    try:
        manifest = open_archive(file.read(MAX_ARCHIVE)).manifest
    except UnreadableMember:
        return None
    if manifest is None:
        return None
    shared = is_shared_account(manifest.student)  # then only a roster can say that it is a student's name
    person = Person(login="" if shared else manifest.student, words=(manifest.student,))
    note = "the student's name is known only from the archive itself"
    return HandedIn((person,), (HandedInFile(file.name, file),), assignment=manifest.assignment, notes=(note,))
