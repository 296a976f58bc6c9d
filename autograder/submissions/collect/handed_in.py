"""What a download says of each piece of work: its student, its time and its assignment."""

from dataclasses import field

from autograder.submissions.collect.download import DownloadedFile
from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Person:
    """A student as the source names them; what it does not say is empty.

    ``joined_name`` is a full name written as one word, the last name first, as Canvas does.  ``words`` are parts of
    a path that may be a name, ``pieces`` are parts of those.  ``sender`` is the system's own number, which tells two
    people of one name apart.
    """

    id: str = ""
    login: str = ""
    email: str = ""
    name: str = ""
    joined_name: str = ""
    words: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    sender: str = ""

    @property
    def shown(self) -> str:
        """How the source calls them, for a message."""
        return self.name or self.login or self.email or self.joined_name or self.id or " / ".join(self.words)


@dataclass(frozen=True)
class HandedInFile:
    """A file under the name that its student gave it."""

    name: str
    file: DownloadedFile


@dataclass(frozen=True)
class HandedIn:
    """One attempt of one student, or of several who share it.

    ``time`` is the text of the time at which the source received it, empty where unknown.  ``assignment`` is empty
    where the source does not say.
    """

    people: tuple[Person, ...]
    files: tuple[HandedInFile, ...]
    time: str = ""
    assignment: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Understood:
    """What a format makes of a download; ``own`` are files that the system itself has written."""

    handed_in: tuple[HandedIn, ...] = ()
    own: frozenset[DownloadedFile] = field(default_factory=frozenset)
    problems: tuple[str, ...] = ()

    @property
    def files(self) -> frozenset[DownloadedFile]:
        """All files that are understood."""
        return self.own.union(one.file for work in self.handed_in for one in work.files)
