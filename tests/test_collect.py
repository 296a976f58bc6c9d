"""`grade collect`: each system's download becomes a folder that `grade all` grades, and every other file is listed."""

import json
import subprocess
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.submissions.collect.handed_in import Person
from autograder.submissions.collect.people import People, Unmatched
from autograder.submissions.collect.write import safe_name
from tests.conftest import ADAM, Ran, answer, read_results, read_yaml, write_yaml
from tests.helpers.downloads import ROSTER, downloads, link, unpacked, zipped

WORK = "optimizers"
WRONG = "def adam_step(*args, **options):\n    return 1\n"
Grade = Callable[..., Ran]
TIMES = {
    "gradescope": ("2026-10-30T17:12:33.123456+00:00", "2026-10-31T09:12:33.123456-07:00"),
    "blackboard": ("2026-10-30T17:12:33", "2026-10-31T17:12:33"),
    "brightspace": ("2026-10-30T17:12:00", "2026-10-31T00:05:00"),
    "nbgrader": ("2026-10-30T17:12:33+00:00", "2026-10-31T17:12:33+00:00"),
}


@pytest.fixture
def root(course: Path) -> Path:
    """The folder of submissions, with the class."""
    folder = course / "submissions"
    folder.mkdir(exist_ok=True)
    (folder / "roster.csv").write_text(ROSTER)
    return folder


def collected(grade: Grade, *sources: str | Path, code: int = 0) -> dict[str, Any]:
    ran = grade("collect", *sources, "--json", "-")
    assert ran.code == code, ran.err
    found = json.loads(ran.out)
    assert isinstance(found, dict)
    return found


def left_out(document: dict[str, Any]) -> dict[str, str]:
    return {one["path"]: one["reason"] for one in document["not_collected"]}


@pytest.mark.parametrize("packed", [True, False], ids=["zip", "folder"])
@pytest.mark.parametrize("system", downloads("", "", WORK))
def test_each_systems_download_is_collected(
    grade: Grade, root: Path, tmp_path: Path, system: str, packed: bool
) -> None:
    files = downloads("a = 1\n", "g = 1\n", WORK)[system]
    source = zipped(tmp_path / "d.zip", files) if packed else unpacked(tmp_path / "d", files)
    found = collected(grade, source)
    assert [(one["student"], one["assignment"], one["attempt"], one["new"]) for one in found["collected"]] == [
        ("ada", WORK, 1, True),
        ("grace", WORK, 1, True),
    ]
    assert tuple(one["time"] for one in found["collected"]) == TIMES.get(system, (None, None))
    assert (root / "ada" / WORK / f"{WORK}.py").read_text() == "a = 1\n"
    assert (root / "grace" / WORK / f"{WORK}.py").read_text() == "g = 1\n"
    again = collected(grade, unpacked(tmp_path / "unpacked", files))
    assert [one["new"] for one in again["collected"]] == [False, False]


def test_what_was_collected_is_graded_with_its_times(course: Path, grade: Grade, root: Path, tmp_path: Path) -> None:
    files = downloads(answer(course, WORK), WRONG, WORK)["gradescope"]
    data = read_yaml(course / "grader.yaml")
    data["assignments"] = [
        {**plan, "due": "2026-10-31T00:00:00Z"} if plan["name"] == WORK else plan for plan in data["assignments"]
    ]
    write_yaml(course / "grader.yaml", data)
    collected(grade, zipped(tmp_path / "d.zip", files))
    assert grade("all", "--assignment", WORK, "--json", course / "r.json").code == 0
    ada, grace = read_results(course / "r.json")
    assert (ada["points"], ada["late_days"]) == (ADAM, 0)
    assert (grace["points"], grace["late_days"]) == (0.0, 1)


