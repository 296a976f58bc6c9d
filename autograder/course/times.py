"""The text of a time -> a moment, and how many days late a moment is.

Used for grader.yaml and for the times of submissions from any system.
"""

import codecs
import re
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo, available_timezones

EXAMPLE = "2026-10-05T22:30:00+02:00"
NOT_UNDERSTOOD = "time of submission not understood"  # how a note begins that says so
MAX_BYTES = 200  # of a file that holds one time
YEARS = range(1971, 9999)  # years 1, 1970 and 9999 stand for "no date" in other systems
_DAY = timedelta(days=1)
_EPOCH = re.compile(r"\d{9,10}(\.\d+)?")
_PERIOD = re.compile(r"\+(\d{1,4})([dhw])", re.ASCII)
_OFFSET = re.compile(r"\s+(?=[+-]\d\d(:?\d\d)?$)")
_ZONE = re.compile(r"(?P<clock>.*\d)(\s+(?P<zone>[A-Z][\w/+-]*)|(?P<glued>UTC|GMT))", re.IGNORECASE | re.ASCII)


class EmptyDate(ValueError):
    """A value that some systems write instead of a missing date."""


def decoded(data: bytes) -> str:
    """The text of a small file in UTF-8 or UTF-16, with or without a byte-order mark; raises `ValueError`."""
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in data[:2]:
        encoding = "utf-16-be" if data[0] == 0 else "utf-16-le"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError("expected text in UTF-8") from None


def read_time(text: str) -> datetime:
    """ISO 8601 with an offset, a zone's name or abbreviation, or epoch seconds; naive if no zone is given.

    Raises `EmptyDate` for a year that means no date, and `ValueError`, which says why, for any other text and
    for an abbreviation with several offsets.
    """
    text = text.strip()
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text), UTC)
    named = _ZONE.fullmatch(text)
    if not named:
        return _clock(_OFFSET.sub("", text))
    clock, zone = _clock(named["clock"]), named["zone"] or named["glued"]
    if clock.tzinfo:
        raise ValueError("expected one time zone, not two")
    moment = in_zone(clock, _zone(zone, clock.year))
    return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta()), fold=0)


def read_deadline(text: str) -> datetime:
    """`read_time`, but a date without a time means the end of that day."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return read_time(text)
    return read_time(datetime.combine(day, time.max).isoformat())


def read_period(text: str) -> tuple[int, int]:
    """``+2d``, ``+12h`` or ``+1w`` as days and hours; raises `ValueError` for any other text."""
    found = _PERIOD.fullmatch(text.strip())
    if not found:
        raise ValueError("expected a time such as 2026-10-05 18:00, or a period such as +2d, +12h or +1w")
    number = int(found[1])
    return {"d": (number, 0), "w": (7 * number, 0), "h": (0, number)}[found[2]]


def is_known(moment: datetime) -> bool:
    """Whether ``moment`` is a real date, and not a placeholder for a missing one."""
    return moment.year in YEARS


def in_zone(moment: datetime, zone: tzinfo, *, latest: bool = False) -> datetime:
    """``moment``, taken to be in ``zone`` if it has none.

    A local time may occur twice when clocks change; this is the first, or the second if ``latest``.
    """
    if moment.tzinfo:
        return moment
    readings = [moment.replace(tzinfo=zone, fold=fold) for fold in (0, 1)]
    return (max if latest else min)(readings, key=lambda reading: reading.astimezone(UTC))


def days_late(due: datetime, submitted: datetime, zone: tzinfo) -> int:
    """Started calendar days of ``zone`` from the wall clock of ``due`` to ``submitted``; both have a time zone.

    A day lasts until the same wall clock of the next date, be that after 23, 24 or 25 hours.
    """
    arrived, wall = submitted.astimezone(UTC), due.astimezone(zone).replace(tzinfo=None)
    if arrived <= due.astimezone(UTC):
        return 0
    apart = (arrived.astimezone(zone).replace(tzinfo=None) - wall) // _DAY
    ends = ((days, in_zone(wall + days * _DAY, zone, latest=True)) for days in count(max(1, apart - 2)))
    return next(days for days, end in ends if arrived <= end.astimezone(UTC))


def hours_late(due: datetime, submitted: datetime) -> int:
    """Started hours from ``due`` to ``submitted``, which pass alike whatever the clocks are set to."""
    late = submitted.astimezone(UTC) - due.astimezone(UTC)
    return max(0, -(-late // timedelta(hours=1)))


def _clock(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"expected a time such as {EXAMPLE}") from None
    if not is_known(moment):
        raise EmptyDate(f"the year {moment.year} is a placeholder for a missing date")
    return moment


def _zone(name: str, year: int) -> tzinfo:
    """The zone of a name or an abbreviation; raises `ValueError` if it means none or several."""
    if name.upper() in ("UTC", "GMT", "UT", "Z"):
        return UTC
    offsets = set(_abbreviations(year).get(name.upper(), ()))
    if len(offsets) > 1:
        several = ", ".join(str(timezone(offset)) for offset in sorted(offsets))
        raise ValueError(f"{name} means several time zones ({several})")
    if offsets:
        return timezone(offsets.pop())
    if name not in available_timezones():
        raise ValueError(f"{name} is not a time zone")
    return ZoneInfo(name)


@lru_cache(maxsize=16)
def _abbreviations(year: int) -> dict[str, set[timedelta]]:
    """The offsets that each abbreviation means anywhere in the world in ``year``."""
    found = defaultdict(set)
    for zone in map(ZoneInfo, available_timezones()):
        for month in range(1, 13):
            moment = datetime(year, month, 1, tzinfo=zone)
            found[str(moment.tzname()).upper()].add(moment.utcoffset() or timedelta())
    return dict(found)
