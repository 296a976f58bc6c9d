"""grader.yaml: every error names file, line, key, what was expected and the nearest right key."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.course import kept_file
from autograder.course.config import load_course
from autograder.course.folder import FILE
from autograder.course.kit_file import JSON_FILE
from autograder.course.rules import LatePolicy
from autograder.errors import CourseError
from autograder.publishing.kit import grader_files

GOOD = "course: A course\nassignments:\n  - name: losses\n    due: 2026-10-05 23:59:00\n"


def load(folder: Path, text: str | bytes) -> object:
    path = folder / "grader.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load_course(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["line 1", "the file"]),
        ("course: A\n", ["line 1", "assignments", "required"]),
        (GOOD + "variant: 3\n", ["line 5", "variant", "Did you mean 'variants'?", "Expected one of"]),
        (GOOD + "variants: many\n", ["line 5", "variants", "expected a valid integer", "'many'"]),
        (GOOD + "variants: 0\n", ["line 5", "variants", "greater than or equal to 1"]),
        (GOOD + "    wieght: 2\n", ["line 5", "assignments.0.wieght", "Did you mean 'weight'?"]),
        (GOOD + "    points: -1\n", ["line 5", "assignments.0.points", "greater than 0", "'-1'"]),
        (GOOD + "late:\n  penalty: 0.1\n", ["line 6", "late.penalty", "Did you mean 'penalty_per_day'?"]),
        (GOOD + "late: {penalty_per_day: 5}\n", ["line 5", "late.penalty_per_day", "less than or equal to 1"]),
        (GOOD + "limits: {memory: lots}\n", ["line 5", "limits.memory", "'lots'"]),
        (GOOD + "timezone: Mars/Olympus\n", ["line 5", "timezone", "UTC or Europe/Berlin"]),
        (GOOD + "  - name: losses\n", ["losses", "more than once"]),
        (GOOD + "variants: 3\nvariants: 4\n", ["line 6", "variants", "more than once"]),
        (GOOD.replace("name: losses", "name: ../etc"), ["line 3", "assignments.0.name", "'../etc'"]),
        (GOOD.replace("2026-10-05 23:59:00", "tomorrow"), ["line 4", "assignments.0.due", "'tomorrow'"]),
        (GOOD.replace("2026-10-05 23:59:00", "2026-10-05 23:59 IST"), ["line 4", "IST means several"]),
        (GOOD.replace("2026-10-05 23:59:00", "0001-01-01"), ["line 4", "the year 1 is a placeholder"]),
        ("course: [\n", ["line 2", "not YAML"]),
        ("- a\n- b\n", ["line 1", "the file"]),
        (b"course: \xff\n", ["cannot be read"]),
    ],
    ids=lambda value: str(value)[-40:],
)
def test_errors_say_where_and_what(tmp_path: Path, text: str | bytes, said: list[str]) -> None:
    with pytest.raises(CourseError) as caught:
        load(tmp_path, text)
    for part in ["grader.yaml", *said]:
        assert part in caught.value.message


def test_every_error_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as caught:
        load(tmp_path, GOOD + "variant: 3\nlatte: 1\n")
    assert "line 5" in caught.value.message and "line 6" in caught.value.message


def test_an_unknown_assignment_is_named_with_the_nearest(tmp_path: Path) -> None:
    course = load_course(_written(tmp_path, GOOD))
    with pytest.raises(CourseError, match="Did you mean 'losses'"):
        course.plan("loses")


@pytest.mark.parametrize(
    ("zone", "submitted", "days"),
    [
        ("UTC", "2026-10-05T23:59:00+00:00", 0),
        ("UTC", "2026-10-05T23:59:01+00:00", 1),
        ("UTC", "2026-10-06T23:59:00+00:00", 1),
        ("UTC", "2026-10-06T23:59:01+00:00", 2),
        ("UTC", "2026-10-05T22:00:00-05:00", 1),
        ("UTC", "2026-10-05T23:00:00", 0),
        ("America/New_York", "2026-10-06T03:00:00+00:00", 0),
        ("Europe/Berlin", "2026-10-05T22:00:00+00:00", 1),
    ],
)
def test_lateness_counts_started_days_in_the_courses_zone(tmp_path: Path, zone: str, submitted: str, days: int) -> None:
    course = load_course(_written(tmp_path, GOOD + f"timezone: {zone}\n"))
    assert course.late_days("losses", datetime.fromisoformat(submitted)) == days


def test_a_day_alone_is_due_at_its_end(tmp_path: Path) -> None:
    for due in ("2026-10-05", "'2026-10-05'", "20261005"):
        course = load_course(_written(tmp_path, GOOD.replace("2026-10-05 23:59:00", due)))
        for moment, days in (("05T23:59:59.5", 0), ("06T00:00", 1), ("06T23:59:59", 1), ("07T00:00", 2)):
            assert course.late_days("losses", datetime.fromisoformat(f"2026-10-{moment}")) == days


def test_an_empty_date_of_another_system_is_an_unknown_time(tmp_path: Path) -> None:
    course = load_course(_written(tmp_path, GOOD + "timezone: Europe/Berlin\n"))
    for text in ("0001-01-01T00:00:00+14:00", "0001-01-01", "9999-12-31T23:59:59-12:00", "9999-12-31T23:59:59"):
        assert course.late_days("losses", datetime.fromisoformat(text)) is None


def test_unknown_lateness_is_not_zero_days(tmp_path: Path) -> None:
    course = load_course(_written(tmp_path, GOOD + "  - name: backprop\n"))
    assert course.late_days("losses", None) is None
    assert course.late_days("backprop", None) == 0
    assert course.late_days("backprop", datetime(2030, 1, 1, tzinfo=UTC)) == 0


@pytest.mark.parametrize(("days", "factor"), [(None, 1.0), (0, 1.0), (1, 0.9), (3, 0.7), (4, 0.0)])
def test_late_policy(days: int | None, factor: float) -> None:
    assert LatePolicy(penalty_per_day=0.1, max_days=3).factor(days) == pytest.approx(factor)


def test_a_penalty_never_goes_below_zero() -> None:
    assert LatePolicy(penalty_per_day=0.3).factor(10) == 0.0


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """The configuration of a kit, and no more of it."""
    text = GOOD + "    allow: [scipy]\ntimezone: Europe/Berlin\nlimits: {memory: 2 GiB, submission_seconds: 60}\n"
    for name, content in grader_files(load_course(_written(tmp_path, text))).items():
        path = tmp_path / "a kit" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "a kit"


def test_a_kits_json_says_what_its_course_file_says(kit: Path) -> None:
    quick = load_course(kit / FILE)
    (kit / JSON_FILE).unlink()
    assert load_course(kit / FILE) == quick and quick.packages("losses") == ("numpy", "scipy")
    assert (quick.limits.memory, quick.limits.submission_seconds, quick.file.timezone) == (2 << 30, 60, "Europe/Berlin")
    assert quick.due("losses") == datetime.fromisoformat("2026-10-05T23:59:00+02:00")


def test_a_kit_is_read_without_what_reads_yaml(kit: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from autograder.course.config import load_course\n"
        "load_course(Path('grader.yaml')); print({'pydantic', 'ruamel'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=kit, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_kits_course_file_that_somebody_has_changed_counts(kit: Path) -> None:
    text = (kit / FILE).read_text().replace("Berlin", "Lisbon")
    (kit / FILE).write_text(text)
    assert load_course(kit / FILE).file.timezone == "Europe/Lisbon"
    (kit / FILE).write_text(text + "variant: 3\n")
    with pytest.raises(CourseError, match="Did you mean 'variants'"):
        load_course(kit / FILE)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"{}", b'{"of": 1}', b"[" * 100_000])
def test_a_kits_damaged_json_changes_nothing(kit: Path, content: bytes) -> None:
    before = load_course(kit / FILE)
    (kit / JSON_FILE).write_bytes(content)
    assert load_course(kit / FILE) == before


FULL = """course: A course
timezone: Europe/Berlin
variants: 4
allow: [scipy]
late: {penalty_per_day: 0.1, max_days: 3, tokens: 2}
groups: [{name: homework, weight: 2, drop_lowest: 1}]
extensions: [{student: ada, assignment: losses, until: +2d, comment: ill}]
limits: {memory: 2 GiB, submission_seconds: 60}
assignments:
  - {name: losses, group: homework, points: 50, due: "2026-10-05 23:59 -03:00"}
  - {name: optimizers, group: homework, bonus: true, weight: 0.5}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user's programs keep what they could make again."""
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "cache")
    return tmp_path / "cache"


