"""The files in a folder of submissions that nothing was made of, each with the reason."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from autograder.errors import nearest
from autograder.submissions.groups import GROUPS
from autograder.submissions.roster import ROSTER
from autograder.submissions.submission_times import TIMES, TIMESTAMP
from autograder.submissions.work_files import kind_of
from autograder.submissions.work_places import TOOLS, StudentFolder, is_named
from autograder.system.files import readable_name
from autograder.system.lazy_dataclass import dataclass
from autograder.words import many

BESIDE_WORK = ((TIMESTAMP,), ("submission_secret.txt",))  # the second is nbgrader's, for feedback
KNOWN_FILES = frozenset({ROSTER, TIMES, GROUPS})
MAX_LISTED = 50  # files of one student that are listed one by one
MAX_DEPTH = 20
OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".gz", ".tgz", ".xz", ".bz2")


@dataclass(frozen=True)
class NotGraded:
    """A file that was not graded, or several (``files``) in a folder; ``path`` is below the folder of submissions.

    ``assignment`` is the one that it may be meant for.
    """

    path: str
    reason: str
    files: int = 1
    student: str | None = None
    assignment: str | None = None

    @property
    def folder(self) -> str:
        """Where it lies."""
        return self.path.rpartition("/")[0] if self.files == 1 else self.path


@dataclass(frozen=True)
class FilesNotGraded:
    """Looks through a folder of submissions for files that are neither ``seen`` nor known to be no work.

    ``graded`` are the assignments of this run, ``known`` those of the course, ``reasons`` what is known of some paths.
    """

    root: Path
    graded: Collection[str]
    known: Collection[str]
    seen: Collection[Path]
    reasons: Mapping[Path, str]

    def loose(self) -> Iterator[NotGraded]:
        """The files that lie in no student's folder."""
        for path in _files(self.root, 0):
            if path.name not in KNOWN_FILES and path not in self.seen:
                reason = self.reasons.get(path, "it is not in a student's folder")
                yield NotGraded(readable_name(path.name), reason)

    def of(self, student: str, folder: StudentFolder) -> list[NotGraded]:
        """The files in a student's folder; beyond some they are counted only."""
        left = [] if folder.is_link else list(self._left(student, folder.path))
        if len(left) <= MAX_LISTED:
            return left
        more = len(left) - MAX_LISTED
        rest = NotGraded(readable_name(folder.path.name), many(more, "more file"), more, student)
        return [*left[:MAX_LISTED], rest]

    def _left(self, student: str, folder: Path) -> Iterator[NotGraded]:
        for path in _files(folder, MAX_DEPTH):
            if path in self.seen:
                continue
            inside = path.relative_to(folder).parts
            meant = next((name for name in self.known if len(inside) > 1 and is_named(inside[0], name)), None)
            if meant and (meant not in self.graded or inside[1:] in BESIDE_WORK):
                continue
            reason = self.reasons.get(path) or self._reason(path, inside, meant)
            likely = meant or self._likely(inside[0])
            yield NotGraded("/".join(map(readable_name, path.relative_to(self.root).parts)), reason, 1, student, likely)

    def _reason(self, path: Path, inside: tuple[str, ...], meant: str | None) -> str:
        if path.is_symlink():
            return "it is a symbolic link; links are not followed"
        if meant is None and len(inside) > 1:
            word = readable_name(inside[0])
            return f"its folder {word!r} is not an assignment.{nearest(word, [*self.known])}"
        if path.suffix.casefold() in OTHER_ARCHIVES:
            return "of archives only zip files are opened"
        if kind_of(path.name) is None:
            return "it is not a module (.py) or a notebook (.ipynb)"
        return "it is not in an assignment's folder" if meant is None else "it is too deep, or beside other work"

    def _likely(self, name: str) -> str | None:
        """The assignment that a name is near to."""
        stem = readable_name(name).casefold()
        return next((known for known in self.known if known in stem or nearest(stem, [known])), None)


def summary(found: Iterable[NotGraded]) -> str:
    """How many files in how many folders."""
    found = list(found)
    files, folders = sum(one.files for one in found), len({one.folder for one in found})
    return f"{many(files, 'file was', 'files were')} not graded, in {many(folders, 'folder')}"


def _files(folder: Path, depth: int) -> Iterator[Path]:
    """The files below a folder that somebody may have handed in; links are not followed."""
    try:
        found = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return  # told of where work is looked for
    for entry in found:
        if _is_a_tools(entry.name):
            continue
        if not entry.is_dir(follow_symlinks=False):
            yield folder / entry.name
        elif depth:
            yield from _files(folder / entry.name, depth - 1)


def _is_a_tools(name: str) -> bool:
    """Whether a system or a tool has left this behind; a hidden module is somebody's."""
    return name in TOOLS or (name[0] == "." and (name.startswith("._") or kind_of(name[1:]) is None))