def test_attempts_are_kept_and_the_policy_chooses(course: Path, grade: Grade, root: Path, tmp_path: Path) -> None:
    right = answer(course, WORK)
    name = f"HW_alovelace_attempt_2026-10-{{}}-12-00-00_{WORK}.py"
    first = zipped(tmp_path / "1.zip", {name.format(30): right})
    later = zipped(tmp_path / "2.zip", {name.format(30): right, name.format(31): WRONG})
    collected(grade, first)
    assert [(one["attempt"], one["new"]) for one in collected(grade, later)["collected"]] == [(1, False), (2, True)]
    assert (root / "ada" / WORK / "attempt-2" / f"{WORK}.py").read_text() == WRONG

    data = read_yaml(course / "grader.yaml")
    data["assignments"] = [
        {**plan, "due": "2026-10-30T23:00:00Z"} if plan["name"] == WORK else plan for plan in data["assignments"]
    ]
    points: dict[str, tuple[float, int]] = {}
    said: dict[str, str] = {}
    data["late"] = {"penalty_per_day": 0.5}
    for rule in ("last", "last_on_time", "best"):
        write_yaml(course / "grader.yaml", {**data, "attempts": rule})
        ran = grade(
            "all", "--jobs", "2", "--assignment", WORK, "--student", "ada", "--json", course / "r.json", "--verbose"
        )
        assert ran.code == 0, ran.err
        [result] = read_results(course / "r.json")
        points[rule] = (result["points"], result["late_days"])
        said = {**said, rule: ran.err}
    assert points == {"last": (0.0, 1), "last_on_time": (ADAM, 0), "best": (ADAM, 0)}
    assert "attempt 1 of 2, the last on time, counts" in said["last_on_time"]
    assert "attempt 1 of 2, the best, counts" in said["best"]
    again = grade("all", "--assignment", WORK, "--student", "ada")
    assert "1 unchanged" in again.err


def test_a_students_own_folder_is_no_attempt(course: Path, grade: Grade, root: Path) -> None:
    own = root / "ada" / WORK
    (own / "attempt-2").mkdir(parents=True)
    (own / f"{WORK}.py").write_text(answer(course, WORK))
    (own / "attempt-2" / f"{WORK}.py").write_text(WRONG)
    (own / "attempt-2" / "timestamp.txt").write_text("1999-01-01T00:00:00Z")
    grade("all", "--assignment", WORK, "--student", "ada", "--json", course / "r.json")
    assert [result["points"] for result in read_results(course / "r.json")] == [ADAM]


def test_who_is_not_on_the_roster_is_listed_and_never_guessed(grade: Grade, root: Path, tmp_path: Path) -> None:
    with (root / "roster.csv").open("a") as roster:
        roster.write("kay1,7,,,Alan Kay,\nkay2,8,,,Alan Kay,\n")
    files = {
        f"Mallory_1_assignsubmission_file_/{WORK}.py": "",
        f"Alan Kay_2_assignsubmission_file_/{WORK}.py": "",
        f"Ada Lovelace_3_assignsubmission_file_/{WORK}.py": "",
        f"Ada Lovelace_4_assignsubmission_file_/{WORK}.py": "",
        f"Grace Brewster Hopper_5_assignsubmission_file_/{WORK}.pdf": "",
        "Grace Brewster Hopper_5_assignsubmission_file_/homework.py": "",
        "notes.py": "",
    }
    found = collected(grade, zipped(tmp_path / "d.zip", files), code=3)
    assert found["collected"] == []
    assert list(left_out(found).values()) == [
        "two people are called 'ada'; put each one's work into a folder of their own",
        "two people are called 'ada'; put each one's work into a folder of their own",
        "'Alan Kay' may be 'kay1' or 'kay2'",
        "which assignment it is cannot be told from its name; `--assignment A` says it",
        "it is not a module (.py), a notebook (.ipynb) or a zip file",
        "'Mallory' is not on the roster",
        "its path does not name a student",
    ]
    assert grade("collect", tmp_path / "d.zip", "--ignore-unknown").code == 0


def test_students_whose_folders_may_collide_are_named(grade: Grade, root: Path, tmp_path: Path) -> None:
    (root / "roster.csv").write_text("student\nAda\nada\n")
    files = {f"Ada/{WORK}/{WORK}.py": "1", f"ada/{WORK}/{WORK}.py": "2"}
    ran = grade("collect", zipped(tmp_path / "d.zip", files), "--dry-run", "--from", "nbgrader")
    assert ran.code == 3 and "'Ada' may be 'Ada' or 'ada'" in ran.err
    (root / "roster.csv").unlink()
    ran = grade("collect", tmp_path / "d.zip", "--dry-run", "--from", "nbgrader")
    assert ran.code == 0 and "'Ada' and 'ada' would be one folder" in ran.err


def test_an_unreadable_metadata_file_is_named(grade: Grade, root: Path, tmp_path: Path) -> None:
    files = downloads("a", "g", WORK)["gradescope"] | {"assignment_5_export/submission_metadata.yml": "{"}
    ran = grade("collect", zipped(tmp_path / "d.zip", files), "--from", "gradescope")
    assert ran.code == 3 and "submission_metadata.yml is not YAML" in ran.err


