"""A folder of submissions -> [Submission].  Names and files are hostile: no link is followed, no content is trusted.

<root>/<student>/<assignment>/<assignment>.py    the work; any single .py is taken if the name differs
<root>/<student>/<assignment>/<assignment>.ipynb the work as a notebook, unless a module holds it
<root>/<student>/<assignment>/timestamp.txt      when it was handed in, written by the collector
<root>/roster.csv                                students who may have no folder (column `student`)
<root>/**/*.zip                                  the archives of `grade submit` (see `find_archives`)
"""

import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from autograder.course.times import MAX_BYTES, NOT_UNDERSTOOD, EmptyDate, decoded, read_time
from autograder.errors import SubmissionsError
from autograder.records import Problem, Submission
from autograder.submissions.archive import MAX_MODULE, MAX_WORK, read_archive, unlinked
from autograder.submissions.find_archives import Found, archives, latest
from autograder.submissions.notebook_code import UnreadableNotebook, module_of, too_large
from autograder.submissions.roster import ROSTER, read_roster
from autograder.system.files import readable_name

KINDS = {"module": ".py", "notebook": ".ipynb"}
JUNK = {".git", ".ipynb_checkpoints", "__pycache__", "__MACOSX", ".DS_Store"}

Untouched = Callable[[bytes], bool]
"""Whether a module is still the released stub."""


def collect(root: Path, untouched: Mapping[str, Untouched], students: Sequence[str] = ()) -> list[Submission]:
    """Every student's work on every assignment in ``untouched``, missing ones included.

    Sorted by student, then in the order of the assignments.  ``students`` selects some; raises
    `SubmissionsError` for a folder that is not there, is empty, or lacks one of them.
    """
    folders = _student_folders(root)
    wanted = {name: folder for name, folder in folders.items() if not students or name in students}
    sealed = archives(root, wanted, untouched)
    names = sorted({*folders, *read_roster(root / ROSTER).students, *(student for student, _ in sealed)})
    unknown = sorted(set(students) - set(names))
    if unknown:
        raise SubmissionsError(
            f"{root} has no folder for student {unknown[0]!r}.", "A student's name is the name of their folder."
        )
    if not names:
        raise SubmissionsError(
            f"{root} holds no submissions.", "Expected <student>/<assignment>/<assignment>.py in it."
        )
    return [
        _with_archives(_submission(folders.get(name), name, assignment, is_stub), sealed, is_stub)
        for name in names
        if not students or name in students
        for assignment, is_stub in untouched.items()
    ]


def load_module(path: Path, assignment: str, untouched: Untouched) -> Submission:
    """One student's own work: a module, a notebook or its folder.  Raises `SubmissionsError` if it is not there."""
    if path.is_dir():
        submission = _work(path, "", assignment, untouched)
        if submission.missing:
            said = f"{path} holds neither {assignment}.py nor {assignment}.ipynb."
            raise SubmissionsError(said, "Name the folder, module or notebook of your work.")
        return submission
    if not path.is_file():
        raise SubmissionsError(f"There is no {path}.", "Name the folder, module or notebook of your work.")
    return _read(path.resolve(), "", assignment)


def _student_folders(root: Path) -> dict[str, Path]:
    if not root.is_dir():
        raise SubmissionsError(f"There is no folder {root}.", "Name the folder that holds the submissions.")
    try:
        paths = [path for path in root.iterdir() if path.name not in JUNK and path.is_dir()]
    except OSError as error:
        raise SubmissionsError(f"{root} cannot be read: {error}") from error
    folders = {readable_name(path.name): path for path in paths}
    if len(folders) < len(paths):  # one of them is not UTF-8, and another spells out how it is written
        clash = next(readable_name(path.name) for path in paths if folders[readable_name(path.name)] != path)
        raise SubmissionsError(f"{root} has two folders whose names both read {clash!r}.", "Rename one of them.")
    return folders


def _submission(folder: Path | None, student: str, assignment: str, untouched: Untouched) -> Submission:
    if folder is None:
        return Submission(student, assignment)
    if folder.is_symlink():
        return _problem(
            student, assignment, "the student's folder is a symbolic link; links are not followed", ours=True
        )
    try:
        return _work(folder / assignment, student, assignment, untouched)
    except OSError as error:
        return _problem(student, assignment, f"the folder cannot be read: {error.strerror}", ours=True)


def _with_archives(
    loose: Submission, sealed: Mapping[tuple[str, str], list[Found]], untouched: Untouched
) -> Submission:
    """The work beside the archives; or that of the latest archive, if the former is missing or an untouched stub."""
    found = sealed.get((loose.student, loose.assignment))
    if not found:
        return loose
    if loose.source is not None and not untouched(loose.source):
        return replace(loose, notes=(*loose.notes, "there is also an archive; the file beside it is graded"))
    chosen, notes = latest(found)
    work = _sealed(chosen, loose.student, loose.assignment)
    return replace(work, submitted=loose.submitted, notes=(*work.notes, *notes, *loose.notes), path=chosen.path)


