"""A class's run: what is new or changed is graded by an engine, and recorded as soon as it is judged."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from autograder.course.assignment import Assignment
from autograder.gradebook.store import Gradebook
from autograder.grading.best_attempt import Worth, best_of_each, each_attempt
from autograder.grading.fingerprint import causes, fingerprinter
from autograder.grading.pipeline import Grader
from autograder.records import Submission, Verdict
from autograder.submissions.attempts import LAST, AttemptRule
from autograder.submissions.class_folder import ClassFolder, read_class_folder
from autograder.submissions.written_functions import stubs_of

Graded = Iterator[tuple[Submission, list[Verdict]]]
Engine = Callable[[Sequence[Submission]], Graded]
"""Grades submissions in any order, here or elsewhere; each comes with its verdicts, as soon as they are known."""


def collect(
    library: Mapping[str, Assignment],
    root: Path,
    students: Sequence[str] = (),
    known: Sequence[str] = (),
    rule: AttemptRule = LAST,
) -> ClassFolder:
    """The class's work on the library's assignments; ``known`` are all of the course; raises `SubmissionsError`."""
    stubs = {name: stubs_of(assignment) for name, assignment in library.items()}
    return read_class_folder(root, stubs, students, known=known, rule=rule)


def one_by_one(grader: Grader) -> Engine:
    """Grades one submission after the other, in this process."""
    return lambda submissions: ((submission, grader.grade(submission)) for submission in submissions)


def grade_class(
    submissions: Sequence[Submission],
    grader: Grader,
    gradebook: Gradebook,
    engine: Engine,
    *,
    worth: Worth = lambda _, points: points,
    force: bool = False,
) -> Iterator[tuple[Submission, list[Verdict] | None]]:
    """Grade what is new or changed, recording each as soon as it is judged; None means "unchanged".

    What could not be judged counts as changed the next time.  What a group shares is graded once, and
    of several attempts the one that is ``worth`` most counts where the course wants the best.
    """
    known = {} if force else gradebook.fingerprints()
    fingerprint, judged_by = fingerprinter(grader), causes(grader)
    fresh: dict[tuple[str, str], list[Submission]] = {}  # of each author, for each student who shares it
    for submission in submissions:
        if known.get((submission.student, submission.assignment)) == fingerprint(submission):
            yield submission, None
        else:
            fresh.setdefault((submission.author, submission.assignment), []).append(submission)
    counts = {author: len(shared[0].attempts) or 1 for author, shared in fresh.items()}
    attempts = engine(each_attempt(shared[0] for shared in fresh.values()))
    for graded, verdicts in best_of_each(attempts, counts, worth):
        points = grader.library[graded.assignment].points
        final = all(verdict.status != "could_not_judge" for verdict in verdicts)
        for member in fresh[graded.author, graded.assignment]:
            mark = fingerprint(member) if final else ""
            submission = replace(graded, student=member.student) if member.attempts else member
            gradebook.record(submission, verdicts, points, grader.sandbox.level, mark, judged_by(submission))
            yield submission, verdicts
