"""An instructor's decisions and lists at the command line, on a gradebook whose rows need no grading."""

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook.store import Gradebook
from autograder.records import Submission, Verdict
from tests.conftest import SCHEMA, SECRET, Ran, read_results, write_yaml
from tests.helpers.in_process import grade_in
from tests.terminal import Terminal

Grade = Callable[..., Ran]
ON_TIME = datetime(2026, 10, 5, 12, tzinfo=UTC)


@pytest.fixture
def grade(course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Grade:
    return grade_in(course, monkeypatch, capsys)


def verdicts(*points: float) -> list[Verdict]:
    return [
        Verdict(
            f"e{n // 2}", f"c{n}", "is right", "passed" if p else "failed", p, 2.0, "public", None if p else "value"
        )
        for n, p in enumerate(points)
    ]


@pytest.fixture
def desk(course: Path) -> Path:
    """A course of three assignments, the last not yet due, and two recorded students, one of them with all points."""
    write_yaml(
        course / "grader.yaml",
        {
            "course": "Desk",
            "late": {"penalty_per_day": 0.1},
            "assignments": [
                {"name": "losses", "due": "2026-10-05 23:59"},
                {"name": "optimizers", "due": "2026-10-12 23:59"},
                {"name": "convnets", "due": "2199-10-12 23:59"},
            ],
        },
    )
    book = Gradebook(course / "gradebook.db")
    for student, points in (("ada", (2.0, 2.0, 2.0, 0.0)), ("bob", (2.0, 2.0, 2.0, 2.0))):
        for name in ("losses", "optimizers"):
            work = Submission(student, name, b"x", submitted=ON_TIME)
            book.record(work, verdicts(*points), 8.0, "process", "mark")
        book.record(Submission(student, "convnets"), [], 8.0, "process", "mark")
    book.close()
    (course / "submissions").mkdir()
    (course / "submissions/roster.csv").write_text("student\nada\ncleo\n")
    return course


def results(desk: Path, grade: Grade, student: str = "ada") -> dict[str, dict[str, Any]]:
    ran = grade("show", student, "--json", desk / "r.json")
    assert ran.code == 0, ran.err
    return {result["assignment"]: result for result in read_results(desk / "r.json")}


def test_a_decision_is_shown_survives_grading_again_and_is_taken_back(desk: Path, grade: Grade) -> None:
    done = grade("override", "ada", "losses", "e1", "c3", "--points", "1", "--by", "prof", "--comment", "half right")
    assert done.code == 0 and "e1.c3 counts 1 of 2 points, not 0, by prof" in done.out and "half right" in done.out
    book = Gradebook(desk / "gradebook.db")
    book.record(Submission("ada", "losses", b"y", submitted=ON_TIME), verdicts(2.0, 0.0, 2.0, 0.0), 8.0, "process", "m")
    book.close()
    found = results(desk, grade)["losses"]
    assert (found["points"], found["score"]) == (4.0, 62.5)
    [made] = found["override"]
    assert (made["by"], made["comment"], made["exercise"], made["check"]) == ("prof", "half right", "e1", "c3")
    assert "half right" in grade("show", "ada", "losses").out
    assert "decided by a person" in grade("table", "--csv").out
    assert "half right" in grade("history", "ada").out

    grade("override", "ada", "optimizers", "--excuse", "--comment", "ill")
    told = grade("show", "ada").out
    assert "excused" in told and "total: 62.5 % of 1 assignment due so far; excused: optimizers" in told
    assert grade("override", "ada", "optimizers", "--undo").code == 0
    assert grade("override", "ada", "losses", "e1", "c3", "--undo", "--by", "dean").code == 0
    assert results(desk, grade)["losses"]["score"] == 50.0
    assert results(desk, grade)["optimizers"]["excused"] is False
    assert "taken back by dean" in grade("history", "ada").out
    again = grade("override", "ada", "losses", "e1", "c3", "--undo")
    assert again.code == 2 and "Nothing is decided about e1.c3" in again.err


REFUSED = [
    (["override", "adda", "losses", "--excuse", "--comment", "x"], "Did you mean 'ada'?"),
    (["override", "ada", "loses", "--excuse", "--comment", "x"], "Did you mean 'losses'?"),
    (["override", "ada", "losses", "e9", "--add", "1", "--comment", "x"], "There are: e0, e1."),
    (["override", "ada", "losses", "e1", "c", "--add", "1", "--comment", "x"], "There are: c2, c3."),
    (["override", "ada", "losses", "e1", "--points", "9", "--comment", "x"], "between 0 and 4"),
    (["override", "ada", "losses", "--points", "nan", "--comment", "x"], "Expected a number"),
    (["override", "ada", "losses", "--points", "1"], "needs a reason"),
    (["override", "ada", "losses"], "Say one of --points P, --add P, --excuse and --undo."),
    (["override", "ada", "losses", "--excuse", "--undo"], "Say one of"),
    (["extend", "ada", "losses"], "Say until when, or --undo."),
    (["extend", "ada", "losses", "tomorrow"], "cannot be moved to 'tomorrow'"),
    (["extend", "ada", "losses", "2026-10-01"], "before the deadline"),
    (["extend", "eve", "losses", "+2d"], "a student 'eve'"),
    (["restore", "ada", "losses"], "No earlier result is kept"),
    (["history", "eve"], "no results for 'eve'"),
    (["students", "remove", "eve", "--yes"], "no results for 'eve'"),
    (["students", "remove", "bob"], "Add --yes"),
    (["students", "rename", "ada", "bob"], "both have recorded work on losses, optimizers"),
    (["table", "--at", "soon"], "expected a time"),
]


def test_what_cannot_be_decided_is_said_and_changes_nothing(desk: Path, grade: Grade) -> None:
    for words, said in REFUSED:
        ran = grade(*words)
        assert ran.code == 2 and said in " ".join(ran.err.split()), ran.err
    book = Gradebook(desk / "gradebook.db")
    assert book.decisions() == [] and len(book.history()) == 6


def test_an_extension_moves_a_score_at_once(desk: Path, grade: Grade) -> None:
    book = Gradebook(desk / "gradebook.db")
    late = Submission("ada", "losses", b"x", submitted=datetime(2026, 10, 7, 12, tzinfo=UTC))
    book.record(late, verdicts(2.0, 2.0, 2.0, 2.0), 8.0, "process", "mark")
    book.close()
    assert results(desk, grade)["losses"]["score"] == 80.0
    assert "deadline 2026-10-06 23:59, extended by" in grade("extend", "ada", "losses", "+1d", "--comment", "ill").out
    assert results(desk, grade)["losses"]["score"] == 90.0
    assert grade("extend", "ada", "losses", "2026-10-07 13:00").code == 0
    found = results(desk, grade)["losses"]
    assert (found["score"], found["late_days"], found["due"]) == (100.0, 0, "2026-10-07T13:00:00+00:00")
    grade("extend", "ada", "losses", "--undo")
    assert results(desk, grade)["losses"]["score"] == 90.0
    policy = (desk / "grader.yaml").read_text()
    for rule, score in (("{penalty_per_day: 0.3}", 70.0), ("{penalty_per_hour: 0.01}", 87.0), ("{max_days: 0}", 0.0)):
        (desk / "grader.yaml").write_text(re.sub(r"late:\n +penalty_per_day: 0.1", f"late: {rule}", policy))
        assert results(desk, grade)["losses"]["score"] == score
    (desk / "grader.yaml").write_text(policy)
    cleo = grade("extend", "cleo", "losses", "2199-12-01")  # on the roster, and nothing recorded
    assert cleo.code == 0 and results(desk, grade, "cleo")["losses"]["score"] is None


def test_missing_work_has_no_score_until_it_is_due(desk: Path, grade: Grade) -> None:
    found = results(desk, grade)["convnets"]
    assert (found["status"], found["score"], found["counts"]) == ("missing", None, False)
    grade("show", "ada", "--at", "2200-01-01", "--json", desk / "r.json")
    assert read_results(desk / "r.json")[-1]["score"] == 0.0
    rows = list(csv.DictReader(io.StringIO(grade("table", "--csv").out)))
    assert [(r["student"], r["convnets"], r["total_percent"], r["assignments_due"]) for r in rows] == [
        ("ada", "", "75", "2"),
        ("bob", "", "100", "2"),
    ]
    assert [row["on_roster"] for row in rows] == ["yes", "no"]
    assert "#: not on the roster" in grade("table").out
    assert "not on the roster" in grade("show", "bob").out
    assert {result["on_roster"] for result in results(desk, grade, "bob").values()} == {False}
    assert SCHEMA["$id"] == "autograder/results/2"


def test_ghosts_are_listed_renamed_and_removed(desk: Path, grade: Grade) -> None:
    listed = json.loads(grade("students", "--json", "-").out)["students"]
    assert [(s["student"], s["on_roster"], s["submissions"]) for s in listed] == [
        ("bob", False, 2),
        ("ada", True, 2),
        ("cleo", True, 0),
    ]
    assert "NOT ON THE ROSTER" in grade("students").out
    grade("override", "bob", "losses", "--add", "-1", "--comment", "copied")
    assert grade("students", "rename", "bob", "cleo").code == 0
    found = results(desk, grade, "cleo")
    assert found["losses"]["score"] == 87.5 and "it was recorded as bob" in grade("history", "cleo").out
    assert grade("show", "bob").code == 2
    gone = grade("students", "remove", "cleo", "--yes")
    assert gone.code == 0 and "Removed 3 results" in gone.out
    assert "removed" in grade("history", "cleo", "optimizers").out
    assert grade("restore", "cleo", "optimizers").code == 0
    assert results(desk, grade, "cleo")["optimizers"]["score"] == 100.0


def test_a_large_class_is_summed_up_and_no_number_is_cut(desk: Path, grade: Grade) -> None:
    book = Gradebook(desk / "gradebook.db")
    for number in range(40):
        work = Submission(f"={number:02}", "losses", b"x", submitted=None if number == 7 else ON_TIME)
        judged = verdicts(2.0, 2.0, 0.0, 0.0)
        broken = [replace(judged[0], status="could_not_judge", reason="crashed", points=0.0), *judged[1:]]
        book.record(work, broken if number == 3 else judged, 8.0, "process", "mark")
    book.close()
    told = grade("table").out
    assert "could not be judged (1): =03 losses" in told and "time of submission unknown (1): =07 losses" in told
    assert "not on the roster (41)" in told and "42 students" in told and "=11" in told
    wide = grade("table", "--wide").out
    assert sum("50.0" in line for line in wide.splitlines()) == 39
    rows = list(csv.DictReader(io.StringIO(grade("table", "--csv").out)))
    assert len(rows) == 42 and rows[0]["student"] == "'=00" and rows[3]["losses"] == ""
    narrow = grade("table", "--assignment", "losses", "--wide", env={"COLUMNS": "40"}).out
    assert sum("50.0" in line for line in narrow.splitlines()) == 39


def test_a_narrow_terminal_gets_several_tables_and_every_number(desk: Path) -> None:
    terminal = Terminal(desk, "table", env={"AUTOGRADER_SECRET": SECRET}, columns=34, rows=40)
    shown = terminal.shows("75.0", "100.0", "not due yet")
    assert terminal.ends() == 0 and "…" not in shown
    assert all(name in shown for name in ("losses", "optimizers", "convnets", "total"))
    terminal.close()


def test_one_reason_for_every_check_is_said_once_and_first(desk: Path, grade: Grade) -> None:
    book = Gradebook(desk / "gradebook.db")
    said = "The module cannot be imported: SyntaxError in line 3."
    broken = [
        replace(v, status="failed", points=0.0, reason="import_failed", message=said) for v in verdicts(*[1.0] * 70)
    ]
    book.record(Submission("ada", "losses", b"x", submitted=ON_TIME), broken, 140.0, "process", "mark")
    book.close()
    shown = grade("show", "ada", "losses").out.splitlines()
    assert len(shown) < 10 and any(said in line for line in shown[:4])
    assert "It concerns 70 of 70 checks, in 35 exercises." in "\n".join(shown)
    assert len(grade("show", "ada", "losses", "--verbose").out.splitlines()) > 70
