"""The pages of the reference that are made from the code, at each build: docs/generated/, which git ignores.

python -m docs.reference
"""

import ast
import importlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from autograder.cli import grade
from autograder.course.config import CourseFile, load_course
from autograder.course.library import load_library
from autograder.exercise.drawings import DRAWINGS
from autograder.exercise.metrics import METRICS
from autograder.exercise.properties import PROPERTIES
from autograder.exercise.verbs import KINDS
from autograder.publishing.overview import duration
from autograder.worker.functions import FUNCTIONS
from docs.course_file import sections
from docs.python_names import docstring, entry
from tests.pages import PAGES
from tests.pages.run import shown_commands
from tests.test_architecture import ARROWS

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "autograder/report/results.schema.json"
ROOMS = ("exercise", "exercise.cases", "notebook", "practice", "errors")
WIDTH = 100
MADE = "This page is made from the code."


def write(folder: Path) -> None:
    """Write all pages; one that has not changed is left alone, so that Sphinx need not read it again."""
    folder.mkdir(exist_ok=True)
    for name, page in MADE_PAGES.items():
        path, text = folder / f"{name}{'.txt' if name == 'rooms' else '.md'}", "\n\n".join(filter(None, page())) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def commands_page() -> Iterator[str]:
    """Every command with its help, and with a run out of a tutorial or guide, whose tests run it."""
    yield "# Commands"
    yield f"{MADE} The runs below the help texts are those of the other pages, which tests run."
    yield _help("grade", grade)
    runs = _runs()
    for name, command in commands(grade):
        yield f"## grade {name}"
        yield _help(f"grade {name}", command)
        yield from _example(name, runs)


def commands(group: click.Group, path: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that can be called, with its words."""
    with click.Context(group) as context:
        found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    for name, command in found.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{path}{name} ")
        elif command:
            yield f"{path}{name}", command


def _help(name: str, command: click.Command) -> str:
    with click.Context(command, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH) as context:
        return f"```text\n{command.get_help(context)}\n```"


def _runs() -> list[tuple[str, Path, str]]:
    """The commands that pages of the site run: their names, the page, the command with its output."""
    pages = [page for page in PAGES if ROOT / "docs" in page.parents]
    return [(words, page, text) for page in pages for words, _, text in shown_commands(page)]


def _example(name: str, runs: list[tuple[str, Path, str]]) -> Iterator[str]:
    """The shortest run that prints something, and the page that it is from."""
    own = [(text, page) for words, page, text in runs if f"{words} ".startswith(f"{name} ")]
    printing = sorted((run for run in own if "\n" in run[0]), key=lambda run: len(run[0]))
    for text, page in printing[:1] or own[:1]:
        link = f"../{page.relative_to(ROOT / 'docs').as_posix()}"
        yield f"From [{_title(page)}]({link}):\n\n```console\n{text}\n```"


def _title(page: Path) -> str:
    return next(line[2:] for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("# "))


def course_file_page() -> Iterator[str]:
    """The keys of grader.yaml."""
    yield "# grader.yaml"
    yield f"{MADE} An unknown key is an error, and so is a value that does not fit."
    for title, table in sections(CourseFile, "The file"):
        yield f"## {title}"
        yield table


def results_page() -> Iterator[str]:
    """The format of `--json`."""
    text = SCHEMA.read_text(encoding="utf-8")
    yield "# Results"
    yield (
        f"{MADE} What `--json` writes follows this JSON Schema, `{json.loads(text)['$id']}`. Keys may be added under "
        "the same number; a key that changes its meaning makes a new one."
    )
    yield f"```json\n{text}```"


def checks_page() -> Iterator[str]:
    """The kinds of check, and the properties, metrics, drawings and functions that a declaration names."""
    yield "# Kinds of check"
    yield MADE
    for kind in KINDS:
        yield from entry(kind.verb, kind, level=2)
    named: list[tuple[str, str, Any]] = [
        ("Properties", 'For `satisfies(..., holds="NAME")`.', PROPERTIES),
        ("Metrics", 'For `converges(..., metric="NAME")`: how far training got; lower is better.', METRICS),
        ("Drawings", 'For `draws="NAME"` of any check: what a page of results shows of a public result.', DRAWINGS),
        ("Functions", 'For `Function("NAME", {...})`, which a case gives to the student\'s function.', FUNCTIONS),
    ]
    for title, said, known in named:
        yield f"## {title}"
        yield said
        yield from (f"**`{name}`**\n\n{docstring(made)}" for name, made in sorted(known.items()))


def api_page() -> Iterator[str]:
    """What exercises, notebooks and printed lines import."""
    yield "# Python API"
    yield f"{MADE} What is public, and what that promises, is on [its own page](../reference/public.md)."
    for room in ROOMS:
        module = importlib.import_module(f"autograder.{room}")
        yield f"## autograder.{room}"
        yield docstring(module)
        for name in module.__all__:
            yield from entry(name, getattr(module, name))


def assignments_page() -> Iterator[str]:
    """The bundled course."""
    library = load_library(load_course(ROOT / "grader.yaml"))
    count = sum(len(assignment.exercises) for assignment in library.values())
    yield "# The bundled course"
    yield f"{MADE} {len(library)} assignments with {count} exercises, in the order in which they are taught."
    for name, assignment in library.items():
        rows = [
            f"| `{one.name}` | {one.points:g} | {duration(one)} | {_first_sentence(one.statement)} |"
            for one in assignment.exercises
        ]
        yield f"## {name}"
        yield "\n".join(["| function | points | time | what it does |", "| --- | ---: | ---: | --- |", *rows])


def _first_sentence(statement: str) -> str:
    first = " ".join(statement.strip().partition("\n\n")[0].split())
    return first.replace("|", "\\|").replace("``", "`")


def rooms_table() -> Iterator[str]:
    """Each room, what it says of itself, and which others it imports: a part of the page on the house."""
    rows = [f"| `{name}` | {_says(name)} | {used.replace(' ', ', ') or 'none'} |" for name, used in ARROWS.items()]
    yield "\n".join(["| room | for | uses |", "| --- | --- | --- |", *rows])


def _says(room: str) -> str:
    path = ROOT / "autograder" / room
    text = (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0].replace("|", "\\|").replace("->", "→")


MADE_PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "commands": commands_page,
    "grader-yaml": course_file_page,
    "results": results_page,
    "checks": checks_page,
    "api": api_page,
    "course": assignments_page,
    "rooms": rooms_table,
}


if __name__ == "__main__":
    write(Path(__file__).parent / "generated")
