"""Whose work it is: what a source says of a person, looked up in roster.csv.  Nothing is guessed.

roster.csv has a column ``student``, and may have ``id``, ``login``, ``email``, ``name`` and ``section``, under these
names or those that learning platforms use.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from autograder.submissions.collect.handed_in import Person
from autograder.submissions.roster import COLUMN, DESCRIBED
from autograder.submissions.student_names import can_be_stored, student_name
from autograder.submissions.table_files import read_table
from autograder.system.lazy_dataclass import dataclass

UNUSABLE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')

Key = tuple[str, str]
"""What a text is, such as a login, and the text in the form in which it is compared."""


class Unmatched(Exception):
    """Why nobody's name is found for a person, in a sentence without capital and full stop."""


@dataclass(frozen=True)
class People:
    """The rows of roster.csv; without any, students are called as the source calls them."""

    rows: tuple[Mapping[str, str], ...] = ()

    @cached_property
    def students(self) -> Mapping[Key, frozenset[str]]:
        """The students that each text may mean."""
        found: dict[Key, set[str]] = defaultdict(set)
        for row in self.rows:
            student = student_name(row.get(COLUMN, ""))
            for key in _keys_of(row):
                found[key].add(student)
        return {key: frozenset(students) for key, students in found.items()}

    def student(self, person: Person) -> str:
        """The name on the roster of a person; raises `Unmatched`."""
        if not self.rows:
            return _called(person)
        meant = [self.students[key] for key in _keys_said(person) if key in self.students]
        if meant:
            return _only(frozenset.intersection(*meant), meant, person)
        for words in (person.words, person.pieces):
            found = frozenset(name for word in words for name in self.students.get(("any", _compared(word)), ()))
            if found:
                return _only(found, [found], person)
        raise Unmatched(f"{person.shown!r} is not on the roster")


def read_people(path: Path) -> People:
    """The roster at ``path``, empty where there is no such file; raises `SubmissionsError`."""
    if not path.is_file():
        return People()
    return People(tuple(row for row in read_table(path, [COLUMN]).rows if row.get(COLUMN, "").strip()))


def _only(students: frozenset[str], meant: Iterable[frozenset[str]], person: Person) -> str:
    if len(students) == 1:
        return next(iter(students))
    names = " or ".join(repr(name) for name in sorted(frozenset().union(*meant))[:3])
    raise Unmatched(f"{person.shown!r} may be {names}")


def _called(person: Person) -> str:
    """What to call somebody without a roster; raises `Unmatched` if the source does not say, or says no name."""
    said = (person.login, person.email, person.name, person.joined_name, person.id)
    name = student_name(next(filter(None, said), ""))
    if not name:
        raise Unmatched("its path does not name the student; a roster.csv may help")
    if not can_be_stored(name) or UNUSABLE.search(name) or name.startswith("."):
        raise Unmatched(f"{name[:60]!r} cannot be the name of a folder; a roster.csv can say who it is")
    return name


def _keys_of(row: Mapping[str, str]) -> Iterator[Key]:
    """Everything in a row of the roster that a source may call the student."""
    told = {
        kind: [row[column] for column in columns if row.get(column, "").strip()] for kind, columns in DESCRIBED.items()
    }
    names = [*told["name"], *(f"{first} {last}" for first in told["first"] for last in told["last"])]
    own = row.get(COLUMN, "")
    single = [own, *told["id"], *told["login"], *told["email"]]
    yield from (("id", _compared(text)) for text in (own, *told["id"], *told["canvas_id"]))
    yield from (("login", _compared(text)) for text in (own, *told["login"]))
    yield from (("email", _compared(text)) for text in (own, *told["email"]))
    yield from (("name", _in_order(text)) for text in (own, *names))
    yield from (("joined_name", joined) for text in (own, *names) for joined in _joined(text))
    yield from (("any", _compared(text)) for text in (*single, *names))
    yield from (("any", joined) for text in names for joined in _joined(text))
    yield from (("any", _compared(text.partition("@")[0])) for text in told["email"])


def _keys_said(person: Person) -> Iterator[Key]:
    """What a source says of a person."""
    said = (
        ("id", _compared(person.id)),
        ("login", _compared(person.login)),
        ("email", _compared(person.email)),
        ("name", _in_order(person.name)),
        ("joined_name", _word(person.joined_name)),
    )
    return ((kind, text) for kind, text in said if text)


def _compared(text: str) -> str:
    """The form in which texts are compared: composed Unicode, one case, single blanks."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())


def _in_order(name: str) -> str:
    """A name, the first name first, where it is written ``last, first``."""
    last, comma, first = _compared(name).partition(",")
    return f"{first.strip()} {last.strip()}" if comma else last


def _joined(name: str) -> set[str]:
    """A name in one word: as it stands, and with any number of its words at the end put first."""
    words = _in_order(name).split()
    return {_word("".join([*words[place:], *words[:place]])) for place in range(len(words))}


def _word(text: str) -> str:
    return re.sub(r"\W", "", _compared(text))
