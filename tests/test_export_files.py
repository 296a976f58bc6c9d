"""Exports into other programs' files, each read back as its target would."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.export.cells import FORMULA, plain_text, table_text, text_cell
from autograder.export.junit import clean
from autograder.export.lms_systems import assignment_of
from autograder.gradebook.store import Gradebook
from autograder.records import Submission, Verdict
from tests.conftest import Ran, write_yaml
from tests.helpers.in_process import grade_in

Grade = Callable[..., Ran]
ODD = 'O"Neil, "Kay"\nthe 2nd'
FORMULA_NAME = "=1+1"
ROSTER = [
    ["student", "id", "login", "email", "name", "section"],
    ["ada", "100", "alovelace", "ada@x.edu", "Lovelace, Ada", "A"],
    [ODD, "101", "koneil", "kay@x.edu", ODD, "B"],
    [FORMULA_NAME, "102", "eq", "eq@x.edu", FORMULA_NAME, "B"],
    ["late", "103", "late", "late@x.edu", "Lateful Larry", "B"],
]


def verdict(number: int, points: float) -> Verdict:
    says = "is <right> & \x1b[31mred\x00"
    status = "passed" if points else "failed"
    one = Verdict("adam_step", f"c{number}", says, status, points, 2.0, "hidden")  # type: ignore[arg-type]  # from points
    return one if points else replace(one, reason="value", mistake="=forgets the mean", message='wrong, "very" wrong')


@pytest.fixture
def grade(course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Grade:
    """A gradebook with odd names, one excused, one stranger, and an assignment that is not due."""
    write_yaml(
        course / "grader.yaml",
        {
            "course": "Desk",
            "assignments": [
                {"name": "optimizers", "points": 10, "due": "2026-10-05T12:00:00Z"},
                {"name": "losses", "points": 20, "due": "2999-01-01T00:00:00Z"},
            ],
        },
    )
    (course / "submissions").mkdir(exist_ok=True)
    (course / "submissions/roster.csv").write_text(table_text(ROSTER))
    book = Gradebook(course / "gradebook.db", create=True)
    when = datetime(2026, 10, 5, 11, tzinfo=UTC)
    for student, second in (("ada", 0.0), (ODD, 2.0), (FORMULA_NAME, 2.0), ("stranger", 2.0)):
        work = Submission(student, "optimizers", b"", submitted=when)
        book.record(work, [verdict(1, 1.0), verdict(2, second)], 4.0, "namespaces", "f")
    run = grade_in(course, monkeypatch, capsys)
    assert run("override", FORMULA_NAME, "optimizers", "--excuse", "--comment", "ill").code == 0
    return run


def rows(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_a_table_has_a_row_for_each_student(grade: Grade) -> None:
    ran = grade("export", "csv", "-")
    assert ran.code == 0 and "not exported: stranger: not on the roster" in ran.err
    head, *own = rows(ran.out)
    assert head == ["student", "name", "email", "section", "optimizers", "losses", "total_percent"]
    assert {row[0]: row[4:] for row in own} == {
        "ada": ["2.5", "", "25"],
        ODD: ["7.5", "", "75"],
        f"'{FORMULA_NAME}": ["", "", ""],  # excused
        "late": ["", "", ""],  # nothing is recorded
    }
    [found] = [row for row in rows(grade("export", "csv", "-", "--decimal-comma").out, ";") if row[0] == "ada"]
    assert found[4] == "2,5"
    assert "stranger" in grade("export", "csv", "-", "--all-students").out


def test_a_table_has_a_row_for_each_result_or_check(grade: Grade) -> None:
    head, *own = rows(grade("export", "csv", "-", "--layout", "long", "--assignment", "optimizers").out)
    by_name = {row[0]: dict(zip(head, row, strict=True)) for row in own}
    assert by_name["ada"]["score"] == "2.5" and by_name["ada"]["submitted"] == "2026-10-05T11:00:00+00:00"
    assert by_name[f"'{FORMULA_NAME}"]["excused"] == "yes" and by_name[f"'{FORMULA_NAME}"]["score"] == ""
    head, *checks = rows(grade("export", "csv", "-", "--layout", "checks").out)
    [failed] = [row for row in checks if row[head.index("status")] == "failed"]
    assert failed[head.index("mistake")] == "'=forgets the mean" and "\x1b" not in failed[head.index("says")]


@pytest.mark.parametrize(
    ("system", "key", "column"),
    [
        ("canvas", "SIS Login ID", "optimizers"),
        ("moodle", "Username", "optimizers"),
        ("blackboard", "Username", "optimizers [Total Pts: 10 Score]"),
        ("brightspace", "Username", "optimizers Points Grade <Numeric MaxPoints:10>"),
    ],
)
def test_a_platforms_file_is_made_from_the_roster(grade: Grade, system: str, key: str, column: str) -> None:
    head, *own = rows(grade("export", system, "-", "--assignment", "optimizers").out)
    assert "losses" not in " ".join(head)
    scores = {row[head.index(key)]: row[head.index(column)] for row in own}
    points = {"": "10"} if system == "canvas" else {}
    assert scores == {**points, "alovelace": "2.5", "koneil": "7.5", "eq": "EX" * (system == "canvas"), "late": ""}
    assert len({len(row) for row in [head, *own]}) == 1


CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Attendance (7),Optimizers (1234),Current Score
    Points Possible,,,,,5,10,(read only)
"Lovelace, Ada",900,100,alovelace,A,3,1,99
"Student, Test",901,,xyz,A,2,,
"Somebody, Else",902,999,else,B,4,7,50
"""
BRIGHTSPACE = """OrgDefinedId,Username,Last Name,First Name,losses Points Grade <Numeric MaxPoints:20>,End-of-Line Indicator
#100,#alovelace,Lovelace,Ada,,#
"""
MOODLE = "First name;Last name;ID number;Email address;Assignment: Optimizers (Real)\nAda;Lovelace;;ADA@x.edu;-\n"


