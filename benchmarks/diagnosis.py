"""How much is said of a wrong answer that nobody has thought of: each named mistake, taken off the list, is judged.

    python -m benchmarks.diagnosis [ASSIGNMENT]...

Prints how many are explained by another sentence, and each sentence with how often it is said.  Whether the sentences
are true is for a person to read: those of the tests' small course are in tests/golden/explained.json.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.authoring.verify import SECRETS
from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.assigned import SolvedExercise
from autograder.grading.draw import draw_hidden, draw_public
from autograder.grading.expect import References
from autograder.judge import judge
from autograder.records import Evidence


def kept_out(exercise: SolvedExercise, references: References) -> Iterator[tuple[str, str | None]]:
    """Each mistake of an exercise with what is said of it when it is not in the list; None where nothing is."""
    halves = draw_public(exercise), draw_hidden(exercise, SECRETS[0], 0)
    asked = [question for groups in halves for question in references.expect(exercise, groups)]
    for mistake in exercise.mistakes:
        says = mistake.says
        known = [Evidence.of_mistake(question, says) for question in asked if says in question.expected.mistakes]
        verdicts = judge(_without(exercise, mistake.says, {one.call.check for one in known}), known)
        yield mistake.says, next((verdict.mistake for verdict in verdicts if verdict.mistake), None)


def _without(exercise: SolvedExercise, says: str, checks: set[str]) -> SolvedExercise:
    """An exercise that has some checks only, and does not know one mistake."""
    kept = {name: check for name, check in exercise.checks.items() if name in checks}
    return replace(
        exercise,
        checks={n: replace(c, catches=tuple(m for m in c.catches if m.says != says)) for n, c in kept.items()},
    )


def main(names: list[str]) -> None:
    """Print the table."""
    course = load_course(Path(__file__).parents[1] / "grader.yaml")
    references, sentences, mistakes = References(course.root), Counter[str](), 0
    for name in names or course.assignments:
        for exercise in load_assignment(course, name).exercises:
            found = dict(kept_out(exercise, references))
            mistakes += len(found)
            sentences.update(sentence for sentence in found.values() if sentence)
    table = Table("it looks as if the code ...", "mistakes")
    for sentence, count in sentences.most_common():
        table.add_row(sentence, str(count))
    explained = sum(sentences.values())
    console = Console()
    console.print(table)
    console.print(f"{mistakes} mistakes kept out: {explained} explained, {100 * explained / mistakes:.1f} %.")


if __name__ == "__main__":
    main(sys.argv[1:])
