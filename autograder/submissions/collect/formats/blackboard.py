"""Blackboard, "Assignment File Download": flat files, and a text for each attempt.

Optimizers_ada1_attempt_2026-10-30-17-12-33_optimizers.py
Optimizers_ada1_attempt_2026-10-30-17-12-33.txt               Blackboard's own: the student's comment
"""

import re
from collections import defaultdict
from collections.abc import Collection

from autograder.submissions.collect.download import Download
from autograder.submissions.collect.handed_in import HandedIn, HandedInFile, Person, Understood

NAME = re.compile(
    r"(?P<assignment>.+?)_(?P<login>[^_]+)_attempt_(?P<day>\d{4}-\d\d-\d\d)-(?P<clock>\d\d-\d\d-\d\d)"
    r"(?:_(?P<file>.+)|\.txt)",
    re.DOTALL,
)


def read_blackboard(download: Download, assignments: Collection[str]) -> Understood:
    """Every attempt that was downloaded.  Its time is the server's own; without a zone it is taken as the course's."""
    found = defaultdict(list)
    own = set()
    for file in download.files:
        told = NAME.fullmatch(file.name)
        if told and told["file"]:
            time = f"{told['day']}T{told['clock'].replace('-', ':')}"
            found[told["login"], time, _assignment(told["assignment"], assignments)].append(
                HandedInFile(told["file"], file)
            )
        elif told:
            own.add(file)
    handed_in = [
        HandedIn((Person(login=login),), tuple(files), time=time, assignment=assignment)
        for (login, time, assignment), files in found.items()
    ]
    return Understood(tuple(handed_in), frozenset(own))


def _assignment(title: str, assignments: Collection[str]) -> str:
    name = re.sub(r"\W+", "_", title).strip("_").casefold()
    return name if name in assignments else ""
