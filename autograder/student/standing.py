"""The progress of each exercise: whether it is written, from its text, and the result of its last check."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from autograder.course.assignment import Assignment
from autograder.errors import SubmissionsError
from autograder.exercise.assigned import AssignedExercise
from autograder.records import Result, Verdict
from autograder.student.check import PublicChecks
from autograder.student.fingerprints import fingerprints
from autograder.student.last_check import CheckedExercise, read_last_check, write_last_check
from autograder.student.student_file import find_work
from autograder.submissions.own_work import read_own_work
from autograder.submissions.written_functions import stubs_of
from autograder.system.lazy_dataclass import dataclass
from autograder.worker.cells import is_joined, separated

Progress = Literal["missing", "unwritten", "unchecked", "failing", "passed"]


@dataclass(frozen=True)
class Standing:
    """The progress of one exercise; ``points`` are from its last check, ``where`` is its place such as ``line 12``."""

    exercise: str
    progress: Progress
    points: float
    max_points: float
    failed: int
    where: str


def check_and_record(public: PublicChecks, name: str, work: Path, *exercises: str) -> Result:
    """The verdicts on some or all exercises of an assignment, which `grade` then shows; see `PublicChecks.check`."""
    assignment = public.assignment(name)
    digests = digests_of(source_of(assignment, work), assignment)
    result = public.check(name, work, *exercises)
    record_check(public, assignment, work, digests, result.verdicts)
    return result


def standings(public: PublicChecks, name: str, work: Path) -> list[Standing]:
    """The progress of each exercise of an assignment, in its order; raises `CourseError` or `ExerciseError`."""
    assignment = public.assignment(name)
    source = source_of(assignment, work)
    checked = read_last_check(public.course.root, name).exercises
    digests = digests_of(source, assignment)
    return [
        standing(exercise, source, checked.get(exercise.name), digests[exercise.name])
        for exercise in assignment.exercises
    ]


def standing(exercise: AssignedExercise, source: bytes, checked: CheckedExercise | None, digest: str) -> Standing:
    """The progress of one exercise in ``source``, whose fingerprint is ``digest``."""
    text, most = _text(source), float(exercise.points)
    where = place_of(exercise.name, text)
    if exercise.stub in text:
        return Standing(exercise.name, "unwritten", 0.0, most, 0, where)
    if not where:
        return Standing(exercise.name, "missing", 0.0, most, 0, "")
    if checked is None or checked.state == "unchecked" or checked.digest != digest:
        return Standing(exercise.name, "unchecked", 0.0, most, 0, where)
    return Standing(exercise.name, checked.state, min(checked.points, most), most, checked.failed, where)


def source_of(assignment: Assignment, work: Path) -> bytes:
    """The text that `grade check` would run: a module, or a notebook's joined cells; empty if there is none."""
    try:
        return read_own_work(work, assignment.name, stubs_of(assignment)).source or b""
    except (SubmissionsError, OSError):
        return b""


def digests_of(source: bytes, assignment: Assignment) -> dict[str, str]:
    """The fingerprint of each exercise; a placeholder if the text cannot be parsed."""
    names = [exercise.name for exercise in assignment.exercises]
    try:
        return fingerprints(source, names, assignment.forwards)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return dict.fromkeys(names, "unparsed")


def record_check(
    public: PublicChecks, assignment: Assignment, work: Path, digests: Mapping[str, str], verdicts: Sequence[Verdict]
) -> None:
    """Record the results of a student's own check for `grade` to show; keep old results of what could not be judged."""
    if not _is_own(public.course.root, assignment.name, work):
        return
    checked = {}
    known = read_last_check(public.course.root, assignment.name).exercises
    for exercise in assignment.exercises:
        own = [verdict for verdict in verdicts if verdict.exercise == exercise.name]
        if own and all(verdict.status != "could_not_judge" for verdict in own):
            checked[exercise.name] = CheckedExercise.of(own, digests[exercise.name])
        elif exercise.name not in known:
            checked[exercise.name] = CheckedExercise(max_points=exercise.points)
    write_last_check(public.course.root, assignment.name, checked)


def _is_own(root: Path, assignment: str, work: Path) -> bool:
    """Whether the work is in its assignment's folder in the course or kit, or in the working directory."""
    folder = (work if work.is_dir() else work.parent).resolve()
    here, place = Path.cwd().resolve(), (root / "assignments" / assignment).resolve()
    return folder == place or (folder == here and here.is_relative_to(root.resolve()))


def place_of(name: str, text: str) -> str:
    """Where a function or class begins, such as ``line 12`` or ``line 1 of code cell 3``; ``""`` if it is missing."""
    head = re.compile(rf"^(?:async[ \t]+)?(?:def|class)[ \t]+{re.escape(name)}\b", re.MULTILINE)
    source = text.encode("utf-8", "replace")
    for cell, part in separated(source) if is_joined(source) else [(0, text)]:
        found = list(head.finditer(part))
        if found:
            line = part.count("\n", 0, found[-1].start()) + 1
            return f"line {line} of code cell {cell}" if cell else f"line {line}"
    return ""


def _text(source: bytes) -> str:
    return source.decode("utf-8-sig", "replace").replace("\r\n", "\n")


def file_of(assignment: Assignment, work: Path) -> Path:
    """The file of the work; if there is none, the path where the module should be."""
    try:
        return find_work(work, assignment).path
    except SubmissionsError:
        return work / f"{assignment.name}.py" if work.is_dir() or not work.suffix else work
