"""Where the files of one assignment lie: in its folder, and where they lie a little wrong.

<student>/<assignment>/<file>         the right place; the folder's name may differ in case and blanks
<student>/<assignment>/*.zip          a zip file that the student made
<student>/<assignment>/<any>/<file>   one folder too deep
<student>/<assignment>.py or .zip     no folder at all

A place is looked at only if those before it hold no written function.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

from autograder.submissions.choose_work import Chosen, choose_work, shown
from autograder.submissions.plain_zip import SUFFIX, read_plain_zip
from autograder.submissions.student_names import student_name
from autograder.submissions.work_files import WorkFile, kind_of, read_work_file, stem_of, unreadable
from autograder.submissions.written_functions import Stubs
from autograder.system.files import readable_name
from autograder.system.lazy_dataclass import dataclass

TOOLS = frozenset({"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"})
"""What systems and tools leave behind, besides hidden files."""
MAX_FILES = 20  # files of one place that are read


@dataclass(frozen=True)
class FoundWork:
    """The work that was chosen, and every path that was looked at for it."""

    chosen: Chosen
    seen: frozenset[Path] = frozenset()


@dataclass(frozen=True)
class Folder:
    """A folder in which work may lie; it is looked at once, because a class has thousands of them."""

    path: Path
    is_link: bool = False

    @cached_property
    def _listed(self) -> list[tuple[Path, os.DirEntry[str]]]:
        with os.scandir(self.path) as found:
            seen = sorted(
                (one for one in found if one.name[0] != "." and one.name not in TOOLS), key=lambda one: one.name
            )
        return [(self.path / one.name, one) for one in seen]

    @cached_property
    def entries(self) -> list[Path]:
        """What lies in it, sorted, without hidden files and what tools leave behind; raises `OSError`."""
        return [path for path, _ in self._listed]


@dataclass(frozen=True, kw_only=True)
class StudentFolder(Folder):
    """A student's folder below ``root``; nothing in it is believed, and no link is followed."""

    root: Path

    @cached_property
    def _folders(self) -> dict[str, list[Folder]]:
        """The folders in it, by the assignment that their name stands for, the one with exactly its name first."""
        found: dict[str, list[Folder]] = {}
        for path, entry in self._listed:
            if entry.is_dir():
                found.setdefault(_plain(path.name), []).append(Folder(path, entry.is_symlink()))
        for assignment, alike in found.items():
            alike.sort(key=lambda folder: folder.path.name != assignment)
        return found

    def meant_for(self, assignments: Collection[str]) -> list[str]:
        """The assignments that have a folder; raises `OSError`."""
        return [name for name in assignments if name in self._folders]

    def folders(self, assignment: str) -> list[Folder]:
        """The folders that are meant for an assignment, the one with exactly its name first; raises `OSError`."""
        return self._folders.get(assignment, [])

    def time_folder(self, assignment: str) -> Path | None:
        """Where a timestamp.txt may lie, if anywhere."""
        try:
            folders = [] if self.is_link else self.folders(assignment)
        except OSError:
            return None  # told of where work is looked for
        return folders[0].path if folders and not folders[0].is_link else None

    def attempt(self, assignment: str, number: int) -> Path | None:
        """The folder of an attempt that `grade collect` has kept; None if it is gone.  Raises `OSError`."""
        if self.is_link:
            return None
        folders = [folder for folder in self.folders(assignment) if not folder.is_link]
        places = (attempt_folder(folder.path, number) for folder in folders)
        return next((place for place in places if place.is_dir() and not place.is_symlink()), None)

    def find_attempt(self, folder: Path, assignment: str, stubs: Stubs) -> FoundWork:
        """What is to be graded of a later attempt, whose ``folder`` this is; raises `OSError`."""
        return _first_with_work(_files(Folder(folder).entries, assignment, self.root), assignment, stubs)

    def find_work(self, assignment: str, stubs: Stubs, attempts: Collection[Path] = ()) -> FoundWork:
        """What is to be graded as work on ``assignment``, besides what lies in the folders of later ``attempts``.

        Raises `OSError` for a folder that cannot be read.
        """
        folders = self.folders(assignment)
        if linked := [folder.path for folder in folders if folder.is_link]:
            said = "the folder is a symbolic link; links are not followed"
            return FoundWork(Chosen(problem=unreadable(said), notes=(said,)), frozenset(linked))
        flat = [path for path in self.entries if stem_of(path.name) == assignment and not path.is_dir()]
        places = chain(_places(folders, assignment, self.root, attempts), _files(flat, assignment, self.root))
        found = _first_with_work(places, assignment, stubs)
        if not (misplaced := [*self._misplaced(found.chosen.file, assignment)]):
            return found
        return replace(found, chosen=replace(found.chosen, notes=(*found.chosen.notes, *misplaced)))

    def _misplaced(self, file: WorkFile | None, assignment: str) -> Iterator[str]:
        """A note on work that lies elsewhere than it should."""
        if file is None:
            return
        folders = file.path.parts[len(self.path.parts) : -1]
        if not folders:
            yield f"it is not in a folder {assignment}; it is graded anyway"
        elif folders[0] != assignment:
            yield f"its folder is called {shown(folders[0])} and not {assignment}; it is graded anyway"
        if len(folders) > 1:
            yield "it is one folder too deep; it is graded anyway"


