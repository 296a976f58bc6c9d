"""What is recorded stays, and every change of it is an event that can be shown and taken back."""

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from autograder.course.config import Course, load_course
from autograder.errors import GradebookError
from autograder.gradebook.events import Event
from autograder.gradebook.store import Gradebook
from autograder.records import Submission, Verdict
from tests.conftest import ADAM, Ran, answer, read_results, submit

Grade = Callable[..., Ran]
ONE = ("--assignment", "optimizers")


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "book.db") if request.param == "sqlite" else str(request.getfixturevalue("postgresql"))


@pytest.fixture
def small(tmp_path: Path) -> Course:
    (tmp_path / "grader.yaml").write_text("course: Small\nassignments:\n  - name: a\n  - name: b\n")
    return load_course(tmp_path / "grader.yaml")


def judged(*points: float) -> list[Verdict]:
    return [
        Verdict(f"e{n}", "c", "says", "passed" if p else "failed", p, 1.0, "public", None if p else "value")
        for n, p in enumerate(points)
    ]


def record(book: Gradebook, student: str, verdicts: Sequence[Verdict], **judged_by: str) -> None:
    work = Submission(student, "a", b"work" if verdicts else None)
    book.record(work, verdicts, 2.0, "process", repr(judged_by), {"the work": "1", **judged_by})


def points(event: Event) -> tuple[float | None, float | None]:
    before, after = (record.points if record else None for record in (event.before, event.after))
    return before, after


def test_each_change_is_kept_and_can_be_taken_back(location: str, small: Course) -> None:
    book = Gradebook(location)
    record(book, "ada", judged(1, 1), exercise="1")
    record(book, "bob", judged(0, 1))
    record(book, "ada", judged(1, 1), exercise="2")  # the same result: no event
    record(book, "ada", judged(0, 1), exercise="3")
    record(book, "ada", [], exercise="3")
    events = book.history("ada")
    assert [(e.kind, points(e)) for e in events] == [
        ("graded", (None, 2.0)),
        ("regraded", (2.0, 1.0)),
        ("absent", (1.0, 0.0)),
    ]
    assert events[1].why == "changed: exercise" and events[1].who and events[2].after and events[2].after.missing
    assert events[1].before and events[1].before.checks["e0", "c"]["status"] == "passed"
    before = book.results(small, student="bob")

    assert book.restore("ada", "a", who="eve").number == events[2].number
    (ada,) = book.results(small, student="ada")
    assert (ada.status, ada.points) == ("graded", 1.0) and book.history("ada")[-1].who == "eve"
    book.restore("ada", "a", events[1].number)
    (ada,) = book.results(small, student="ada")
    assert ada.points == 2.0 and ada.verdicts == tuple(judged(1, 1))
    book.restore("ada", "a")  # what was restored last
    assert book.results(small, student="ada")[0].points == 1.0
    assert [e.kind for e in book.history("ada")][-3:] == ["restored"] * 3
    assert book.results(small, student="bob") == before
    with pytest.raises(GradebookError, match="No earlier result"):
        book.restore("bob", "a")
    with pytest.raises(GradebookError, match="No event 1 can"):
        book.restore("ada", "a", 1)
    assert book.results(small, student="bob") == before


def test_a_restored_result_stays_until_something_changes(location: str) -> None:
    book = Gradebook(location)
    record(book, "ada", judged(1, 1), exercise="1")
    record(book, "ada", judged(0, 1), exercise="2")
    mark = book.fingerprints()["ada", "a"]
    book.restore("ada", "a")
    assert book.fingerprints()["ada", "a"] == mark  # so `grade all` finds it unchanged


def test_a_damaged_event_hides_no_result(tmp_path: Path, small: Course) -> None:
    import sqlite3

    book = Gradebook(tmp_path / "book.db")
    record(book, "ada", judged(1, 1))
    record(book, "ada", judged(0, 1))
    with sqlite3.connect(tmp_path / "book.db") as database:
        database.execute("UPDATE events SET before = x'789c00' WHERE kind = 'regraded'")
    with pytest.raises(GradebookError, match="cannot be read"):
        book.history("ada")
    assert book.results(small)[0].points == 1.0
    record(book, "ada", judged(1, 1))
    assert book.results(small)[0].points == 2.0


