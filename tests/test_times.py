"""Times: what other systems write is read as they mean it, and lateness is counted by the course's wall clock."""

import codecs
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course.times import EmptyDate, days_late, decoded, in_zone, read_deadline, read_time
from tests.conftest import Ran, read_results, submit

ZONES = sorted(available_timezones())
NAMED_ZONES = [zone for zone in ZONES if not re.fullmatch("[A-Z]{3,4}", zone)]  # MET is an abbreviation before all
MOMENT = datetime(2026, 10, 5, 20, 30, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Grade = Callable[..., Ran]
STUB = "def adam_step(*args):\n    raise NotImplementedError\n"
SAYS_THE_MOMENT = [
    "2026-10-05 20:30:00.000000 UTC",
    "2026-10-05T20:30:00Z",
    "2026-10-05T20:30Z",
    "2026-10-05 20:30:00 z",
    "2026-10-05 20:30:00GMT",
    "2026-10-05 20:30:00 gmt",
    "2026-10-05T22:30:00+02:00",
    "2026-10-05 22:30:00 +0200",
    "2026-10-05 22:30 +02",
    "2026-10-05 22:30 CEST",
    "2026-10-05 16:30 EDT",
    "2026-10-05 22:30 Europe/Berlin",
    "2026-10-06 02:00:00 Asia/Kolkata",
    "2026-10-05 16:30 America/New_York",
    "20261005T203000Z",
    "1791232200",
    "1791232200.0",
    "  2026-10-05T20:30:00Z\r\n",
]


@pytest.mark.parametrize("text", SAYS_THE_MOMENT)
def test_one_moment_in_many_words(text: str) -> None:
    assert read_time(text) == MOMENT


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF8 + b"2026-10-05T20:30:00Z",
        codecs.BOM_UTF16_LE + "2026-10-05T20:30:00Z".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "2026-10-05T20:30:00Z".encode("utf-16-be"),
        "2026-10-05T20:30:00Z".encode("utf-16-le"),
        "2026-10-05T20:30:00Z".encode("utf-16-be"),
    ],
)
def test_one_moment_in_many_encodings(data: bytes) -> None:
    assert read_time(decoded(data)) == MOMENT


def test_a_time_without_a_zone_has_none() -> None:
    assert read_time("2026-10-05 20:30:00") == datetime(2026, 10, 5, 20, 30)
    assert read_time("2026-10-05") == datetime(2026, 10, 5)
    assert read_deadline("2026-10-05").isoformat() == "2026-10-05T23:59:59.999999"
    assert read_deadline("2026-10-05 00:00") == datetime(2026, 10, 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("yesterday", "expected a time such as 2026-10-05T22:30:00+02:00"),
        ("", "expected a time"),
        ("05/10/2026", "expected a time"),  # the fifth of October, or the tenth of May
        ("10.5.2026 20:30", "expected a time"),
        ("2026-02-29", "expected a time"),
        ("12345", "expected a time"),
        ("9" * 200, "expected a time"),
        ("2026-10-05 10:30 PM", "PM is not a time zone"),
        ("2026-10-05 20:30 ../../etc/passwd", "expected a time"),
        ("2026-10-05 20:30 Europe/../UTC", "expected a time"),
        ("2026-10-05 20:30 Mars/Olympus", "Mars/Olympus is not a time zone"),
        ("2026-10-05 20:30 IST", "IST means several time zones (UTC+01:00, UTC+02:00, UTC+05:30)"),
        ("2026-10-05 20:30 CST", "CST means several"),
        ("2026-10-05 22:30+02:00 UTC", "expected one time zone, not two"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        read_time(text)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+14:00",
        "0001-01-01 00:00 Pacific/Kiritimati",
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59-12:00",
    ],
)
def test_the_empty_dates_of_other_systems_are_none(text: str) -> None:
    with pytest.raises(EmptyDate):
        read_time(text)


@given(st.text(max_size=60) | st.from_regex(r"\A[0-9:TZ+\-. ]{0,30}( [A-Za-z/_]{1,8})?\Z"))
def test_any_text_is_a_time_that_converts_or_is_refused(text: str) -> None:
    try:
        moment = read_time(text)
    except ValueError:
        return
    assert in_zone(moment, ZoneInfo("Pacific/Kiritimati")).astimezone(ZoneInfo("Pacific/Pago_Pago"))


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        decoded(data)
    except ValueError as refused:
        assert "UTF-8" in str(refused)


@given(st.sampled_from(NAMED_ZONES), st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)))
def test_a_moment_is_read_back_by_its_zones_name(zone: str, moment: datetime) -> None:
    """An hour that comes twice is read as the first."""
    local = moment.astimezone(ZoneInfo(zone)).replace(microsecond=0)
    offset = read_time(local.isoformat(" "))
    assert offset == local
    assert read_time(f"{local:%Y-%m-%d %H:%M:%S} {zone}") == local.replace(fold=0).astimezone(UTC)


def changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """The hour after each change of a zone's clocks in ``year``, in UTC."""
    start = datetime(year, 1, 1, tzinfo=UTC)
    days = [day for day in _steps(start, DAY, 366) if _moved(zone, day, DAY)]
    return [hour for day in days for hour in _steps(day + HOUR, HOUR, 24) if _moved(zone, hour - HOUR, HOUR)]


def _steps(start: datetime, step: timedelta, count: int) -> list[datetime]:
    return [start + place * step for place in range(count)]


def _moved(zone: ZoneInfo, moment: datetime, after: timedelta) -> bool:
    return moment.astimezone(zone).utcoffset() != (moment + after).astimezone(zone).utcoffset()


