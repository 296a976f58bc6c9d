"""What differs from run to run, in one place: both what is shown and what is printed are compared without it."""

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHOWN_HOME = "/home/you"
VARIES = [
    (r"\d+(\.\d+)?( ?)(s|ms|MiB|GiB|minutes?|seconds?)\b", r"N \3"),  # how long, how large
    (r"\b\d\d:\d\d:\d\d(\.\d+)?", "HH:MM:SS"),
    (r"\b20\d\d-\d\d-\d\d \d\d:\d\d\b", "DATE"),  # when something was recorded
    (r"\b20\d{6}[T-]\d{6}(Z|-\d+)?\b", "DATE"),
    (r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(Z|\.\d+\+00:00)", "DATE"),
    (r"(?<=\bon )20\d\d-\d\d-\d\d\b", "DATE"),
    (r"\b[0-9a-f]{8,64}\b", "HASH"),  # receipts
    (r"\b(namespaces|landlock)\b", "ISOLATION"),  # the strongest level of this machine
    (r"nn_autograder-[\w.]+?-py3", "nn_autograder-VERSION-py3"),
    (r"\b20\d\d-\d\d-\d\d\b(?= HH| DATE)", "DAY"),
]
"""Regular expressions, and what stands for what they match. Deadlines and scores are not among them."""


@contextmanager
def new_home() -> Iterator[Path]:
    """A home whose path is as long as the one that is shown, so that lines break at the same places."""
    home = Path("/tmp", secrets.token_hex(2))  # noqa: S108  (a name that nobody can guess is made below, or it fails)
    assert len(str(home)) == len(SHOWN_HOME)
    home.mkdir(mode=0o700)
    try:
        yield home
    finally:
        shutil.rmtree(home)


def shown(text: str, home: Path) -> str:
    """Output as a page shows it: in a home that every reader could have, without blanks at the ends of lines."""
    text = text.replace(str(home), SHOWN_HOME)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def same(expected: str, got: str) -> bool:
    """Whether two outputs agree in all that does not vary. A line of ``...`` stands for any lines."""
    parts = [re.escape(_plain(part)) for part in re.split(r"(?m)^ *\.\.\.$\n?", expected)]
    return re.fullmatch("(?:.*\n)*?".join(parts), _plain(got)) is not None


def _plain(text: str) -> str:
    for varies, stands in VARIES:
        text = re.sub(varies, stands, text)
    return re.sub(r"[ ─━-]{2,}", "  ", text) if text.strip() else text
