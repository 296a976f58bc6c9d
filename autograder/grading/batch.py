"""The unit of parallel work: submissions to one assignment -> their verdicts, by a grader that a process makes once.

What travels is ours: a `Setting` and a `Batch` out, a `Graded` of verdicts and texts back.
"""

import threading
from collections.abc import Callable
from dataclasses import field
from pathlib import Path

from autograder.course.config import load_course
from autograder.course.folder import FILE
from autograder.course.library import load_library
from autograder.errors import CourseError
from autograder.grading.expect import References
from autograder.grading.fingerprint import judging_fingerprints, versions
from autograder.grading.pipeline import Grader
from autograder.records import Submission, Verdict
from autograder.sandbox.launch_zygote import SharedZygotes
from autograder.sandbox.levels import open_sandbox
from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Setting:
    """How to make the same `Grader` in another process.

    It holds the course's secret, so it travels over private pipes and trusted networks only.  With ``zygotes`` it
    stays on this machine.
    """

    course: Path
    assignments: tuple[str, ...]
    level: str
    secret: bytes = field(repr=False)
    versions: tuple[tuple[str, str], ...] = field(default_factory=versions)
    zygotes: SharedZygotes = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Batch:
    """Submissions to one assignment; ``judged_by`` is the digest of everything else that their verdicts depend on.

    ``kind`` is the assignment and the variant: equal for batches that are asked the same questions.
    """

    submissions: tuple[Submission, ...]
    judged_by: str
    kind: tuple[str, int]


@dataclass(frozen=True)
class Graded:
    """The verdicts on each submission of a batch, and what a person should be told."""

    verdicts: tuple[list[Verdict], ...]
    warnings: tuple[str, ...] = ()


def grade_batch(setting: Setting, batch: Batch) -> Graded:
    """The verdicts on a batch; raises `AutograderError`."""
    _require_versions(setting)
    made = _made_once(setting)
    assignment = batch.submissions[0].assignment
    if made.judged_by(assignment) != batch.judged_by:
        raise CourseError(
            f"The exercises of {assignment} in {setting.course}, or the code that grades them, are not those that the "
            "run has started with.",
            "Let nobody change them while it runs. On a cluster, every machine needs the same files at that path.",
        )
    verdicts = tuple(made.grader.grade(submission) for submission in batch.submissions)
    return Graded(verdicts, made.warnings_so_far())


def _require_versions(setting: Setting) -> None:
    here = dict(versions())
    for name, there in setting.versions:
        if here[name] != there:
            raise CourseError(
                f"it has {name} {here[name]}, and the machine that `grade all` runs on has {there}.",
                "Install the same versions on all machines of the cluster.",
            )


@dataclass(frozen=True)
class _Made:
    """What a process makes once for a run."""

    grader: Grader
    judged_by: Callable[[str], str]
    warnings: list[str]

    @classmethod
    def of(cls, setting: Setting) -> "_Made":
        warnings: list[str] = []
        course = load_course(setting.course / FILE)
        library = load_library(course.narrowed(setting.assignments))
        references = References(course.root, setting.secret, warnings.append)
        sandbox = open_sandbox(setting.level, course.limits, shared=setting.zygotes)
        grader = Grader(library, references, sandbox, setting.secret, course.file.variants)
        return cls(grader, judging_fingerprints(grader), warnings)

    def warnings_so_far(self) -> tuple[str, ...]:
        """Those that nobody was told of."""
        said = tuple(self.warnings)
        self.warnings.clear()
        return said


_made: dict[Setting, _Made] = {}
_making = threading.Lock()


def _made_once(setting: Setting) -> _Made:
    with _making:
        if setting not in _made:
            _made.clear()  # one run comes after the other
            _made[setting] = _Made.of(setting)
        return _made[setting]
