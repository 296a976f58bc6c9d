"""Classes to grade: right submissions, other right ones, and every named mistake, in turn."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from autograder.course.assignment import SolvedAssignment
from autograder.publishing.notebook import notebook

Functions = dict[str, str]
"""The text of each exercise, by name."""


def submissions(assignment: SolvedAssignment) -> Iterator[Functions]:
    """Answers, other right solutions and every named mistake, each among otherwise right functions; for ever."""
    right = {exercise.name: exercise.source.text for exercise in assignment.exercises}
    kinds = [right]
    for exercise in assignment.exercises:
        texts = [text for _, text in exercise.accepted]
        texts += [exercise.mistaken(mistake) for mistake in exercise.mistakes]
        kinds += [{**right, exercise.name: text} for text in texts]
    yield from itertools.cycle(kinds)


def modules(assignment: SolvedAssignment, students: int) -> list[str]:
    """The class's modules."""
    return [assignment.module(functions) for functions in itertools.islice(submissions(assignment), students)]


def write_modules(root: Path, assignment: SolvedAssignment, students: int) -> None:
    """The class as modules."""
    for number, text in enumerate(modules(assignment, students)):
        _folder(root, assignment, number).joinpath(f"{assignment.name}.py").write_text(text)


def write_notebooks(root: Path, assignment: SolvedAssignment, students: int) -> None:
    """The class as the notebooks of the course, with a function in the place of each stub."""
    empty = notebook(assignment)
    for number, functions in enumerate(itertools.islice(submissions(assignment), students)):
        book = json.loads(empty)
        for cell in book["cells"]:
            if cell["cell_type"] == "code" and cell["id"] in functions:
                cell["source"] = functions[cell["id"]]
        _folder(root, assignment, number).joinpath(f"{assignment.name}.ipynb").write_text(json.dumps(book))


def _folder(root: Path, assignment: SolvedAssignment, number: int) -> Path:
    folder = root / f"student{number:05}" / assignment.name
    folder.mkdir(parents=True)
    return folder