def test_names_are_compared_whatever_their_case_and_form(grade: Grade, root: Path, tmp_path: Path) -> None:
    (root / "roster.csv").write_text(
        "student,name\nj,Jos\N{LATIN SMALL LETTER E WITH ACUTE} Mu\N{LATIN SMALL LETTER SHARP S}\n"
    )
    decomposed = "JOSE\N{COMBINING ACUTE ACCENT}  MUSS"
    source = tmp_path / "d.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr(f"{decomposed}_3_assignsubmission_file_/{WORK}.py", "a = 1\n")
    data = source.read_bytes()
    source.write_bytes(_without_flag(data, 0x800))  # in UTF-8, without saying so
    assert [one["student"] for one in collected(grade, source)["collected"]] == ["j"]


def test_an_encrypted_file_is_refused(grade: Grade, root: Path, tmp_path: Path) -> None:
    source = zipped(tmp_path / "d.zip", downloads("a", "g", WORK)["moodle"])
    source.write_bytes(_with_flag(source.read_bytes(), 1, first_only=True))
    found = collected(grade, source, code=3)
    assert [one["student"] for one in found["collected"]] == ["grace"]
    assert list(left_out(found).values()) == ["it is encrypted"]


def _with_flag(data: bytes, flag: int, *, first_only: bool = False) -> bytes:
    """A zip file whose entries have a flag (APPNOTE 6.3.10, 4.3.7 and 4.3.12)."""
    made = bytearray(data)
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = made.find(mark)
        while place >= 0:
            made[place + offset] |= flag & 0xFF
            place = -1 if first_only else made.find(mark, place + 4)
    return bytes(made)


def _without_flag(data: bytes, flag: int) -> bytes:
    """A zip file whose entries lack a flag."""
    made = bytearray(data)
    for mark, offset in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        place = made.find(mark)
        while place >= 0:
            made[place + offset] &= ~(flag >> 8) & 0xFF
            place = made.find(mark, place + 4)
    return bytes(made)


def test_a_dry_run_writes_nothing(grade: Grade, root: Path, tmp_path: Path) -> None:
    source = zipped(tmp_path / "d.zip", downloads("a", "g", WORK)["moodle"])
    before = sorted(root.rglob("*"))
    ran = grade("collect", source, "--dry-run")
    assert ran.code == 0 and "would be collected" in ran.err and "Moodle" in ran.err
    assert sorted(root.rglob("*")) == before


def test_nothing_that_is_there_is_changed(grade: Grade, root: Path, tmp_path: Path) -> None:
    mine = root / "ada" / WORK / f"{WORK}.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine\n")
    collected(grade, zipped(tmp_path / "d.zip", downloads("theirs\n", "g", WORK)["moodle"]))
    assert mine.read_text() == "mine\n"
    assert (mine.parent / "attempt-2" / mine.name).read_text() == "theirs\n"


def test_a_hostile_archive_harms_nobody(grade: Grade, root: Path, tmp_path: Path) -> None:
    """One file is refused with its reason; the rest is collected."""
    who = "Ada Lovelace_3_assignsubmission_file_/"
    source = tmp_path / "d.zip"
    with warnings.catch_warnings(), zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of a name that occurs twice
        archive.writestr(f"{who}{WORK}.py", "right\n")
        archive.writestr(f"{who}{WORK}.py", "twice\n")
        archive.writestr(f"../../{who}{WORK}.py", "slip\n")
        archive.writestr(f"/etc/{who}{WORK}.py", "slip\n")
        archive.writestr(f"C:\\{who}{WORK}.py", "slip\n")
        archive.writestr(link(f"{who}link.py"), "/etc/passwd")
        archive.writestr(f"{who}bomb.py", b"\0" * (64 << 20))
        archive.writestr(f"{who}..\\..\\..\\x.py", "slip\n")
        archive.writestr(f"__MACOSX/{who}._{WORK}.py", "left behind\n")
    outside = sorted(path for path in tmp_path.rglob("*") if root not in path.parents)
    found = collected(grade, source, "--assignment", WORK, code=3)
    assert [one["student"] for one in found["collected"]] == ["ada"]
    assert [path.name for path in (root / "ada" / WORK).iterdir()] == [f"{WORK}.py"]
    assert (root / "ada" / WORK / f"{WORK}.py").read_text() == "right\n"
    reasons = left_out(found)
    assert sorted(reasons.values()) == [
        "it has more than 1,048,576 bytes",
        "it is a link, or not a regular file",
        *["its path leads out of the zip file"] * 4,
        "the zip file holds two files with this name; the first is read",
    ]
    assert sorted(path for path in tmp_path.rglob("*") if root not in path.parents) == outside


