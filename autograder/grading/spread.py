"""Grades submissions in many processes: those without work here, all others as batches that an engine hands out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import attrgetter

from autograder.engine.job_processes import Lost, in_processes
from autograder.grading.batch import Batch, Graded, Setting, grade_batch
from autograder.grading.draw import variant_of
from autograder.grading.fingerprint import judging_fingerprints
from autograder.grading.pipeline import Engine, Grader, not_judged
from autograder.records import Submission, Verdict

Results = Iterator[tuple[Batch, Graded | Lost]]


def in_job_processes(setting: Setting, grader: Grader, jobs: int, warn: Callable[[str], None]) -> Engine:
    """Grades in ``jobs`` processes of this machine, each of which makes ``grader`` of ``setting`` for itself."""

    def results(submissions: Sequence[Submission]) -> Results:
        batches = batches_of(grader, submissions, 1)
        return in_processes(partial(grade_batch, setting), batches, jobs, attrgetter("kind"))

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
        variant = 0 if grader.secret is None else variant_of(grader.secret, submission.student, grader.variants)
        by_kind.setdefault((submission.assignment, variant), []).append(submission)
    order = [*grader.library]
    for kind in sorted(by_kind, key=lambda kind: (order.index(kind[0]), kind[1])):
        alike = by_kind[kind]
        for start in range(0, len(alike), most):
            yield Batch(tuple(alike[start : start + most]), judged_by(kind[0]), kind)


def _lost(grader: Grader, batch: Batch, lost: Lost) -> Iterator[tuple[Submission, list[Verdict]]]:
    for submission in batch.submissions:
        yield submission, not_judged(grader.library[submission.assignment], lost.how)
