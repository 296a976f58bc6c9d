"""How often honest students have rare wrong results in common: the rate of chance agreement of `grade similar`.

    python -m benchmarks.similar [--classes N] [--wrong P] [ASSIGNMENT]...

In a simulated class nobody knows of anybody. Each student is wrong in an exercise with probability P. Of these, 7 of 10
have one of its named mistakes, the first of them most often (Zipf's law, by their order), and 3 of 10 one of the small
changes of the answer that `grade verify --mutants` makes. What each gives is really computed, on the public cases. All
write the rest like our answer, so that their last digits agree more often than in a real class. Two more students have
handed in one work: they say what is found.
"""

import random
import signal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.authoring.mutants import mutants
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.assigned import SolvedExercise
from autograder.grading.draw import draw_public
from autograder.grading.expect import References, replies
from autograder.judge.wrong_values import wrong_values
from autograder.records import Evidence, Outcome, Result, Verdict
from autograder.similar.wrong_values import rare_in_common

ROOT = Path(__file__).parents[1]
SEED = 19
SIZES = (30, 100, 300)
NAMED = 0.7  # share of wrong functions that have a named mistake
SECONDS = 5  # for one wrong function: a changed loop may not end

Kinds = tuple[list[str], list[str]]
"""What the named mistakes of an exercise give, and what the changes of its answer give; empty for no wrong numbers."""


def kinds(exercise: SolvedExercise, references: References) -> Kinds:
    """The digest of each way to be wrong."""
    named = [exercise.mistaken(mistake) for mistake in exercise.mistakes]
    changed = [mutant.text for mutant in mutants(exercise.source)]
    return [_digest(exercise, references, text) for text in named], [
        _digest(exercise, references, text) for text in changed
    ]


def _digest(exercise: SolvedExercise, references: References, text: str) -> str:
    asked = [q for q in references.expect(exercise, draw_public(exercise)) if q.call.function == exercise.name]
    try:
        with _limited():
            given = replies(exercise, text, [question.call for question in asked])
    except Exception:  # a changed answer may do anything; what has no numbers has no digest
        return ""
    evidence = [Evidence(q.call, q.expected, Outcome.of_reply(r)) for q, r in zip(asked, given, strict=True)]
    found = [wrong_values(exercise, name, evidence) for name in exercise.checks]
    return "/".join(found) if any(found) else ""


@contextmanager
def _limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)


def honest(rng: random.Random, name: str, known: Mapping[str, Kinds], wrong: float) -> Result:
    """A student who knows of nobody."""
    chosen = {}
    for exercise, (named, changed) in known.items():
        if rng.random() < wrong:
            zipf = [1 / rank for rank in range(1, len(named) + 1)]
            is_named = named and (rng.random() < NAMED or not changed)
            chosen[exercise] = rng.choices(named, zipf)[0] if is_named else rng.choice(changed or [""])
    return _result(name, chosen)


def _result(name: str, chosen: Mapping[str, str]) -> Result:
    verdicts = tuple(
        Verdict(exercise, "all", "", "failed", 0.0, 1.0, "public", "value", wrong_values=f"{digest} -")
        for exercise, digest in chosen.items()
        if digest
    )
    return Result(name, "a", verdicts, 1.0, "graded", 0.0, 0.0, 0, "namespaces")


def simulated(
    rng: random.Random, known: Mapping[str, Kinds], size: int, wrong: float, uses: Mapping[str, Sequence[str]]
) -> tuple[Counter[int], int, int]:
    """Honest pairs by how many rare results they share; how many the copy shares, and how many it could."""
    class_ = [honest(rng, f"{number:04}", known, wrong) for number in range(size)]
    copy = Result("copy", *(getattr(class_[0], part) for part in list(Result.__dataclass_fields__)[1:9]))
    found = rare_in_common([*class_, copy], uses)
    own = found.get(("0000", "copy"), [])
    counts = Counter({pair: len(shared) for pair, shared in found.items() if "copy" not in pair})
    by_number = Counter(counts.values())
    by_number[0] = len(list(combinations(class_, 2))) - sum(by_number.values())
    return by_number, len(own), len(class_[0].verdicts)


@click.command()
@click.argument("assignments", nargs=-1)
@click.option("--classes", default=200, show_default=True, help="Simulated classes of each size.")
@click.option("--wrong", default=0.2, show_default=True, help="Probability of being wrong in an exercise.")
def main(assignments: tuple[str, ...], classes: int, wrong: float) -> None:
    """Print how many honest pairs share rare wrong results."""
    course = load_course(ROOT / "grader.yaml")
    references, rng = References(course.root), random.Random(SEED)  # noqa: S311  (a simulation)
    table = Table("assignment", "class", "honest pairs", "share 1+", "2+", "3+", "such pairs a class", "copies found")
    for name in assignments or ("optimizers",):
        exercises = [e for e in load_assignment(course, name).exercises if not any(c.trains for c in e.checks.values())]
        known = {e.name: kinds(e, references) for e in track(exercises, name)}
        uses = {e.name: e.uses for e in exercises}
        for size in SIZES:
            table.add_row(name, *_row(rng, known, size, wrong, uses, classes))
    Console().print(table)


def _row(
    rng: random.Random,
    known: Mapping[str, Kinds],
    size: int,
    wrong: float,
    uses: Mapping[str, Sequence[str]],
    classes: int,
) -> list[str]:
    pairs, with_wrong, found = Counter[int](), 0, Counter[int]()
    for _ in range(classes):
        honest_pairs, shared, could = simulated(rng, known, size, wrong, uses)
        pairs += honest_pairs
        with_wrong += could > 0
        found[min(shared, 2)] += could > 0
    total = sum(pairs.values())
    at_least = [sum(count for number, count in pairs.items() if number >= least) for least in (1, 2, 3)]
    a_class = " / ".join(f"{count / classes:.2g}" for count in at_least)
    copies = f"{(found[1] + found[2]) / max(with_wrong, 1):.0%}, 2+ {found[2] / max(with_wrong, 1):.0%}"
    return [f"{size}", f"{total:,}", *(f"{100 * count / total:.2g} %" for count in at_least), a_class, copies]


if __name__ == "__main__":
    main()
