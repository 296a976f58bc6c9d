"""The gradebook's databases, SQLite and PostgreSQL: upgrades, several graders, bad rows, texts of any kind."""

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import create_engine, text

from autograder.course.config import Course, load_course
from autograder.course.rules import Extension
from autograder.errors import GradebookError
from autograder.gradebook.database import database_url
from autograder.gradebook.location import is_url
from autograder.gradebook.schema import HEAD, VERSIONS
from autograder.gradebook.store import Gradebook
from autograder.gradebook.tables import METADATA
from autograder.gradebook.texts import OWN_BYTES, shared, storable
from autograder.gradebook.validator import validator_of
from autograder.records import Decision, Submission, Verdict
from tests.conftest import REPOSITORY
from tests.helpers.processes import Start

SOUND = {"exercise": "e", "check": "c", "says": "s", "status": "passed", "points": 1, "max_points": 2.0}
SOUND |= {"visibility": "public"}
NAMES = ["ada", "bob", "eve", "zoe"]
LEGACY = (REPOSITORY / "tests/golden/gradebook_0_1.sql").read_text()


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a gradebook may be made."""
    return str(tmp_path / "book.db") if request.param == "sqlite" else str(request.getfixturevalue("postgresql"))


@pytest.fixture
def small(tmp_path: Path) -> Course:
    """A course that has no exercises."""
    (tmp_path / "grader.yaml").write_text(
        "course: Small\nassignments:\n  - name: a\n    due: 2026-10-05\n  - name: b\n"
    )
    return load_course(tmp_path / "grader.yaml")


def verdicts(count: int, **changed: object) -> list[Verdict]:
    return [Verdict(f"e{n}", "c", "says", "failed", 0.0, 1.0, "public", "value", **changed) for n in range(count)]  # type: ignore[arg-type]  # mypy cannot tell the fields apart


def record(book: Gradebook, student: str, judged: Sequence[Verdict] = (), assignment: str = "a") -> None:
    book.record(Submission(student, assignment, b""), judged, 5.0, "process", "mark")


def sql(location: str, *statements: str) -> None:
    engine = create_engine(database_url(location))
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


# -- what is recorded ---------------------------------------------------------------------------------------


def test_what_is_recorded_is_read(location: str, small: Course) -> None:
    judged = [
        *verdicts(
            2, message="…ü\n\t'\"", detail="\x1b[31m", differs="map\n012", picture='{"kind":"curve"}', example="t=1"
        ),
        *verdicts(1),
    ]
    book = Gradebook(location)
    for _ in range(2):  # what was there is replaced
        record(book, "bob", judged)
        record(book, "ada", verdicts(1), "b")
        record(book, "ada")
    read = Gradebook(location, create=False).results(small)
    assert [(r.student, r.assignment) for r in read] == [("ada", "a"), ("ada", "b"), ("bob", "a")]
    assert read[2].verdicts == tuple(judged) and read[2].max_points == 5.0
    assert book.results(small, student="bob") == [read[2]]
    assert book.results(small, [("ada", "b"), ("nobody", "a")]) == [read[1]]
    assert book.students() == ["ada", "bob"]
    assert book.fingerprints()["ada", "b"] == "mark"


def test_a_clock_that_went_back_changes_nothing(location: str, small: Course) -> None:
    book = Gradebook(location)
    record(book, "ada", verdicts(1))
    sql(location, "UPDATE submissions SET graded_at = '2999-12-31 23:59:59.000000'")
    record(book, "ada", verdicts(2))
    record(book, "bob")
    assert [len(result.verdicts) for result in Gradebook(location).results(small)] == [2, 0]


def test_any_text_can_be_recorded(location: str, small: Course) -> None:
    bad = "a\0b\udc80c"
    book = Gradebook(location)
    book.record(Submission(bad, "a", b"", notes=(bad,)), verdicts(1, message=bad, detail=bad), 5.0, "process", bad[:1])
    (result,) = book.results(small, [(bad, "a")])
    assert result.verdicts[0].detail == result.verdicts[0].message == result.notes[0] == r"a\x00b\udc80c"
    assert book.results(small, student=bad) == [result]


def test_the_texts_of_a_submission_are_bounded_in_bytes(tmp_path: Path, small: Course) -> None:
    book = Gradebook(tmp_path / "book.db")
    judged = [*verdicts(200, detail="\N{SNAKE}" * 4096), *verdicts(1, detail="short")]
    book.record(Submission("ada", "a", b"", notes=("n" * 10**6,)), judged, 5.0, "process", "f")
    (result,) = book.results(small)
    own = [*(verdict.detail for verdict in result.verdicts), *result.notes]
    assert sum(len(one.encode()) for one in own) <= OWN_BYTES
    assert own[0].startswith("…\N{SNAKE}") and own[200] == "short"
    assert result.verdicts[0].message == "Passed."
    book.close()
    assert (tmp_path / "book.db").stat().st_size < 4 * OWN_BYTES


@given(st.lists(st.text(), max_size=20), st.integers(0, 200))
def test_texts_share_their_room(texts: list[str], most: int) -> None:
    texts = [storable(one) for one in texts]
    kept = shared(texts, most)
    assert sum(len(one.encode()) for one in kept) <= most
    assert all(new == old or old.endswith(new.removeprefix("…")) for old, new in zip(texts, kept, strict=True))
    assert all(new == old for old, new in zip(texts, kept, strict=True) if len(old.encode()) * len(texts) <= most)
    if sum(len(one.encode()) for one in texts) <= most:
        assert kept == texts


# -- rows that nothing of ours has written ------------------------------------------------------------------

BAD_ROWS = {
    "a time that does not convert": "UPDATE submissions SET submitted = '0001-01-01T00:00:00+14:00'",
    "a time of the year 9999": "UPDATE submissions SET submitted = '9999-12-31T23:59:59-12:00'",
    "a time that is none": "UPDATE submissions SET submitted = 'yesterday'",
    "a time in bytes": "UPDATE submissions SET submitted = x'ff00'",
    "notes that are no JSON": "UPDATE submissions SET notes = '[\"'",
    "notes that are a number": "UPDATE submissions SET notes = '5'",
    "a truth that is none": "UPDATE submissions SET missing = 'perhaps'",
    "points that are a text": "UPDATE submissions SET max_points = 'many'",
    "points without end": "UPDATE submissions SET max_points = 9e999",
    "text that is no UTF-8": "UPDATE submissions SET isolation = CAST(x'ff' AS TEXT)",
    "a date that is none": "UPDATE submissions SET graded_at = 'never'",
    "an unknown status": "UPDATE verdicts SET status = 'excellent'",
    "an unknown reason": "UPDATE verdicts SET reason = 'mood'",
    "a verdict's points without end": "UPDATE verdicts SET points = -9e999",
    "a verdict in bytes": "UPDATE verdicts SET message = x'ff'",
}


@pytest.mark.parametrize("statement", BAD_ROWS.values(), ids=BAD_ROWS)
def test_one_bad_row_hides_no_other(tmp_path: Path, small: Course, statement: str) -> None:
    book = Gradebook(tmp_path / "book.db")
    for name in NAMES:
        record(book, name, verdicts(2))
    before = book.results(small)
    where = "student = 'bob'" if "UPDATE submissions" in statement else "submission_id = 2"
    sql(
        str(tmp_path / "book.db"),
        f"{statement} WHERE {where}".replace(":00:00", r"\:00\:00").replace(":59:59", r"\:59\:59"),
    )
    after = book.results(small)
    assert [result.student for result in after] == NAMES
    assert [r for r in after if r.student != "bob"] == [r for r in before if r.student != "bob"]
    record(book, "bob", verdicts(2))
    assert book.results(small) == before


# -- older, newer and other databases -----------------------------------------------------------------------

HALF = "ALTER TABLE verdicts DROP COLUMN example"
FIRST = "ALTER TABLE verdicts DROP COLUMN differs"


def legacy(location: str, *changes: str) -> None:
    """Write the gradebook that 0.1 made."""
    on_postgresql = is_url(location)
    script = LEGACY.replace("{key}", "SERIAL" if on_postgresql else "INTEGER NOT NULL")
    sql(location, *(statement for statement in script.split(";\n") if statement.strip()), *changes)


@pytest.mark.parametrize(
    "changes", [(), (HALF, "UPDATE schema SET version = 1"), (FIRST, HALF, "UPDATE schema SET version = 1")]
)
def test_a_gradebook_of_0_1_loses_nothing(location: str, small: Course, changes: Sequence[str]) -> None:
    legacy(location, *changes)
    said: list[str] = []
    book = Gradebook(location, create=False, announce=said.append)
    read = book.results(small)
    assert [(r.student, len(r.verdicts), r.points, r.notes) for r in read] == [
        ("ada", 2, 3.0, ("late?",)),
        ("bob", 0, 0.0, ()),
    ]
    assert read[0].verdicts[0].message == "Passed." and read[0].submitted is not None
    assert read[0].verdicts[1].differs == ("" if FIRST in changes else "map\n01")
    assert len(said) == 1 and f"to {HEAD}" in said[0]
    record(book, "bob", verdicts(3))
    Gradebook(location, create=False, announce=said.append)
    assert len(said) == 1


@pytest.mark.parametrize("tables", [["schema"], ["schema", "submissions"]])
def test_a_gradebook_of_0_1_that_was_killed_while_it_was_made(location: str, tables: list[str]) -> None:
    legacy(location, *(f"DROP TABLE {name}" for name in ("verdicts", "submissions", "schema") if name not in tables))
    record(Gradebook(location), "ada", verdicts(1))


def test_a_newer_gradebook_is_refused(location: str) -> None:
    legacy(location, "UPDATE schema SET version = 99")
    with pytest.raises(GradebookError, match="schema 99"):
        Gradebook(location)
    sql(location, "UPDATE schema SET version = 2")
    Gradebook(location)
    sql(location, "UPDATE gradebook_version SET version_num = '99'")
    with pytest.raises(GradebookError, match="schema 99"):
        Gradebook(location)


def test_the_database_of_another_program_is_left_alone(location: str) -> None:
    sql(location, "CREATE TABLE alembic_version (version_num VARCHAR)", "CREATE TABLE submissions (id INTEGER)")
    for create in (True, False):
        with pytest.raises(GradebookError, match="not a gradebook"):
            Gradebook(location, create=create)


def test_an_older_gradebook_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    legacy(str(tmp_path / "book.db"))
    with pytest.raises(GradebookError, match="cannot be upgraded: attempt to write a readonly database"):
        Gradebook(f"sqlite:///file:{tmp_path}/book.db?mode=ro&uri=true", create=False)


def test_the_migrations_make_the_tables_that_the_rows_describe(location: str) -> None:
    Gradebook(location)
    engine = create_engine(database_url(location))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSIONS})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()
    assert ScriptDirectory(str(REPOSITORY / "autograder/gradebook/migrations")).get_current_head() == HEAD


def test_the_share_that_is_carried_forward_is_applied_on_reading(location: str, small: Course) -> None:
    book = Gradebook(location)
    record(book, "ada", [*verdicts(1, carried_forward="sigmoid, relu"), *verdicts(1)])
    half = replace(small, file=replace(small.file, carried_forward=0.5))
    for course, points in ((small, 1.0), (half, 0.5)):
        [result] = book.results(course)
        assert [(v.points, v.carried_forward) for v in result.verdicts] == [(points, "sigmoid, relu"), (0.0, "")]
        assert result.points == points


def test_scores_are_the_same_when_texts_are_not_read(tmp_path: Path, small: Course) -> None:
    book = Gradebook(tmp_path / "book.db")
    unjudged = replace(verdicts(1)[0], status="could_not_judge")
    carried = verdicts(1, carried_forward="relu", message="long")
    for student, judged in (("ada", [*carried, *verdicts(2)]), ("bob", [*verdicts(3), unjudged]), ("eve", [])):
        record(book, student, judged)
    book.decide(Decision("add", "ada", "a", "e1", value="2"))
    book.decide(Decision("points", "zoe", "a", value="1"))
    half = replace(small, file=replace(small.file, carried_forward=0.5))
    for read, quick in zip(book.results(half), book.results(half, texts=False), strict=True):
        assert replace(quick, verdicts=()) == replace(read, verdicts=())
        assert [(v.exercise, v.check, v.points) for v in quick.verdicts] == [
            (v.exercise, v.check, v.points) for v in read.verdicts
        ]


def test_each_student_of_a_class_has_their_own_deadline(tmp_path: Path, small: Course) -> None:
    book, late = Gradebook(tmp_path / "book.db"), datetime(2026, 10, 7, 12, tzinfo=UTC)
    for student in ("ada", "bob", "eve"):
        book.record(Submission(student, "a", b"", submitted=late), verdicts(1), 5.0, "process", "mark")
    book.decide(Decision("extend", "bob", "a", value="+1d"))
    listed = [Extension(student="eve", assignment="a", until="+7d")]
    course = replace(small, file=replace(small.file, extensions=listed))
    found = {result.student: result.late_days for result in book.results(course)}
    assert found == {"ada": 2, "bob": 1, "eve": 0}


# -- several graders ----------------------------------------------------------------------------------------

GRADER = """
import sys
from autograder.gradebook.store import Gradebook
from autograder.records import Submission, Verdict

