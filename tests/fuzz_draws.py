"""Tries right work on draws that nobody has seen: ``python -m tests.fuzz_draws [--secrets 400] [--seed 0]``.

`grade verify` proves that right work passes under five secrets. A draw whose right result is 0 but for rounding, or
that stands at a kink, may come under one secret of hundreds; then right work would fail. Here the answer of every
exercise, and all else that it accepts, is judged under as many secrets as one likes. What trains is left out, for time.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, partial

from autograder.course.config import load_course
from autograder.course.library import load_library
from autograder.engine.local import in_parallel, process_pool
from autograder.exercise.assigned import SolvedExercise
from autograder.grading.draw import draw_hidden
from autograder.grading.expect import References, reference_values, replies
from autograder.judge import first_finding
from autograder.records import Call, Evidence, Outcome, Question
from autograder.system.cores import cores
from autograder.worker.wire import Value
from tests.conftest import REPOSITORY


class Uncached(References):
    """Expected values that are not kept: nobody asks for them again."""

    def values(self, exercise: SolvedExercise, calls: Sequence[Call]) -> list[Value]:
        """The reference's values."""
        return reference_values(exercise, calls)


@cache
def references() -> Uncached:
    return Uncached(REPOSITORY)


@cache
def exercises() -> dict[str, SolvedExercise]:
    """Every exercise of the course by its title."""
    library = load_library(load_course(REPOSITORY / "grader.yaml"))
    return {exercise.title: exercise for assignment in library.values() for exercise in assignment.exercises}


def evidence(exercise: SolvedExercise, text: str, question: Question) -> Evidence:
    """What a solution gives for a question."""
    outcome = Outcome.of_reply(replies(exercise, text, [question.call])[0])
    probes, repeats = ([evidence(exercise, text, q) for q in beside] for beside in (question.probes, question.repeats))
    return Evidence(question.call, question.expected, outcome, tuple(probes), tuple(repeats))


def failures(title: str, secret: str) -> Iterator[str]:
    """The right solutions that fail a check under a secret."""
    exercise = exercises()[title]
    groups = [g for g in draw_hidden(exercise, secret.encode(), 0) if not exercise.checks[g.call.check].trains]
    asked = references().expect(exercise, groups)
    for what, text in (("the answer", exercise.source.text), *exercise.accepted):
        found = [evidence(exercise, text, question) for question in asked]
        for check in dict.fromkeys(group.call.check for group in groups):
            if first_finding(exercise, check, found):
                yield f"{title}.{check}: {what} fails under the secret {secret!r}"


def tried(secrets: Sequence[str], title: str) -> list[str]:
    """All failures of an exercise."""
    return [line for secret in secrets for line in failures(title, secret)]


def main() -> int:
    """Say how many draws failed right work, and which; the exit code is 1 if any did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--secrets", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    secrets = [f"draw {asked.seed + number}" for number in range(asked.secrets)]
    lines = [line for part in in_parallel(partial(tried, secrets), exercises(), cores(), process_pool) for line in part]
    print(*lines, sep="\n", end="\n" if lines else "")
    failing = Counter(line.partition(":")[0] for line in lines)
    print(f"{len(exercises())} exercises under {len(secrets)} secrets: {len(failing)} checks failed right work.")
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
