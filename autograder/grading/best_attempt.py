"""Grades all attempts of a submission where the best one counts, and chooses it."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from autograder.records import Submission, Verdict

Graded = tuple[Submission, list[Verdict]]
Worth = Callable[[Submission, float], float]
"""What the points of an attempt are worth, after what its lateness costs."""


def each_attempt(submissions: Iterable[Submission]) -> list[Submission]:
    """Every attempt of every submission; the submission itself where there is but one."""
    return [attempt for one in submissions for attempt in (one.attempts or (one,))]


def best_of_each(graded: Iterable[Graded], counts: dict[tuple[str, str], int], worth: Worth) -> Iterator[Graded]:
    """The attempt that is worth most of each author's, as soon as all of them are graded; the later one if even.

    ``counts`` says how many attempts an author has at an assignment. One that could not be judged may be the best, so
    it is then what counts.
    """
    waiting: dict[tuple[str, str], list[Graded]] = {}
    for submission, verdicts in graded:
        key = submission.author, submission.assignment
        own = waiting.setdefault(key, [])
        own.append((submission, verdicts))
        if len(own) == counts[key]:
            yield _best(waiting.pop(key), worth)


def _best(attempts: list[Graded], worth: Worth) -> Graded:
    if len(attempts) == 1:
        return attempts[0]
    unjudged = [one for one in attempts if any(verdict.status == "could_not_judge" for verdict in one[1])]
    in_order = sorted(unjudged or attempts, key=lambda one: one[0].attempt)
    best, verdicts = max(reversed(in_order), key=lambda one: worth(one[0], math.fsum(v.points for v in one[1])))
    note = f"attempt {best.attempt} of {len(attempts)}, the best, counts"
    return replace(best, notes=(*best.notes, note)), verdicts
