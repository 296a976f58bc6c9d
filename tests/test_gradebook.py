"""The gradebook: a real SQLite file that survives what happens to it."""

import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from autograder.gradebook.schema import HEAD
from tests.conftest import ADAM, REPOSITORY, SECRET, Ran, answer, read_results, run_grade, submit
from tests.helpers.processes import Start
from tests.helpers.said import read_until

Grade = Callable[..., Ran]


@pytest.fixture
def submissions(course: Path) -> Path:
    """Two students: one right, one with a named mistake."""
    root = course / "submissions"
    right = answer(course, "optimizers")
    submit(root, "ada", "optimizers", right)
    submit(root, "bob", "optimizers", right.replace("m / (1 - beta1**t)", "m"))
    (root / "ada/optimizers/timestamp.txt").write_text("2026-11-02T12:00:00+00:00")
    return root


def results(course: Path, grade: Grade, *args: str | Path, code: int = 0) -> dict[str, dict[str, object]]:
    ran = grade("all", "--assignment", "optimizers", "--json", course / "r.json", *args)
    assert ran.code == code, ran.err
    return {str(result["student"]): result for result in read_results(course / "r.json")}


def test_what_is_unchanged_is_not_graded_again(course: Path, submissions: Path, grade: Grade) -> None:
    assert "0 unchanged" in grade("all").err
    assert "12 unchanged" in grade("all").err
    submit(submissions, "bob", "optimizers", answer(course, "optimizers"))
    again = grade("all")
    assert "11 unchanged" in again.err and f"bob optimizers: {ADAM:g} of {ADAM:g}" in again.err
    assert "0 unchanged" in grade("all", "--force").err


def test_a_changed_secret_or_exercise_calls_for_a_new_judgement(course: Path, submissions: Path, grade: Grade) -> None:
    grade("all", "--assignment", "optimizers")
    assert "0 unchanged" in grade("all", "--assignment", "optimizers", env={"AUTOGRADER_SECRET": "new"}).err
    source = course / "solutions/optimizers/adam_step.py"
    source.write_text(source.read_text() + "\n# touched\n")
    assert "0 unchanged" in grade("all", "--assignment", "optimizers", env={"AUTOGRADER_SECRET": "new"}).err


def test_results_are_the_same_bytes_again_with_any_number_of_jobs(
    course: Path, submissions: Path, grade: Grade
) -> None:
    texts = set()
    for jobs in ("1", "3"):
        grade("all", "--force", "--jobs", jobs, "--json", course / "r.json")
        texts.add((course / "r.json").read_bytes())
    assert len(texts) == 1


def test_lateness_and_weights_are_applied_on_reading(course: Path, submissions: Path, grade: Grade) -> None:
    first = results(course, grade)
    assert (first["ada"]["score"], first["ada"]["late_days"]) == (100.0, 0)
    assert (first["bob"]["late_days"], first["bob"]["points"]) == (None, 6.0)
    config = course / "grader.yaml"
    config.write_text(config.read_text().replace("2026-11-02 23:59:00", "2026-11-01 12:00:00\n  points: 40"))
    ran = grade("all", "--assignment", "optimizers", "--json", course / "r.json")
    assert "2 unchanged" in ran.err
    second = {result["student"]: result for result in read_results(course / "r.json")}
    assert (second["ada"]["score"], second["ada"]["late_days"]) == (38.0, 1)
    assert second["ada"]["points"] == first["ada"]["points"] == ADAM


def test_any_sqlalchemy_url_will_do(course: Path, submissions: Path, grade: Grade, tmp_path: Path) -> None:
    grade("all", "--gradebook", f"sqlite+pysqlite:///{tmp_path}/elsewhere.sqlite")
    assert not (course / "gradebook.db").exists()
    with sqlite3.connect(tmp_path / "elsewhere.sqlite") as database:
        assert database.execute("select count(*) from submissions").fetchone() == (12,)
    shown = grade("show", "ada", "optimizers", "--gradebook", tmp_path / "elsewhere.sqlite")
    assert f"{ADAM:g} of {ADAM:g} points" in shown.out


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("nosuchdialect://host/db", "cannot use this kind of database"),
        ("mysql://user:hunter2@localhost/db", "Use a path (SQLite) or postgresql://"),
        ("postgresql://user:hunter2@localhost:1/db", "cannot be opened"),
        ("no/such/folder/gradebook.db", "unable to open database file"),
    ],
)
def test_a_gradebook_that_cannot_be_opened(grade: Grade, submissions: Path, location: str, said: str) -> None:
    ran = grade("all", "--gradebook", location)
    assert ran.code == 2 and "hunter2" not in ran.err
    assert said in " ".join(ran.err.split())


