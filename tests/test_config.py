"""grader.yaml: every error names file, line, key, what was expected and the nearest right key."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.course.config import FILE, load_course
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


def _written(folder: Path, text: str) -> Path:
    path = folder / "grader.yaml"
    path.write_text(text)
    return path