def test_a_partial_folder_erases_nothing(course: Path, grade: Grade) -> None:
    """As an instructor sees it: a roster of two, and a folder with the work of one."""
    root, part, right = course / "submissions", course / "part", answer(course, "optimizers")
    for student in ("ada", "bob"):
        submit(root, student, "optimizers", right)
    assert grade("all", *ONE).code == 0
    shutil.copytree(root / "bob", part / "bob")
    submit(part, "bob", "optimizers", right.replace("m / (1 - beta1**t)", "m"))
    (part / "roster.csv").write_text("student\nada\nbob\nzoe\n")

    ran = grade("all", part, *ONE, "--json", course / "r.json")
    assert ran.code == 0 and "1 recorded submission (ada optimizers)" in ran.err and ", 1 kept." in ran.err
    found = {result["student"]: result for result in read_results(course / "r.json")}
    assert found["ada"]["points"] == ADAM and found["zoe"]["status"] == "missing" and found["bob"]["points"] < ADAM

    refused = grade("all", part, *ONE, "--absent-is-missing")
    assert refused.code == 2 and "Add --yes" in refused.err and "1 recorded submission" in refused.err
    assert f"{ADAM:g} of {ADAM:g} points" in grade("show", "ada", "optimizers").out
    assert grade("all", part, *ONE, "--absent-is-missing", "--yes").code == 0
    assert "nothing handed in" in grade("show", "ada", "optimizers").out

    told = grade("history", "bob").out
    assert "regraded" in told and "because: changed: the work" in told and "adam_step.early: passed" in told
    assert "absent" in grade("history", "ada", "optimizers").out
    restored = grade("restore", "ada", "optimizers", "--by", "prof")
    assert restored.code == 0 and f"{ADAM:g} of {ADAM:g} points" in restored.out
    assert f"{ADAM:g} of {ADAM:g} points" in grade("show", "ada", "optimizers").out
    events = json.loads(grade("history", "ada", "--json", "-").out)["events"]
    assert [(e["kind"], e["after"]["status"]) for e in events] == [
        ("graded", "graded"),
        ("absent", "missing"),
        ("restored", "graded"),
    ]
    assert events[-1]["who"] == "prof"
    assert "1 kept" in grade("all", part, *ONE).err
    assert f"{ADAM:g} of {ADAM:g} points" in grade("show", "ada", "optimizers").out
    unknown = grade("history", "adda")
    assert unknown.code == 2 and "Did you mean 'ada'?" in unknown.err


def test_a_regrade_says_who_gained_and_who_lost_before_it_records(course: Path, grade: Grade) -> None:
    """A check is worth more than it was: those who fail it lose, and nobody's record changes in a dry run."""
    root, right = course / "submissions", answer(course, "optimizers")
    submit(root, "ada", "optimizers", right)
    submit(root, "bob", "optimizers", right.replace("m / (1 - beta1**t)", "m"))
    assert grade("all", *ONE, "--json", course / "before.json").code == 0
    before = (course / "before.json").read_bytes()
    assert "regraded" not in json.loads(before)
    source = course / "solutions/optimizers/adam_step.py"
    source.write_text(source.read_text().replace("points=4", "points=5"))

    dry = grade("all", *ONE, "--dry-run", "--json", course / "dry.json")
    assert dry.code == 0 and "Nothing was recorded" in dry.err and "1 gained, 0 lost" in dry.err
    assert "Changed: optimizers/adam_step.py" in dry.err and "optimizers/adam_step.early" in dry.err
    told = {change["student"]: change for change in json.loads((course / "dry.json").read_text())["regraded"]}
    assert told["ada"]["gain"] == 1.0 and told["bob"]["gain"] == 0.0 and "optimizers/adam_step.py" in told["ada"]["why"]
    assert told["ada"]["checks"][0]["check"] == "early"
    assert f"{ADAM:g} of {ADAM:g} points" in grade("show", "ada", "optimizers").out

    done = grade("all", *ONE, "--json", course / "after.json")
    assert "1 gained, 0 lost" in done.err
    assert read_results(course / "after.json") == read_results(course / "dry.json")
    assert f"{ADAM + 1:g} of {ADAM + 1:g} points" in grade("show", "ada", "optimizers").out
    compared = grade("diff", "before.json", "after.json", "--json", "-")
    assert {change["student"]: change["gain"] for change in json.loads(compared.out)["changes"]} == {
        "ada": 1.0,
        "bob": 0.0,
    }
    assert "gained (1):" in grade("diff", "before.json", "after.json").out
    assert "Nothing changed" in grade("diff", "after.json", "now").out
    assert "Nothing changed" in grade("diff", "now").out
    assert "neither a results file nor a time" in grade("diff", "nosuch.json").err
    assert "not a results file" in grade("diff", "grader.yaml").err


def test_the_state_at_a_time_is_what_was_recorded_then(location: str, tmp_path: Path) -> None:
    book = Gradebook(location)
    record(book, "ada", judged(1, 1))
    record(book, "ada", judged(0, 1))
    record(book, "bob", judged(1, 1))
    first, second, third = (event.at for event in book.history())
    assert book.at(first - timedelta(seconds=1)) == {}
    assert {key: snapshot.points for key, snapshot in book.at(first).items()} == {("ada", "a"): 2.0}
    assert book.at(second)["ada", "a"].points == 1.0 and book.at(third).keys() == {("ada", "a"), ("bob", "a")}
    copy = book.copied(tmp_path / "copy.db")
    assert copy.handed_in() == book.handed_in() and copy.history() == []
