"""How much is said of a wrong answer that nobody has thought of, and whether it is true.

    python -m benchmarks.diagnosis [--sample N] [--read FILE] [ASSIGNMENT]...

Each named mistake is taken off its exercise's list and judged: how many get another sentence (recall), by the reason of
the first check that fails. Each sentence is then asked for once more under another secret: one that was a coincidence
of numbers is not given again. Right rewrites (accepted solutions, and changes that are declared harmless) have to pass
without a sentence. Whether sentences are true is for a person to read: ``--read`` writes them beside their mistakes.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.authoring.draws import SECRETS
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.declare import Mistake
from autograder.grading.draw import draw_hidden, draw_public
from autograder.grading.expect import References, replies
from autograder.judge import judge
from autograder.records import Evidence, Outcome, Question, Verdict

SEED = 16


@dataclass(frozen=True)
class Explained:
    """A mistake that was taken off the list: why it fails first, and what is said of it, under two secrets."""

    mistake: str
    reason: str
    sentence: str | None
    again: str | None = None


def kept_out(exercise: SolvedExercise, references: References) -> Iterator[tuple[str, str | None]]:
    """Each mistake of an exercise with what is said of it when it is not in the list; None where nothing is."""
    asked = questions(exercise, references, SECRETS[0])
    for mistake in exercise.mistakes:
        yield mistake.says, _said(_judged(exercise, mistake, asked))


def explained(exercise: SolvedExercise, references: References, chosen: Sequence[Mistake]) -> Iterator[Explained]:
    """The chosen mistakes of an exercise, each taken off its list."""
    first, second = (questions(exercise, references, secret) for secret in SECRETS[:2])
    for mistake in chosen:
        verdicts = _judged(exercise, mistake, first)
        reason = next((str(verdict.reason) for verdict in verdicts if verdict.reason), "none")
        sentence = _said(verdicts)
        again = _said(_judged(exercise, mistake, second)) if sentence else None
        yield Explained(f"{exercise.title}: {mistake.says}", reason, sentence, again)


def questions(exercise: SolvedExercise, references: References, secret: bytes) -> list[Question]:
    """What a student is asked."""
    halves = draw_public(exercise), draw_hidden(exercise, secret, 0)
    return [question for groups in halves for question in references.expect(exercise, groups)]


def _judged(exercise: SolvedExercise, mistake: Mistake, asked: Sequence[Question]) -> list[Verdict]:
    known = [Evidence.of_mistake(one, mistake.says) for one in asked if mistake.says in one.expected.mistakes]
    return judge(_without(exercise, mistake.says, {one.call.check for one in known}), known)


def _said(verdicts: Sequence[Verdict]) -> str | None:
    return next((verdict.mistake for verdict in verdicts if verdict.mistake), None)


def _without(exercise: SolvedExercise, says: str, checks: set[str]) -> SolvedExercise:
    """An exercise that has some checks only, and does not know one mistake."""
    kept = {name: check for name, check in exercise.checks.items() if name in checks}
    return replace(
        exercise,
        checks={n: replace(c, catches=tuple(m for m in c.catches if m.says != says)) for n, c in kept.items()},
    )


def rewrites(exercise: SolvedExercise) -> list[str]:
    """Texts that are right: the accepted solutions, and the answer with each of its harmless changes."""
    edited = [exercise.source.edited(*edit) for harmless in exercise.harmless for edit in harmless.edits]
    return [*(text for _, text in exercise.accepted), *edited]


def accused(exercise: SolvedExercise, references: References) -> tuple[int, int]:
    """How many rewrites of an exercise fail a check, and of how many; checks that train are left out."""
    strict = [one for one in questions(exercise, references, SECRETS[0]) if not exercise.checks[one.call.check].trains]
    strict = [one for one in strict if not one.probes and not one.repeats and not one.call.counts]
    narrowed = _without(exercise, "", {one.call.check for one in strict})
    wrong = 0
    for text in rewrites(exercise):
        given = replies(exercise, text, [one.call for one in strict])
        outcomes = {one.call: Outcome.of_reply(reply) for one, reply in zip(strict, given, strict=True)}
        verdicts = judge(narrowed, [Evidence.of(one, outcomes) for one in strict])
        wrong += any(verdict.status == "failed" for verdict in verdicts)
    return wrong, len(rewrites(exercise))


@click.command()
@click.option("--sample", type=int, help="Only so many mistakes, chosen by a fixed seed.")
@click.option("--read", type=click.Path(path_type=Path), help="Write each mistake with its sentence to this file.")
@click.argument("names", nargs=-1)
def main(sample: int | None, read: Path | None, names: tuple[str, ...]) -> None:
    """Print the tables."""
    course = load_course(Path(__file__).parents[1] / "grader.yaml")
    references = References(course.root)
    library = [e for name in names or course.assignments for e in load_assignment(course, name).exercises]
    every = [(place, mistake) for place, exercise in enumerate(library) for mistake in exercise.mistakes]
    chosen = every if sample is None else random.Random(SEED).sample(every, min(sample, len(every)))  # noqa: S311
    found: list[Explained] = []
    right = Counter[str]()
    for place, exercise in enumerate(track(library, "explaining", console=Console(stderr=True), transient=True)):
        own = [mistake for where, mistake in chosen if where == place]
        found += explained(exercise, references, own) if own else ()
        right.update(dict(zip(("accused", "rewrites"), accused(exercise, references), strict=True)) if own else {})
    if read:
        read.write_text("".join(f"{one.mistake}\n    {one.reason}: {one.sentence}\n" for one in found))
    _print(found, right)


def _print(found: Sequence[Explained], right: Counter[str]) -> None:
    table = Table("first failure", "mistakes", "explained", "%")
    for reason, count in Counter(one.reason for one in found).most_common():
        known = sum(one.reason == reason and one.sentence is not None for one in found)
        table.add_row(reason, str(count), str(known), f"{100 * known / count:.0f}")
    said = [one for one in found if one.sentence]
    sentences = Table("it looks as if the code ...", "mistakes")
    for sentence, count in Counter(one.sentence for one in said).most_common(30):
        sentences.add_row(sentence, str(count))
    console = Console()
    console.print(sentences, table)
    console.print(
        f"{len(found)} mistakes kept out: {len(said)} explained, {100 * len(said) / max(len(found), 1):.1f} %."
    )
    other = [one for one in said if one.again != one.sentence]
    console.print(f"Under another secret {len(other)} of these sentences are not given again, or another one is.")
    console.print(f"{right['rewrites']} right rewrites: {right['accused']} fail a check.")


if __name__ == "__main__":
    main()