def test_a_file_that_is_no_gradebook_is_left_alone(course: Path, submissions: Path, grade: Grade) -> None:
    (course / "gradebook.db").write_text("my shopping list, which is longer than a header " * 10)
    ran = grade("all")
    assert ran.code == 2 and "file is not a database" in ran.err
    assert (course / "gradebook.db").read_text().startswith("my shopping list")


def test_a_newer_schema_is_refused_and_left_alone(course: Path, submissions: Path, grade: Grade) -> None:
    grade("all", "--assignment", "optimizers")
    with closing(sqlite3.connect(course / "gradebook.db")) as database, database:
        database.execute("update gradebook_version set version_num = 99")
    before = (course / "gradebook.db").read_bytes()
    for command in (["all"], ["show", "ada"]):
        ran = grade(*command)
        assert ran.code == 2 and "schema 99" in ran.err and "Upgrade autograder" in ran.err
    assert (course / "gradebook.db").read_bytes() == before


def test_a_read_only_gradebook_is_said_to_be_one(course: Path, submissions: Path, grade: Grade) -> None:
    grade("all", "--assignment", "optimizers")
    ran = grade("all", "--force", "--gradebook", f"sqlite:///file:{course}/gradebook.db?mode=ro&uri=true")
    assert ran.code == 2 and "readonly database" in ran.err
    assert f"{ADAM:g} of {ADAM:g}" in grade("show", "ada").out


def test_a_full_disk_loses_nothing_that_was_recorded(course: Path, submissions: Path, grade: Grade) -> None:
    grade("all", "--assignment", "optimizers")
    small = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))}
    ran = grade("all", "--jobs", "2", "--force", **small)
    assert ran.code == 2 and "free space" in ran.err
    assert f"{ADAM:g} of {ADAM:g} points" in grade("show", "ada", "optimizers").out
    assert grade("all").code == 0


def test_a_results_file_that_cannot_be_written_loses_nothing(course: Path, submissions: Path, grade: Grade) -> None:
    ran = grade("all", "--jobs", "2", "--json", "/dev/full")
    assert ran.code == 2 and "No space left" in ran.err and "Recorded results are kept." in ran.err
    assert "12 unchanged" in grade("all").err
    (course / "r.json").write_text("the earlier results")
    ran = grade(
        "all", "--json", course / "r.json", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (900, 900))
    )
    assert ran.code == 2 and (course / "r.json").read_text() == "the earlier results"
    assert not list(course.glob(".r.json*"))


def test_an_interrupted_run_keeps_what_it_had_and_goes_on(
    course: Path, submissions: Path, grade: Grade, start: Start
) -> None:
    submit(submissions, "zoe", "optimizers", "import time\n\n\ndef adam_step(*a, **k):\n    time.sleep(99)\n")
    command = (sys.executable, "-m", "autograder", "all", "--jobs", "1", "--assignment", "optimizers")
    pipes = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    process = start(*command, cwd=course, env={**os.environ, "AUTOGRADER_SECRET": SECRET}, **pipes)
    read_until(process, "bob")
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130 and "Interrupted" in said and "Traceback" not in said
    again = grade("all", "--assignment", "optimizers")
    assert "2 unchanged" in again.err and f"zoe optimizers: 0 of {ADAM:g}" in again.err


def test_what_could_not_be_judged_is_judged_the_next_time(course: Path, submissions: Path, grade: Grade) -> None:
    source = course / "solutions/optimizers/adam_step.py"
    good = source.read_text()
    source.write_text(good.replace("adam.step()", "adam.stride()"))
    broken = results(course, grade, "--jobs", "2", code=3)
    assert {(r["status"], r["points"], r["score"]) for r in broken.values()} == {("could_not_judge", None, None)}
    source.write_text(good)
    assert results(course, grade)["ada"]["points"] == ADAM


def test_an_exercise_that_cannot_be_drawn_costs_itself_and_not_its_assignment(
    course: Path, submissions: Path, grade: Grade
) -> None:
    submit(submissions, "ada", "losses", answer(course, "losses"))
    source = course / "solutions/losses/cross_entropy.py"
    broken = "def unlucky(rng):\n    yield next(number for number in rng.random(9) if number > 1)\n\n\nEXERCISE = "
    text = source.read_text().replace("EXERCISE = ", broken)
    source.write_text(re.sub(r"\bon=\w+(\(.*?\))?,", "on=unlucky,", text, count=1))
    ran = grade("all", "--jobs", "2", "--student", "ada", "--json", course / "r.json")
    assert ran.code == 3, ran.err
    [result] = [each for each in read_results(course / "r.json") if each["assignment"] == "losses"]
    said = {e["name"]: {(c["status"], c["message"]) for c in e["checks"]} for e in result["exercises"]}
    assert {status for status, _ in said["softmax_cross_entropy"]} == {"passed"}
    [(status, message)] = said["cross_entropy"]
    assert status == "could_not_judge" and "cross_entropy.py:" in message and "cannot be drawn" in message