location, count = sys.argv[1], int(sys.argv[2])
book = Gradebook(location)
print("open", flush=True)
for number in range(count):
    judged = [Verdict(f"e{n}", "c", "says", "passed", 1.0, 1.0, "public", detail="x" * 500) for n in range(20)]
    book.record(Submission(f"s{number:03}", "a", b""), judged, 20.0, "process", "mark")
    assert ("s000", "a") in book.fingerprints()
"""


def graders(start: Start, location: str, number: int, count: int) -> list[subprocess.Popen[str]]:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return [start(sys.executable, "-c", GRADER, location, count, **pipes) for _ in range(number)]


def finished(processes: Sequence[subprocess.Popen[str]]) -> list[str]:
    return [process.communicate(timeout=240)[1] for process in processes]


def test_several_graders_finish_and_record_each_submission_once(location: str, small: Course, start: Start) -> None:
    assert finished(graders(start, location, 4, 40)) == [""] * 4
    read = Gradebook(location).results(small)
    assert [(r.student, len(r.verdicts)) for r in read] == [(f"s{number:03}", 20) for number in range(40)]


def test_several_graders_upgrade_a_gradebook_once(location: str, small: Course, start: Start) -> None:
    legacy(location)
    assert finished(graders(start, location, 3, 2)) == [""] * 3
    assert {r.student: len(r.verdicts) for r in Gradebook(location).results(small)} == {
        "ada": 2,
        "bob": 0,
        "s000": 20,
        "s001": 20,
    }


def test_graders_that_are_killed_leave_nothing_half_done(location: str, small: Course, start: Start) -> None:
    moments = random.Random(location[-1])  # noqa: S311  (chance, no secret)
    for _ in range(3):
        killed, others = graders(start, location, 3, 400), graders(start, location, 1, 20)
        for at, process in enumerate(killed):
            if at and process.stdout:
                process.stdout.readline()  # of one the start is interrupted, of the others the work
            time.sleep(moments.uniform(0.0, 1.0))
            process.kill()
        finished(killed)
        assert finished(others) == [""]
        read = Gradebook(location).results(small)
        assert {len(result.verdicts) for result in read} == {20} and len(read) >= 20
    if not is_url(location):
        with closing(sqlite3.connect(location)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert finished(graders(start, location, 1, 40)) == [""]
    assert len(Gradebook(location).results(small)) >= 40


# -- the file -----------------------------------------------------------------------------------------------


def test_readers_and_writers_do_not_wait_for_each_other(tmp_path: Path, small: Course) -> None:
    book, other = Gradebook(tmp_path / "book.db"), Gradebook(tmp_path / "book.db")
    record(book, "ada")
    assert {path.name for path in tmp_path.glob("book.db*")} == {"book.db", "book.db-wal", "book.db-shm"}
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("book.db*")} == {0o600}
    with other._reading() as connection:
        assert len([*connection.execute(text("SELECT student FROM submissions"))]) == 1
        record(book, "bob")
        assert len([*connection.execute(text("SELECT student FROM submissions"))]) == 1
    assert len(other.results(small)) == 2
    book.close()
    other.close()
    assert [path.name for path in tmp_path.glob("book.db*")] == ["book.db"], "a copy of the file holds everything"


def test_a_log_that_a_killed_grader_left_is_read(tmp_path: Path, small: Course) -> None:
    script = GRADER + "\nimport os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", script, tmp_path / "book.db", "3"], check=False, stdout=subprocess.DEVNULL)
    assert (tmp_path / "book.db-wal").stat().st_size
    assert len(Gradebook(tmp_path / "book.db", create=False).results(small)) == 3


def test_what_is_a_url() -> None:
    assert all(map(is_url, ("sqlite:///x.db", "postgresql+psycopg://u@h/d", "nonsense://")))
    assert not any(map(is_url, ("gradebook.db", "/a/b.db", r"C:\a\b.db", "a/b://c", "C:/x")))


@pytest.mark.parametrize("key", ["says", "status", "points", "visibility", "reason", "mistake", "message", "unknown"])
@pytest.mark.parametrize("value", [None, 3, "3", "value", "public", b"x", b"\xff", float("nan"), ()], ids=repr)
def test_rows_are_validated_as_strictly_as_by_pydantic(key: str, value: object) -> None:
    def read(validator: Any) -> object:
        try:
            return repr(validator.validate_python({**SOUND, key: value}))
        except ValidationError as error:
            return [(one["loc"], one["type"]) for one in error.errors()]

    assert read(validator_of(Verdict)) == read(TypeAdapter(Verdict))
