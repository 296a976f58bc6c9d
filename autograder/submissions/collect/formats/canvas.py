"""Canvas, "Download Submissions": one flat list of files, named as its `ContentZipper` does.

lovelaceada_12345_67890_optimizers.py          sortable name in one word, user's id, attachment's id, name
lovelaceada_LATE_12345_67890_optimizers-1.py   late; the first file of this name that the student sent again
anon_x7Kp2_67890_optimizers.py                 anonymous grading
"""

import re
from collections import defaultdict
from collections.abc import Collection

from autograder.submissions.collect.download import Download
from autograder.submissions.collect.handed_in import HandedIn, HandedInFile, Person, Understood

NAME = re.compile(r"(?P<name>.+?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL)
ANONYMOUS = re.compile(r"(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]{5})_(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL)
SENT_AGAIN = re.compile(r"-\d{1,3}(?=\.\w+$)")
MAX_DEPTH = 2  # the files lie flat, perhaps in the folder that they were unpacked to


def read_canvas(download: Download, assignments: Collection[str]) -> Understood:
    """Each student's last attempt: Canvas puts no other into the download."""
    found = defaultdict(list)
    for file in download.files:
        told = ANONYMOUS.fullmatch(file.name) or NAME.fullmatch(file.name)
        if told and len(file.parts) <= MAX_DEPTH:
            sender = (told.groupdict().get("name") or f"anon_{told['id']}", told["id"])
            found[sender].append((HandedInFile(_own_name(told["file"], assignments), file), bool(told["late"])))
    return Understood(
        tuple(
            HandedIn(
                (Person(id=number, joined_name=name, sender=number),),
                tuple(file for file, _ in files),
                notes=("Canvas marks it late",) if any(late for _, late in files) else (),
            )
            for (name, number), files in found.items()
        )
    )


def _own_name(name: str, assignments: Collection[str]) -> str:
    """The name that the student gave the file, where it is an assignment's but for Canvas's number."""
    plain = SENT_AGAIN.sub("", name)
    return plain if plain.partition(".")[0].casefold() in assignments else name