def test_scores_are_filled_into_canvas_own_export(grade: Grade, tmp_path: Path) -> None:
    (tmp_path / "canvas.csv").write_text(CANVAS)
    ran = grade("export", "canvas", "-", "--into", tmp_path / "canvas.csv", "--assignment", "optimizers")
    assert ran.code == 3 and "not in" in ran.err and "late" in ran.err
    before, after = rows(CANVAS), rows(ran.out)
    assert after[2][6] == "2.5"
    after[2][6] = before[2][6]
    assert after == before  # nothing else has changed
    both = rows(grade("export", "canvas", "-", "--into", tmp_path / "canvas.csv").out)
    assert both[0][-1] == "losses" and both[1][-1] == "20"


def test_scores_are_filled_into_other_platforms_exports(grade: Grade, tmp_path: Path) -> None:
    (tmp_path / "d2l.csv").write_text(BRIGHTSPACE)
    found = rows(grade("export", "brightspace", "-", "--into", tmp_path / "d2l.csv").out)
    assert [row[-2:] for row in found] == [
        ["optimizers Points Grade <Numeric MaxPoints:10>", "End-of-Line Indicator"],
        ["2.5", "#"],
    ]
    (tmp_path / "moodle.csv").write_text(MOODLE)
    found = rows(grade("export", "moodle", "-", "--into", tmp_path / "moodle.csv").out, ";")
    assert found[1] == ["Ada", "Lovelace", "", "ADA@x.edu", "2.5", ""]
    (tmp_path / "empty.csv").write_text("")
    assert "has no columns" in grade("export", "moodle", "-", "--into", tmp_path / "empty.csv").err


def test_ci_reads_junit(grade: Grade, course: Path) -> None:
    assert grade("export", "junit", course / "r.xml", "--assignment", "optimizers").code == 0
    suites = ElementTree.parse(course / "r.xml").getroot()  # noqa: S314  (our own file)
    by_name = {suite.get("name"): suite for suite in suites}
    ada = by_name["ada.optimizers"]
    assert (ada.get("tests"), ada.get("failures"), ada.get("errors")) == ("2", "1", "0")
    [failure] = ada.iter("failure")
    assert failure.get("message") == "=forgets the mean" and failure.text == 'wrong, "very" wrong'
    assert "\N{REPLACEMENT CHARACTER}[31mred" in str(next(iter(ada)).get("name"))


@pytest.mark.parametrize(
    "column",
    [
        "Deep Networks (1234)",
        "Assignment: Deep networks (Real)",
        "deep_networks [Total Pts: 100 Score] |55",
        "deep-networks Points Grade <Numeric MaxPoints:100 Weight:1>",
    ],
)
def test_an_assignment_is_known_by_a_platforms_column(column: str) -> None:
    assert assignment_of(column) == "deep_networks"


@given(st.text())
def test_a_cell_is_never_a_formula_and_comes_back(text: str) -> None:
    [[cell]] = list(csv.reader(io.StringIO(table_text([[text_cell(text)]]), newline=""))) or [[""]]
    assert not cell.startswith(FORMULA[:-1])
    if text.isprintable():
        assert plain_text(cell) == text or (not text.startswith(FORMULA) and cell == text)


@given(st.text())
def test_every_text_can_stand_in_xml(text: str) -> None:
    element = ElementTree.Element("a", b=clean(text))
    assert ElementTree.fromstring(ElementTree.tostring(element)).tag == "a"  # noqa: S314  (made here)
