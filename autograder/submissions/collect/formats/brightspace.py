"""Brightspace (D2L), "Download" of a folder of submissions: a folder an attempt, or flat.

397063-2557369 - Ada Lovelace - Sep 24, 2026 926 PM/optimizers.py
397063-2557369 - Ada Lovelace - Sep 24, 2026 926 PM - optimizers.py
index.html                                                             Brightspace's own
"""

import re
from collections import defaultdict
from collections.abc import Collection

from autograder.submissions.collect.download import Download
from autograder.submissions.collect.handed_in import HandedIn, HandedInFile, Person, Understood

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WHO = (
    r"\d+-\d+ ?- ?(?P<name>.+?) ?- ?"
    r"(?P<month>[A-Z][a-z]{2,8}) (?P<day>\d{1,2}), (?P<year>\d{4}) (?P<hour>\d{1,2})(?P<minute>\d\d) ?(?P<half>[AP]M)"
)
FOLDER = re.compile(WHO)
FLAT = re.compile(WHO + r" ?- ?(?P<file>.+)", re.DOTALL)


def read_brightspace(download: Download, assignments: Collection[str]) -> Understood:
    """Every attempt that was downloaded.  Its time is in the zone of the person who downloaded it."""
    found = defaultdict(list)
    own = set()
    for file in download.files:
        folder = next(filter(None, map(FOLDER.fullmatch, file.parts[:-1])), None)
        told = folder or FLAT.fullmatch(file.name)
        if told:
            name = file.name if folder else told["file"]
            found[told["name"], _time(told)].append(HandedInFile(name, file))
        elif file.name == "index.html":
            own.add(file)
    handed_in = [HandedIn((Person(name=name),), tuple(files), time=time) for (name, time), files in found.items()]
    return Understood(tuple(handed_in), frozenset(own) if handed_in else frozenset())


def _time(told: re.Match[str]) -> str:
    """The time as ISO 8601, without a zone; empty if there is no such month."""
    month = told["month"][:3].casefold()
    if month not in MONTHS:
        return ""
    hour = int(told["hour"]) % 12 + (12 if told["half"] == "PM" else 0)
    day = f"{told['year']}-{MONTHS.index(month) + 1:02}-{int(told['day']):02}"
    return f"{day}T{hour:02}:{told['minute']}"