def _sealed(found: Found, student: str, assignment: str) -> Submission:
    """The work in an archive; its own name and time are not trusted."""
    archive = found.archive if found.archive.problem else read_archive(found.path)
    if archive.problem or archive.manifest is None:
        return _problem(student, assignment, archive.problem or "the archive is damaged", ours=archive.ours)
    kind = "notebook" if archive.manifest.work.endswith(".ipynb") else "module"
    return parsed(archive.data, kind, student, assignment)


def _work(folder: Path, student: str, assignment: str, untouched: Untouched) -> Submission:
    """The work in one folder: the module, unless it is an untouched stub beside a notebook."""
    if folder.is_symlink():
        return _problem(student, assignment, "the folder is a symbolic link; links are not followed")
    if not folder.is_dir():
        return Submission(student, assignment)
    submitted, notes = _timestamp(folder / "timestamp.txt")
    module, notebook = (_only(folder, kind, student, assignment) for kind in KINDS)
    work, said = _either(module, notebook, untouched)
    return replace(work, submitted=submitted, notes=(*notes, *said, *work.notes), path=folder)


def _either(module: Submission, notebook: Submission, untouched: Untouched) -> tuple[Submission, tuple[str, ...]]:
    """The one that holds work (the module if both do), and a note on the choice."""

    def holds_work(work: Submission) -> bool:
        return work.problem.ours if work.problem else work.source is not None and not untouched(work.source)

    if notebook.missing or module.missing:
        return (module if notebook.missing else notebook), ()
    if holds_work(module):
        return module, ("there is also a notebook; the module is graded",) if holds_work(notebook) else ()
    if holds_work(notebook):
        return notebook, ("the module holds no work; the notebook is graded", *module.notes)
    return module if notebook.problem is None else notebook, ()


def _only(folder: Path, kind: str, student: str, assignment: str) -> Submission:
    """The only module or notebook of the folder, or the one that has the assignment's name."""
    name, paths = assignment + KINDS[kind], sorted(folder.glob(f"*{KINDS[kind]}"))
    if len(paths) > 1:
        paths = [path for path in paths if path.name == name]
        if not paths:
            return _problem(student, assignment, f"there are several {kind}s, and none is called {name}")
    if not paths:
        return Submission(student, assignment)
    found = _read(paths[0], student, assignment)
    odd = (f"the {kind} is not called {name}; it is graded anyway",) if paths[0].name != name else ()
    return replace(found, notes=(*found.notes, *odd))


def _read(path: Path, student: str, assignment: str) -> Submission:
    """Read a module or notebook without following links or waiting on pipes."""
    kind = "notebook" if path.suffix == KINDS["notebook"] else "module"
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode):
            return _problem(student, assignment, f"the {kind} is not a regular file; links are not followed")
        if found.st_size > MAX_WORK[KINDS[kind]]:
            return _problem(student, assignment, _too_large(kind, found.st_size))
        with open(path, "rb", opener=unlinked) as file:
            return replace(parsed(file.read(MAX_WORK[KINDS[kind]]), kind, student, assignment), path=path)
    except OSError as error:
        return _problem(student, assignment, f"the {kind} cannot be read: {error.strerror}", ours=True)


def parsed(data: bytes, kind: str, student: str, assignment: str) -> Submission:
    """The submission whose module or notebook (by its ``kind``) has these bytes."""
    try:
        return Submission(student, assignment, module_of(data) if kind == "notebook" else data)
    except UnreadableNotebook as error:
        return _problem(student, assignment, str(error))


def _too_large(kind: str, size: int) -> str:
    return too_large(size) if kind == "notebook" else f"the module has {size:,} bytes; at most {MAX_MODULE:,} are read"


def _problem(student: str, assignment: str, message: str, *, ours: bool = False) -> Submission:
    said = f"{message[0].upper()}{message[1:]}."
    return Submission(student, assignment, problem=Problem("unreadable", said, ours), notes=(message,))


def _timestamp(path: Path) -> tuple[datetime | None, tuple[str, ...]]:
    """When the work was handed in, or a note that says why this is unknown."""
    if path.is_symlink() or not path.is_file():
        return None, ()
    text = ""
    try:
        with open(path, "rb", opener=unlinked) as file:
            text = decoded(file.read(MAX_BYTES))
        return read_time(text), ()
    except EmptyDate as error:
        return None, (f"{path.name}: {error}; lateness is unknown",)
    except (OSError, ValueError) as error:
        said = f" {text.strip()[:40]!r}" if text else ""
        return None, (f"{NOT_UNDERSTOOD}: {path.name}{said}: {error}",)
