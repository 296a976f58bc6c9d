"""Grades submissions in many processes: those without work here, all others as batches that an engine hands out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter
from typing import NoReturn

from autograder.engine.job_processes import in_processes
from autograder.engine.results import Lost
from autograder.errors import SandboxFailed
from autograder.grading.batch import Batch, Graded, Setting, grade_batch
from autograder.grading.class_run import Engine
from autograder.grading.draw import variant_of
from autograder.grading.fingerprint import judging_fingerprints
from autograder.grading.not_judged import not_judged
from autograder.grading.pipeline import Grader
from autograder.records import Limits, Submission, Verdict
from autograder.sandbox.budgets import Questions
from autograder.system.lazy_dataclass import dataclass

AT_ONCE = 8  # submissions in a task of a cluster
Results = Iterator[tuple[Batch, Graded | Lost]]


@dataclass(frozen=True)
class Elsewhere:
    """The sandbox of other machines: its level is demanded of them, and nothing runs here."""

    level: str
    limits: Limits

    def worker(self, packages: tuple[str, ...], questions: Questions) -> NoReturn:
        """Raises `SandboxFailed`."""
        raise SandboxFailed("Submissions run on the workers of the cluster only.")


def in_job_processes(setting: Setting, grader: Grader, jobs: int, warn: Callable[[str], None]) -> Engine:
    """Grades in ``jobs`` processes of this machine, each of which makes ``grader`` of ``setting`` for itself."""

    def results(submissions: Sequence[Submission]) -> Results:
        batches = batches_of(grader, submissions, 1)
        return in_processes(partial(grade_batch, setting), batches, jobs, attrgetter("kind"))

    return lambda submissions: spread(grader, submissions, results, warn)


def on_dask_cluster(setting: Setting, grader: Grader, address: str, jobs: int, warn: Callable[[str], None]) -> Engine:
    """Grades on the workers of a Dask scheduler; see `on_cluster`, which needs the extra ``cluster``."""
    from autograder.engine.cluster import on_cluster

    def results(submissions: Sequence[Submission]) -> Results:
        batches = batches_of(grader, submissions, AT_ONCE)
        return on_cluster(partial(grade_batch, setting), batches, address, jobs, _split, warn)

    return lambda submissions: spread(grader, submissions, results, warn)


def spread(
    grader: Grader,
    submissions: Sequence[Submission],
    results: Callable[[Sequence[Submission]], Results],
    warn: Callable[[str], None],
) -> Iterator[tuple[Submission, list[Verdict]]]:
    """Each submission with its verdicts; ``warn`` is told the first warning."""
    to_run = []
    for submission in submissions:
        if submission.source is None:
            yield submission, grader.grade(submission)
        else:
            to_run.append(submission)
    warned = False
    for batch, graded in results(to_run):
        if isinstance(graded, Lost):
            yield from _lost(grader, batch, graded)
            continue
        for warning in graded.warnings[: not warned]:
            warn(warning)
            warned = True
        yield from zip(batch.submissions, graded.verdicts, strict=True)


def batches_of(grader: Grader, submissions: Iterable[Submission], most: int) -> Iterator[Batch]:
    """The submissions in batches of at most ``most``, those that are asked the same questions together."""
    judged_by = judging_fingerprints(grader)
    by_kind: dict[tuple[str, int], list[Submission]] = {}
    for submission in submissions:
        variant = 0 if grader.secret is None else variant_of(grader.secret, submission.author, grader.variants)
        by_kind.setdefault((submission.assignment, variant), []).append(submission)
    order = [*grader.library]
    for kind in sorted(by_kind, key=lambda kind: (order.index(kind[0]), kind[1])):
        alike = by_kind[kind]
        for start in range(0, len(alike), most):
            yield Batch(tuple(alike[start : start + most]), judged_by(kind[0]), kind)


def _split(batch: Batch) -> list[Batch]:
    """The same submissions, each in a batch of its own."""
    return [replace(batch, submissions=(submission,)) for submission in batch.submissions]


def _lost(grader: Grader, batch: Batch, lost: Lost) -> Iterator[tuple[Submission, list[Verdict]]]:
    for submission in batch.submissions:
        yield submission, not_judged(grader.library[submission.assignment], lost.how)
