"""Of the files that may be a student's work, the one that is graded: the same for `grade all` and for a student.

A file that holds written functions comes before one that holds none, whatever their names.  Then a module comes
before a notebook, the file with the assignment's name before others, and of others the one with most functions.
"""

from collections.abc import Iterator, Sequence

from autograder.records import Problem, Submission
from autograder.submissions.submission_times import UNKNOWN_TIME, SubmissionTime
from autograder.submissions.work_files import SUFFIXES, WorkFile, unreadable
from autograder.submissions.written_functions import Stubs, defined_names, is_untouched, written_functions
from autograder.system.files import readable_name
from autograder.system.lazy_dataclass import dataclass
from autograder.words import listed

MAX_NAMED = 3  # files, or functions, that a note names
MAX_SHOWN = 60  # characters of a file's name


@dataclass(frozen=True)
class Chosen:
    """The file that is graded, or the ``problem`` that none can be chosen; neither where there is no file.

    ``written`` are the functions that it holds; ``notes`` say what an instructor should know of the choice;
    ``rivals`` are the files that nothing tells apart.
    """

    file: WorkFile | None = None
    problem: Problem | None = None
    written: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    rivals: tuple[WorkFile, ...] = ()

    def submission(self, student: str, assignment: str, time: SubmissionTime = UNKNOWN_TIME) -> Submission:
        """The submission of this work, which came at ``time``."""
        source, path = (self.file.source, self.file.path) if self.file else (None, None)
        notes = (*time.notes, *self.notes)
        return Submission(student, assignment, source, self.problem, time.moment, notes, path)


def choose_work(files: Sequence[WorkFile], assignment: str, stubs: Stubs) -> Chosen:
    """Choose among ``files``; the first counts if two have the assignment's name."""
    if not files:
        return Chosen()
    written = {place: frozenset(written_functions(f.source or b"", stubs)) for place, f in enumerate(files)}
    best = _best(files, written, assignment, stubs)
    if len(best) > 1:
        kind = files[best[0]].kind
        said = f"there are several {kind}s, and none is called {assignment}{SUFFIXES.get(kind, '')}"
        rivals = [files[place] for place in best]
        return Chosen(None, unreadable(said), written[best[0]], (f"{said}: {_names(rivals)}",), tuple(rivals))
    file, own = files[best[0]], written[best[0]]
    others = [(other, written[place]) for place, other in enumerate(files) if place != best[0]]
    notes = (*_remarks(file, own, assignment, stubs), *_comparisons(file, own, others, stubs))
    return Chosen(file, file.problem, own, notes)


def _best(
    files: Sequence[WorkFile], written: dict[int, frozenset[str]], assignment: str, stubs: Stubs
) -> Sequence[int]:
    """The places of the best files: several if nothing tells them apart."""
    holding = [place for place, f in enumerate(files) if written[place] or (f.problem and f.problem.ours)]
    pool = holding or _best_without_functions(files, assignment, stubs)
    kinds = [files[place].kind for place in pool]
    kind = next(kind for kind in ("module", "notebook", "zip file") if kind in kinds)
    pool = [place for place in pool if files[place].kind == kind]
    named = [place for place in pool if files[place].stem == assignment]
    most = max(len(written[place]) for place in pool)
    return named[:1] or [place for place in pool if len(written[place]) == most]


def _best_without_functions(files: Sequence[WorkFile], assignment: str, stubs: Stubs) -> Sequence[int]:
    """Where none has a function that can be seen: changed files of the right name, or what cannot be read, or all."""
    changed = [
        place
        for place, f in enumerate(files)
        if f.stem == assignment and f.source and f.source.strip() and not is_untouched(f.source, stubs)
    ]
    problems = [place for place, f in enumerate(files) if f.problem]
    return changed or problems or range(len(files))


def _remarks(file: WorkFile, own: frozenset[str], assignment: str, stubs: Stubs) -> Iterator[str]:
    """What is to be said of the chosen file itself."""
    if file.problem:
        yield f"{file.problem.message[0].lower()}{file.problem.message[1:-1]}"
    if file.path.name != file.name:
        yield f"from the zip file {shown(file.path.name)}"
    if file.suffix and file.name != assignment + file.suffix:
        yield f"the {file.kind} is not called {assignment}{file.suffix}; it is graded anyway"
    for cell in file.left_out:
        lost = sorted((defined_names(cell.text) & set(stubs)) - own)
        if lost:
            yield f"code cell {cell.number} defines {_listed(lost)} but is left out: it is {cell.kind}"


def _comparisons(
    file: WorkFile, own: frozenset[str], others: Sequence[tuple[WorkFile, frozenset[str]]], stubs: Stubs
) -> Iterator[str]:
    """What is to be said of the files that were not chosen."""
    rivals = [other for other, written in others if written]
    idle = [other for other, written in others if not written]
    if any(rival.kind != file.kind for rival in rivals):
        yield f"there is also a notebook; the {file.kind} is graded"
    if alike := [rival for rival in rivals if rival.kind == file.kind]:
        yield f"{_names(alike)} {_verb(alike, 'holds', 'hold')} work too; {shown(file.name)} is graded"
    if own and file.kind == "notebook" and (modules := [other for other in idle if other.kind == "module"]):
        yield "the module holds no work; the notebook is graded"
        yield from (f"{shown(m.name)}: {m.problem.message.rstrip('.')}" for m in modules if m.problem)
        idle = [other for other in idle if other.kind != "module"]
    if left := [other for other in idle if not _is_released_notebook(other, stubs)]:
        hold = _verb(left, "is left out: it holds", "are left out: they hold")
        yield f"{_names(left)} {hold} no written function"


def _is_released_notebook(file: WorkFile, stubs: Stubs) -> bool:
    """Whether this is the notebook that every student was given."""
    return file.kind == "notebook" and file.source is not None and is_untouched(file.source, stubs)


def shown(name: str) -> str:
    """A file's name in a note."""
    text = readable_name(name)
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 3]}..."


def _verb(files: Sequence[WorkFile], one: str, several: str) -> str:
    return one if len(files) == 1 else several


def _names(files: Sequence[WorkFile]) -> str:
    return _listed([shown(file.name) for file in files])


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MAX_NAMED
    if more > 0:
        return f"{', '.join(names[:MAX_NAMED])} and {more} more"
    return listed(names)
