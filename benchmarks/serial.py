"""What one process does for every submission, however many jobs there are: read, hand out, record."""

import pickle
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.course.assignment import SolvedAssignment
from autograder.course.config import load_course
from autograder.gradebook.store import Gradebook
from autograder.grading.class_run import collect, grade_class
from autograder.grading.expect import References
from autograder.grading.pipeline import Grader
from autograder.grading.spread import batches_of
from autograder.records import Submission, Verdict
from autograder.sandbox.levels import best_sandbox
from benchmarks.classes import write_modules
from benchmarks.measure import REPOSITORY, SECRET


def serial_seconds(folder: Path, assignment: SolvedAssignment, students: int) -> float:
    """CPU seconds for one submission, without asking and judging: all get the verdicts of the first."""
    course, secret, root = load_course(REPOSITORY / "grader.yaml"), SECRET.encode(), folder / "serial"
    write_modules(root, assignment, students)
    sandbox = best_sandbox(course.limits)
    grader = Grader({assignment.name: assignment}, References(REPOSITORY, secret), sandbox, secret, 1)

    def judged_before(submissions: Sequence[Submission]) -> Iterator[tuple[Submission, list[Verdict]]]:
        for batch in batches_of(grader, submissions, 1):
            pickle.dumps(batch)
            yield batch.submissions[0], pickle.loads(result)  # noqa: S301  (our own)

    first = collect(grader.library, root).submissions[0]
    result = pickle.dumps(grader.grade(first))
    book = Gradebook(folder / "serial.db")
    started = time.process_time()
    done = list(grade_class(collect(grader.library, root).submissions, grader, book, judged_before))
    return (time.process_time() - started) / len(done)