def find_own_work(path: Path, assignment: str, stubs: Stubs) -> Chosen:
    """The choice in a student's own folder, or the file that ``path`` is; raises `OSError`."""
    path = path.resolve()
    places = _places([Folder(path)], assignment, path) if path.is_dir() else _files([path], assignment, path.parent)
    return _first_with_work(places, assignment, stubs).chosen


def is_named(name: str, assignment: str) -> bool:
    """Whether a folder's name stands for an assignment, whatever its case and blanks."""
    return _plain(name) == assignment


@lru_cache(maxsize=4096)  # a class calls its folders alike
def _plain(name: str) -> str:
    return student_name(readable_name(name)).casefold()


def attempt_folder(folder: Path, number: int) -> Path:
    """Where attempt ``number``, counted from 1, lies in an assignment's folder."""
    return folder if number == 1 else folder / f"attempt-{number}"


def _first_with_work(places: Iterable[Sequence[WorkFile]], assignment: str, stubs: Stubs) -> FoundWork:
    """The choice among the files of these places, up to the first place that decides it."""
    files, chosen = list[WorkFile](), Chosen()
    for place in filter(None, places):
        files += place
        chosen = choose_work(files, assignment, stubs)
        if chosen.written or (chosen.problem and chosen.problem.ours):
            break
    return FoundWork(chosen, frozenset(file.path for file in files))


def _places(
    folders: Iterable[Folder], assignment: str, root: Path, besides: Collection[Path] = ()
) -> Iterator[Sequence[WorkFile]]:
    """The files in an assignment's folders, then those one folder deeper, unless it is one of ``besides``."""
    inside = [path for folder in folders for path in folder.entries if path not in besides]
    yield from _files(inside, assignment, root)
    deeper = [path for path in inside if path.is_dir() and not path.is_symlink() and not kind_of(path.name)]
    yield from _files([path for folder in deeper for path in Folder(folder).entries], assignment, root)


def _files(paths: Iterable[Path], assignment: str, root: Path) -> Iterator[Sequence[WorkFile]]:
    """The modules and notebooks among ``paths``, then what is in zip files."""
    likeliest = sorted(paths, key=lambda path: (stem_of(path.name) != assignment, path.stem != assignment, path.name))
    yield [read_work_file(path, root) for path in [p for p in likeliest if kind_of(p.name)][:MAX_FILES]]
    zips = [path for path in likeliest if path.suffix.casefold() == SUFFIX and path.is_file()]
    yield [file for path in zips[:MAX_FILES] for file in read_plain_zip(path, root)]
