"""Fingerprints: texts that change when something changes that values or verdicts depend on."""

import hashlib
import importlib.metadata
import platform
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course.assignment import Assignment, SolvedAssignment
from autograder.course.library import CALIBRATION
from autograder.records import Submission

if TYPE_CHECKING:  # it asks for fingerprints
    from autograder.grading.pipeline import Grader

PACKAGE = Path(__file__).parents[1]
COMPUTING = ("exercise", "records", "worker")  # the rooms of ours whose code has a part in calls and expected values
JUDGING = (*COMPUTING, "compare", "judge", "sandbox", "grading")  # and in verdicts
NO_DATA = (".py", ".pyc", ".md", CALIBRATION)  # endings of files that no exercise reads its cases from


def of_declarations(solutions: Path, assignment: str) -> str:
    """The digest of an assignment, the course's own names, and the code that draws calls and computes their values."""
    digest, folder = hashlib.sha256(), solutions / assignment
    for path in (*_sources(folder), *_data(folder), *sorted(solutions.glob("*.py"))):
        digest.update(_content(path))
    digest.update(repr((_of_rooms(COMPUTING), _version("torch"), _version("numpy"))).encode())
    return digest.hexdigest()


def fingerprinter(grader: "Grader") -> Callable[[Submission], str]:
    """A function that gives a submission and everything it is judged by as one string; if it changes, judge again."""
    judged_by = judging_fingerprints(grader)
    return lambda submission: submission.fingerprint(judged_by(submission.assignment))


def judging_fingerprints(grader: "Grader") -> Callable[[str], str]:
    """A function from an assignment's name to the digest of all that verdicts on it depend on, except submissions."""
    return cache(lambda name: _judged_by(grader, grader.library[name]))


def _judged_by(grader: "Grader", assignment: Assignment) -> str:
    expected = grader.expected_values.fingerprint(assignment.name)
    drawn = grader.secret, grader.variants, [(e.name, e.calibration) for e in assignment.exercises]
    walls = grader.sandbox.level, grader.sandbox.limits, assignment.packages
    everything = repr((expected, drawn, walls, of_judging(assignment.packages)))
    return hashlib.sha256(everything.encode()).hexdigest()  # it travels, and the secret is part of it


def versions() -> tuple[tuple[str, str], ...]:
    """The versions that all machines of a cluster share: results depend on them, and pickles do."""
    from autograder import __version__

    python = platform.python_version().rpartition(".")[0]
    return (("Python", python), ("autograder", __version__), *((name, _version(name)) for name in ("numpy", "torch")))


def causes(grader: "Grader") -> Callable[[Submission], dict[str, str]]:
    """A function that gives a digest of each thing that a submission's verdicts depend on, by what people call it."""
    judged_by = cache(lambda name: _causes(grader, grader.library[name]))
    return lambda submission: {
        "the work": _short((submission.source, submission.problem)),
        "its time or notes": _short((submission.submitted, submission.notes)),
        **judged_by(submission.assignment),
    }


def _causes(grader: "Grader", assignment: Assignment) -> dict[str, str]:
    folder = assignment.folder if isinstance(assignment, SolvedAssignment) else None
    files = [*_sources(folder), *_data(folder), *sorted(folder.parent.glob("*.py"))] if folder else []
    interpreter = platform.python_implementation(), platform.python_version()
    return {
        **{f"{path.parent.name}/{path.name}": _short(_content(path)) for path in files},
        "the tolerances": _short([(e.name, e.calibration) for e in assignment.exercises]),
        "the course's secret or variants": _short((grader.secret, grader.variants)),
        "the limits or the isolation": _short((grader.sandbox.level, grader.sandbox.limits)),
        "autograder itself": _short(_of_rooms(JUDGING)),
        "Python or its packages": _short((interpreter, [(n, _version(n)) for n in ("torch", *assignment.packages)])),
    }


def _short(value: object) -> str:
    """Enough of a digest to tell that a thing has changed."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:12]


def of_judging(packages: Iterable[str]) -> str:
    """The digest of autograder's code, the interpreter, and the packages that submissions may import."""
    interpreter = platform.python_implementation(), platform.python_version()
    versions = [(name, _version(name)) for name in ("numpy", *packages)]
    return repr((_of_rooms(JUDGING), interpreter, versions))


@cache
def _of_rooms(rooms: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for path in (path for name in rooms for path in _sources(PACKAGE / name)):
        digest.update(_content(path))
    for name in ("grading/draw.py", "grading/expect.py", "words.py"):
        digest.update((PACKAGE / name).read_bytes())
    return digest.hexdigest()


def _sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _data(folder: Path) -> list[Path]:
    """The files besides code from which an author may read cases."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(NO_DATA))


def _content(path: Path) -> bytes:
    return f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest()


@cache
def _version(package: str) -> str:
    """The version of a package; asked once of each, because reading it takes a millisecond."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "none"