def test_show_makes_no_gradebook(course: Path, grade: Grade) -> None:
    ran = grade("show", "ada")
    assert ran.code == 2 and "Run `grade all` first" in ran.err and not (course / "gradebook.db").exists()


def test_show_tells_everything_and_suggests_names(course: Path, submissions: Path, grade: Grade) -> None:
    grade("all", "--assignment", "optimizers")
    shown = grade("show", "bob")
    assert shown.code == 0 and "It looks as if the code leaves m uncorrected." in shown.out
    assert "time of submission unknown" in shown.out
    missing = grade("show", "bop")
    assert missing.code == 2 and "Did you mean 'bob'?" in missing.err
    document = grade("show", "bob", "--json", "-").out
    (course / "s.json").write_text(document)
    assert [result["student"] for result in read_results(course / "s.json")] == ["bob"]


def test_a_class_is_graded_from_any_folder_of_the_course(course: Path, submissions: Path) -> None:
    ran = run_grade("all", submissions, cwd=submissions)
    assert ran.code == 0 and (course / "gradebook.db").exists()
    assert course != REPOSITORY


def test_a_gradebook_of_an_earlier_version_is_brought_up_to_date(course: Path, submissions: Path, grade: Grade) -> None:
    before = results(course, grade)
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("ALTER TABLE verdicts DROP COLUMN differs")
        database.execute("ALTER TABLE verdicts DROP COLUMN example")
        database.execute("ALTER TABLE verdicts DROP COLUMN carried_forward")
        database.execute("ALTER TABLE verdicts DROP COLUMN wrong_values")
        database.execute("ALTER TABLE verdicts DROP COLUMN picture")
        database.execute("DROP INDEX verdicts_by_submission")
        database.execute("ALTER TABLE submissions DROP COLUMN judged_by")
        database.execute("DROP TABLE events")
        database.execute("DROP TABLE decisions")
        database.execute("DROP TABLE gradebook_version")
        database.execute("CREATE TABLE schema (version INTEGER NOT NULL PRIMARY KEY)")
        database.execute("INSERT INTO schema VALUES (1)")
    (course / "gradebook.db").chmod(0o644)
    ran = grade("all", "--assignment", "optimizers", "--json", course / "r.json")
    assert "2 unchanged" in ran.err and f"from schema 1 to {HEAD}" in ran.err and "by its owner only" in ran.err
    assert {result["student"]: result for result in read_results(course / "r.json")} == before
    assert results(course, grade, "--force") == before


def test_a_bad_time_of_one_student_hides_nobody(course: Path, submissions: Path, grade: Grade) -> None:
    grade("all", "--assignment", "optimizers")
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("UPDATE submissions SET submitted = '0001-01-01T00:00:00+14:00' WHERE student = 'ada'")
    assert f"{ADAM:g} of {ADAM:g} points" in (ada := grade("show", "ada")).out
    assert "the recorded time of submission cannot be read" in ada.out
    assert grade("show", "bob").code == 0
    assert grade("all", "--assignment", "optimizers").code == 0


def test_a_gradebook_that_others_can_read_is_refused(course: Path, submissions: Path, grade: Grade) -> None:
    grade("all", "--assignment", "optimizers", preexec_fn=lambda: os.umask(0) and None)
    book = course / "gradebook.db"
    assert book.stat().st_mode & 0o777 == 0o600
    for mode in (0o640, 0o602):
        book.chmod(mode)
        for command in (["all"], ["show", "ada"]):
            ran = grade(*command)
            assert ran.code == 2 and f"chmod 600 {book}" in ran.err.replace("\n", " ")
    book.chmod(0o600)
    assert grade("show", "ada").code == 0


def test_a_gradebook_is_shown_where_nothing_can_be_written(course: Path, submissions: Path, grade: Grade) -> None:
    grade("all", "--assignment", "optimizers")
    shown = grade("show", "ada", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)))
    assert f"{ADAM:g} of {ADAM:g} points" in shown.out


def test_a_class_is_graded_into_postgresql(course: Path, submissions: Path, grade: Grade, postgresql: str) -> None:
    ran = grade("show", "ada", "--gradebook", postgresql)
    assert ran.code == 2 and "Run `grade all` first" in ran.err
    before = results(course, grade)
    assert results(course, grade, "--gradebook", postgresql) == before
    assert "2 unchanged" in grade("all", "--assignment", "optimizers", "--gradebook", postgresql).err
    assert grade("show", "bob", "--gradebook", postgresql).out == grade("show", "bob").out


def test_a_missing_driver_says_what_to_install(course: Path, submissions: Path, grade: Grade, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['psycopg'] = None\n")
    ran = grade("show", "ada", "--gradebook", "postgresql://localhost/grades", env={"PYTHONPATH": str(tmp_path)})
    assert ran.code == 2 and "[postgresql]" in ran.err and "pip install" in ran.err
