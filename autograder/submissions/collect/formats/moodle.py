"""Moodle, "Download all submissions": a folder a student, or flat, as its code names them.

Ada Lovelace_12345_assignsubmission_file_/optimizers.py    full name, participant's number
Ada Lovelace_12345_assignsubmission_file_optimizers.py     the same without folders
Ada Lovelace_12345_assignsubmission_onlinetext_/onlinetext.html
"""

import re
from collections import defaultdict
from collections.abc import Collection

from autograder.submissions.collect.download import Download
from autograder.submissions.collect.handed_in import HandedIn, HandedInFile, Person, Understood

WHO = r"(?P<name>[^_]+)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)"
FOLDER = re.compile(WHO + "_?")
FLAT = re.compile(WHO + "_(?P<file>.+)", re.DOTALL)


def read_moodle(download: Download, assignments: Collection[str]) -> Understood:
    """Each student's last attempt.  The participant's number is Moodle's own, and on no roster."""
    found = defaultdict(list)
    for file in download.files:
        folder = next(filter(None, map(FOLDER.fullmatch, file.parts[:-1])), None)
        told = folder or FLAT.fullmatch(file.name)
        if told:
            name = file.name if folder else told["file"]
            found[told["name"], told["id"]].append(HandedInFile(name, file))
    return Understood(
        tuple(HandedIn((Person(name=name, sender=number),), tuple(files)) for (name, number), files in found.items())
    )