def _kept(cache: Path) -> Path:
    [path] = cache.rglob("*.json")
    return path


def test_what_was_read_once_is_known_without_what_reads_yaml(tmp_path: Path) -> None:
    _written(tmp_path, FULL)
    script = (
        "import sys; from pathlib import Path; from autograder.course.config import load_course\n"
        "print(load_course(Path('grader.yaml'))); print({'pydantic', 'ruamel'} <= {*sys.modules})"
    )
    homes = {name: str(tmp_path) for name in ("HOME", "LOCALAPPDATA", "XDG_CACHE_HOME")}
    command, settings = [sys.executable, "-c", script], {"cwd": tmp_path, "env": {**os.environ, **homes}}
    first, second = (
        subprocess.run(command, capture_output=True, text=True, check=True, **settings).stdout.splitlines()  # type: ignore[call-overload]
        for _ in range(2)
    )
    assert first == [second[0], "True"] and second[1] == "False" and "'ada'" in first[0]


def test_a_course_file_that_was_changed_is_read_again(cache: Path, tmp_path: Path) -> None:
    first = load_course(_written(tmp_path, FULL))
    assert load_course(tmp_path / FILE) == first and _kept(cache)
    assert load_course(_written(tmp_path, FULL.replace("variants: 4", "variants: 5"))).file.variants == 5
    with pytest.raises(CourseError, match="Did you mean 'variants'"):
        load_course(_written(tmp_path, FULL.replace("variants: 4", "variant: 4")))
    assert load_course(_written(tmp_path, FULL)) == first