CHANGES = {name: found for name in ZONES if (found := changes(ZoneInfo(name), 2026))}
SOON = st.integers(-60 * 60, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))


@st.composite
def near_a_change(draw: st.DrawFn) -> tuple[ZoneInfo, datetime, datetime]:
    """A zone, and two moments within days of a change of its clocks."""
    name = draw(st.sampled_from(sorted(CHANGES)))
    change = draw(st.sampled_from(CHANGES[name]))
    due, submitted = (change + draw(SOON) for _ in range(2))
    return ZoneInfo(name), due.astimezone(ZoneInfo(name)), submitted


def test_many_zones_change_their_clocks_twice_a_year() -> None:
    assert sum(len(found) == 2 for found in CHANGES.values()) > 100


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_the_same_wall_clock_days_later_is_that_many_days_late(name: str) -> None:
    """Over both changes of every zone that has any: nobody gains or loses a day."""
    zone = ZoneInfo(name)
    for change in CHANGES[name]:
        wall = datetime.combine(change.astimezone(zone).date() - 2 * DAY, datetime.max.time()).replace(microsecond=0)
        due = in_zone(wall, zone, latest=True)
        for days in range(1, 6):
            last = in_zone(wall + days * DAY, zone, latest=True)
            assert days_late(due, last, zone) == days
            assert days_late(due, last.astimezone(UTC) + timedelta(seconds=1), zone) == days + 1


@given(near_a_change())
def test_days_are_those_of_the_calendar(moments: tuple[ZoneInfo, datetime, datetime]) -> None:
    zone, due, submitted = moments
    days = days_late(due, submitted, zone)
    assert (days == 0) == (submitted <= due.astimezone(UTC))
    assert abs(days - max(0, -((due.astimezone(UTC) - submitted) // DAY))) <= 1
    if days:
        wall = due.replace(tzinfo=None)
        end = in_zone(wall + days * DAY, zone, latest=True).astimezone(UTC)
        before = in_zone(wall + (days - 1) * DAY, zone, latest=True).astimezone(UTC)
        assert submitted <= end and (days == 1 or submitted > before)


@given(near_a_change(), st.timedeltas(timedelta(0), timedelta(days=3)))
def test_to_hand_in_later_is_never_less_late(moments: tuple[ZoneInfo, datetime, datetime], more: timedelta) -> None:
    zone, due, submitted = moments
    assert days_late(due, submitted, zone) <= days_late(due, submitted + more, zone)


@given(near_a_change(), st.sampled_from(ZONES))
def test_lateness_does_not_depend_on_how_the_moment_is_written(
    moments: tuple[ZoneInfo, datetime, datetime], other: str
) -> None:
    zone, due, submitted = moments
    assert days_late(due, submitted, zone) == days_late(due.astimezone(ZoneInfo(other)), submitted, zone)
    assert days_late(due, submitted, zone) == days_late(due, submitted.astimezone(ZoneInfo(other)), zone)


def test_a_day_that_a_zone_leaves_out_counts_for_nobody() -> None:
    """Samoa went from the 29th of December 2011 to the 31st."""
    zone = ZoneInfo("Pacific/Apia")
    due = datetime(2011, 12, 29, 12, tzinfo=zone)
    assert days_late(due, datetime(2011, 12, 31, 11, tzinfo=zone), zone) == 1


STAMPS = {
    "apart": b"2026-11-04 10:00:00.000000 UTC",
    "empty": b"0001-01-01T00:00:00+14:00",
    "ontime": codecs.BOM_UTF16_LE + "2026-11-02T23:59:00".encode("utf-16-le"),
    "unclear": b"2026-11-02 10:00 IST",
    "wild": b"\x1b[31m\xff",
}


@pytest.fixture
def submissions(course: Path, tmp_path: Path) -> Path:
    """One student each with such a timestamp.txt, and one without."""
    root = tmp_path / "submissions"
    submit(root, "silent", "optimizers", STUB)
    for student, stamp in STAMPS.items():
        (submit(root, student, "optimizers", STUB) / "timestamp.txt").write_bytes(stamp)
    return root


def test_what_is_not_understood_is_said_in_the_table_and_at_the_end(
    course: Path, grade: Grade, submissions: Path
) -> None:
    for _ in range(2):  # when nothing has changed too
        ran = grade("all", submissions, "--assignment", "optimizers", "--json", course / "r.json")
        days = {result["student"]: result["late_days"] for result in read_results(course / "r.json")}
        assert days == {"apart": 2, "empty": None, "ontime": 0, "silent": None, "unclear": None, "wild": None}
        marks = {line.split()[1]: line.split()[3] for line in ran.out.splitlines() if " 0.0" in line}
        assert marks == {
            "apart": "0.0*",
            "empty": "0.0+",
            "ontime": "0.0",
            "silent": "0.0+",
            "unclear": "0.0!",
            "wild": "0.0!",
        }
        assert "not understood, so that lateness is unknown and costs nothing: 2\n" in ran.err
        assert "unclear optimizers: timestamp.txt '2026-11-02 10:00 IST': IST means several time zones" in ran.err
        assert "wild optimizers: timestamp.txt: expected text in UTF-8\n" in ran.err
        assert "Write each as 2026-10-05T22:30:00+02:00, then run `grade all` again.\n" in ran.err


def test_show_says_why_a_time_is_unknown(grade: Grade, submissions: Path) -> None:
    grade("all", submissions, "--assignment", "optimizers")
    assert (
        "timestamp.txt: the year 1 is a placeholder for a missing date; lateness is unknown"
        in grade("show", "empty").out
    )
    assert "IST means several time zones" in grade("show", "unclear").out
