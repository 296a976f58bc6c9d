"""`grade copy`: a gradebook is the same in another database, SQLite or PostgreSQL."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from autograder.course.config import Course, load_course
from autograder.errors import GradebookError
from autograder.gradebook.store import Gradebook
from autograder.records import Decision, Submission, Verdict
from autograder.report.changes import events_json
from tests.conftest import Ran, answer, read_results, submit
from tests.helpers.postgres import new_database
from tests.terminal import Terminal

Place = Callable[[str], str]
FULL = Verdict("e", "c", "says", "failed", 0.5, 1.0, "public", "value", "a mistake", "Größe ≠ 1", "it's", "0 4", "f(1)")


@pytest.fixture(params=["sqlite", "postgresql"])
def source(request: pytest.FixtureRequest, place: Callable[[str, str], str]) -> str:
    return place(request.param, "source")


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, place: Callable[[str, str], str]) -> str:
    return place(request.param, "target")


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str, str], str]:
    """Where a gradebook of a kind may be made."""

    def new(kind: str, name: str) -> str:
        in_file = kind == "sqlite"
        return str(tmp_path / f"{name}.db") if in_file else new_database(request.getfixturevalue("server"))

    return new


@pytest.fixture
def small(tmp_path: Path) -> Course:
    (tmp_path / "grader.yaml").write_text("course: Small\nassignments:\n  - name: a\n  - name: b\n")
    return load_course(tmp_path / "grader.yaml")


def record(book: Gradebook, student: str, verdicts: Sequence[Verdict], mark: str = "1") -> None:
    work = Submission(student, "a", b"work" if verdicts else None, notes=("a note",))
    book.record(work, verdicts, 2.0, "process", mark, {"the work": mark})


def filled(location: str) -> Gradebook:
    """A gradebook with everything that one can hold."""
    book = Gradebook(location)
    record(book, "ada", [FULL])
    record(book, "zoé", [])
    record(book, "ada", [FULL, FULL], mark="2")
    book.decide(Decision("add", "ada", "a", exercise="e", value="0.5", comment="by hand", who="eve"))
    book.decide(Decision("excuse", "bob", "b", who="eve"))
    book.undo(Decision("excuse", "bob", "b"), "eve")
    return book


def test_a_copy_says_the_same(source: str, target: str, small: Course) -> None:
    book, copy = filled(source), Gradebook(target)
    assert book.copy_to(copy) == {"submissions": 2, "verdicts": 2, "decisions": 2, "events": len(book.history())}
    assert copy.results(small) == book.results(small)
    assert events_json(copy.history()) == events_json(book.history())
    assert copy.decisions() == book.decisions()
    assert copy.fingerprints() == book.fingerprints()


def test_a_copy_goes_on_where_the_gradebook_stood(source: str, target: str, small: Course) -> None:
    book, copy = filled(source), Gradebook(target)
    book.copy_to(copy)
    for each in (book, copy):
        record(each, "bob", [FULL], mark="3")
        record(each, "ada", [FULL], mark="3")
        each.restore("ada", "a")
    assert [event.number for event in copy.history()] == [event.number for event in book.history()]
    assert copy.results(small) == book.results(small)


def test_nothing_is_copied_over_what_is_recorded(source: str, target: str, small: Course) -> None:
    book, full = filled(source), Gradebook(target)
    record(full, "eve", [FULL])
    before = full.results(small)
    with pytest.raises(GradebookError, match="is not empty"):
        book.copy_to(full)
    assert full.results(small) == before


def test_a_damaged_row_is_named_where_it_cannot_be_kept(place: Callable[[str, str], str], small: Course) -> None:
    location = place("sqlite", "source")
    book = filled(location)
    with closing(sqlite3.connect(location)) as database, database:
        database.execute("UPDATE submissions SET graded_at = 'yesterday' WHERE student = 'ada'")
    with pytest.raises(GradebookError, match="Row 1 of the gradebook's table submissions is damaged"):
        book.copy_to(Gradebook(place("postgresql", "target")))
    same = Gradebook(place("sqlite", "target"))
    book.copy_to(same)
    assert same.results(small) == book.results(small)


def test_an_instructor_moves_a_gradebook(
    course: Path, grade: Callable[..., Ran], place: Callable[[str, str], str]
) -> None:
    submit(course / "submissions", "ada", "optimizers", answer(course, "optimizers"))
    assert grade("all", "--assignment", "optimizers").code == 0
    assert grade("override", "ada", "optimizers", "--points", "5", "--comment", "by hand").code == 0
    target = place("postgresql", "target")
    moved = grade("copy", target)
    assert moved.code == 0 and "Copied 1 submission, " in moved.out and ", 1 decision and " in moved.out
    for shown in (("show", "ada"), ("history", "ada"), ("table",)):
        assert grade(*shown, "--gradebook", target).out == grade(*shown).out
    again = grade("all", "--assignment", "optimizers", "--gradebook", target, "--json", "results.json")
    assert "0 graded, 1 unchanged" in again.err
    assert read_results(course / "results.json")[0]["override"]

    refused = grade("copy", target)
    assert refused.code == 2 and "is not empty." in refused.err
    assert "not a database" in grade("copy", "grader.yaml").err


def test_a_terminal_shows_how_far_it_is(course: Path, tmp_path: Path) -> None:
    book = filled(str(tmp_path / "source.db"))
    rows = sum(book.copy_to(Gradebook(tmp_path / "first.db")).values())
    terminal = Terminal(course, "copy", tmp_path / "second.db", "--gradebook", tmp_path / "source.db")
    terminal.wait(
        lambda text: "copying" in text and f"{rows}/{rows}" in text and "Copied 2 submissions" in text, "a bar"
    )


def test_there_is_nothing_to_copy(course: Path, grade: Callable[..., Ran]) -> None:
    failed = grade("copy", "copy.db")
    assert failed.code == 2 and "There is no gradebook" in failed.err and not (course / "copy.db").exists()