def test_what_other_code_has_read_is_read_again(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_course(_written(tmp_path, FULL))
    _kept(cache).write_text(_kept(cache).read_text().replace('"variants": 4', '"variants": 7'))
    assert load_course(tmp_path / FILE).file.variants == 7
    monkeypatch.setattr(kept_file, "READERS", ("config",))
    assert load_course(tmp_path / FILE).file.variants == 4


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b"{}", b'{"of": 1}', b"[" * 100_000, b"null"])
def test_a_damaged_record_changes_nothing(cache: Path, tmp_path: Path, content: bytes) -> None:
    before = load_course(_written(tmp_path, FULL))
    _kept(cache).write_bytes(content)
    assert load_course(tmp_path / FILE) == before and _kept(cache).read_bytes() != content


@pytest.mark.skipif(os.name != "posix", reason="needs the permissions of Unix")
@pytest.mark.parametrize("how", ["folder", "link"])
def test_a_record_that_others_could_have_written_is_not_read(cache: Path, tmp_path: Path, how: str) -> None:
    load_course(_written(tmp_path, FULL))
    path = _kept(cache)
    path.write_text(path.read_text().replace('"variants": 4', '"variants": 7'))
    if how == "folder":
        path.parent.chmod(0o777)
    else:
        path.rename(tmp_path / "theirs")
        path.symlink_to(tmp_path / "theirs")
    assert load_course(tmp_path / FILE).file.variants == 4


def test_a_file_that_is_wrong_is_not_kept(cache: Path, tmp_path: Path) -> None:
    with pytest.raises(CourseError):
        load(tmp_path, GOOD + "variant: 3\n")
    assert not cache.exists()


def test_where_nothing_can_be_kept_all_goes_on(cache: Path, tmp_path: Path) -> None:
    cache.write_text("a file stands where the folder should be")
    assert load_course(_written(tmp_path, FULL)) == load_course(tmp_path / FILE)


def _written(folder: Path, text: str) -> Path:
    path = folder / "grader.yaml"
    path.write_text(text)
    return path
