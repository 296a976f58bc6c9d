"""How ready this machine is to grade a course: versions, cores and memory, the cache, and what would be faster."""

import importlib.metadata
import os
import platform
from collections.abc import Iterator
from pathlib import Path

import psutil

from autograder import __version__
from autograder.course.config import Course
from autograder.course.library import SOLUTIONS
from autograder.course.trust import is_trusted
from autograder.errors import CourseError
from autograder.grading.cache import Cache
from autograder.grading.expect import FOLDER, version_of
from autograder.grading.fingerprint import of_declarations
from autograder.installation import DISTRIBUTION, install
from autograder.system.cores import cores
from autograder.system.lazy_dataclass import dataclass
from autograder.words import many

PACKAGES = ("numpy", "torch", "sqlalchemy", "nbgrader", "distributed", "psycopg")
JOB_BYTES = 300 << 20  # of a job process, besides what its worker may use


@dataclass(frozen=True)
class CacheState:
    """A course's cache: its size, and the assignments whose expected values a run finds there and does not find."""

    folder: Path
    size: int
    files: int
    found: list[str]
    absent: list[str]


@dataclass(frozen=True)
class Readiness:
    """What `grade doctor` says besides the isolation levels."""

    versions: dict[str, str]
    jobs: int
    memory: int
    cache: CacheState | None
    advice: list[str]


def readiness(course: Course | None) -> Readiness:
    """The state of this machine and of ``course``, without running any code of the course."""
    cache = _cache_state(course) if course and not course.is_kit and is_trusted(course.root) else None
    memory = psutil.virtual_memory().available
    advice = [*_about_cores(course, memory), *_about_cache(cache), *_about_packages()]
    return Readiness(_versions(), cores(), memory, cache, advice)


def _versions() -> dict[str, str]:
    found = {DISTRIBUTION: __version__, "Python": platform.python_version()}
    return {**found, **{name: _version(name) for name in PACKAGES}}


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def _cache_state(course: Course) -> CacheState | None:
    folder = course.root / FOLDER
    try:
        Cache(folder)
    except CourseError:  # others can use it: a run refuses it, and says what to do
        return None
    files = [path for path in folder.rglob("*") if path.is_file()]
    known = [name for name in course.assignments if (course.root / SOLUTIONS / name).is_dir()]
    found = [
        name for name in known if (folder / version_of(name, of_declarations(course.root / SOLUTIONS, name))).is_dir()
    ]
    absent = [name for name in known if name not in found]
    return CacheState(folder, sum(path.stat().st_size for path in files), len(files), found, absent)


def _about_cores(course: Course | None, memory: int) -> Iterator[str]:
    jobs, of_all = cores(), os.cpu_count() or 1
    each = JOB_BYTES + (course.limits.memory if course else 1 << 30)
    if jobs < of_all:
        yield f"This process may use {jobs} of {of_all} cores: with more, more jobs run at once."
    if memory < jobs * each:
        yield (
            f"{many(jobs, 'job')} may need {jobs * each / 2**30:.1f} GiB, and {memory / 2**30:.1f} GiB are free: "
            f"use --jobs {max(1, memory // each)}, or end other programs."
        )
    busy = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if busy > jobs:
        yield f"Other programs use the cores: {many(round(busy), 'process wants', 'processes want')} to run on {jobs}."
    if jobs <= 2:
        yield "Time falls with the number of cores. --scheduler grades on several machines."


def _about_cache(cache: CacheState | None) -> Iterator[str]:
    if cache and cache.absent:
        yield (
            f"The first run computes the expected values of {', '.join(cache.absent)}, which takes seconds each; "
            "later runs find them."
        )


def _about_packages() -> Iterator[str]:
    if _version("torch") == "not installed":
        yield f"Expected values that are not in the cache need PyTorch: {install('instructor')}"
