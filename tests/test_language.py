"""Plain English: old-fashioned or translated turns stay out of messages, help texts and first docstring lines."""

import ast
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click
import pytest

from autograder.cli import grade
from autograder.cli.offer import COMMANDS
from tests.conftest import REPOSITORY
from tests.helpers.language import quaint

SENTENCES_OF_MISTAKES = REPOSITORY / "autograder/judge/diagnosis"
"""Their wording is recorded with the verdicts."""


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    """A command and all below it, with the words that call each."""
    name = " ".join([*path, command.name or "grade"])
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for below in map(partial(command.get_command, context), command.list_commands(context)):
            assert below is not None
            yield from commands(below, (name,))


def modules() -> list[Path]:
    return sorted((REPOSITORY / "autograder").rglob("*.py"))


def docstrings(tree: ast.Module) -> dict[int, tuple[int, str]]:
    """The line and text of each text that stands alone, by its node: docstrings, and remarks below an assignment."""
    alone = [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]
    return {
        id(node): (node.lineno, node.value)
        for node in alone
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def messages(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The other texts of a module, which may be shown: those with a space, and the parts of f-strings."""
    known = docstrings(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in known
            and " " in node.value
        ):
            yield node.lineno, node.value


def test_the_words_are_found_across_lines() -> None:
    assert quaint("it is\n    none that `grade submit` has made") == ["it is none that"]
    assert quaint("Mend it") == ["Mend"]
    assert quaint("The module is not a notebook, and amendments recommend nothing") == []


@pytest.mark.parametrize(("name", "command"), [pytest.param(*each, id=each[0]) for each in commands(grade)])
def test_a_help_text_is_plain(name: str, command: click.Command) -> None:
    assert command.get_short_help_str(), f"{name} has no help"
    with click.Context(command, info_name=name) as context:
        assert quaint(command.get_help(context)) == []


def test_each_command_has_the_name_that_it_is_offered_by() -> None:
    assert {name.removeprefix("grade ") for name, _ in commands(grade)} >= {"grade", *COMMANDS}


def test_messages_are_plain() -> None:
    found = {
        f"{path.relative_to(REPOSITORY)}:{line}": words
        for path in modules()
        if SENTENCES_OF_MISTAKES not in path.parents
        for line, text in messages(ast.parse(path.read_text()))
        if (words := quaint(text))
    }
    assert found == {}


def test_first_docstring_lines_are_plain() -> None:
    found = {
        f"{path.relative_to(REPOSITORY)}:{line}": words
        for path in modules()
        for line, text in docstrings(ast.parse(path.read_text())).values()
        if (words := quaint(text.strip().split("\n")[0]))
    }
    assert found == {}
