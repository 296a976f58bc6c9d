"""Judges results that no honest function would return: right ones with parts changed, dropped, blown up or swapped.

    python -m tests.fuzz_judge [--judgements 100000] [--seed 0]

Whatever the results are, judging them raises nothing and takes less than a second.  Each judgement is that of
one exercise's public questions, whose expected values are changed by chance; exercises with few and small questions are
judged oftener.
"""

import argparse
import math
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

import numpy as np

from autograder.course.config import load_course
from autograder.course.library import load_library
from autograder.engine.local import in_parallel, process_pool
from autograder.exercise.assigned import SolvedExercise
from autograder.grading.draw import draw_public
from autograder.grading.expect import References
from autograder.judge import judge
from autograder.records import Evidence, Outcome, Question, all_calls
from autograder.worker.trees import tree_map, weight
from autograder.worker.wire import Value
from tests.conftest import REPOSITORY

SECONDS = 1.0
BATCH = 1000
REASONS = ("raised", "timeout", "memory", "crashed", "output_limit", "unreadable", "not_implemented", "missing")
Rng = np.random.Generator


ODD: Sequence[Value] = (
    None, True, 0, -1, 2**63 - 1, -(2**63), 1 << 63, math.nan, math.inf, -0.0, 1e308, 5e-324, "", "nan",
    b"\0", [], (), {}, {"": 0}, [[]], ((1.0,), 2), {"a": [None]},
    np.zeros(0), np.zeros((0, 3)), np.zeros((3, 0, 2)), np.full((2, 2), np.nan),
    np.full(5, -np.inf), np.array([True, False]), np.array([1, 2], np.uint8), np.array([2**63], np.uint64),
    np.array([1j, 2 + 3j]), np.ones((1,) * 32), np.float32(1) / np.arange(1, 8, dtype=np.float32),
    np.arange(6, dtype=np.float16).reshape(2, 3), np.broadcast_to(np.zeros(()), (1 << 20, 8)),
)  # fmt: skip
"""What may stand anywhere, beside a random number."""


def odd_value(rng: Rng) -> Value:
    """Something that may stand anywhere."""
    number, place = float(rng.normal()), int(rng.integers(len(ODD) + 3))
    return ODD[place] if place < len(ODD) else (number, [number] * 9, np.array(number))[place - len(ODD)]


def changed_array(array: np.ndarray, rng: Rng) -> Value:
    """An array that is wrong in one of the ways in which results are."""
    changes: Sequence[Callable[[], Value]] = (
        lambda: array * rng.normal(),
        lambda: array + rng.normal(),
        lambda: -array if array.dtype.kind != "b" else ~array,
        lambda: array.T,
        lambda: array[None],
        lambda: np.repeat(array[None], int(rng.integers(1, 40)), axis=0),
        lambda: array.ravel()[: int(rng.integers(0, array.size + 1))],
        lambda: np.where(rng.random(array.shape) < 0.3, rng.normal(), array),
        lambda: np.where(rng.random(array.shape) < 0.2, rng.choice([np.nan, np.inf, -np.inf]), array),
        lambda: array.astype(rng.choice(["f2", "f4", "i1", "i8", "u1", "?", "c8"])),
        lambda: array[..., ::-1] if array.ndim else array,
        lambda: rng.permuted(array.ravel()).reshape(array.shape),
        lambda: np.cumsum(array),
        lambda: np.exp(array.astype(float)),
        lambda: array.tolist(),
        lambda: array.astype(float) * 1e300 * 1e300,
    )
    with np.errstate(all="ignore"):
        return changes[int(rng.integers(len(changes)))]()


def changed(value: Value, rng: Rng, rate: float) -> Value:
    """``value`` with some of its leaves changed."""

    def leaf(one: Value) -> Value:
        if rng.random() > rate:
            return one
        if isinstance(one, np.ndarray) and rng.random() < 0.8:
            return changed_array(one, rng)
        return odd_value(rng)

    if rng.random() < 0.05:
        return odd_value(rng)
    return tree_map(leaf, value)


def outcome(question: Question, rng: Rng, rate: float) -> Outcome:
    """An outcome of a call, with inputs as they may come back, or without a result."""
    if rng.random() < 0.03:
        return Outcome(REASONS[int(rng.integers(len(REASONS)))], what="ValueError", function=question.call.function)  # type: ignore[arg-type]  # all are reasons
    call = question.call
    inputs = {"args": changed(call.args, rng, rate / 4), "options": changed(dict(call.options), rng, rate / 4)}
    work = int(rng.integers(0, 1000)) if rng.random() < 0.9 else None
    return Outcome(None, changed(question.expected.value, rng, rate), inputs, work=work)


def evidence(question: Question, rng: Rng, rate: float) -> Evidence:
    """A question with outcomes by chance."""
    probes, repeats = (tuple(evidence(q, rng, rate) for q in beside) for beside in (question.probes, question.repeats))
    expected = replace(question.expected, slips=None)  # they run the answer some hundred times a call
    return Evidence(question.call, expected, outcome(question, rng, rate), probes, repeats)


def exercises() -> list[tuple[SolvedExercise, list[Question]]]:
    """Every exercise of the course with its public questions."""
    course = load_course(REPOSITORY / "grader.yaml")
    references = References(course.root)
    found = [exercise for assignment in load_library(course).values() for exercise in assignment.exercises]
    asked = [(exercise, references.expect(exercise, draw_public(exercise))) for exercise in found]
    for _, questions in asked:
        list(questions[0].expected.mistakes)  # computed now, and not while the time is taken
    return asked


KNOWN: list[tuple[SolvedExercise, list[Question]]] = []


def judged(count: int, seed: int) -> list[str]:
    """What goes wrong in ``count`` judgements."""
    if not KNOWN:
        KNOWN.extend(exercises())
    rng, wrong = np.random.default_rng(seed), list[str]()
    weights = np.array([1 / sum(2000 + weight(call.args) for call in all_calls(asked)) for _, asked in KNOWN])
    shares = weights / weights.sum()
    for number in range(count):
        exercise, questions = KNOWN[int(rng.choice(len(KNOWN), p=shares))]
        rate = rng.choice([0.05, 0.5, 1.0])
        found = [evidence(question, rng, rate) for question in questions]
        started = time.process_time()
        try:
            verdicts = judge(exercise, found)
            assert [verdict.check for verdict in verdicts] == list(exercise.checks)
        except Exception as error:  # whatever it is, it is what is looked for
            wrong.append(f"seed {seed}, number {number}, {exercise.title}: {type(error).__name__}: {error}")
        seconds = time.process_time() - started
        if seconds > SECONDS:
            wrong.append(f"seed {seed}, number {number}, {exercise.title}: {seconds:.1f} s")
    return wrong


def main() -> None:
    """Judge, and say what went wrong; the exit code is 1 if anything did."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--judgements", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    seeds = range(chosen.seed, chosen.seed + math.ceil(chosen.judgements / BATCH))
    wrong = [
        line
        for lines in in_parallel(partial(judged, BATCH), seeds, os.cpu_count() or 1, process_pool)
        for line in lines
    ]
    for line in islice(wrong, 40):
        print(line)
    print(f"{len(seeds) * BATCH:,} judgements: {len(wrong)} failed.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