def test_an_archive_of_very_many_files_is_read(grade: Grade, root: Path, tmp_path: Path) -> None:
    files = {f"lovelaceada_900_{number}_x{number}.txt": "" for number in range(70_000)}
    found = collected(grade, zipped(tmp_path / "d.zip", {**files, f"lovelaceada_900_1_{WORK}.py": "a\n"}), code=3)
    assert [one["student"] for one in found["collected"]] == ["ada"] and len(found["not_collected"]) == 70_000


@pytest.mark.parametrize("content", [b"", b"no zip file", b"PK\5\6" + b"\xff" * 18])
def test_what_is_no_download_is_a_clear_error(grade: Grade, root: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "d.zip").write_bytes(content)
    ran = grade("collect", tmp_path / "d.zip")
    assert ran.code == 2 and "Traceback" not in ran.err and "d.zip" in ran.err
    assert grade("collect", tmp_path / "nothing").code == 2


def test_clones_are_collected_with_gits_own_times(grade: Grade, root: Path, tmp_path: Path) -> None:
    for name in (f"{WORK}-alovelace", f"dl26-{WORK}-ghopper"):
        clone = unpacked(tmp_path / "clones" / name, {f"{WORK}.py": f"{name}\n", ".github/workflows/x.py": ""})
        marker = tmp_path / "run"
        commands = [
            ["init", "--quiet"],
            ["config", "core.fsmonitor", f"touch {marker}; false"],
            ["-c", "user.name=a", "-c", "user.email=a@x", "-c", "core.fsmonitor=", "add", "."],
            ["-c", "user.name=a", "-c", "user.email=a@x", "-c", "core.fsmonitor=", "commit", "--quiet", "-m", "x"],
        ]
        for command in commands:
            environment = {"GIT_COMMITTER_DATE": "2026-10-30T10:00:00+02:00", "PATH": "/usr/bin:/bin"}
            subprocess.run(["git", *command], cwd=clone, env=environment, check=True)
    found = collected(grade, tmp_path / "clones")
    assert [(one["student"], one["time"], one["files"]) for one in found["collected"]] == [
        ("ada", "2026-10-30T10:00:00+02:00", [f"{WORK}-alovelace/{WORK}.py"]),
        ("grace", "2026-10-30T10:00:00+02:00", [f"dl26-{WORK}-ghopper/{WORK}.py"]),
    ]
    assert not marker.exists()  # a repository's settings start no program


def test_archives_of_grade_submit_are_collected(course: Path, grade: Grade, root: Path, tmp_path: Path) -> None:
    for student in ("ada", "mallory"):
        assert grade("submit", WORK, "--to", tmp_path / "sent", "--student", student, "--force").code == 0
    found = collected(grade, tmp_path / "sent", code=3)
    assert [(one["student"], one["assignment"]) for one in found["collected"]] == [("ada", WORK)]
    assert list(left_out(found).values()) == ["'mallory' is not on the roster"]


def test_without_a_roster_students_are_called_as_the_source_calls_them(
    grade: Grade, course: Path, tmp_path: Path
) -> None:
    files = downloads("a", "g", WORK)
    names = {}
    for system in ("canvas", "moodle", "gradescope", "blackboard", "nbgrader"):
        source = zipped(tmp_path / f"{system}.zip", files[system])
        names[system] = [one["student"] for one in collected(grade, source, "--dry-run")["collected"]]
    assert names == {
        "canvas": ["hoppergracebrewster", "lovelaceada"],
        "moodle": ["Ada Lovelace", "Grace Brewster Hopper"],
        "gradescope": ["ADA@x.edu", "grace@x.edu"],
        "blackboard": ["alovelace", "ghopper"],
        "nbgrader": ["ada", "grace"],
    }


@given(st.text(max_size=300))
def test_a_safe_name_is_a_plain_files_name(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 120 and not set(safe) & set('/\\:*?"<>|\0\n') and safe.strip(". ") == safe
    assert safe_name(safe) == safe


PEOPLE = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["Ada Lovelace", "Al An", "AL AN"])), min_size=1)


@given(PEOPLE, st.sampled_from(["ada lovelace", "An, Al", "Nobody"]))
def test_a_name_finds_a_student_only_if_it_is_one_students(people: list[tuple[str, str]], name: str) -> None:
    rows = [{"student": student, "name": called} for student, called in people]
    meant = {s for s, called in people if called.casefold() == {"An, Al": "al an"}.get(name, name.casefold())}
    try:
        assert meant == {People(tuple(rows)).student(Person(name=name))}
    except Unmatched:
        assert len(meant) != 1
