"""Scores reach a Canvas server by its documented calls: what is due and judged, of those whom it lists, and no more."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.errors import AutograderError
from autograder.export import canvas_course
from autograder.export.canvas_course import CanvasCourse
from autograder.export.cells import table_text
from autograder.gradebook.store import Gradebook
from autograder.records import Submission, Verdict
from tests.conftest import Ran, write_yaml
from tests.helpers.canvas import TOKEN, CanvasServer, serving
from tests.helpers.in_process import grade_in

ROSTER = [
    ["student", "id", "login", "email", "name"],
    ["ada", "100", "alovelace", "ada@x.edu", "Lovelace, Ada"],
    ["bob", "101", "bob", "bob@x.edu", "Bob"],
    ["cleo", "102", "cleo", "cleo@x.edu", "Cleo"],
    ["dan", "103", "dan", "dan@x.edu", "Dan"],
    ["\x1b[31meve", "104", "eve", "eve@x.edu", "Eve"],
]
USERS = [
    {"id": 9001, "sis_user_id": "100", "name": "Ada Lovelace"},
    {"id": 9002, "login_id": "bob", "name": "B."},
    {"id": 9003, "email": "cleo@x.edu", "name": "C."},
    {"id": 9004, "sortable_name": "Dan", "name": "Dan"},
    {"id": 9005, "name": "Somebody Else"},
]
ASSIGNMENTS = [
    {"id": 1, "name": "Optimizers", "points_possible": 10.0},
    {"id": 2, "name": "Losses", "points_possible": 20.0},
    {"id": 3, "name": "Backprop", "points_possible": 50.0},
    {"id": 4, "name": "A quiz", "points_possible": None},
]
SENT = {(1, 9001): "2.5", (1, 9002): "7.5", (1, 9003): "excused"}


def verdict(points: float, **more: object) -> Verdict:
    one = Verdict("adam_step", f"c{points}", "is right", "passed" if points else "failed", points, 2.0, "hidden")
    return replace(one, **more)  # type: ignore[arg-type]  # fields of it


@pytest.fixture
def server() -> Iterator[CanvasServer]:
    with serving(CanvasServer(list(ASSIGNMENTS), list(USERS))) as running:
        yield running


@pytest.fixture
def upload(
    course: Path, server: CanvasServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """`grade upload canvas` of a class in which one is excused, one not judged, and one work not due."""
    due = {"optimizers": "2026-10-05", "losses": "2999-01-01", "backprop": "2026-10-05"}
    points = {"optimizers": 10, "losses": 20, "backprop": 100}
    plans = [{"name": name, "points": points[name], "due": due[name]} for name in due]
    write_yaml(course / "grader.yaml", {"course": "Desk", "assignments": plans})
    (course / "submissions").mkdir(exist_ok=True)
    (course / "submissions/roster.csv").write_text(table_text(ROSTER))
    book = Gradebook(course / "gradebook.db")
    when = datetime(2026, 10, 5, 11, tzinfo=UTC)
    for student, second in (("ada", 0.0), ("bob", 2.0), ("cleo", 2.0), ("\x1b[31meve", 2.0)):
        for assignment in due:
            work = Submission(student, assignment, b"", submitted=when)
            book.record(work, [verdict(1.0), verdict(second)], 4.0, "namespaces", "f")
    unjudged = [verdict(0.0, status="could_not_judge")]
    book.record(Submission("dan", "optimizers", b"", submitted=when), unjudged, 2.0, "namespaces", "")
    run = grade_in(course, monkeypatch, capsys)
    assert run("override", "cleo", "optimizers", "--excuse", "--comment", "ill").code == 0
    monkeypatch.setattr(canvas_course, "WAITS", (0.01, 0.01))
    monkeypatch.setattr(canvas_course, "LOOKS", (0.01,))

    def upload(*words: str, token: str = TOKEN) -> Ran:
        address = ("--url", server.url, "--canvas-course", "7")
        ran = run("upload", "canvas", *address, *words, env={"CANVAS_API_TOKEN": token})
        assert TOKEN not in ran.out + ran.err
        return ran

    return upload


def test_only_what_is_due_and_judged_is_sent_and_everything_else_is_named(
    upload: Callable[..., Ran], server: CanvasServer
) -> None:
    dry = upload("--dry-run")
    assert dry.code == 3 and server.grades == {} and not [asked for asked in server.asked if "POST" in asked]
    assert dry.out.splitlines() == ["ada\toptimizers\t2.5", "bob\toptimizers\t7.5", "cleo\toptimizers\texcused"]
    ran = upload()
    assert ran.code == 3 and server.grades == SENT
    assert "optimizers: 3 of 3 scores are set." in ran.err and "3 scores are in Canvas now" in ran.err
    assert "not due, not judged or not recorded" in ran.err
    assert "backprop: it has 50 points in Canvas, and 100 in grader.yaml" in ran.err
    assert "\\x1b[31meve: no student of the Canvas course" in ran.err and "\x1b" not in ran.err
    assert upload("--assignment", "optimizers").code == 3 and server.grades == SENT, "again is the same"


def test_students_and_assignments_that_canvas_has_twice_are_not_guessed(
    upload: Callable[..., Ran], server: CanvasServer
) -> None:
    server.users.append({"id": 9009, "login_id": "bob", "name": "Bob the second"})
    server.assignments.append({"id": 5, "name": "losses", "points_possible": 20.0})
    ran = upload()
    assert ran.code == 3 and server.grades == {key: grade for key, grade in SENT.items() if key != (1, 9002)}
    assert "bob: several students of the Canvas course may be meant, with the numbers 9002, 9009" in ran.err
    assert "losses: the Canvas course has 2 assignments of this name" in ran.err


def test_requests_are_made_again_when_canvas_asks_for_fewer(upload: Callable[..., Ran], server: CanvasServer) -> None:
    server.throttled = 2
    assert upload("--assignment", "optimizers").code == 3 and server.grades == SENT
    server.throttled = 50
    ran = upload()
    assert ran.code == 2 and "asks for fewer requests" in ran.err and "Wait a few minutes" in ran.err


def test_what_goes_wrong_is_said(
    upload: Callable[..., Ran], server: CanvasServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "does not accept the token" in upload(token="wrong").err  # noqa: S106
    assert "no token for Canvas in the environment variable CANVAS_API_TOKEN" in upload(token="").err
    server.fails = True
    failed = upload()
    assert failed.code == 2 and "could not set the grades of optimizers" in failed.err
    with pytest.raises(AutograderError, match="no course 8"):
        CanvasCourse(server.url, TOKEN, 8)
    with pytest.raises(AutograderError, match="cannot be reached"):
        CanvasCourse("http://127.0.0.1:9", TOKEN, 7)
    for address in ("http://school.example.edu", "school.example.edu", "ftp://127.0.0.1"):
        with pytest.raises(AutograderError, match="begin with https"):
            CanvasCourse(address, TOKEN, 7)


@pytest.mark.parametrize("place", ["/courses/7", "/submissions/update_grades"])
def test_a_server_that_does_not_answer_is_not_waited_for_forever(
    upload: Callable[..., Ran], server: CanvasServer, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(canvas_course, "SECONDS", 0.3)
    server.hangs_at = place
    ran = upload()
    assert ran.code == 2 and "Canvas has not answered within 0.3 s" in ran.err and "Traceback" not in ran.err
    assert server.asked[-1].endswith(place) and server.grades == {}


def test_a_class_of_nobody_is_no_error(course: Path, server: CanvasServer, upload: Callable[..., Ran]) -> None:
    (course / "gradebook.db").unlink()
    Gradebook(course / "gradebook.db")
    (course / "submissions/roster.csv").unlink()
    ran = upload("--assignment", "optimizers")
    assert ran.code == 0 and server.grades == {} and "0 scores are in Canvas now" in ran.err
